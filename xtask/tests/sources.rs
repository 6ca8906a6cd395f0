//! Rules about the sources that no compiler knows (ARCHITECTURE.md, STYLE.md).

use std::fs;
use std::path::{Path, PathBuf};

/// What runs SQL beside `store.rs`, and why it may.
const SQL_ELSEWHERE: [&str; 6] = [
    // It is the database layer.
    "crates/platform/",
    // Loaders: they run as the owner, before anybody is served.
    "crates/taxonomy/src/load.rs",
    "server/src/demo/",
    // Asks whether the database answers.
    "server/src/http/probe.rs",
    // Tests: the scene is set as the owner.
    "server/src/http/tests.rs",
    "server/src/subjects/tests.rs",
];

/// What opens transactions beside `service.rs`.
const TRANSACTIONS_ELSEWHERE: [&str; 5] = [
    "crates/platform/",
    "crates/taxonomy/src/load.rs",
    "server/src/demo/",
    // A job for nobody in particular: it seals what others have written.
    "crates/identity/src/trail/chain.rs",
    "server/src/subjects/tests.rs",
];

/// A line of a source.
struct Line {
    /// From the root of the workspace, with `/`.
    file: String,
    number: usize,
    text: String,
}

impl Line {
    fn is_comment(&self) -> bool {
        self.text.trim_start().starts_with("//")
    }

    fn place(&self) -> String {
        format!("{}:{}: {}", self.file, self.number, self.text.trim())
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Files of the product under these folders of the workspace, without their tests.
fn product_files() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["app", "crates", "frontend", "server"] {
        walk(&root(), folder, &mut found);
    }
    assert!(
        found.len() > 50,
        "the sources are not where this test looks"
    );
    found
}

fn walk(root: &Path, folder: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(root.join(folder))
        .expect("a folder of sources can be read")
        .flatten()
    {
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if !entry.path().is_dir() {
            found.push(path);
        } else if !path.ends_with("/tests") && !path.ends_with("/examples") {
            walk(root, &path, found);
        }
    }
}

fn lines() -> Vec<Line> {
    let mut all = Vec::new();
    for file in product_files()
        .into_iter()
        .filter(|file| file.ends_with(".rs"))
    {
        let text = fs::read_to_string(root().join(&file)).expect("a source can be read");
        all.extend(text.lines().enumerate().map(|(at, line)| Line {
            file: file.clone(),
            number: at + 1,
            text: line.to_owned(),
        }));
    }
    all
}

/// Places of lines that break a rule.
fn breaking(rule: impl Fn(&Line) -> bool) -> Vec<String> {
    lines()
        .iter()
        .filter(|line| rule(line))
        .map(Line::place)
        .collect()
}

/// Is this `name.rs`, or a file of a module of that name?
fn belongs_to(file: &str, name: &str) -> bool {
    file.ends_with(&format!("/{name}.rs")) || file.contains(&format!("/{name}/"))
}

fn starts_with_any(file: &str, places: &[&str]) -> bool {
    places.iter().any(|place| file.starts_with(place))
}

#[test]
fn sql_stands_in_stores() {
    let wrong = breaking(|line| {
        line.text.contains("sqlx::query")
            && !line.is_comment()
            && !belongs_to(&line.file, "store")
            && !starts_with_any(&line.file, &SQL_ELSEWHERE)
    });
    assert!(wrong.is_empty(), "SQL outside a store: {wrong:#?}");
}

#[test]
fn transactions_are_opened_in_services() {
    let wrong = breaking(|line| {
        let opens = line.text.contains("db.begin(") || line.text.contains("pool.begin(");
        opens
            && !line.is_comment()
            && !belongs_to(&line.file, "service")
            && !starts_with_any(&line.file, &TRANSACTIONS_ELSEWHERE)
    });
    assert!(
        wrong.is_empty(),
        "a transaction outside a service: {wrong:#?}"
    );
}

/// A line without comments and without what stands in quotation marks.
fn code_of(line: &str) -> String {
    let outside = line
        .replace("\\\"", "")
        .split('"')
        .step_by(2)
        .collect::<Vec<_>>()
        .join("\"\"");
    outside.split("//").next().unwrap_or_default().to_owned()
}

#[test]
fn views_have_no_inline_style() {
    let wrong = breaking(|line| {
        let code = code_of(&line.text);
        // `style:width=…` writes into the same attribute.
        let attribute = |word: &str| {
            word.starts_with("style=") || word.starts_with("style:") && word.contains('=')
        };
        code.split_whitespace().any(attribute) || code.contains("<style")
    });
    assert!(
        wrong.is_empty(),
        "the content security policy forbids inline styles: {wrong:#?}"
    );
}

/// What one types into, as components and as elements.
const TYPED_INTO: [&str; 6] = [
    "<TextField",
    "<TextArea",
    "<textarea",
    "<MoneyField",
    "<PayRange",
    "<SkillPicker",
];

#[test]
fn forms_one_types_into_are_guarded() {
    let sources = product_files();
    let (mut guarded, mut wrong) = (0, Vec::new());
    for file in sources.iter().filter(|file| file.ends_with(".rs")) {
        let text = fs::read_to_string(root().join(file)).expect("a source can be read");
        for form in text.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if !TYPED_INTO.iter().any(|field| form.contains(field)) {
                continue;
            }
            let first = form
                .split_once('>')
                .map_or("", |(_, inside)| inside.trim_start());
            // What looks after the fields must be there before one can type into them.
            let forgotten = form.contains(r#"autocomplete="off""#);
            if first.starts_with("<FormGuard") && !forgotten {
                guarded += 1;
            } else {
                wrong.push(format!(
                    "{file}: <form {}",
                    form.lines().next().unwrap_or_default()
                ));
            }
        }
    }
    assert!(guarded > 10, "the forms are not where this test looks");
    assert!(
        wrong.is_empty(),
        "what is typed here is lost on the way back: {wrong:#?}"
    );
}

#[test]
fn code_is_told_from_text() {
    assert_eq!(
        code_of(r#"<p style="x">"a style=\"b\""</p> // style="#),
        r#"<p style="">""</p> "#
    );
}

#[test]
fn nothing_is_called_utils() {
    let vague = ["utils.rs", "util.rs", "helpers.rs", "misc.rs", "common.rs"];
    let wrong: Vec<String> = product_files()
        .into_iter()
        .filter(|file| vague.iter().any(|name| file.ends_with(&format!("/{name}"))))
        .collect();
    assert!(
        wrong.is_empty(),
        "a file is named after what is in it: {wrong:?}"
    );
}

#[test]
fn nothing_is_left_to_do() {
    let marks = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
        concat!("XX", "X"),
    ];
    let wrong = breaking(|line| marks.iter().any(|mark| line.text.contains(mark)));
    assert!(wrong.is_empty(), "unfinished: {wrong:#?}");
}

#[test]
fn lints_are_expected_with_a_reason() {
    let wrong = breaking(|line| line.text.contains("#[allow(") || line.text.contains("#![allow("));
    assert!(
        wrong.is_empty(),
        "#[expect(lint, reason = \"…\")] instead: {wrong:#?}"
    );
}

#[test]
fn migrations_are_named_by_time_and_area() {
    let mut names: Vec<String> = fs::read_dir(root().join("migrations"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|name| name.ends_with(".sql"));
    assert!(!names.is_empty());
    for name in names {
        let (time, rest) = name.split_at_checked(14).unwrap_or_default();
        let in_form = time.len() == 14
            && time.bytes().all(|byte| byte.is_ascii_digit())
            && rest.starts_with('_');
        assert!(
            in_form,
            "{name} is not named YYYYMMDDHHMMSS_area_change.sql"
        );
    }
}

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

/// Ids of advisories in a text.
fn advisories(text: &str) -> std::collections::BTreeSet<&str> {
    let ids = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    ids.filter(|word| word.starts_with("RUSTSEC-")).collect()
}

#[test]
fn what_is_borne_is_written_down() {
    let read = |file| fs::read_to_string(root().join(file)).expect("a file of the project");
    let (ignored, written) = (read(".cargo/audit.toml"), read("docs/security.md"));
    assert_eq!(advisories(&ignored), advisories(&written));
    let locks = ["Cargo.lock", "fuzz/Cargo.lock"].map(read).concat();
    // What is not used any more is not borne any more: each row names the crate.
    for row in written.lines().filter(|row| row.starts_with("| RUSTSEC-")) {
        let name = row.split('`').nth(1).expect("a crate in its row");
        assert!(locks.contains(&format!("name = \"{name}\"")), "{row}");
    }
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

/// Lines of the product's code with one of these in them, outside of the places that may. A place where there is none
/// need not be among them.
fn written(words: &[&str], may: &[&str]) -> Vec<String> {
    let mut wrong = breaking(|line| {
        let code = code_of(&line.text);
        !line.is_comment() && words.iter().any(|word| code.contains(word))
    });
    for place in may {
        let found = wrong.iter().any(|line| line.starts_with(place));
        assert!(found, "{place} has none of {words:?} any more");
    }
    wrong.retain(|line| !starts_with_any(line, may));
    wrong
}

/// Lines of the scripts that are written by hand, without comments.
fn script_lines() -> Vec<String> {
    let folder = root().join("public");
    let mut lines = Vec::new();
    for file in fs::read_dir(folder)
        .expect("a folder of scripts can be read")
        .flatten()
    {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".js") {
            let text = fs::read_to_string(file.path()).expect("a script can be read");
            let code = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            lines.extend(code.map(|line| format!("{name}: {line}")));
        }
    }
    assert!(
        lines.len() > 100,
        "the scripts are not where this test looks"
    );
    lines
}

#[test]
fn programs_are_started_for_the_database_and_to_read_files_alone() {
    let wrong = written(
        &["Command::new"],
        &[
            "crates/platform/src/postgres/",
            // The program itself, which then shuts itself in.
            "crates/platform/src/sandbox.rs",
            "crates/platform/src/testing.rs",
        ],
    );
    assert!(wrong.is_empty(), "a program is started: {wrong:#?}");
}

#[test]
fn memory_is_left_to_the_compiler() {
    // The one call between fork and exec.
    let wrong = written(
        &["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"],
        &["crates/platform/src/postgres/postmaster.rs"],
    );
    assert!(wrong.is_empty(), "not checked by the compiler: {wrong:#?}");
}

#[test]
fn certificates_are_never_taken_on_trust() {
    let wrong = written(
        &[
            "danger_accept",
            "accept_invalid",
            ".dangerous()",
            "tls_sni(false",
        ],
        &[],
    );
    assert!(wrong.is_empty(), "TLS without its checks: {wrong:#?}");
}

/// Where connections to others begin: to what is configured, and to nothing that anybody writes.
const CONNECTING: [&str; 5] = [
    "crates/identity/src/providers/config.rs",
    "crates/platform/src/files/clamd.rs",
    "crates/platform/src/files/objects.rs",
    "crates/platform/src/mail/smtp.rs",
    "crates/platform/src/outside.rs",
];

#[test]
fn connections_to_others_begin_in_known_places() {
    let words = [
        "reqwest::",
        "Outside::new",
        "TcpStream::connect",
        "AmazonS3Builder",
        "AsyncSmtpConnection::connect",
    ];
    let wrong = written(&words, &CONNECTING);
    assert!(
        wrong.is_empty(),
        "a connection to somebody else: {wrong:#?}"
    );
}

/// Markup that is put in as it stands: drawn by us, or escaped where it is put together (each has its test).
const MARKUP: [&str; 3] = [
    "crates/hiring/src/jobs/pages/public_job.rs",
    "crates/hiring/src/jobs/pages/public_list.rs",
    "crates/ui/src/icon.rs",
];

#[test]
fn text_never_becomes_markup_or_code() {
    let wrong = written(
        &[
            "inner_html",
            "set_inner_html",
            "js_sys::eval",
            "Function::new",
        ],
        &MARKUP,
    );
    assert!(wrong.is_empty(), "markup from text: {wrong:#?}");
    let words = [
        "eval(",
        "new Function",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "javascript:",
    ];
    let mut wrong = script_lines();
    wrong.retain(|line| words.iter().any(|word| line.contains(word)));
    assert!(wrong.is_empty(), "code or markup from text: {wrong:#?}");
}

#[test]
fn scripts_keep_only_what_is_typed_and_listen_to_nobody_else() {
    let mut wrong = script_lines();
    wrong.retain(|line| {
        let keeps = [
            "localStorage",
            "sessionStorage",
            "indexedDB",
            "document.cookie",
        ];
        let listens = ["postMessage", "\"message\"", "onmessage"];
        listens.iter().any(|word| line.contains(word))
            || !line.starts_with("keep.js") && keeps.iter().any(|word| line.contains(word))
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
    let wrong = written(
        &["local_storage()", "session_storage()", "post_message"],
        &[],
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_other_host_sets_a_cookie_of_ours() {
    let sources = product_files();
    let (mut named, mut wrong) = (0, Vec::new());
    for file in sources.iter().filter(|file| file.ends_with(".rs")) {
        let text = fs::read_to_string(root().join(file)).unwrap();
        if file.ends_with("/tests.rs") || !text.contains("Max-Age=") {
            continue;
        }
        let host =
            text.contains("\"__Host-") && text.contains("Path=/;") && text.contains("; Secure");
        let bound = text.contains("SameSite=") && !text.contains("Domain={");
        if host && bound {
            named += 1;
        } else {
            wrong.push(file);
        }
    }
    assert!(named >= 6, "the cookies are not where this test looks");
    assert!(wrong.is_empty(), "a cookie without __Host-: {wrong:?}");
}

/// Broken, or never meant for secrets. HMAC-SHA-1 is within the codes of authenticator apps, as their standard has it.
const WEAK: [&str; 9] = [
    "md-5", "md5", "md4", "sha1", "sha-1", "des", "rc4", "ecb", "blowfish",
];

#[test]
fn what_is_depended_on_is_locked_and_from_the_registry() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let (mut of_others, mut wrong) = (0, Vec::new());
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| package.lines().find_map(|line| line.strip_prefix(key));
        let Some(source) = value("source = ") else {
            continue;
        };
        of_others += 1;
        if !source.starts_with("\"registry+") || value("checksum = ").is_none() {
            wrong.push(value("name = ").unwrap_or_default().to_owned());
        }
    }
    assert!(of_others > 300, "{of_others}");
    assert!(
        wrong.is_empty(),
        "not a registry's, or without a checksum: {wrong:?}"
    );
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let asked = manifest.lines().filter_map(|line| line.split(" = ").next());
    let weak: Vec<&str> = asked.filter(|name| WEAK.contains(name)).collect();
    assert!(weak.is_empty(), "weak: {weak:?}");
}

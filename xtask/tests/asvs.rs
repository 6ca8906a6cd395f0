//! `docs/asvs.md` says of every row of the standard what shows it. This keeps it true: no row is missing, and what is
//! named is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Ids and levels of version 5.0.0, levels 1 and 2.
const ROWS: &str = include_str!("asvs.tsv");
/// What begins a row that no test shows.
const WAIVED: &str = "waived: ";
const OPEN: &str = "open: ";

/// A row of the page.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    id: String,
    level: String,
    shown_by: String,
}

/// What of a row is shown, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Tested,
    Written,
    Waived,
    Open,
}

/// Reads the files that rows name.
trait Sources {
    fn text(&self, path: &str) -> Option<String>;
}

struct Workspace(PathBuf);

impl Sources for Workspace {
    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.0.join(path)).ok()
    }
}

/// Rows of all tables whose first cell is an id.
fn rows(page: &str) -> Vec<Row> {
    let cells = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line
            .strip_prefix('|')?
            .strip_suffix('|')?
            .split(" | ")
            .map(str::trim)
            .collect();
        let is_id = cells[0].split('.').all(|part| part.parse::<u32>().is_ok());
        (is_id && cells[0].contains('.')).then_some(cells)
    });
    cells
        .map(|cells| Row {
            id: cells[0].to_owned(),
            level: cells.get(1).copied().unwrap_or_default().to_owned(),
            shown_by: cells.get(4).copied().unwrap_or_default().to_owned(),
        })
        .collect()
}

/// What a row names, or what is wrong with it.
fn standing(row: &Row, sources: &dyn Sources) -> Result<Standing, String> {
    for (mark, standing) in [(WAIVED, Standing::Waived), (OPEN, Standing::Open)] {
        if let Some(why) = row.shown_by.strip_prefix(mark) {
            let said = why.split_whitespace().count() >= 3;
            return said
                .then_some(standing)
                .ok_or_else(|| format!("{}: why?", row.id));
        }
    }
    let named: Vec<&str> = row.shown_by.split('`').skip(1).step_by(2).collect();
    if named.is_empty() {
        return Err(format!("{}: neither a test nor a reason", row.id));
    }
    let mut standing = Standing::Written;
    for one in named {
        let (path, name) = one
            .split_once('#')
            .ok_or_else(|| format!("{}: {one} names no test", row.id))?;
        let text = sources
            .text(path)
            .ok_or_else(|| format!("{}: there is no {path}", row.id))?;
        let is_there = if path.ends_with(".rs") {
            standing = Standing::Tested;
            has_rust_test(&text, name)
        } else if path.ends_with(".spec.ts") {
            standing = Standing::Tested;
            has_journey(&text, name)
        } else {
            has_heading(&text, name)
        };
        if !is_there {
            return Err(format!("{}: {path} has no {name}", row.id));
        }
    }
    Ok(standing)
}

/// A function of this name with an attribute such as `#[test]` or `#[tokio::test(…)]` above it, or in `proptest!`.
fn has_rust_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_it = |line: &&str| {
        let rest = line.strip_prefix("pub ").unwrap_or(line);
        let rest = rest.strip_prefix("async ").unwrap_or(rest);
        let rest = rest
            .strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with('(') || rest.starts_with('<'))
    };
    lines.iter().enumerate().any(|(at, line)| {
        is_it(line)
            && lines[..at]
                .iter()
                .rev()
                .take_while(|above| above.starts_with("#[") || above.starts_with("///"))
                .any(|above| above.starts_with("#[test]") || above.starts_with("#[tokio::test"))
    })
}

/// A journey of this title. Titles that are put together (`${path} …`) are named as they are written.
fn has_journey(text: &str, title: &str) -> bool {
    ['"', '`']
        .iter()
        .any(|quote| text.contains(&format!("test({quote}{title}{quote}")))
}

/// A heading with this anchor.
fn has_heading(text: &str, anchor: &str) -> bool {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    let mut anchors = headings.map(|heading| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || " -".contains(*c));
        kept.collect::<String>().replace(' ', "-")
    });
    anchors.any(|one| one == anchor)
}

/// Everything that is wrong with a page, and how many rows stand how.
fn check(
    page: &str,
    wanted: &str,
    sources: &dyn Sources,
) -> (Vec<String>, BTreeMap<Standing, usize>) {
    let wanted: Vec<(&str, &str)> = wanted
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let (mut wrong, mut counts, mut seen) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for row in rows(page) {
        if !wanted.contains(&(row.id.as_str(), row.level.as_str())) {
            wrong.push(format!("{}: not a row of level {}", row.id, row.level));
        }
        if !seen.insert(row.id.clone()) {
            wrong.push(format!("{}: twice", row.id));
        }
        match standing(&row, sources) {
            Ok(standing) => *counts.entry(standing).or_default() += 1,
            Err(error) => wrong.push(error),
        }
    }
    let missing = wanted.iter().filter(|(id, _)| !seen.contains(*id));
    wrong.extend(missing.map(|(id, _)| format!("{id}: missing")));
    (wrong, counts)
}

#[test]
fn every_row_of_the_standard_is_shown_or_waived() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/asvs.md")).unwrap();
    assert_eq!(
        ROWS.lines().filter(|line| !line.starts_with('#')).count(),
        253
    );
    let (wrong, counts) = check(&page, ROWS, &Workspace(root));
    assert!(wrong.is_empty(), "{wrong:#?}");
    let of = |standing| counts.get(&standing).copied().unwrap_or_default();
    let totals = format!(
        "Of 253 rows {} are shown by tests, {} by a page, {} are waived and {} are open.",
        of(Standing::Tested),
        of(Standing::Written),
        of(Standing::Waived),
        of(Standing::Open)
    );
    assert!(page.contains(&totals), "the page does not say: {totals}");
}

/// Files made up for a test.
struct MadeUp(&'static [(&'static str, &'static str)]);

impl Sources for MadeUp {
    fn text(&self, path: &str) -> Option<String> {
        let (_, text) = self.0.iter().find(|(known, _)| *known == path)?;
        Some((*text).to_owned())
    }
}

const FILES: MadeUp = MadeUp(&[
    (
        "a.rs",
        "#[test]\nfn one() {}\n\n#[tokio::test(flavor = \"x\")]\n/// Two.\nasync fn two() {}\n\nfn no_test() {}\n",
    ),
    (
        "b.spec.ts",
        "test(\"a title\", async () => {});\n  test(`${path} title`, async () => {});\n",
    ),
    ("c.md", "# Head\n\n## Keys and secrets\n"),
]);

/// What is wrong with a page of which the last cell of the only row is this.
fn of_cell(cell: &str) -> Vec<String> {
    check(
        &format!("| 1.1.1 | 1 | asked | done | {cell} |"),
        "1.1.1\t1",
        &FILES,
    )
    .0
}

#[test]
fn what_is_named_is_there() {
    for right in [
        "`a.rs#one`",
        "`a.rs#one` `a.rs#two`",
        "`b.spec.ts#a title`",
        "`b.spec.ts#${path} title`",
        "`c.md#keys-and-secrets`",
        "waived: there is none here",
    ] {
        assert_eq!(of_cell(right), Vec::<String>::new(), "{right}");
    }
    for renamed in [
        "`a.rs#on`",
        "`a.rs#one_more`",
        "`a.rs#no_test`",
        "`a.rs#one` `a.rs#three`",
        "`d.rs#one`",
        "`b.spec.ts#a titl`",
        "`c.md#keys`",
        "`a.rs`",
        "see above",
        "",
        "waived:",
        "waived: no",
    ] {
        assert_eq!(of_cell(renamed).len(), 1, "{renamed}");
    }
}

#[test]
fn no_row_is_missing_or_made_up() {
    let wanted = "# from somewhere\n1.1.1\t1\n1.2.3\t2\n";
    let row = |id: &str, level: &str| format!("| {id} | {level} | a | b | `a.rs#one` |\n");
    let both = row("1.1.1", "1") + &row("1.2.3", "2");
    let (wrong, counts) = check(&both, wanted, &FILES);
    assert_eq!((wrong.len(), counts[&Standing::Tested]), (0, 2));
    for page in [
        row("1.1.1", "1"),
        row("1.1.1", "1") + &row("1.2.3", "1"),
        both.clone() + &row("1.2.3", "2"),
        both.clone() + &row("9.9.9", "1"),
    ] {
        assert_eq!(check(&page, wanted, &FILES).0.len(), 1, "{page}");
    }
}

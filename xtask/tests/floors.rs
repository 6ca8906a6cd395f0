//! Crates stand on floors and only look down (ARCHITECTURE.md).

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// On which floor each crate stands. `xtask` stands outside the house.
const FLOORS: [(&str, u32); 13] = [
    ("kernel", 0),
    ("matching", 1),
    ("text", 1),
    ("ui", 1),
    ("platform", 1),
    ("identity", 2),
    ("taxonomy", 2),
    ("people", 3),
    ("admin", 4),
    ("hiring", 4),
    ("app", 5),
    ("frontend", 6),
    ("server", 6),
];

/// Crates that compute and draw, and reach for nothing.
const PURE: [&str; 4] = ["kernel", "matching", "text", "ui"];
/// Libraries that talk to the outside.
const OUTSIDE: [&str; 9] = [
    "async-std",
    "axum",
    "hyper",
    "hyper-util",
    "nix",
    "reqwest",
    "socket2",
    "sqlx",
    "tokio",
];
/// How values of `kernel` are written in the database is said beside the values; it opens nothing.
const ENCODING_ONLY: (&str, &str) = ("kernel", "sqlx");
/// What must never reach a browser.
const SERVER_ONLY: [&str; 11] = [
    "argon2",
    "bcrypt",
    "hyper",
    "matching",
    "platform",
    "sqlx",
    "sqlx-core",
    "text",
    "tokio",
    "utoipa",
    "woothee",
];

/// What a crate depends on.
struct Needed {
    name: String,
    /// `normal`, `dev` or `build`.
    kind: String,
    optional: bool,
}

/// Crates of this workspace with what each depends on.
fn dependencies() -> BTreeMap<String, Vec<Needed>> {
    let described = cargo(&["metadata", "--no-deps", "--format-version=1", "--offline"]);
    let described: Value = serde_json::from_str(&described).expect("cargo metadata is JSON");
    let text = |value: &Value| value.as_str().unwrap_or("normal").to_owned();
    let packages = described["packages"]
        .as_array()
        .expect("there are packages")
        .iter();
    let named = packages.map(|package| {
        let needs = package["dependencies"]
            .as_array()
            .expect("a package lists its dependencies")
            .iter()
            .map(|needed| Needed {
                name: text(&needed["name"]),
                kind: text(&needed["kind"]),
                optional: needed["optional"] == true,
            });
        (text(&package["name"]), needs.collect())
    });
    named.collect()
}

fn cargo(args: &[&str]) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let output = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(root)
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "cargo {}: {}",
        args.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn floor(name: &str) -> Option<u32> {
    FLOORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, floor)| *floor)
}

#[test]
fn every_crate_has_a_floor() {
    let crates: BTreeSet<String> = dependencies()
        .into_keys()
        .filter(|name| name != "xtask")
        .collect();
    let placed: BTreeSet<String> = FLOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(
        crates, placed,
        "a new crate gets a floor here and in ARCHITECTURE.md"
    );
}

#[test]
fn no_arrow_goes_up_or_sideways() {
    let mut wrong = Vec::new();
    for (name, needs) in dependencies() {
        let Some(own) = floor(&name) else { continue };
        for needed in needs {
            if floor(&needed.name).is_some_and(|other| other >= own) {
                wrong.push(format!(
                    "{name} (floor {own}) → {} ({})",
                    needed.name, needed.kind
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "what both need belongs one floor down: {wrong:#?}"
    );
}

#[test]
fn nobody_depends_on_xtask() {
    let users: Vec<String> = dependencies()
        .into_iter()
        .filter(|(_, needs)| needs.iter().any(|needed| needed.name == "xtask"))
        .map(|(name, _)| name)
        .collect();
    assert!(users.is_empty(), "{users:?}");
}

#[test]
fn pure_crates_do_no_io() {
    let mut wrong = Vec::new();
    for (name, needs) in dependencies()
        .into_iter()
        .filter(|(name, _)| PURE.contains(&name.as_str()))
    {
        for needed in needs.iter().filter(|needed| needed.kind == "normal") {
            let encodes = needed.optional && (name.as_str(), needed.name.as_str()) == ENCODING_ONLY;
            if OUTSIDE.contains(&needed.name.as_str()) && !encodes {
                wrong.push(format!("{name} → {}", needed.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_browser_never_sees_the_server() {
    let tree = cargo(&[
        "tree",
        "--package=frontend",
        "--target=wasm32-unknown-unknown",
        "--edges=normal",
        "--prefix=none",
        "--offline",
    ]);
    let sent: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        sent.contains("app") && sent.contains("leptos"),
        "this is not the tree of the frontend: {tree}"
    );
    let wrong: Vec<&&str> = sent
        .iter()
        .filter(|name| SERVER_ONLY.contains(*name))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

//! `cargo xtask sqlx`: the committed data of checked queries (`.sqlx/`).
//!
//! A throw-away PostgreSQL gets the migrations, then the compiler expands every `sqlx::query!`
//! against it and writes what it learnt. `--check` compares instead of replacing.

use crate::args::Args;
use crate::failure::{At, Result, fail};
use crate::process::say;
use crate::project::Project;
use crate::setup::{self, Need, postgres};
use crate::sources::rust_files;
use crate::throwaway::Cluster;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Marks a source with checked queries.
const MACROS: [&str; 5] = [
    "query!(",
    "query_as!(",
    "query_scalar!(",
    "query_unchecked!(",
    "query_as_unchecked!(",
];

/// Renews the data, or checks it.
///
/// # Errors
/// If a migration or a query is wrong, or with `--check` if the committed data is not current.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let only_check = args.flag("--check");
    args.finish_all()?;
    setup::ensure(project, &[Need::Postgres])?;
    if only_check {
        return check(project);
    }
    let (old, new) = both(project)?;
    replace(&project.root.join(".sqlx"), &old, &new)?;
    println!(
        "{} queries: {} new or different, {} gone.",
        new.len(),
        differing(&new, &old).len(),
        gone(&old, &new).len()
    );
    Ok(())
}

/// Is the committed data what the compiler would write now?
///
/// # Errors
/// If not; then with the queries.
pub fn check(project: &Project) -> Result<()> {
    let (old, new) = both(project)?;
    if old == new {
        println!("The data of {} queries is current.", new.len());
        return Ok(());
    }
    Err(fail(format!(
        "The committed query data is not current: run `cargo xtask sqlx` and commit .sqlx/\n  missing or different: {}\n  no longer used: {}",
        list(&differing(&new, &old)),
        list(&gone(&old, &new))
    )))
}

/// The committed data, and that of the sources as they are.
fn both(project: &Project) -> Result<(Data, Data)> {
    let fresh = project.own("sqlx");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).at(&fresh)?;
    }
    fs::create_dir_all(&fresh).at(&fresh)?;
    expand(project, &fresh)?;
    Ok((read(&project.root.join(".sqlx"))?, read(&fresh)?))
}

/// Lets the compiler look at every query.
fn expand(project: &Project, into: &Path) -> Result<()> {
    let bin = postgres::find(project).ok_or_else(|| fail("PostgreSQL is gone"))?;
    let cluster = Cluster::start(project, &bin)?;
    cluster.migrate(project)?;
    let sources = sources(project)?;
    // Cargo does not know that queries depend on a database: their sources must look changed. They
    // get their old time back, so that no other build is set off.
    let touched = sources
        .iter()
        .map(|source| Touched::new(&source.path))
        .collect::<Result<Vec<_>>>()?;
    let cargo = project.tool("cargo").arg("check");
    let cargo = if sources.iter().any(|source| source.is_test) {
        cargo.arg("--tests")
    } else {
        cargo
    };
    let done = cargo
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", into)
        .quiet_env("DATABASE_URL", cluster.url())
        .run();
    drop(touched);
    done
}

struct Source {
    path: PathBuf,
    is_test: bool,
}

/// Sources with checked queries.
fn sources(project: &Project) -> Result<Vec<Source>> {
    let mut files = Vec::new();
    for folder in ["app", "crates", "server"] {
        rust_files(&project.root.join(folder), &mut files)?;
    }
    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).at(&path)?;
        if MACROS.iter().any(|name| text.contains(name)) {
            found.push(Source {
                is_test: path.components().any(|part| part.as_os_str() == "tests"),
                path,
            });
        }
    }
    Ok(found)
}

/// A source that looks changed until this is dropped.
struct Touched {
    path: PathBuf,
    modified: SystemTime,
}

impl Touched {
    fn new(path: &Path) -> Result<Self> {
        let modified = fs::metadata(path)
            .and_then(|found| found.modified())
            .at(path)?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the time of a file, not of the product"
        )]
        let now = SystemTime::now();
        set_modified(path, now).at(path)?;
        Ok(Self {
            path: path.to_owned(),
            modified,
        })
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        if let Err(error) = set_modified(&self.path, self.modified) {
            say(&format!("{}: {error}", self.path.display()));
        }
    }
}

fn set_modified(path: &Path, time: SystemTime) -> std::io::Result<()> {
    fs::File::options()
        .append(true)
        .open(path)?
        .set_modified(time)
}

type Data = BTreeMap<String, String>;

fn read(dir: &Path) -> Result<Data> {
    let mut data = Data::new();
    if !dir.exists() {
        return Ok(data);
    }
    for entry in fs::read_dir(dir).at(dir)? {
        let path = entry.at(dir)?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with("query-") {
            data.insert(name, fs::read_to_string(&path).at(&path)?);
        }
    }
    Ok(data)
}

/// What is new or has another content, each by the start of its query.
fn differing(new: &Data, old: &Data) -> Vec<String> {
    let differing = new
        .iter()
        .filter(|(name, text)| old.get(*name) != Some(text));
    differing.map(|(_, text)| query_of(text)).collect()
}

/// What no source asks any more.
fn gone(old: &Data, new: &Data) -> Vec<String> {
    let gone = old.iter().filter(|(name, _)| !new.contains_key(*name));
    gone.map(|(_, text)| query_of(text)).collect()
}

fn query_of(text: &str) -> String {
    let described: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let query = described["query"]
        .as_str()
        .unwrap_or("?")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    query.chars().take(60).collect()
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        format!("\n    {}", names.join("\n    "))
    }
}

fn replace(dir: &Path, old: &Data, new: &Data) -> Result<()> {
    fs::create_dir_all(dir).at(dir)?;
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        fs::remove_file(dir.join(name)).at(dir)?;
    }
    for (name, text) in new
        .iter()
        .filter(|(name, text)| old.get(*name) != Some(text))
    {
        fs::write(dir.join(name), text).at(dir)?;
    }
    Ok(())
}

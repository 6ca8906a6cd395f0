//! The built site: server, browser code and styles side by side in one folder.
//!
//! A bundle is named after the content of everything it is built from. So nothing is built twice,
//! and a running server keeps its files while a newer one is being built.

use crate::failure::{At, Result, fail};
use crate::process::say;
use crate::project::Project;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What a bundle is built from.
const SOURCES: [&str; 12] = [
    ".cargo/config.toml",
    ".sqlx",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "crates",
    "data",
    "frontend",
    "migrations",
    "public",
    "server",
    "style",
];
/// Folders among them that do not end up in it.
const NOT_BUILT: [&str; 3] = ["tests", "examples", "benches"];
/// Bundles of a profile that are kept: this one, and one that may still be served.
const KEPT: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// A built site.
pub struct Bundle {
    dir: PathBuf,
}

impl Bundle {
    /// The server.
    pub fn binary(&self) -> PathBuf {
        self.dir.join("kinwork")
    }

    /// Scripts, styles, icons.
    pub fn site(&self) -> PathBuf {
        self.dir.join("site")
    }
}

/// The bundle of the sources as they are, built if it is not there.
///
/// # Errors
/// If it does not build.
pub fn build(project: &Project, profile: Profile) -> Result<Bundle> {
    let fingerprint = fingerprint(project, profile)?;
    let dir = project.own(&format!("{}-{fingerprint:016x}", profile.name()));
    let bundle = Bundle { dir };
    if bundle.dir.is_dir() {
        return Ok(bundle);
    }
    let begun = Instant::now();
    say(&format!("Building the site ({}).", profile.name()));
    let making = project.own(&format!("making-{}", std::process::id()));
    if making.exists() {
        fs::remove_dir_all(&making).at(&making)?;
    }
    fs::create_dir_all(making.join("site")).at(&making)?;
    make(project, profile, &making)?;
    fs::rename(&making, &bundle.dir).at(&bundle.dir)?;
    prune(project, profile, &bundle);
    say(&format!("Built in {:.0} s.", begun.elapsed().as_secs_f32()));
    Ok(bundle)
}

fn make(project: &Project, profile: Profile, making: &Path) -> Result<()> {
    let leptos = project.tool("cargo").args(["leptos", "build"]);
    let leptos = if profile == Profile::Release {
        leptos.arg("--release")
    } else {
        leptos
    };
    leptos
        .quiet_env("LEPTOS_SITE_ROOT", making.join("site"))
        .quiet_env("LEPTOS_HASH_FILE_NAME", making.join("hash.txt"))
        .quiet_env("LEPTOS_HASH_FILES", "true")
        // Its errors are for people; a hundred lines of its own stack hide them.
        .quiet_env("RUST_BACKTRACE", "0")
        .run()?;
    let built = project.target.join(profile.name()).join("kinwork");
    fs::copy(&built, making.join("kinwork")).at(&built)?;
    if profile == Profile::Release {
        compress(project, &making.join("site"))?;
    }
    Ok(())
}

/// Puts `.br` and `.gz` beside every text: compressed once and well, not at each request.
/// By Node, because brotli inside a debug build of cargo-leptos takes a minute.
fn compress(project: &Project, site: &Path) -> Result<()> {
    project
        .tool("node")
        .args([
            "--input-type=module",
            "--eval",
            include_str!("compress.mjs"),
        ])
        .arg(site)
        .output()
        .map(drop)
}

/// A hash of everything that decides what is built.
fn fingerprint(project: &Project, profile: Profile) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    hasher.write(profile.name().as_bytes());
    hasher.write(
        std::env::var_os("RUSTFLAGS")
            .unwrap_or_default()
            .as_encoded_bytes(),
    );
    hasher.write(include_bytes!("compress.mjs"));
    hasher.write(
        &fs::read(project.root.join("rust-toolchain.toml")).at(Path::new("rust-toolchain.toml"))?,
    );
    for source in SOURCES {
        let path = project.root.join(source);
        if path.exists() {
            add(&mut hasher, &path)?;
        }
    }
    Ok(hasher.finish())
}

fn add(hasher: &mut DefaultHasher, path: &Path) -> Result<()> {
    let name = path.file_name().unwrap_or_default();
    if path.is_dir() {
        if NOT_BUILT.iter().any(|not| *not == name) {
            return Ok(());
        }
        let mut entries = fs::read_dir(path)
            .at(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()
            .at(path)?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(hasher, entry));
    }
    hasher.write(name.as_encoded_bytes());
    let content = fs::read(path).at(path)?;
    hasher.write_usize(content.len());
    hasher.write(&content);
    Ok(())
}

/// Removes bundles nobody will serve again, and what an interrupted build left.
fn prune(project: &Project, profile: Profile, newest: &Bundle) {
    let Ok(entries) = fs::read_dir(project.own("")) else {
        return;
    };
    let mut old = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if let Some(maker) = name.strip_prefix("making-") {
            if !maker.parse().is_ok_and(crate::process::exists) {
                let _ = fs::remove_dir_all(&path);
            }
        } else if name.starts_with(&format!("{}-", profile.name())) && path != newest.dir {
            let made = fs::metadata(&path).and_then(|found| found.modified()).ok();
            old.push((made, path));
        }
    }
    old.sort();
    for (_, path) in old.iter().rev().skip(KEPT - 1) {
        let _ = fs::remove_dir_all(path);
    }
}

/// The server of a bundle, ready to be given more arguments.
pub fn server(project: &Project, bundle: &Bundle) -> Result<crate::process::Tool> {
    let binary = bundle.binary();
    let binary = binary
        .to_str()
        .ok_or_else(|| fail("the path of this checkout is not Unicode"))?;
    Ok(project
        .tool(binary)
        .arg("serve")
        .arg("--site-root")
        .arg(bundle.site()))
}

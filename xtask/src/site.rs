//! A running site with demo data, for the time of one command.

use crate::bundle::{self, Bundle};
use crate::failure::{At, Result, fail};
use crate::process::{Running, say};
use crate::project::Project;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A first start loads the reference data and two thousand people.
const START: Duration = Duration::from_secs(300);
/// What the server prints in front of its address.
const READY: &str = "Kinwork is ready at ";

/// Does the site begin with an empty database, or go on with the one of the last time?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    Fresh,
    Kept,
}

/// A running server; ends when dropped.
pub struct Site {
    server: Running,
    /// Such as `http://127.0.0.1:41234`.
    pub url: String,
    /// What it says.
    pub log: PathBuf,
}

impl Site {
    /// Starts a bundle on a free port, with a database called `name`, and with variables of its own.
    ///
    /// # Errors
    /// If it does not become ready; then with the end of its log.
    pub fn start(
        project: &Project,
        bundle: &Bundle,
        name: &str,
        data: Data,
        env: &[(&str, &str)],
    ) -> Result<Self> {
        let dir = project.database_dir(&format!("{name}-data"));
        if data == Data::Fresh && dir.exists() {
            fs::remove_dir_all(&dir).at(&dir)?;
        }
        let log = project.own(&format!("{name}.log"));
        let log_file = fs::File::create(&log).at(&log)?;
        let begun = Instant::now();
        say(&format!(
            "Starting the site with demo data (its log: {}).",
            log.display()
        ));
        let server = bundle::server(project, bundle)?
            .args(["--demo", "--port", "0", "--data"])
            .arg(&dir)
            .without_env("DATABASE_URL")
            .stdout(Stdio::piped())
            .stderr(log_file);
        let server = env.iter().fold(server, |server, (name, value)| {
            server.quiet_env(name, value)
        });
        let mut server = server.spawn()?;
        let lines = lines_of(&mut server)?;
        let url = match wait(&lines) {
            Some(url) => url,
            None => {
                return Err(fail(format!(
                    "The site did not start. The end of its log:\n{}",
                    tail(&log)
                )));
            }
        };
        say(&format!(
            "Ready at {url} after {:.1} s.",
            begun.elapsed().as_secs_f32()
        ));
        Ok(Self { server, url, log })
    }

    /// Such as `127.0.0.1:41234`.
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Memory of the server in kB that is not shared with others, and of its database.
    pub fn memory_kb(&self) -> (u64, u64) {
        let server = self.server.id();
        let database = descendants(server)
            .iter()
            .map(|id| memory_kb(*id, "Pss:"))
            .sum();
        (memory_kb(server, "Rss:"), database)
    }
}

/// Lines the server prints; read to the end, so that it never waits for a reader.
fn lines_of(server: &mut Running) -> Result<Receiver<String>> {
    let stdout = server
        .take_stdout()
        .ok_or_else(|| fail("the server has no output"))?;
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout)
            .lines()
            .map_while(std::io::Result::ok)
        {
            let _ = send.send(line);
        }
    });
    Ok(lines)
}

fn wait(lines: &Receiver<String>) -> Option<String> {
    let begun = Instant::now();
    loop {
        match lines.recv_timeout(START.saturating_sub(begun.elapsed())) {
            Ok(line) => {
                if let Some(url) = line.strip_prefix(READY) {
                    return Some(url.trim().to_owned());
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
}

fn tail(log: &PathBuf) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

/// A figure of `/proc/ID/smaps_rollup`, such as `Rss:`.
fn memory_kb(id: u32, which: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(which));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

fn descendants(of: u32) -> Vec<u32> {
    let tasks = fs::read_dir(format!("/proc/{of}/task"))
        .into_iter()
        .flatten()
        .flatten();
    let children: Vec<u32> = tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|ids| {
            ids.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    children
        .iter()
        .flat_map(|child| [vec![*child], descendants(*child)].concat())
        .collect()
}

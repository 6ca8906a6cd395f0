//! What an earlier server that was killed has left in the data folder.

use super::StartError;
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Queries end themselves after 30 s, and with them the last process of a killed server.
const LEFTOVER_S: u64 = 40;
const SHUTDOWN_S: u64 = 20;

/// What `postmaster.pid` says.
struct Left {
    pid: Pid,
    /// Id of the shared memory segment that every process of the server holds.
    shared_memory: Option<u64>,
}

/// Makes the cluster free to be started. Call it under the lock of the folder.
///
/// A server that still runs is one whose kinwork was killed a moment ago and which is shutting down,
/// or one started by hand. It is stopped rather than used: only the parent of a server can be sure
/// that it ends with it.
///
/// # Errors
/// `Program` if the old server does not end.
pub fn recover(cluster: &Path) -> Result<(), StartError> {
    let file = cluster.join("postmaster.pid");
    let Some(left) = fs::read_to_string(&file).ok().as_deref().and_then(parse) else {
        return Ok(());
    };
    if is_server(left.pid, cluster) {
        tracing::warn!(pid = %left.pid, "stopping the PostgreSQL of an earlier run");
        stop_server(left.pid, cluster)?;
    }
    // Its other processes look now and then whether it lives. Until the last has gone a new server
    // must not touch the data.
    let gone = within(LEFTOVER_S, || !left.shared_memory.is_some_and(is_attached));
    if !gone {
        return Err(stuck("processes of an earlier run still hold its memory"));
    }
    // The number may belong to another program by now, which PostgreSQL would take for a running
    // server. Without being sure of that the file stays, and PostgreSQL decides.
    if file.exists() && is_alive(left.pid) && arguments(left.pid).is_some() {
        fs::remove_file(&file).map_err(StartError::file(&file))?;
    }
    Ok(())
}

/// Fast (ends sessions, writes a checkpoint), then at once (the next start replays the log).
fn stop_server(pid: Pid, cluster: &Path) -> Result<(), StartError> {
    for signal in [Signal::SIGINT, Signal::SIGQUIT] {
        // It may have gone by itself.
        let _ = kill(pid, signal);
        if within(SHUTDOWN_S, || !is_server(pid, cluster)) {
            return Ok(());
        }
    }
    Err(stuck(&format!(
        "the earlier server, process {pid}, does not stop"
    )))
}

fn stuck(what: &str) -> StartError {
    StartError::Program {
        program: "postgres",
        output: what.to_owned(),
    }
}

/// Lines: pid, folder, start time, port, socket folder, listen address, "key id" of the memory.
fn parse(text: &str) -> Option<Left> {
    let mut lines = text.lines();
    let pid = Pid::from_raw(lines.next()?.trim().parse().ok()?);
    let memory = lines.nth(5);
    let shared_memory = memory.and_then(|keys| keys.split_whitespace().nth(1)?.parse().ok());
    Some(Left { pid, shared_memory })
}

/// Is this process a PostgreSQL on this folder?
fn is_server(pid: Pid, cluster: &Path) -> bool {
    arguments(pid).is_some_and(|all| {
        let mut words = all.split('\0');
        let path = cluster.to_string_lossy();
        words
            .next()
            .is_some_and(|program| program.contains("postgres"))
            && words.any(|word| word == path)
    })
}

/// The command line of a process, zero after each word; of a zombie or a stranger to `/proc`, none.
fn arguments(pid: Pid) -> Option<String> {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned()).filter(|all| !all.is_empty())
}

fn is_alive(pid: Pid) -> bool {
    kill(pid, None) != Err(Errno::ESRCH)
}

/// Does any process still hold this System V segment?
fn is_attached(id: u64) -> bool {
    let Ok(table) = fs::read_to_string("/proc/sysvipc/shm") else {
        return false;
    };
    // key shmid perms size cpid lpid nattch …
    table.lines().skip(1).any(|line| {
        let columns: Vec<u64> = line
            .split_whitespace()
            .map(|word| word.parse().unwrap_or(0))
            .collect();
        columns.get(1) == Some(&id) && columns.get(6).is_some_and(|attached| *attached > 0)
    })
}

/// Waits up to so many seconds for it to become true.
fn within(seconds: u64, mut is_so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if is_so() {
            return true;
        }
        if Instant::now() > end {
            return false;
        }
        sleep(Duration::from_millis(10));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_is_read() {
        let text = "4711\n/var/lib/kinwork/postgres/cluster\n1763725000\n5432\n/run/kinwork-101-ab\n\n  1234567        42\nready   \n";
        let left = parse(text).unwrap();
        assert_eq!((left.pid.as_raw(), left.shared_memory), (4711, Some(42)));
        // Written in two steps: the first lines may be all there is.
        assert_eq!(parse("4711\n").unwrap().shared_memory, None);
        assert!(parse("").is_none());
    }

    #[test]
    fn no_stranger_is_taken_for_a_server() {
        let ourselves = Pid::this();
        assert!(is_alive(ourselves));
        assert!(!is_server(ourselves, Path::new("/var/lib/kinwork")));
    }
}

//! Child processes: every one is shown before it runs, and none outlives this process.

use crate::failure::{Failure, Result, fail};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::Pid;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long children may take to end after they were told to.
const GRACE: Duration = Duration::from_secs(20);

/// Process groups that are running.
static GROUPS: Mutex<Vec<i32>> = Mutex::new(Vec::new());
/// Set once this process was told to stop: from then on nothing is started.
static STOPPING: AtomicBool = AtomicBool::new(false);

/// A program about to be run.
pub struct Tool {
    command: Command,
    shown: String,
}

impl Tool {
    /// A program found on PATH, or given with its path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program.as_ref());
        command.stdin(Stdio::null());
        // `cargo run` describes this very package to its child; to the cargo and the build scripts
        // below us that would look like a different environment each time.
        for (name, _) in std::env::vars_os() {
            let described = name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_")
                    || name.starts_with("CARGO_MANIFEST_")
                    || name == "CARGO_BIN_NAME"
            });
            if described {
                command.env_remove(name);
            }
        }
        Self {
            command,
            shown: program.as_ref().to_string_lossy().into_owned(),
        }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        let text = arg.as_ref().to_string_lossy();
        let plain = !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_=/.,:@+%~".contains(&byte));
        self.shown = if plain {
            format!("{} {text}", self.shown)
        } else {
            format!("{} '{text}'", self.shown)
        };
        self.command.arg(arg);
        self
    }

    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(self, args: I) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    /// Sets a variable, and shows it in front of the command.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.shown = format!("{name}={} {}", value.as_ref().to_string_lossy(), self.shown);
        self.quiet_env(name, value)
    }

    /// Sets a variable that is not worth showing.
    pub fn quiet_env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Runs as another user; only root may.
    pub fn user(mut self, user: Option<&nix::unistd::User>) -> Self {
        if let Some(user) = user {
            self.command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        self
    }

    pub fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stdout(to);
        self
    }

    pub fn stderr(mut self, to: impl Into<Stdio>) -> Self {
        self.command.stderr(to);
        self
    }

    /// Shows the command, runs it with its output passed through, and waits.
    ///
    /// # Errors
    /// If it cannot be started or does not succeed.
    pub fn run(self) -> Result<()> {
        say(&format!("$ {}", self.shown));
        let shown = self.shown.clone();
        let status = self.spawn()?.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(fail(format!("{}: {shown}", ended(status))))
        }
    }

    /// Runs it unseen and gives back what it printed.
    ///
    /// # Errors
    /// If it cannot be started or does not succeed; then with what it printed to stderr.
    pub fn output(mut self) -> Result<String> {
        let output = self
            .command
            .output()
            .map_err(|error| cannot_start(&self.shown, &error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(fail(format!(
            "{}: {}\n{}",
            ended(output.status),
            self.shown,
            said.trim_end()
        )))
    }

    /// Starts it in a process group of its own.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn(mut self) -> Result<Running> {
        while STOPPING.load(Ordering::SeqCst) {
            std::thread::park();
        }
        let child = self
            .command
            .process_group(0)
            .spawn()
            .map_err(|error| cannot_start(&self.shown, &error))?;
        let group = i32::try_from(child.id()).map_err(|_| fail("a process id does not fit"))?;
        groups().push(group);
        Ok(Running {
            child,
            group,
            shown: self.shown,
        })
    }

    /// Shows it and becomes it. Comes back only if that fails.
    pub fn become_it(mut self) -> Failure {
        say(&format!("$ {}", self.shown));
        self.command.stdin(Stdio::inherit());
        let error = self.command.exec();
        cannot_start(&self.shown, &error)
    }
}

/// A running child; ends with its whole group when dropped.
pub struct Running {
    child: Child,
    group: i32,
    shown: String,
}

impl Running {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// Has it ended?
    pub fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    pub fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait();
        // Told to stop: the signal thread says how this process ends.
        while STOPPING.load(Ordering::SeqCst) {
            std::thread::park();
        }
        status.map_err(|error| fail(format!("lost sight of {}: {error}", self.shown)))
    }

    /// Asks it to end with `signal`, waits, kills what is left.
    fn end(&mut self, signal: Signal) {
        if self.has_ended().is_none() {
            let _ = killpg(Pid::from_raw(self.group), signal);
            let asked = Instant::now();
            while self.has_ended().is_none() && asked.elapsed() < GRACE {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let _ = killpg(Pid::from_raw(self.group), Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end(Signal::SIGTERM);
        groups().retain(|group| *group != self.group);
    }
}

/// From here on Ctrl-C, SIGTERM and SIGHUP end the children first, then this process.
///
/// # Errors
/// If the handlers cannot be installed.
pub fn end_children_when_told() -> Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        let Some(signal) = signals.forever().next() else {
            return;
        };
        STOPPING.store(true, Ordering::SeqCst);
        let running = groups().clone();
        for group in &running {
            let _ = killpg(Pid::from_raw(*group), Signal::SIGTERM);
        }
        let asked = Instant::now();
        while running.iter().any(|group| is_alive(*group)) && asked.elapsed() < GRACE {
            std::thread::sleep(Duration::from_millis(20));
        }
        for group in &running {
            let _ = killpg(Pid::from_raw(*group), Signal::SIGKILL);
        }
        std::process::exit(128 + signal);
    });
    Ok(())
}

/// Reaps the leader if it has ended; says whether anything of the group is left.
fn is_alive(group: i32) -> bool {
    let _ = waitpid(Pid::from_raw(group), Some(WaitPidFlag::WNOHANG));
    killpg(Pid::from_raw(group), None) != Err(Errno::ESRCH)
}

/// Is there a process with this id?
pub fn exists(id: i32) -> bool {
    kill(Pid::from_raw(id), None) != Err(Errno::ESRCH)
}

/// Where a program is on this PATH.
pub fn which(program: &str, path: &OsStr) -> Option<std::path::PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    std::env::split_paths(path)
        .map(|dir| dir.join(program))
        .find(|file| {
            std::fs::metadata(file)
                .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
        })
}

/// A line about what is going on, apart from what children print.
pub fn say(line: &str) {
    use std::io::{IsTerminal, Write};
    let mut err = std::io::stderr();
    let _ = if err.is_terminal() {
        writeln!(err, "\x1b[1;36m{line}\x1b[0m")
    } else {
        writeln!(err, "{line}")
    };
}

fn groups() -> std::sync::MutexGuard<'static, Vec<i32>> {
    GROUPS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn cannot_start(shown: &str, error: &std::io::Error) -> Failure {
    fail(format!("cannot start {shown}: {error}"))
}

fn ended(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("ended by signal {signal}"),
        (None, None) => "did not succeed".to_owned(),
    }
}

/// PATH with `first` in front.
pub fn path_with(first: &[std::path::PathBuf]) -> OsString {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(std::env::split_paths(&rest));
    std::env::join_paths(all).unwrap_or(rest)
}

//! The server process as our child: started, kept running, ended with us.
//!
//! The kernel is told to interrupt the child when its parent dies (`PR_SET_PDEATHSIG`), so a killed
//! kinwork leaves no PostgreSQL behind. "Parent" means the *thread* that started it: one from a pool
//! could end early and take the database with it. So a thread of its own starts the child and then
//! waits for it, and lives as long as the child does.

use super::folder::Folder;
use super::initdb::initdb;
use super::recover::recover;
use super::secrets::Secrets;
use super::{Binaries, StartError};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// In the log folder: the words of a server that did not get as far as its log.
const OUTPUT: &str = "start.log";
/// How long a fast shutdown may take before it is cut short.
const SHUTDOWN: Duration = Duration::from_secs(20);
/// Before a server that ended by itself is started again: at first, and at most.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));
/// A server that lived this long was well, and the pauses begin anew.
const WELL: Duration = Duration::from_secs(60);

/// What is needed to start a server.
#[derive(Debug)]
pub struct Plan {
    pub folder: Folder,
    pub binaries: Binaries,
    pub secrets: Arc<Secrets>,
    pub socket: PathBuf,
}

/// A running server; stopped when dropped.
#[derive(Debug)]
pub struct Postmaster {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Until the child is reaped, so that no signal goes to whoever gets the number next.
    child: Mutex<Option<Pid>>,
    stopping: AtomicBool,
    /// Has it ever answered? Only then is it worth starting again.
    answered: AtomicBool,
}

impl Postmaster {
    /// Makes the cluster if there is none, clears up after an earlier server, starts one. It may not
    /// answer yet.
    ///
    /// # Errors
    /// `Program`, `File`.
    pub async fn start(plan: Plan) -> Result<Self, StartError> {
        let shared = Arc::new(Shared::default());
        let (tell, started) = oneshot::channel();
        let keeper = shared.clone();
        let thread = thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || keeper.keep(&plan, tell))
            .map_err(StartError::file("thread"))?;
        let postmaster = Self {
            shared,
            thread: Some(thread),
        };
        let gone = |_| StartError::file("thread")(io::ErrorKind::BrokenPipe.into());
        started.await.map_err(gone)?.map(|()| postmaster)
    }

    /// It answers: from now on it is started again if it ends by itself.
    pub fn answered(&self) {
        self.shared.answered.store(true, Ordering::Release);
    }

    /// Has it ended for good?
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops it: sessions end, a checkpoint is written.
    pub async fn stop(self) {
        self.shared.stop(Signal::SIGINT);
        let since = Instant::now();
        while !self.has_ended() && since.elapsed() < SHUTDOWN {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Dropping does the rest, also if this is cancelled.
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else {
            return;
        };
        self.shared.stop(Signal::SIGINT);
        let since = Instant::now();
        while !thread.is_finished() && since.elapsed() < SHUTDOWN {
            thread::sleep(Duration::from_millis(5));
        }
        if !thread.is_finished() {
            tracing::warn!("PostgreSQL does not stop; the next start will replay its log");
            self.shared.stop(Signal::SIGQUIT);
        }
        // Whether it panicked or not: it has ended.
        let _ = thread.join();
    }
}

impl Shared {
    /// The life of the thread.
    fn keep(&self, plan: &Plan, tell: oneshot::Sender<Result<(), StartError>>) {
        let launched = initdb(plan).and_then(|()| self.launch(plan));
        let (mut child, result) = match launched {
            Ok(child) => (Some(child), Ok(())),
            Err(error) => (None, Err(error)),
        };
        // If nobody listens any more, the one who asked is stopping us already.
        let _ = tell.send(result);
        let mut pause = PAUSE.0;
        while let Some(running) = child.take() {
            let since = Instant::now();
            let end = self.wait(running);
            if since.elapsed() > WELL {
                pause = PAUSE.0;
            }
            while child.is_none() && !self.is_over() {
                tracing::error!(%end, "PostgreSQL ended by itself and is started again");
                thread::sleep(pause);
                pause = (pause * 2).min(PAUSE.1);
                child = match self.launch(plan) {
                    Ok(child) => Some(child),
                    Err(error) => {
                        tracing::error!(%error, "PostgreSQL cannot be started again");
                        None
                    }
                };
            }
        }
        // Empty after an orderly end.
        let _ = fs::remove_dir(&plan.socket);
    }

    /// Starts the server, unless it is to stop.
    fn launch(&self, plan: &Plan) -> Result<Child, StartError> {
        recover(&plan.folder.cluster())?;
        let mut command = command(plan)?;
        let mut child = self.child();
        if self.stopping.load(Ordering::Acquire) {
            return Err(StartError::Program {
                program: "postgres",
                output: "it was told to stop".to_owned(),
            });
        }
        let started = command
            .spawn()
            .map_err(StartError::file(plan.binaries.program("postgres")))?;
        *child = Some(Pid::from_raw(started.id().cast_signed()));
        Ok(started)
    }

    /// Waits for its end. It is reaped only when no signal can be on its way to it.
    fn wait(&self, mut running: Child) -> String {
        let pid = Pid::from_raw(running.id().cast_signed());
        while let Err(nix::errno::Errno::EINTR) =
            waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT)
        {}
        let mut child = self.child();
        *child = None;
        running
            .wait()
            .map_or_else(|error| error.to_string(), |status| status.to_string())
    }

    fn stop(&self, signal: Signal) {
        let child = self.child();
        self.stopping.store(true, Ordering::Release);
        if let Some(pid) = *child {
            // It may be ending.
            let _ = kill(pid, signal);
        }
    }

    fn is_over(&self) -> bool {
        self.stopping.load(Ordering::Acquire) || !self.answered.load(Ordering::Acquire)
    }

    fn child(&self) -> MutexGuard<'_, Option<Pid>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server, with what must hold whatever the settings in the folder say.
fn command(plan: &Plan) -> Result<Command, StartError> {
    let output = output_file(plan)?;
    let mut command = plan
        .folder
        .account
        .command(plan.binaries.program("postgres"));
    command.arg("-D").arg(plan.folder.cluster());
    for setting in [
        "listen_addresses=",
        "port=5432",
        &format!("unix_socket_directories={}", plan.socket.display()),
        "unix_socket_permissions=0700",
        "fsync=on",
        "full_page_writes=on",
        &format!("log_directory={}", plan.folder.log().display()),
    ] {
        command.args(["-c", setting]);
    }
    if syncfs_reports_errors() {
        command.args(["-c", "recovery_init_sync_method=syncfs"]);
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output);
    end_with_this_thread(&mut command, Signal::SIGINT);
    Ok(command)
}

/// Ends the program with the thread that starts it, and keeps Ctrl-C at a terminal from it: we are
/// told, finish what is under way, and stop it last.
///
/// The kernel forgets the wish when the program changes its user; `pre_exec` runs after that.
#[expect(
    unsafe_code,
    reason = "only between fork and exec can a process ask for this for itself"
)]
pub(super) fn end_with_this_thread(command: &mut Command, signal: Signal) {
    let parent = nix::unistd::getpid();
    let ask = move || {
        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_pdeathsig(signal)?;
        // Died before it could ask?
        if nix::unistd::getppid() == parent {
            Ok(())
        } else {
            Err(io::Error::from(io::ErrorKind::NotFound))
        }
    };
    command.process_group(0);
    // SAFETY: the closure makes two system calls and allocates nothing.
    unsafe { command.pre_exec(ask) };
}

/// After a crash PostgreSQL makes sure that all it had written is on the disk, file by file, which takes
/// seconds. One call for all of them is as safe from Linux 5.8 on, which then tells of failed writes.
fn syncfs_reports_errors() -> bool {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut numbers = release
        .split(['.', '-'])
        .map_while(|part| part.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(5), Some(8))
}

/// Takes what is said before the log is open; overwritten at each start.
fn output_file(plan: &Plan) -> Result<File, StartError> {
    let path = plan.folder.log().join(OUTPUT);
    File::create(&path).map_err(StartError::file(path))
}

/// What a server that did not start said last.
pub(super) fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log.join(OUTPUT)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(8)..].join("\n");
    format!("{last}\n(more in {})", log.display())
}

//! A process of its own for what strangers made: it may compute, read what it was given and write what it
//! found, and nothing else.
//!
//! The parent runs this same program with other arguments ([`Sandbox::run`]); the child shuts itself in
//! ([`enter`]) before it reads the first byte. It has [`MEMORY_BYTES`] of memory and [`CPU_S`] of a core, may open no
//! file, no connection and no other process (of the kernel it may only ask what [`ALLOWED`] names), and is killed
//! after [`WALL`]. Whatever becomes of it, the parent goes on.

use crate::db::internal;
use bytes::Bytes;
use kernel::Result;
use nix::libc;
use nix::sys::resource::{Resource, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
use std::ffi::OsString;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;
use tokio::sync::Semaphore;

/// Memory of a child, addresses included.
pub const MEMORY_BYTES: u64 = 512 * 1024 * 1024;
/// Seconds of a core that a child may take.
pub const CPU_S: u64 = 5;
/// After which it is killed, whatever it does.
pub const WALL: Duration = Duration::from_secs(10);
/// Most that it may answer.
const ANSWER_BYTES: u64 = 4 * 1024 * 1024;
/// Children at the same time; others wait.
const AT_ONCE: usize = 2;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(12);
/// This very program, even if its file has been replaced meanwhile.
const MYSELF: &str = "/proc/self/exe";
/// The allocator takes addresses by the gigabyte if nobody says otherwise (in KiB), and under the limit of memory
/// would then get none.
pub const FRUGAL: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "32768");

/// What a child may ask of the kernel: memory, its own pipes, the time, its end. Everything else is refused.
const ALLOWED: &[libc::c_long] = &[
    libc::SYS_brk,
    libc::SYS_clock_gettime,
    libc::SYS_close,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_futex,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_madvise,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_read,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_yield,
    libc::SYS_sigaltstack,
    libc::SYS_tgkill,
    libc::SYS_write,
    libc::SYS_writev,
];

/// What became of a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It answered.
    Answer(Vec<u8>),
    /// It took too long, too much memory, said too much, or broke.
    Overrun,
    /// There was no turn for it.
    Busy,
}

/// Runs this program shut in; cheap to clone.
#[derive(Debug, Clone)]
pub struct Sandbox {
    program: OsString,
    args: Arc<[OsString]>,
    turns: Arc<Semaphore>,
    wall: Duration,
}

impl Sandbox {
    /// This program with these arguments: they name something that calls [`enter`] first.
    pub fn of_this_program(args: &[&str]) -> Self {
        Self::of(MYSELF, args)
    }

    /// Any program.
    pub fn of(program: &str, args: &[&str]) -> Self {
        Self {
            program: program.into(),
            args: args.iter().map(OsString::from).collect(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            wall: WALL,
        }
    }

    /// With another limit than [`WALL`].
    #[must_use]
    pub fn within(mut self, wall: Duration) -> Self {
        self.wall = wall;
        self
    }

    /// Gives a child these bytes and waits for its answer. It is killed if whoever asks goes away.
    ///
    /// # Errors
    /// `Internal` if no process can be made.
    pub async fn run(&self, input: Bytes) -> Result<Outcome> {
        let Ok(turn) = tokio::time::timeout(PATIENCE, self.turns.acquire()).await else {
            return Ok(Outcome::Busy);
        };
        let _turn = turn.map_err(internal)?;
        let mut child = Command::new(&self.program)
            .args(self.args.iter())
            .env_clear()
            .env(FRUGAL.0, FRUGAL.1)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it says of a file is not for the log.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(internal)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(internal("a child without pipes"));
        };
        let give = async move {
            // A child that has seen enough closes its end.
            let _ = stdin.write_all(&input).await;
        };
        let take = async {
            let mut answer = Vec::new();
            let read = stdout.take(ANSWER_BYTES + 1).read_to_end(&mut answer).await;
            read.map(|_| answer)
        };
        let work = async {
            tokio::pin!(give, take);
            let mut given = false;
            // What has said too much need not hear the rest.
            let answer = loop {
                tokio::select! {
                    () = &mut give, if !given => given = true,
                    answer = &mut take => break answer,
                }
            };
            let answer = answer
                .ok()
                .filter(|answer| answer.len() as u64 <= ANSWER_BYTES)?;
            let ended = child.wait().await.ok()?;
            ended.success().then_some(answer)
        };
        let answer = tokio::time::timeout(self.wall, work).await.ok().flatten();
        if answer.is_none() {
            let _ = child.kill().await;
        }
        Ok(answer.map_or(Outcome::Overrun, Outcome::Answer))
    }
}

/// Why a process could not shut itself in. It must not go on then.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// A limit could not be set.
    #[error("cannot limit itself: {0}")]
    Limit(#[from] nix::Error),
    /// The kernel takes no filter.
    #[error("cannot shut itself in: {0}")]
    Filter(#[from] seccompiler::Error),
    /// There is no filter for this machine.
    #[error("cannot shut itself in: {0}")]
    Machine(#[from] seccompiler::BackendError),
}

/// Shuts this process in for good. Call it on the only thread there is, before reading anything.
///
/// # Errors
/// If the kernel does not do its part.
pub fn enter() -> Result<(), EnterError> {
    let filter: BpfProgram = SeccompFilter::new(
        ALLOWED.iter().map(|call| (*call, Vec::new())).collect(),
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()?;
    for (resource, limit) in [
        (Resource::RLIMIT_AS, MEMORY_BYTES),
        (Resource::RLIMIT_CPU, CPU_S),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_NOFILE, 0),
    ] {
        setrlimit(resource, limit, limit)?;
    }
    seccompiler::apply_filter(&filter)?;
    Ok(())
}

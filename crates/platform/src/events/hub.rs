//! The open feeds of this process: who has one, and how each is told to look.

use super::{stream::Feed, wake};
use crate::{Db, metrics};
use futures::future::BoxFuture;
use kernel::id::PersonId;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Feeds one person may have open; one more closes the oldest.
pub const MOST: usize = 6;

/// How often things are done.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// An open feed asks this often whether its session still stands.
    pub recheck: Duration,
    /// The database is asked this often for what no wake-up told.
    pub poll: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            recheck: Duration::from_secs(60),
            poll: Duration::from_secs(1),
        }
    }
}

/// Asks whether the session behind a feed still stands.
pub type Check = Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>;

/// The open feeds of this process.
pub struct Events {
    pub(super) db: Db,
    pub(super) stop: CancellationToken,
    pub(super) pace: Pace,
    /// There is something that other servers have to be told.
    pub(super) told: Notify,
    /// Somebody said that feeds may have grown.
    pub(super) stale: Notify,
    open: Mutex<Registry>,
}

#[derive(Default)]
struct Registry {
    last: u64,
    /// The oldest feed of a person first.
    people: HashMap<PersonId, VecDeque<Open>>,
}

struct Open {
    id: u64,
    way_in: Uuid,
    signal: watch::Sender<Signal>,
}

/// What a feed is told. The latest word stands, so nothing can be missed and nothing piles up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signal {
    /// The number of the last line, as far as is known.
    pub head: i64,
    /// Grows when the session must be asked for at once.
    pub checks: u32,
    /// Why the feed has to end.
    pub end: Option<End>,
}

/// Why a feed is ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The person opened more than [`MOST`].
    Superseded,
    /// Its session has ended.
    Revoked,
}

impl Events {
    /// No feeds yet. They all end when `stop` is cancelled.
    pub fn new(db: Db, stop: CancellationToken, pace: Pace) -> Self {
        Self {
            db,
            stop,
            pace,
            told: Notify::new(),
            stale: Notify::new(),
            open: Mutex::default(),
        }
    }

    /// Starts what keeps the feeds up to date, until `stop` is cancelled.
    pub fn start(self: &Arc<Self>) {
        wake::start(self);
    }

    /// Opens the feed of a person, let in by a session or by tokens, from after a line, or from now on. `check` says whether the session still
    /// stands; it is asked from time to time.
    pub fn open(
        self: &Arc<Self>,
        person: PersonId,
        way_in: Uuid,
        after: Option<i64>,
        check: Check,
    ) -> Feed {
        let (signal, told) = watch::channel(Signal::default());
        let mut open = self.registry();
        open.last += 1;
        let id = open.last;
        let own = open.people.entry(person).or_default();
        own.push_back(Open { id, way_in, signal });
        let oldest = (own.len() > MOST).then(|| own.pop_front()).flatten();
        drop(open);
        if let Some(oldest) = oldest {
            oldest
                .signal
                .send_modify(|signal| signal.end = Some(End::Superseded));
        }
        metrics::stream_opened();
        Feed::new(self.clone(), person, id, after, told, check)
    }

    /// A feed has gone.
    pub(super) fn close(&self, person: PersonId, id: u64) {
        metrics::stream_closed();
        let mut open = self.registry();
        if let Some(own) = open.people.get_mut(&person) {
            own.retain(|feed| feed.id != id);
            if own.is_empty() {
                open.people.remove(&person);
            }
        }
    }

    /// Lines were committed here.
    pub(super) fn announce(&self) {
        self.told.notify_one();
    }

    /// Ends the feeds that a session let in.
    pub(super) fn revoke(&self, session: Uuid) {
        self.each(|_, feed| {
            if feed.way_in == session {
                feed.signal
                    .send_modify(|signal| signal.end = Some(End::Revoked));
            }
        });
    }

    /// Lets every feed ask at once whether its session still stands.
    pub(super) fn recheck(&self) {
        self.each(|_, feed| feed.signal.send_modify(|signal| signal.checks += 1));
    }

    /// Asks how far the feeds have got that are open here, and tells those that have grown.
    pub(super) async fn refresh(&self) -> kernel::Result<()> {
        let people: Vec<Uuid> = self.registry().people.keys().map(|id| id.0).collect();
        if people.is_empty() {
            return Ok(());
        }
        let heads: HashMap<PersonId, i64> = super::store::heads(&self.db, &people)
            .await?
            .into_iter()
            .collect();
        self.each(|person, feed| {
            let head = heads.get(&person).copied().unwrap_or(0);
            feed.signal.send_if_modified(|signal| {
                let grown = head > signal.head;
                signal.head = signal.head.max(head);
                grown
            });
        });
        Ok(())
    }

    fn each(&self, tell: impl Fn(PersonId, &Open)) {
        for (person, own) in &self.registry().people {
            for feed in own {
                tell(*person, feed);
            }
        }
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

//! The index of people: everybody who lets themselves be found, in the memory of this server, as the scorer
//! sees them. `matching::index` finds; here it is fed.
//!
//! Whatever changes a person notes it in `person_change` within the same transaction (a trigger does). A
//! [`Follower`] asks every second, and at once when the bell is rung, for the changes of transactions it has
//! not seen, reads those people as they are now, and gives them to the index. From time to time the index
//! is written to a file, with the transaction below which all are in it; a start goes on from there.
//! Without a file, or with one that is damaged, of another database or another form, it is made anew out of
//! the database, and until it is there lists are made by the database alone.
//!
//! People are kept as they stand on a day. A quarter of an hour before a day begins its index is made beside
//! today's and kept up with it, so that midnight leaves no gap.
//!
//! Invariants: what the index holds is thrown away without loss; who is found by it is shown only if the
//! database, asked in the same moment, shows them.

mod file;
mod jobs;
mod service;
mod store;

pub use jobs::handlers;
pub use matching::index::Watermark;
pub use service::{Follower, follow};

use crate::store::small_count;
use arc_swap::ArcSwapOption;
use kernel::Result;
use kernel::id::PersonId;
use matching::index::{CandidateEngine, LocalEngine};
use platform::bell::Bell;
use platform::snapshots::Snapshots;
use platform::{Services, TenantTx};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use time::Date;

/// An index that has not heard anything for so long is not asked: the database is.
const DEAF: Duration = Duration::from_secs(30);

/// How often things are done.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The database is asked this often for what no bell told.
    pub poll: Duration,
    /// The index is written to its file this often, if it has changed.
    pub save: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(1),
            save: Duration::from_secs(600),
        }
    }
}

/// The index of this server.
pub struct Index {
    /// `None` until it is ready.
    engine: ArcSwapOption<LocalEngine>,
    /// That of the next day, shortly before it.
    next: ArcSwapOption<LocalEngine>,
    snapshots: Option<Snapshots>,
    pace: Pace,
    bell: Bell,
    caught_up: Mutex<Option<Instant>>,
    builds: AtomicU32,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").finish_non_exhaustive()
    }
}

/// How the index of this server stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    /// People in it; `None` while it is made.
    pub people: Option<u64>,
    /// Bytes it takes.
    pub bytes: u64,
    /// How far it has come.
    pub watermark: Watermark,
    /// How long ago it had all there was.
    pub behind: Option<Duration>,
    /// How often it was made anew since the start, instead of being gone on with.
    pub builds: u32,
}

/// Adds an index to the services, empty until [`follow`] runs. Its file lies among `snapshots`.
#[must_use]
pub fn install(services: Services, snapshots: Option<Snapshots>, pace: Pace) -> Services {
    services.with(Index {
        engine: ArcSwapOption::empty(),
        next: ArcSwapOption::empty(),
        snapshots,
        pace,
        bell: Bell::new("person_change"),
        caught_up: Mutex::new(None),
        builds: AtomicU32::new(0),
    })
}

impl Index {
    /// How long ago it had all there was.
    fn behind(&self) -> Option<Duration> {
        let caught_up = self.caught_up.lock();
        let caught_up = *caught_up.unwrap_or_else(PoisonError::into_inner);
        caught_up.map(|at| at.elapsed())
    }

    fn has_all(&self) {
        let caught_up = self.caught_up.lock();
        *caught_up.unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// The index, if it is ready and holds people as they are on this day.
pub fn engine(services: &Services, as_of: Date) -> Option<Arc<LocalEngine>> {
    let index = services.part::<Index>()?;
    let engines = [index.engine.load_full(), index.next.load_full()];
    let of_the_day = |engine: &Arc<LocalEngine>| engine.watermark().as_of == Some(as_of);
    let engine = engines.into_iter().flatten().find(of_the_day)?;
    let hears = index.behind().is_some_and(|behind| behind < DEAF);
    hears.then_some(engine)
}

/// How the index stands; `None` if this process has none.
pub fn report(services: &Services) -> Option<Report> {
    let index = services.part::<Index>()?;
    let engine = index.engine.load_full();
    let size = engine.as_ref().map(|engine| engine.size());
    Some(Report {
        people: size.map(|size| size.people),
        bytes: size.map_or(0, |size| small_count(size.bytes)),
        watermark: engine.map(|engine| engine.watermark()).unwrap_or_default(),
        behind: index.behind(),
        builds: index.builds.load(Ordering::Relaxed),
    })
}

/// Somebody was changed: every server looks at once.
pub fn ring(services: &Services) {
    if let Some(index) = services.part::<Index>() {
        index.bell.ring();
    }
}

/// Those of the people who let themselves be found at this moment.
///
/// # Errors
/// `Internal`.
pub async fn still_found(tx: &mut TenantTx, ids: &[PersonId]) -> Result<HashSet<PersonId>> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    store::still_found(tx, &ids).await
}

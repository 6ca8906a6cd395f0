//! Follows the database: takes what changed into the index, makes it anew when it must be, keeps its file.

use super::store::{self, Changes};
use super::{Index, file};
use crate::scoring;
use crate::store::small_count;
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use matching::Person;
use matching::index::{CandidateEngine, Change, Full, LocalEngine, Watermark};
use platform::db::internal;
use platform::metrics::{self, IndexState};
use platform::{Scope, Services};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use time::{Date, OffsetDateTime};
use tokio::sync::{Notify, mpsc};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// People read at once.
const BATCH: usize = 1_000;
/// Batches read before they are taken in.
const AHEAD: usize = 4;
/// After a look nobody looks again for so long, however often the bell is rung.
const BETWEEN: std::time::Duration = std::time::Duration::from_millis(20);
/// The database is asked again after this long if it did not answer.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(1);
/// The index of the next day is begun so long before the day: a million people take minutes.
const BEFORE_MIDNIGHT: time::Duration = time::Duration::minutes(15);

/// Follows the database until `stop`, then writes the index to its file.
pub async fn follow(services: &Services, stop: &CancellationToken) {
    let Some(mut follower) = Follower::new(services) else {
        return;
    };
    let (pool, heard) = (services.db.pool(), Notify::new());
    let index = follower.index.clone();
    let work = async {
        tokio::join!(
            index.bell.forward(pool),
            index.bell.listen(pool, &heard),
            follower.keep_up(&heard)
        )
    };
    stop.run_until_cancelled(work).await;
    follower.save().await;
}

/// What brings the index of this server up to date. There is one.
pub struct Follower {
    services: Services,
    index: Arc<Index>,
    at: Option<At>,
    /// The index of the next day, shortly before it.
    next: Option<At>,
    /// What makes that.
    making: Option<AbortOnDropHandle<Result<At>>>,
    merging: Option<JoinHandle<std::result::Result<(), Full>>>,
}

/// How far it has come.
struct At {
    engine: Arc<LocalEngine>,
    /// The database's name, for the file.
    line: Arc<str>,
    /// Which transactions are in the index, in the words of PostgreSQL.
    seen: String,
    /// When it was written to the file last, and how far it had come.
    saved: Option<(Instant, Watermark)>,
}

impl Follower {
    /// For the index of the services; `None` if they have none.
    pub fn new(services: &Services) -> Option<Self> {
        Some(Self {
            index: services.part::<Index>()?,
            services: services.clone(),
            at: None,
            next: None,
            making: None,
            merging: None,
        })
    }

    async fn keep_up(&mut self, heard: &Notify) {
        loop {
            if let Err(error) = self.step().await {
                tracing::warn!(%error, "the index of people does not come on");
                tokio::time::sleep(AGAIN).await;
            }
            let _ = tokio::time::timeout(self.index.pace.poll, heard.notified()).await;
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// Takes in all that is committed at this moment.
    ///
    /// # Errors
    /// `Internal`; what was not taken in is, the next time.
    pub async fn step(&mut self) -> Result<()> {
        let now = self.services.clock.now();
        let mut at = match self.at.take() {
            Some(at) => at,
            None => self.begin(now.date()).await?,
        };
        if !at.is_of(now.date()) {
            // Months go by for everybody: all are given anew.
            at = self.turn_to(at.line, now.date()).await?;
        }
        let mut news = store::changes(self.services.db.pool(), &at.seen).await?;
        if !at.continues(&news) {
            tracing::info!("the index of people is too old to be gone on with");
            at = self.build(at.line, now.date()).await?;
            news = store::changes(self.services.db.pool(), &at.seen).await?;
        }
        let waited = news.waited_s;
        let taken = at.take_in(&self.services, news).await;
        let engine = at.engine.clone();
        self.at = Some(at);
        taken?;
        if let Some(waited) = waited {
            metrics::index_updated(waited.max(0.0));
        }
        self.show(engine);
        let ahead = self.look_ahead(now).await;
        self.tidy().await;
        ahead
    }

    /// The index of a day that has begun, if need be made now.
    async fn turn_to(&mut self, line: Arc<str>, day: Date) -> Result<At> {
        let ahead = match (self.next.take(), self.making.take()) {
            (None, Some(making)) => making.await.map_err(internal)?.ok(),
            (next, _) => next,
        };
        match ahead.filter(|ahead| ahead.is_of(day)) {
            Some(ahead) => Ok(ahead),
            None => self.build(line, day).await,
        }
    }

    /// Before a day begins its index is made, and kept up beside today's: lists of the day's first moment are made with
    /// it.
    async fn look_ahead(&mut self, now: OffsetDateTime) -> Result<()> {
        let next = self.next_day(now).await;
        // Nobody is shown one that has not all there is.
        let engine = next.as_ref().ok().cloned().flatten();
        self.index.next.store(engine);
        next.map(drop)
    }

    async fn next_day(&mut self, now: OffsetDateTime) -> Result<Option<Arc<LocalEngine>>> {
        let (Some(day), Some(at)) = (day_ahead(now), &self.at) else {
            (self.next, self.making) = (None, None);
            return Ok(None);
        };
        if let Some(next) = &mut self.next {
            let news = store::changes(self.services.db.pool(), &next.seen).await?;
            if next.continues(&news) {
                next.take_in(&self.services, news).await?;
                return Ok(Some(next.engine.clone()));
            }
            self.next = None;
        }
        match self.making.take() {
            Some(made) if made.is_finished() => {
                self.next = Some(made.await.map_err(internal)??);
            }
            Some(making) => self.making = Some(making),
            None => {
                let (services, index) = (self.services.clone(), self.index.clone());
                let line = at.line.clone();
                let making = async move { build(&services, &index, line, day).await };
                self.making = Some(AbortOnDropHandle::new(tokio::spawn(making)));
            }
        }
        Ok(None)
    }

    /// From the file, or from nothing.
    async fn begin(&self, today: Date) -> Result<At> {
        let line: Arc<str> = store::line(self.services.db.pool()).await?.into();
        let Some(snapshots) = self.index.snapshots.clone() else {
            return self.build(line, today).await;
        };
        let (asked, begun) = (line.clone(), Instant::now());
        let read = spawn_blocking(move || file::read(&snapshots, &asked));
        match read.await.map_err(internal)? {
            Ok(engine) => {
                let watermark = engine.watermark();
                let size = engine.size();
                tracing::info!(people = size.people, took = ?begun.elapsed(), "the index of people was read from its file");
                Ok(At {
                    // All below the watermark, and none from it on.
                    seen: format!("{0}:{0}:", watermark.transaction.max(1)),
                    engine: Arc::new(engine),
                    line,
                    saved: Some((Instant::now(), watermark)),
                })
            }
            Err(why) => {
                tracing::info!(%why, "the index of people is made anew");
                self.build(line, today).await
            }
        }
    }

    async fn build(&self, line: Arc<str>, as_of: Date) -> Result<At> {
        build(&self.services, &self.index, line, as_of).await
    }

    /// Lists are made with it from now on.
    fn show(&self, engine: Arc<LocalEngine>) {
        let size = engine.size();
        metrics::index_caught_up(IndexState {
            people: size.people,
            bytes: small_count(size.bytes),
            transaction: engine.watermark().transaction,
            caught_up_s: self.services.clock.now().unix_timestamp() as f64,
        });
        self.index.has_all();
        self.index.engine.store(Some(engine));
    }

    /// Merges what has become strewn, beside everything else, and writes the file when it is time.
    async fn tidy(&mut self) {
        let Some(at) = &self.at else {
            return;
        };
        let idle = self.merging.as_ref().is_none_or(JoinHandle::is_finished);
        if idle && at.engine.wants_rebuild() {
            let engine = at.engine.clone();
            self.merging = Some(spawn_blocking(move || engine.rebuild()));
        }
        let due = at.saved.is_none_or(|(when, how_far)| {
            when.elapsed() >= self.index.pace.save && how_far != at.engine.watermark()
        });
        if due {
            self.save().await;
        }
    }

    /// Writes the index to its file, as it is.
    pub async fn save(&mut self) {
        let (Some(at), Some(snapshots)) = (&mut self.at, self.index.snapshots.clone()) else {
            return;
        };
        let (engine, line) = (at.engine.clone(), at.line.clone());
        at.saved = Some((Instant::now(), engine.watermark()));
        let written = spawn_blocking(move || file::write(&snapshots, &line, &engine)).await;
        if let Err(error) = written.map_err(std::io::Error::other).flatten() {
            tracing::warn!(%error, "the index of people is not written to its file");
        }
    }
}

impl At {
    fn is_of(&self, day: Date) -> bool {
        self.engine.watermark().as_of == Some(day)
    }

    /// Takes in who was changed, as they are now. The watermark moves on with the last of them.
    async fn take_in(&mut self, services: &Services, news: Changes) -> Result<()> {
        let before = self.engine.watermark();
        let Some(as_of) = before.as_of else {
            return Err(internal("the index of people is of no day"));
        };
        let after = Watermark {
            transaction: news.floor.unsigned_abs(),
            ..before
        };
        let people = news.people.unwrap_or_default();
        for batch in people.chunks(BATCH) {
            let mut tx = services.db.begin(anybody()).await?;
            let rows = store::indexed(&mut tx, batch).await?;
            tx.commit().await?;
            let mut found: HashMap<String, Person> = scoring::on_the_day(rows, as_of)
                .into_iter()
                .map(|person| (person.id.clone(), person))
                .collect();
            let change = |id: &Uuid| {
                let id = id.to_string();
                match found.remove(&id) {
                    Some(person) => Change::Upsert(Box::new(person)),
                    None => Change::Remove(id),
                }
            };
            apply(&self.engine, batch.iter().map(change).collect(), before).await?;
        }
        if after != before {
            apply(&self.engine, Vec::new(), after).await?;
        }
        self.seen = news.seen;
        Ok(())
    }

    /// Is everything still noted that the index has not seen?
    fn continues(&self, news: &Changes) -> bool {
        let watermark = self.engine.watermark().transaction;
        watermark > news.swept.unsigned_abs() && watermark <= news.ceiling.unsigned_abs()
    }
}

/// The day that is about to begin.
fn day_ahead(now: OffsetDateTime) -> Option<Date> {
    let next = now.date().next_day()?;
    (next.midnight().assume_utc() - now <= BEFORE_MIDNIGHT).then_some(next)
}

/// Out of the database. Whoever is changed while it is read is changed again afterwards.
async fn build(services: &Services, index: &Index, line: Arc<str>, as_of: Date) -> Result<At> {
    let begun = Instant::now();
    let (seen, floor) = store::now(services.db.pool()).await?;
    let watermark = Watermark {
        transaction: floor.unsigned_abs(),
        as_of: Some(as_of),
    };
    let (sender, mut batches) = mpsc::channel::<Vec<Person>>(AHEAD);
    let people = std::iter::from_fn(move || batches.blocking_recv()).flatten();
    let building = spawn_blocking(move || LocalEngine::of(people, watermark));
    let read = read_all(services, as_of, sender).await;
    let engine = building.await.map_err(internal)?;
    read?;
    let engine = engine.map_err(internal)?;
    index.builds.fetch_add(1, Ordering::Relaxed);
    tracing::info!(people = engine.size().people, took = ?begun.elapsed(), "the index of people was made");
    Ok(At {
        engine: Arc::new(engine),
        line,
        seen,
        saved: None,
    })
}

async fn read_all(
    services: &Services,
    as_of: Date,
    sender: mpsc::Sender<Vec<Person>>,
) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let mut tx = services.db.begin(anybody()).await?;
        let most = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let ids = store::findable(&mut tx, after, most).await?;
        let Some(last) = ids.last() else {
            return tx.commit().await;
        };
        after = *last;
        let rows = store::indexed(&mut tx, &ids).await?;
        tx.commit().await?;
        if sender.send(scoring::on_the_day(rows, as_of)).await.is_err() {
            // It is full: the other end says so.
            return Ok(());
        }
    }
}

/// Nobody in particular, of an organisation that is none: sees whom any organisation finds.
fn anybody() -> Scope {
    Scope::tenant(OrganisationId(Uuid::nil()), PersonId(Uuid::nil()))
}

async fn apply(engine: &Arc<LocalEngine>, changes: Vec<Change>, to: Watermark) -> Result<()> {
    let engine = engine.clone();
    let applied = spawn_blocking(move || engine.apply(changes, to));
    applied.await.map_err(internal)?.map_err(internal)
}

//! One open feed: everything after a line, in order, without gaps, until its session or the server ends.

use super::hub::{Check, End, Events, Signal};
use super::{Event, store};
use futures::Stream;
use kernel::Result;
use kernel::id::PersonId;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, interval_at};

/// What a feed yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Where the feed stands; comes first, so that whoever is cut off at once knows where to go on.
    At(i64),
    /// A line.
    Change(Event),
    /// Lines before this number are no longer kept: look at everything anew.
    Reset(i64),
    /// The person has opened too many feeds since; this one is not to be opened again. The last item.
    Superseded,
}

/// An open feed. Closed when it is dropped.
pub struct Feed {
    events: Arc<Events>,
    person: PersonId,
    id: u64,
    /// The line after which it goes on; `None` until it has begun, if it begins now.
    last: Option<i64>,
    /// How far it is known to have got.
    head: i64,
    begun: bool,
    ended: bool,
    checks: u32,
    told: watch::Receiver<Signal>,
    check: Check,
    recheck: Interval,
    ready: VecDeque<Item>,
}

impl Feed {
    pub(super) fn new(
        events: Arc<Events>,
        person: PersonId,
        id: u64,
        after: Option<i64>,
        told: watch::Receiver<Signal>,
        check: Check,
    ) -> Self {
        let every = events.pace.recheck;
        Self {
            events,
            person,
            id,
            last: after,
            head: 0,
            begun: false,
            ended: false,
            checks: 0,
            told,
            check,
            recheck: interval_at(Instant::now() + every, every),
            ready: VecDeque::new(),
        }
    }

    /// The next item; `None` when it is over. Whoever wants more then opens it anew, after the last line.
    pub async fn next(&mut self) -> Option<Item> {
        loop {
            if self.ended || self.events.stop.is_cancelled() {
                return None;
            }
            let known = *self.told.borrow_and_update();
            if let Some(end) = known.end {
                self.ended = true;
                return (end == End::Superseded).then_some(Item::Superseded);
            }
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            self.head = self.head.max(known.head);
            if known.checks != self.checks {
                self.checks = known.checks;
                self.ended = !(self.check)().await;
            } else if !self.begun || self.head > self.last.unwrap_or(0) {
                // What cannot be read now is read when the feed is opened anew.
                self.ended = self.read().await.is_err();
            } else {
                self.wait().await;
            }
        }
    }

    /// As a stream.
    pub fn into_stream(self) -> impl Stream<Item = Item> + Send {
        futures::stream::unfold(self, async |mut feed| {
            let item = feed.next().await?;
            Some((item, feed))
        })
    }

    /// Until something is to be looked at.
    async fn wait(&mut self) {
        tokio::select! {
            () = self.events.stop.cancelled() => {}
            told = self.told.changed() => self.ended = told.is_err(),
            _ = self.recheck.tick() => self.ended = !(self.check)().await,
        }
    }

    async fn read(&mut self) -> Result<()> {
        let (db, person, after) = (self.events.db.clone(), self.person, self.last);
        // In a task of its own: whoever reads the stream may go away at any time.
        let (head, lines) = self
            .events
            .db
            .run(async move { store::after(&db, person, after.unwrap_or(i64::MAX)).await })
            .await?;
        self.head = self.head.max(head);
        let last = after.filter(|last| *last <= head).unwrap_or(head);
        if !self.begun {
            self.begun = true;
            self.ready.push_back(Item::At(last));
        }
        let lost = match lines.first() {
            Some(line) => line.seq != last + 1,
            None => head != last,
        };
        let from_the_future = after.is_some_and(|after| after > head);
        if lost || from_the_future {
            let before = lines.first().map_or(head, |line| line.seq - 1);
            self.ready.push_back(Item::Reset(before));
        }
        self.last = Some(lines.last().map_or(head, |line| line.seq));
        self.ready.extend(lines.into_iter().map(Item::Change));
        Ok(())
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.events.close(self.person, self.id);
    }
}

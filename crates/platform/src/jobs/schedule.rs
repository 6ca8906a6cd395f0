//! Recurring work. A turn is taken by whichever node sees first that it is due, which enqueues a job for it in
//! the same transaction; the rest is the queue's business.

use super::{NewJob, store};
use crate::{Scope, Services};
use kernel::Result;
use serde_json::json;
use std::time::Duration;
use time::{OffsetDateTime, Time};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// Every so many seconds since 1970, at least one.
    Every(Duration),
    /// Once a day, at this time in UTC.
    Daily(Time),
}

/// A kind of job that recurs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    pub kind: &'static str,
    pub cadence: Cadence,
}

impl Cadence {
    /// The first turn after a moment. Turns missed while no worker ran are not made up for.
    pub fn next_after(self, now: OffsetDateTime) -> OffsetDateTime {
        match self {
            Self::Every(interval) => {
                let seconds = i64::try_from(interval.as_secs()).unwrap_or(i64::MAX).max(1);
                let turn = now.unix_timestamp().div_euclid(seconds).saturating_add(1);
                OffsetDateTime::from_unix_timestamp(turn.saturating_mul(seconds)).unwrap_or(now)
            }
            Self::Daily(at) => {
                let today = now.to_offset(time::UtcOffset::UTC).replace_time(at);
                if today > now {
                    today
                } else {
                    today + time::Duration::DAY
                }
            }
        }
    }
}

/// Writes down what is new.
pub(super) async fn name_all(services: &Services, schedules: &[Schedule]) -> Result<()> {
    let now = services.clock.now();
    for schedule in schedules {
        let next_at = schedule.cadence.next_after(now);
        store::name_schedule(services.db.pool(), schedule.kind, next_at).await?;
    }
    Ok(())
}

/// Enqueues what is due and was not taken by another node.
pub(super) async fn take_turns(services: &Services, schedules: &[Schedule]) -> Result<()> {
    let names: Vec<String> = schedules.iter().map(|s| s.kind.to_owned()).collect();
    let due = store::due_schedules(services.db.pool(), &names, services.clock.now()).await?;
    for (name, turn) in due {
        let Some(schedule) = schedules.iter().find(|s| s.kind == name) else {
            continue;
        };
        let work = take_turn(services.clone(), *schedule, turn);
        services.db.run(work).await?;
    }
    Ok(())
}

async fn take_turn(services: Services, schedule: Schedule, turn: OffsetDateTime) -> Result<()> {
    let next_at = schedule.cadence.next_after(services.clock.now());
    let mut tx = services.db.begin(Scope::PUBLIC).await?;
    if !store::take_turn(&mut tx, schedule.kind, turn, next_at).await? {
        return Ok(());
    }
    let job = NewJob::new(schedule.kind, json!({})).key(turn.unix_timestamp().to_string());
    super::enqueue(&mut tx, &services, job).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, time};

    #[test]
    fn intervals_fall_on_the_same_moments_for_every_node() {
        let ten_minutes = Cadence::Every(Duration::from_secs(600));
        assert_eq!(
            ten_minutes.next_after(datetime!(2026-11-21 13:07:41 UTC)),
            datetime!(2026-11-21 13:10 UTC)
        );
        assert_eq!(
            ten_minutes.next_after(datetime!(2026-11-21 13:10 UTC)),
            datetime!(2026-11-21 13:20 UTC)
        );
    }

    #[test]
    fn a_day_has_one_turn() {
        let at_three = Cadence::Daily(time!(03:00));
        assert_eq!(
            at_three.next_after(datetime!(2026-12-31 02:59 UTC)),
            datetime!(2026-12-31 03:00 UTC)
        );
        assert_eq!(
            at_three.next_after(datetime!(2026-12-31 03:00 UTC)),
            datetime!(2027-01-01 03:00 UTC)
        );
    }
}

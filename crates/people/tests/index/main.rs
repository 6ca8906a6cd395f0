//! The index of people follows the database: on a real one, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "../common/mod.rs"]
mod common;
mod crash;
mod crowd;
mod storm;

use common::World;
use crowd::{Crowd, same};
use people::index::{self, Follower, Pace};
use platform::Services;
use platform::snapshots::Snapshots;
use platform::testing::{HandClock, eventually};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use time::Date;
use time::macros::{date, datetime};
use tokio::sync::Mutex;

/// Services with an index of their own, whose file lies in a folder.
fn with_index(services: &Services, folder: Option<&Path>) -> Services {
    let snapshots = folder.map(|folder| Snapshots::in_folder(folder).unwrap());
    index::install(services.clone(), snapshots, Pace::default())
}

/// An index that has taken in all there is, and what brings it on.
async fn started(services: &Services, folder: Option<&Path>) -> (Services, Follower) {
    let services = with_index(services, folder);
    let mut follower = Follower::new(&services).unwrap();
    follower.step().await.unwrap();
    (services, follower)
}

fn report(services: &Services) -> index::Report {
    index::report(services).unwrap()
}

#[tokio::test]
async fn it_holds_whom_the_database_finds_whatever_happens_to_them() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 300).await;
    let (services, mut follower) = started(&world.services, None).await;
    same(&services, &crowd).await;
    for round in 0..12 {
        crowd.stir(round).await;
        follower.step().await.unwrap();
        same(&services, &crowd).await;
    }
    assert_eq!(report(&services).builds, 1);
}

#[tokio::test]
async fn what_is_committed_late_is_not_skipped() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 3).await;
    let folder = tempfile::tempdir().unwrap();
    let (services, mut follower) = started(&world.services, Some(folder.path())).await;
    let move_to = "update person set lat = $2 where id = $1";
    let mut late = world.test.owner.acquire().await.unwrap();
    let run = |sql: &'static str| sqlx::query(sql);
    run("begin").execute(&mut *late).await.unwrap();
    run(move_to)
        .bind(crowd.ids[0])
        .bind(50.5)
        .execute(&mut *late)
        .await
        .unwrap();
    // One that began later is committed before it, and seen at once.
    run(move_to)
        .bind(crowd.ids[1])
        .bind(50.6)
        .execute(&world.test.owner)
        .await
        .unwrap();
    follower.step().await.unwrap();
    same(&services, &crowd).await;
    follower.save().await;
    run("commit").execute(&mut *late).await.unwrap();
    // A start with the file from in between.
    let (restarted, _) = started(&world.services, Some(folder.path())).await;
    assert_eq!(report(&restarted).builds, 0);
    same(&restarted, &crowd).await;
    follower.step().await.unwrap();
    same(&services, &crowd).await;
}

#[tokio::test]
async fn a_start_goes_on_from_the_file_and_a_damaged_one_is_made_anew() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 60).await;
    let folder = tempfile::tempdir().unwrap();
    let (_, mut follower) = started(&world.services, Some(folder.path())).await;
    crowd.stir(1).await;
    follower.step().await.unwrap();
    follower.save().await;
    crowd.stir(2).await;
    let (services, _) = started(&world.services, Some(folder.path())).await;
    assert_eq!(report(&services).builds, 0);
    same(&services, &crowd).await;

    let file = folder.path().join("people.index");
    let whole = std::fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let foreign = [b"kinwork people 0 ".as_slice(), &whole[17..]].concat();
    for (what, bytes) in [
        ("a bit is flipped", &flipped[..]),
        ("the end is missing", &whole[..whole.len() / 3]),
        ("it is empty", &[]),
        ("it has another form", &foreign),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let (services, mut follower) = started(&world.services, Some(folder.path())).await;
        assert_eq!(report(&services).builds, 1, "{what}");
        same(&services, &crowd).await;
        // It is in the place of the damaged one.
        assert!(std::fs::read(&file).unwrap() != bytes, "{what}");
        follower.save().await;
    }
    let (services, _) = started(&world.services, Some(folder.path())).await;
    assert_eq!(report(&services).builds, 0);
}

#[tokio::test]
async fn a_file_from_before_what_was_swept_is_not_gone_on_with() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 30).await;
    let folder = tempfile::tempdir().unwrap();
    let (services, mut follower) = started(&world.services, Some(folder.path())).await;
    let notes = async || {
        let sql = "select count(*) from person_change";
        let count: i64 = sqlx::query_scalar(sql)
            .fetch_one(&world.test.owner)
            .await
            .unwrap();
        count
    };
    crowd.stir(1).await;
    // Transactions of other tests, on the same server, may hold the watermark back.
    let last = "select max(transaction)::text::bigint from person_change";
    let last: i64 = sqlx::query_scalar(last)
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    while report(&services).watermark.transaction <= last.unsigned_abs() {
        follower.step().await.unwrap();
    }
    let sql = "update person_change set changed_at = changed_at - interval '3 days'";
    sqlx::query(sql).execute(&world.test.owner).await.unwrap();
    assert!(notes().await >= 30);
    eventually("old notes are swept", async || {
        let sql = "select person_changes_sweep(interval '2 days')";
        sqlx::query(sql).execute(&world.test.rw).await.unwrap();
        notes().await == 0
    })
    .await;
    // Whoever had seen them goes on.
    crowd.stir(2).await;
    follower.step().await.unwrap();
    same(&services, &crowd).await;
    assert_eq!(report(&services).builds, 1);
    // The file is from before.
    let (services, _) = started(&world.services, Some(folder.path())).await;
    assert_eq!(report(&services).builds, 1);
    same(&services, &crowd).await;
}

#[tokio::test]
async fn everybody_is_given_anew_when_the_day_changes() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 40).await;
    let clock = Arc::new(HandClock::at(datetime!(2026-11-30 23:00 UTC)));
    let mut services = with_index(&world.services, None);
    services.clock = clock.clone();
    let mut follower = Follower::new(&services).unwrap();
    follower.step().await.unwrap();
    same(&services, &crowd).await;
    let yesterday = services.clock.now().date();
    // As if it had slept until then.
    clock.forward(Duration::from_secs(3_600));
    let today = services.clock.now().date();
    assert!(index::engine(&services, yesterday).is_some());
    assert!(index::engine(&services, today).is_none());
    follower.step().await.unwrap();
    same(&services, &crowd).await;
    assert!(index::engine(&services, yesterday).is_none());
    assert!(index::engine(&services, today).is_some());
}

#[tokio::test]
async fn at_midnight_the_index_of_the_day_is_there_and_has_all() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 60).await;
    crowd.stir(1).await;
    let clock = Arc::new(HandClock::at(datetime!(2026-11-30 23:44 UTC)));
    let mut services = with_index(&world.services, None);
    services.clock = clock.clone();
    let mut follower = Follower::new(&services).unwrap();
    let (today, tomorrow) = (date!(2026 - 11 - 30), date!(2026 - 12 - 01));
    follower.step().await.unwrap();
    follower.step().await.unwrap();
    assert_eq!(report(&services).builds, 1, "it is too early");

    clock.forward(Duration::from_secs(60));
    let mut follower = made_ahead(&services, follower, tomorrow).await;
    assert!(index::engine(&services, today).is_some());
    // What happens from now on is taken into both.
    crowd.stir(2).await;
    follower.step().await.unwrap();
    same(&services, &crowd).await;
    clock.forward(Duration::from_secs(15 * 60));
    assert_eq!(services.clock.now().date(), tomorrow);
    // The follower has not looked at the clock yet.
    same(&services, &crowd).await;
    crowd.stir(3).await;
    follower.step().await.unwrap();
    same(&services, &crowd).await;
    assert!(index::engine(&services, today).is_none());
    assert_eq!(report(&services).builds, 2, "one for each day");
}

#[tokio::test]
async fn an_index_made_ahead_that_cannot_be_gone_on_with_is_made_again() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 20).await;
    let clock = Arc::new(HandClock::at(datetime!(2026-11-30 23:50 UTC)));
    let mut services = with_index(&world.services, None);
    services.clock = clock.clone();
    let follower = Follower::new(&services).unwrap();
    let tomorrow = date!(2026 - 12 - 01);
    let mut follower = made_ahead(&services, follower, tomorrow).await;
    // Notes are swept that neither has seen.
    crowd.stir(1).await;
    let sql = "update person_change set changed_at = changed_at - interval '3 days'";
    sqlx::query(sql).execute(&world.test.owner).await.unwrap();
    eventually("the notes are swept", async || {
        let sql = "select person_changes_sweep(interval '2 days')";
        sqlx::query(sql).execute(&world.test.rw).await.unwrap();
        let sql = "select not exists (select from person_change)";
        let gone: bool = sqlx::query_scalar(sql)
            .fetch_one(&world.test.owner)
            .await
            .unwrap();
        gone
    })
    .await;
    follower.step().await.unwrap();
    assert!(index::engine(&services, tomorrow).is_none());
    same(&services, &crowd).await;
    let _follower = made_ahead(&services, follower, tomorrow).await;
    clock.forward(Duration::from_secs(10 * 60));
    same(&services, &crowd).await;
}

/// Looks on until the index of the next day is there.
async fn made_ahead(services: &Services, follower: Follower, day: Date) -> Follower {
    let follower = Mutex::new(follower);
    eventually("the next day's is there", async || {
        follower.lock().await.step().await.unwrap();
        index::engine(services, day).is_some()
    })
    .await;
    follower.into_inner()
}

#[tokio::test]
async fn a_number_of_transactions_of_another_history_is_not_gone_on_with() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 5).await;
    let folder = tempfile::tempdir().unwrap();
    let (_, mut follower) = started(&world.services, Some(folder.path())).await;
    follower.save().await;
    // Another database on the same server.
    let other = World::new().await;
    let others = Crowd::new(&other, 7).await;
    let (services, _) = started(&other.services, Some(folder.path())).await;
    assert_eq!(report(&services).builds, 1);
    same(&services, &others).await;
    drop(crowd);
}

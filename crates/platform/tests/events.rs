//! Feeds on a real database, as `app_rw`: what is committed is told, once, in order, to whoever may hear it.
#![cfg(feature = "testing")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use kernel::Clock;
use kernel::id::{PersonId, SessionId};
use platform::events::{self, Event, Events, Feed, Item, Pace};
use platform::system::{SystemClock, SystemEntropy};
use platform::testing::TestDb;
use platform::{Db, Scope, Services};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const MOVED: &str = "thing.moved";
/// Only so that a test that hangs says where.
const PATIENCE: Duration = Duration::from_secs(60);

struct Node {
    services: Services,
    events: Arc<Events>,
    stop: CancellationToken,
}

/// One server on the database.
async fn node(test: &TestDb, pace: Pace) -> Node {
    let db = Db::connect(test.rw_options(), 8).await.unwrap();
    let services = Services::new(
        db,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        "http://localhost",
    );
    let stop = CancellationToken::new();
    let services = events::install(services, stop.clone(), pace);
    let events = services.part::<Events>().unwrap();
    Node {
        services,
        events,
        stop,
    }
}

impl Node {
    fn feed(&self, person: PersonId, after: Option<i64>) -> Feed {
        self.feed_of(person, SessionId(Uuid::nil()), after)
    }

    fn feed_of(&self, person: PersonId, session: SessionId, after: Option<i64>) -> Feed {
        let check = Arc::new(|| -> futures::future::BoxFuture<'static, bool> {
            Box::pin(std::future::ready(true))
        });
        self.events.open(person, session.0, after, check)
    }

    async fn tell(&self, to: &[PersonId], subject: Uuid) {
        let mut tx = self.services.db.begin(Scope::PUBLIC).await.unwrap();
        events::publish(&mut tx, &self.services, to, MOVED, &[subject]);
        tx.commit().await.unwrap();
    }
}

async fn person(test: &TestDb, n: u128) -> PersonId {
    let id = PersonId(Uuid::from_u128(n));
    sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, $2, 'x', 'Ama', now())")
        .bind(id)
        .bind(format!("{n}@example.org"))
        .execute(&test.owner)
        .await
        .unwrap();
    id
}

async fn next(feed: &mut Feed) -> Option<Item> {
    timeout(PATIENCE, feed.next()).await.unwrap()
}

/// The next line, which must be one.
async fn line(feed: &mut Feed) -> Event {
    match next(feed).await {
        Some(Item::Change(event)) => event,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_change_is_told_when_it_is_committed_and_not_otherwise() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let node = node(&test, Pace::default()).await;
    let mut feed = node.feed(ama, None);
    assert_eq!(next(&mut feed).await, Some(Item::At(0)));
    let mut tx = node.services.db.begin(Scope::PUBLIC).await.unwrap();
    events::publish(
        &mut tx,
        &node.services,
        &[ama],
        MOVED,
        &[Uuid::from_u128(7)],
    );
    drop(tx);
    let mut tx = node.services.db.begin(Scope::PUBLIC).await.unwrap();
    for _ in 0..2 {
        events::publish(
            &mut tx,
            &node.services,
            &[ama],
            MOVED,
            &[Uuid::from_u128(8)],
        );
    }
    tx.commit().await.unwrap();
    node.tell(&[ama], Uuid::from_u128(9)).await;
    // What was rolled back left nothing, and what was said twice is one line.
    for (seq, subject) in [(1, 8), (2, 9)] {
        let expected = Event {
            seq,
            kind: MOVED.into(),
            subjects: vec![Uuid::from_u128(subject)],
        };
        assert_eq!(line(&mut feed).await, expected);
    }
    assert_eq!(events::head(&node.services, ama).await, Ok(2));
}

#[tokio::test]
async fn many_writers_on_two_servers_leave_neither_gap_nor_repetition() {
    const WRITERS: u128 = 8;
    const EACH: u128 = 25;
    let test = TestDb::new().await;
    let (ama, ben) = (person(&test, 1).await, person(&test, 2).await);
    let nodes = [
        Arc::new(node(&test, Pace::default()).await),
        Arc::new(node(&test, Pace::default()).await),
    ];
    let mut feeds = [nodes[0].feed(ama, Some(0)), nodes[1].feed(ama, Some(0))];
    for writer in 0..WRITERS {
        let node = nodes[usize::try_from(writer % 2).unwrap()].clone();
        tokio::spawn(async move {
            for n in 0..EACH {
                // Named in either order, two feeds never wait for each other in a circle.
                let to = if n % 2 == 0 { [ama, ben] } else { [ben, ama] };
                node.tell(&to, Uuid::from_u128(writer * EACH + n)).await;
            }
        });
    }
    for feed in &mut feeds {
        assert_eq!(next(feed).await, Some(Item::At(0)));
        let mut subjects = Vec::new();
        for seq in 1..=i64::try_from(WRITERS * EACH).unwrap() {
            let event = line(feed).await;
            assert_eq!(event.seq, seq);
            subjects.push(event.subjects[0].as_u128());
        }
        subjects.sort_unstable();
        assert!(subjects.into_iter().eq(0..WRITERS * EACH));
    }
}

#[tokio::test]
async fn whoever_comes_back_goes_on_where_they_were() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let node = node(&test, Pace::default()).await;
    for n in 1..=250 {
        node.tell(&[ama], Uuid::from_u128(n)).await;
    }
    let mut feed = node.feed(ama, Some(3));
    assert_eq!(next(&mut feed).await, Some(Item::At(3)));
    for seq in 4..=250 {
        assert_eq!(line(&mut feed).await.seq, seq);
    }
    // From now on means after what there is.
    assert_eq!(next(&mut node.feed(ama, None)).await, Some(Item::At(250)));
}

#[tokio::test]
async fn whoever_was_away_too_long_is_told_so() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let node = node(&test, Pace::default()).await;
    for n in 1..=5 {
        node.tell(&[ama], Uuid::from_u128(n)).await;
    }
    let old = SystemClock.now() - events::KEPT - time::Duration::minutes(1);
    age(&test, 3, old).await;
    assert_eq!(events::sweep(&node.services).await, Ok(3));
    let mut feed = node.feed(ama, Some(1));
    assert_eq!(next(&mut feed).await, Some(Item::At(1)));
    assert_eq!(next(&mut feed).await, Some(Item::Reset(3)));
    assert_eq!(line(&mut feed).await.seq, 4);
    assert_eq!(line(&mut feed).await.seq, 5);
    // All of it is gone; or the database is an older copy, which has never said so much.
    age(&test, 5, old).await;
    assert_eq!(events::sweep(&node.services).await, Ok(2));
    for (after, at) in [(2, 2), (99, 5)] {
        let mut feed = node.feed(ama, Some(after));
        assert_eq!(next(&mut feed).await, Some(Item::At(at)));
        assert_eq!(next(&mut feed).await, Some(Item::Reset(5)));
        node.tell(&[ama], Uuid::from_u128(6)).await;
        let seq = line(&mut feed).await.seq;
        assert!(seq > 5, "{seq}");
        age(&test, seq, old).await;
        events::sweep(&node.services).await.unwrap();
        // The next round expects five lines again.
        sqlx::query("update feed set last_seq = 5")
            .execute(&test.owner)
            .await
            .unwrap();
    }
}

async fn age(test: &TestDb, up_to: i64, at: OffsetDateTime) {
    sqlx::query("update feed_event set created_at = $1 where seq <= $2")
        .bind(at)
        .bind(up_to)
        .execute(&test.owner)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_seventh_feed_closes_the_first_for_good() {
    let test = TestDb::new().await;
    let (ama, ben) = (person(&test, 1).await, person(&test, 2).await);
    let node = node(&test, Pace::default()).await;
    let mut bens = node.feed(ben, Some(0));
    let mut feeds: Vec<Feed> = (0..7).map(|_| node.feed(ama, Some(0))).collect();
    assert_eq!(next(&mut feeds[0]).await, Some(Item::Superseded));
    assert_eq!(next(&mut feeds[0]).await, None);
    node.tell(&[ama, ben], Uuid::nil()).await;
    for feed in feeds[1..].iter_mut().chain([&mut bens]) {
        assert_eq!(next(feed).await, Some(Item::At(0)));
        assert_eq!(line(feed).await.seq, 1);
    }
    // One that was closed makes room.
    drop(feeds.pop());
    let mut another = node.feed(ama, None);
    assert_eq!(next(&mut another).await, Some(Item::At(1)));
    node.tell(&[ama], Uuid::nil()).await;
    assert_eq!(line(&mut feeds[1]).await.seq, 2);
}

#[tokio::test]
async fn a_feed_ends_with_its_session_on_every_server() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let (here, there) = (
        node(&test, Pace::default()).await,
        node(&test, Pace::default()).await,
    );
    let session = |n| SessionId(Uuid::from_u128(n));
    for n in [1, 2] {
        sqlx::query("insert into session (id, account_id, token_sha256, created_at, last_seen_at, expires_at) values ($1, $2, $3, now(), now(), now())")
            .bind(session(n))
            .bind(ama)
            .bind(vec![u8::try_from(n).unwrap(); 32])
            .execute(&test.owner)
            .await
            .unwrap();
    }
    let mut ending = [
        here.feed_of(ama, session(1), Some(0)),
        there.feed_of(ama, session(1), Some(0)),
    ];
    let mut staying = there.feed_of(ama, session(2), Some(0));
    for feed in ending.iter_mut().chain([&mut staying]) {
        assert_eq!(next(feed).await, Some(Item::At(0)));
    }
    // Both servers listen once each has heard of something.
    here.tell(&[ama], Uuid::nil()).await;
    for feed in ending.iter_mut().chain([&mut staying]) {
        assert_eq!(line(feed).await.seq, 1);
    }
    let mut tx = here.services.db.begin(Scope::person(ama)).await.unwrap();
    sqlx::query("delete from session where id = $1")
        .bind(session(1))
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for feed in &mut ending {
        assert_eq!(next(feed).await, None);
    }
    here.tell(&[ama], Uuid::nil()).await;
    assert_eq!(line(&mut staying).await.seq, 2);
}

#[tokio::test]
async fn a_feed_asks_again_whether_it_may_go_on() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let often = Pace {
        recheck: Duration::from_millis(20),
        ..Pace::default()
    };
    let node = node(&test, often).await;
    let stands = Arc::new(AtomicBool::new(true));
    let asked = stands.clone();
    let check = Arc::new(move || -> futures::future::BoxFuture<'static, bool> {
        let asked = asked.clone();
        Box::pin(async move { asked.load(Ordering::SeqCst) })
    });
    let mut feed = node.events.open(ama, Uuid::nil(), Some(0), check);
    assert_eq!(next(&mut feed).await, Some(Item::At(0)));
    node.tell(&[ama], Uuid::nil()).await;
    assert_eq!(line(&mut feed).await.seq, 1);
    stands.store(false, Ordering::SeqCst);
    assert_eq!(next(&mut feed).await, None);
}

#[tokio::test]
async fn a_lost_wake_up_costs_time_but_no_line() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let node = node(&test, Pace::default()).await;
    let mut feed = node.feed(ama, Some(0));
    assert_eq!(next(&mut feed).await, Some(Item::At(0)));
    // Written by somebody who then died: nobody was told.
    sqlx::query("select feed_publish($1)")
        .bind(serde_json::json!([{"person_id": ama, "kind": MOVED, "subjects": [Uuid::nil()], "at": "2026-11-21T12:00:00Z"}]))
        .execute(&test.rw)
        .await
        .unwrap();
    assert_eq!(line(&mut feed).await.seq, 1);
    // The connection that listens is cut.
    let superuser = test.login("postgres");
    let pool = sqlx::PgPool::connect_with(superuser).await.unwrap();
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ilike 'listen%'";
    let mut ended = 0_i64;
    while ended == 0 {
        ended = sqlx::query_scalar(cut).fetch_one(&pool).await.unwrap();
    }
    node.tell(&[ama], Uuid::nil()).await;
    assert_eq!(line(&mut feed).await.seq, 2);
}

#[tokio::test]
async fn feeds_end_with_the_server() {
    let test = TestDb::new().await;
    let ama = person(&test, 1).await;
    let node = node(&test, Pace::default()).await;
    let mut feed = node.feed(ama, Some(0));
    assert_eq!(next(&mut feed).await, Some(Item::At(0)));
    let waiting = tokio::spawn(async move { feed.next().await });
    node.stop.cancel();
    assert_eq!(timeout(PATIENCE, waiting).await.unwrap().unwrap(), None);
    assert_eq!(next(&mut node.feed(ama, Some(0))).await, None);
}

#[tokio::test]
async fn nobody_reads_or_writes_the_feed_of_another() {
    let test = TestDb::new().await;
    let (ama, ben) = (person(&test, 1).await, person(&test, 2).await);
    let node = node(&test, Pace::default()).await;
    node.tell(&[ama], Uuid::nil()).await;
    for (scope, seen) in [
        (Scope::person(ama), 1_i64),
        (Scope::person(ben), 0),
        (Scope::PUBLIC, 0),
    ] {
        let mut tx = node.services.db.begin(scope).await.unwrap();
        for table in ["feed", "feed_event"] {
            let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
            let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap();
            assert_eq!(count, seen, "{table} {scope:?}");
        }
    }
    for sql in [
        "insert into feed values ('00000000-0000-0000-0000-000000000002', 1)",
        "update feed set last_seq = 9",
        "delete from feed_event",
    ] {
        let refused = sqlx::query(sql).execute(&test.rw).await.unwrap_err();
        let code = refused
            .as_database_error()
            .unwrap()
            .code()
            .unwrap()
            .into_owned();
        assert_eq!(code, "42501", "{sql}");
    }
}

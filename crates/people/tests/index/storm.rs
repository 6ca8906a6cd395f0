//! Many changes at once, while the connection that is told of them is killed again and again.
//!
//! 2,000 changes; `KINWORK_SOAK=1` makes it 10,000.

use crate::common::World;
use crate::crowd::{Crowd, agree, same};
use crate::{report, with_index};
use people::index;
use platform::testing::{TestDb, eventually};
use sqlx::{Connection as _, PgConnection};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub fn changes() -> usize {
    if std::env::var_os("KINWORK_SOAK").is_some() {
        10_000
    } else {
        2_000
    }
}

/// Two changes of the skills and the place of one person, in one transaction that takes its time.
pub async fn change(pool: &sqlx::PgPool, person: Uuid, turn: usize) {
    let mut connection = pool.acquire().await.unwrap();
    let mut tx = connection.begin().await.unwrap();
    let skill = i32::try_from(10 + turn % 380).unwrap();
    sqlx::query("insert into person_skill (person_id, skill_id, level) values ($1, $2, 3) on conflict do nothing")
        .bind(person)
        .bind(skill)
        .execute(&mut *tx)
        .await
        .unwrap();
    if turn.is_multiple_of(7) {
        tokio::time::sleep(Duration::from_millis(u64::try_from(turn % 40).unwrap())).await;
    }
    sqlx::query("update person set lat = 51 + $2, discoverable = $3 where id = $1")
        .bind(person)
        .bind(f64::from(u8::try_from(turn % 100).unwrap()) / 100.0)
        .bind(!turn.is_multiple_of(11))
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Kills whoever listens; returns how many did.
async fn deafen(test: &TestDb) -> i64 {
    let mut superuser = PgConnection::connect_with(&test.login("postgres"))
        .await
        .unwrap();
    let sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ilike 'listen%'";
    let killed = sqlx::query_scalar(sql)
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    superuser.close().await.unwrap();
    killed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_change_is_missed_although_nobody_listens_for_long() {
    let world = World::new().await;
    let crowd = Crowd::new(&world, 200).await;
    let services = with_index(&world.services, None);
    let stop = CancellationToken::new();
    let following = tokio::spawn({
        let (services, stop) = (services.clone(), stop.clone());
        async move { index::follow(&services, &stop).await }
    });
    eventually("the index is ready", async || {
        agree(&services, &crowd).await
    })
    .await;
    let next = AtomicUsize::new(0);
    let writer = async || {
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            if turn >= changes() {
                return;
            }
            let person = crowd.ids[turn * 31 % crowd.ids.len()];
            change(&world.test.owner, person, turn).await;
            // Some ring the bell, and some do not.
            if turn.is_multiple_of(3) {
                let _ = sqlx::query("select pg_notify('person_change', '')")
                    .execute(&world.test.rw)
                    .await;
            }
        }
    };
    let killer = async {
        let mut killed = 0;
        while next.load(Ordering::Relaxed) < changes() {
            killed += deafen(&world.test).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
        killed
    };
    let (.., killed) = tokio::join!(writer(), writer(), writer(), writer(), killer);
    println!("{} changes, {killed} listeners killed", changes());
    assert!(killed > 0);
    eventually("all changes are in the index", async || {
        agree(&services, &crowd).await
    })
    .await;
    same(&services, &crowd).await;
    assert_eq!(report(&services).builds, 1);
    stop.cancel();
    following.await.unwrap();
}

//! Requests that are sent twice, on a real database as `app_rw`: what becomes of them when servers die.
#![cfg(feature = "testing")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use kernel::AppError;
use kernel::id::PersonId;
use platform::idempotency::{self, Claim, Claimed, KEPT, Kept, Sender};
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb};
use platform::{Db, Scope, Services};
use std::sync::Arc;
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

const REQUEST: [u8; 32] = [7; 32];

struct Scene {
    test: TestDb,
    clock: Arc<HandClock>,
    services: Services,
    person: PersonId,
}

impl Scene {
    async fn new() -> Self {
        let test = TestDb::new().await;
        sqlx::query("create table effect (id int primary key)")
            .execute(&test.owner)
            .await
            .unwrap();
        sqlx::query("grant select, insert on effect to app_rw")
            .execute(&test.owner)
            .await
            .unwrap();
        let person = PersonId(Uuid::from_u128(1));
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, 'a@example.org', 'x', 'Ama', now())")
            .bind(person)
            .execute(&test.owner)
            .await
            .unwrap();
        let db = Db::connect(test.rw_options(), 4).await.unwrap();
        let clock = Arc::new(HandClock::at(datetime!(2026-11-21 12:00 UTC)));
        let services = Services::new(
            db,
            clock.clone(),
            Arc::new(SystemEntropy),
            "http://localhost",
        );
        Self {
            test,
            clock,
            services,
            person,
        }
    }

    fn sender(&self) -> Sender {
        Sender {
            person: self.person,
            actor: self.person.0,
            key: "k".to_owned(),
        }
    }

    async fn claim(&self) -> Claimed {
        idempotency::claim(&self.services, self.sender(), REQUEST)
            .await
            .unwrap()
    }

    async fn claimed(&self) -> Claim {
        match self.claim().await {
            Claimed::Do(claim) => claim,
            other => panic!("{other:?}"),
        }
    }

    /// What a service does: work in a task of its own, one transaction.
    async fn insert(&self, id: i32) -> kernel::Result<()> {
        let (db, person) = (self.services.db.clone(), self.person);
        let run = self.services.db.clone();
        run.run(async move {
            let mut tx = db.begin(Scope::person(person)).await?;
            sqlx::query("insert into effect (id) values ($1)")
                .bind(id)
                .execute(&mut *tx)
                .await
                .unwrap();
            tx.commit().await
        })
        .await
    }

    async fn effects(&self) -> i64 {
        sqlx::query_scalar("select count(*) from effect")
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }
}

fn answer(status: u16) -> Kept {
    Kept {
        status,
        content_type: Some("application/json".to_owned()),
        location: Some("/there".to_owned()),
        body: b"{}".to_vec(),
    }
}

#[tokio::test]
async fn what_was_done_is_answered_again_and_forgotten_in_time() {
    let scene = Scene::new().await;
    let claim = scene.claimed().await;
    assert!(matches!(scene.claim().await, Claimed::InFlight));
    idempotency::with(claim.clone(), scene.insert(1))
        .await
        .unwrap();
    idempotency::finish(&scene.services, claim, answer(201))
        .await
        .unwrap();
    let Claimed::Done(kept) = scene.claim().await else {
        panic!("it was not kept");
    };
    assert_eq!(kept, answer(201));
    let other = idempotency::claim(&scene.services, scene.sender(), [8; 32])
        .await
        .unwrap();
    assert!(matches!(other, Claimed::OtherRequest));

    scene.clock.forward(KEPT + Duration::SECOND);
    let mut tx = scene.services.db.begin(Scope::PUBLIC).await.unwrap();
    assert_eq!(idempotency::sweep(&mut tx, &scene.services).await, Ok(1));
    tx.commit().await.unwrap();
    assert!(matches!(scene.claim().await, Claimed::Do(_)));
}

#[tokio::test]
async fn a_request_whose_server_died_before_it_did_anything_is_done_by_the_next() {
    let scene = Scene::new().await;
    let dead = scene.claimed().await;
    // It had looked at something: that is no effect.
    let looked = idempotency::with(dead.clone(), async {
        let tx = scene.services.db.begin(Scope::PUBLIC).await?;
        tx.commit().await
    });
    looked.await.unwrap();
    scene.clock.forward(Duration::minutes(1));
    assert!(matches!(scene.claim().await, Claimed::InFlight));
    scene.clock.forward(Duration::minutes(2));
    let next = scene.claimed().await;
    idempotency::with(next.clone(), scene.insert(2))
        .await
        .unwrap();
    // The first was only slow, and wakes: whatever it does does not last, and its answer is not kept.
    let late = idempotency::with(dead.clone(), scene.insert(1)).await;
    assert_eq!(late, Err(AppError::conflict("in_flight")));
    idempotency::finish(&scene.services, dead, answer(200))
        .await
        .unwrap();
    idempotency::finish(&scene.services, next, answer(201))
        .await
        .unwrap();
    assert_eq!(scene.effects().await, 1);
    assert!(matches!(scene.claim().await, Claimed::Done(kept) if kept.status == 201));
}

#[tokio::test]
async fn a_request_whose_server_died_before_it_answered_is_not_done_again() {
    let scene = Scene::new().await;
    let claim = scene.claimed().await;
    idempotency::with(claim, scene.insert(1)).await.unwrap();
    scene.clock.forward(Duration::hours(1));
    assert!(matches!(scene.claim().await, Claimed::AnswerLost));
    assert_eq!(scene.effects().await, 1);
}

#[tokio::test]
async fn a_refusal_is_kept_only_if_something_was_done() {
    let scene = Scene::new().await;
    let claim = scene.claimed().await;
    idempotency::finish(&scene.services, claim, answer(422))
        .await
        .unwrap();
    let claim = scene.claimed().await;
    idempotency::with(claim.clone(), scene.insert(1))
        .await
        .unwrap();
    idempotency::finish(&scene.services, claim, answer(409))
        .await
        .unwrap();
    assert!(matches!(scene.claim().await, Claimed::Done(kept) if kept.status == 409));
}

/// Answers hold what people may see: they are told to those who asked, and row-level security says so too.
#[tokio::test]
async fn nobody_sees_the_answers_of_others() {
    let scene = Scene::new().await;
    let claim = scene.claimed().await;
    idempotency::finish(&scene.services, claim, answer(200))
        .await
        .unwrap();
    for (who, seen) in [(scene.person, 1i64), (PersonId(Uuid::from_u128(2)), 0)] {
        let mut tx = scene.services.db.begin(Scope::person(who)).await.unwrap();
        let count: i64 = sqlx::query_scalar("select count(*) from idempotency_key")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(count, seen);
    }
}

//! Consents, copies, erasures and retention, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod scene;

use futures::TryStreamExt as _;
use identity::Actor;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::found;
use identity::privacy::model::{AskForm, ConsentForm, CopyState, EraseForm, Purpose};
use identity::privacy::retention::RULES;
use identity::privacy::{jobs, retention, service, subjects};
use kernel::AppError;
use platform::Services;
use platform::files::Files;
use platform::jobs::Handlers;
use platform::keys::KeyRing;
use platform::subjects::{SUBJECTS, Subjects};
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb, do_jobs};
use scene::{join, who};
use std::sync::Arc;
use time::Duration;

struct World {
    test: TestDb,
    services: Services,
    clock: Arc<HandClock>,
}

impl World {
    async fn new() -> Self {
        let test = TestDb::new().await;
        let (services, clock) = scene::services(&test).await;
        let services = services
            .with_keys(KeyRing::generate(&SystemEntropy))
            .with_files(Files::in_memory())
            .with(Subjects([subjects::SUBJECTS, SUBJECTS].concat()));
        Self {
            test,
            services,
            clock,
        }
    }

    async fn work(&self) {
        let handlers = jobs::handlers(platform::mail::handlers(Handlers::default()));
        do_jobs(&self.services, handlers).await;
    }

    /// What the schedule does once a day.
    async fn apply_rules(&self) {
        let db = &self.services.db;
        let mut tx = db.begin(platform::Scope::PUBLIC).await.unwrap();
        let job = platform::jobs::NewJob::new("privacy.retention", serde_json::json!({}));
        platform::jobs::enqueue(&mut tx, &self.services, job)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
    }

    /// The state of the copy somebody asked for.
    async fn copy(&self, actor: &Actor) -> Option<CopyState> {
        let overview = service::overview(&self.services, actor).await.unwrap();
        overview.copy.map(|copy| copy.state)
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }
}

fn consent(purpose: Purpose, given: bool) -> ConsentForm {
    ConsentForm {
        purpose: purpose.name().into(),
        given: given.to_string(),
    }
}

fn erase(actor: &Actor, at_once: bool) -> EraseForm {
    EraseForm {
        confirm: actor.email.clone(),
        at_once: at_once.to_string(),
    }
}

#[tokio::test]
async fn a_consent_is_dated_and_withdrawn_as_easily_as_given() {
    let world = World::new().await;
    let (ama, _) = join(&world.services, "ama@example.org").await;
    let (ben, _) = join(&world.services, "ben@example.org").await;
    sqlx::query(
        "insert into person (id, name, created_at, updated_at) values ($1, 'Ama', now(), now())",
    )
    .bind(ama.person)
    .execute(&world.test.owner)
    .await
    .unwrap();
    let stands = async |actor: &Actor, purpose: Purpose| {
        let shown = service::overview(&world.services, actor).await.unwrap();
        let found = shown
            .consents
            .into_iter()
            .find(|one| one.purpose == purpose);
        let found = found.unwrap();
        (found.given, found.said.is_some())
    };
    assert_eq!(stands(&ama, Purpose::Matching).await, (false, false));
    for given in [true, false, true, true] {
        world.clock.forward(Duration::SECOND);
        let form = consent(Purpose::Matching, given);
        service::say(&world.services, &ama, &form).await.unwrap();
        assert_eq!(stands(&ama, Purpose::Matching).await, (given, true));
        // The profile follows.
        let found = "select count(*) from person where discoverable";
        assert_eq!(world.count(found).await, i64::from(given));
    }
    // Said twice is said once; and what Ama says is not what Ben says.
    assert_eq!(world.count("select count(*) from consent").await, 3);
    assert_eq!(stands(&ben, Purpose::Matching).await, (false, false));
    // Without the terms there is no account.
    assert_eq!(
        service::say(&world.services, &ama, &consent(Purpose::Terms, false)).await,
        Err(AppError::conflict("needed"))
    );
    // What was said stays said.
    for verb in [
        "update consent set given = true",
        "delete from consent",
        "truncate consent",
    ] {
        let refused = sqlx::query(verb).execute(&world.test.rw).await.unwrap_err();
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{verb}");
    }
}

/// What was agreed to before there was a profile holds when there is one.
#[tokio::test]
async fn a_new_profile_follows_what_was_said_at_sign_up() {
    let world = World::new().await;
    for (email, said, found) in [
        ("ama@example.org", Some(true), true),
        ("ben@example.org", Some(false), false),
        ("una@example.org", None, true),
    ] {
        let (who, _) = join(&world.services, email).await;
        if let Some(given) = said {
            let form = consent(Purpose::Matching, given);
            service::say(&world.services, &who, &form).await.unwrap();
        }
        // As the profile makes it.
        let scope = platform::Scope::person(who.person);
        let mut tx = world.services.db.begin(scope).await.unwrap();
        let made: bool = sqlx::query_scalar(
            "insert into person (id, name, created_at, updated_at) values ($1, 'x', now(), now()) returning discoverable",
        )
        .bind(who.person)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(made, found, "{email}");
    }
}

/// A purpose that is no longer asked for: what was said of it stays, and is shown nowhere.
#[tokio::test]
async fn what_was_said_of_a_former_purpose_stays() {
    let world = World::new().await;
    let (ama, _) = join(&world.services, "ama@example.org").await;
    sqlx::query("insert into consent (id, person_id, purpose, version, given, created_at) values (gen_random_uuid(), $1, 'FORMER', 1, true, now())")
        .bind(ama.person)
        .execute(&world.test.owner)
        .await
        .unwrap();
    let shown = service::overview(&world.services, &ama).await.unwrap();
    assert_eq!(shown.consents.len(), Purpose::ALL.len());
    let form = ConsentForm {
        purpose: "FORMER".into(),
        given: "true".into(),
    };
    assert_eq!(
        service::say(&world.services, &ama, &form).await,
        Err(AppError::NotFound)
    );
    assert_eq!(world.count("select count(*) from consent").await, 1);
}

#[tokio::test]
async fn a_copy_is_asked_for_after_a_proof_packed_once_and_gone_after_a_week() {
    let world = World::new().await;
    let (ama, _) = join(&world.services, "ama@example.org").await;
    let (ben, _) = join(&world.services, "ben@example.org").await;
    let old = Actor {
        proved_at: None,
        ..ama.clone()
    };
    let ask = AskForm::default();
    assert_eq!(
        service::ask_copy(&world.services, &old, &ask).await,
        Err(AppError::Unproved)
    );
    for _ in 0..2 {
        service::ask_copy(&world.services, &ama, &ask)
            .await
            .unwrap();
    }
    assert_eq!(world.copy(&ama).await, Some(CopyState::Packing(0)));
    assert_eq!(world.copy(&ben).await, None);
    world.work().await;
    assert_eq!(world.count("select count(*) from data_export").await, 1);
    let until = world.services.clock.now() + Duration::days(7);
    assert_eq!(world.copy(&ama).await, Some(CopyState::Ready(until)));
    assert_eq!(
        world.count("select count(*) from mail where purpose = 'privacy.copy' and to_address = 'ama@example.org'").await,
        1
    );
    let shown = service::overview(&world.services, &ama).await.unwrap();
    let id = shown.copy.unwrap().id;
    let fetch = async |actor: &Actor| {
        let (file, chunks) = service::fetch_copy(&world.services, actor, id).await?;
        let bytes = chunks.try_collect::<Vec<_>>().await?.concat();
        assert_eq!(usize::try_from(file.size_bytes).unwrap(), bytes.len());
        Ok((file.name, bytes.starts_with(b"PK")))
    };
    assert_eq!(fetch(&ama).await, Ok(("kinwork-data.zip".to_owned(), true)));
    assert_eq!(fetch(&ben).await, Err(AppError::NotFound));
    assert_eq!(fetch(&old).await, Err(AppError::Unproved));
    // Its week is over; then the key of its file goes too.
    world.clock.forward(Duration::days(7));
    let later = Actor {
        proved_at: Some(world.services.clock.now()),
        ..ama.clone()
    };
    assert_eq!(fetch(&later).await, Err(AppError::NotFound));
    assert_eq!(world.copy(&later).await, Some(CopyState::Expired));
    world.clock.forward(Duration::hours(1));
    world.apply_rules().await;
    assert_eq!(
        world
            .count("select count(*) from file where key_sealed is not null")
            .await,
        0
    );
    // The schedule may have come by as well: then its lines stand there too.
    let lines = retention::runs(&world.services).await.unwrap();
    for rule in RULES {
        let of_rule: Vec<_> = lines
            .iter()
            .filter(|line| line.rule == rule.name)
            .map(|line| line.removed)
            .collect();
        assert!(!of_rule.is_empty(), "{}", rule.name);
        let removed = i64::from(rule.name == "copies_of_data");
        assert_eq!(of_rule.iter().sum::<i64>(), removed, "{}", rule.name);
    }
}

#[tokio::test]
async fn visits_go_when_they_have_long_been_over() {
    let world = World::new().await;
    let (ama, _) = join(&world.services, "ama@example.org").await;
    let now = world.services.clock.now();
    let rule = RULES.iter().find(|rule| rule.name == "visits").unwrap();
    let long_ago = now - rule.kept - Duration::hours(2);
    for (name, asked, allowed, ended) in [
        ("Ended long ago", long_ago, None, Some(long_ago)),
        ("Ran out long ago", long_ago, Some(long_ago), None),
        ("Never answered", long_ago, None, None),
        ("Ended today", long_ago, None, Some(now)),
        ("Runs out today", long_ago, Some(now), None),
        ("Asked today", now, None, None),
    ] {
        let email = format!("{}@example.org", name.replace(' ', "."));
        let (staff, _) = join(&world.services, &email.to_lowercase()).await;
        sqlx::query(
            "insert into visit (id, person_id, staff_id, staff_name, reason, asked_at, allowed_at, allowed_until, ended_at)
             values ($1, $2, $1, $3, 'Your jobs are missing', $4, $5, $5 + interval '1 hour', $6)",
        )
        .bind(staff.person)
        .bind(ama.person)
        .bind(name)
        .bind(asked)
        .bind(allowed)
        .bind(ended)
        .execute(&world.test.owner)
        .await
        .unwrap();
    }
    world.apply_rules().await;
    let kept: Vec<String> = sqlx::query_scalar("select staff_name from visit order by 1")
        .fetch_all(&world.test.owner)
        .await
        .unwrap();
    assert_eq!(kept, ["Asked today", "Ended today", "Runs out today"]);
    let lines = retention::runs(&world.services).await.unwrap();
    let removed: i64 = lines
        .iter()
        .filter(|line| line.rule == "visits")
        .map(|line| line.removed)
        .sum();
    assert_eq!(removed, 3);
}

#[tokio::test]
async fn the_last_owner_hands_over_first() {
    let world = World::new().await;
    let (ama, _) = join(&world.services, "ama@example.org").await;
    let form = OrganisationForm {
        name: "Riverside".into(),
        ..OrganisationForm::default()
    };
    let id = found(&world.services, &ama, &form).await.unwrap();
    let refused = service::ask_erasure(&world.services, &ama, &erase(&ama, true)).await;
    let Err(AppError::Invalid(errors)) = refused else {
        unreachable!("{refused:?}")
    };
    assert!(errors.get("").unwrap().contains("Riverside"), "{errors:?}");
    // Somebody else owns it too when she asks, and no longer when it is due.
    let (ben, _) = join(&world.services, "ben@example.org").await;
    let seat = "insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, $3, now())";
    sqlx::query(seat)
        .bind(id)
        .bind(ben.person)
        .bind("OWNER")
        .execute(&world.test.owner)
        .await
        .unwrap();
    service::ask_erasure(&world.services, &ama, &erase(&ama, false))
        .await
        .unwrap();
    sqlx::query("update membership set role = 'VIEWER' where account_id = $1")
        .bind(ben.person)
        .execute(&world.test.owner)
        .await
        .unwrap();
    world.clock.forward(Duration::days(7));
    world.work().await;
    assert_eq!(
        world
            .count("select count(*) from account where erased_at is not null")
            .await,
        0
    );
    assert_eq!(
        world
            .count("select count(*) from mail where purpose = 'privacy.erasure'")
            .await,
        2
    );
    // Handed over, she goes the next day.
    sqlx::query("update membership set role = 'OWNER' where account_id = $1")
        .bind(ben.person)
        .execute(&world.test.owner)
        .await
        .unwrap();
    world.clock.forward(Duration::days(1));
    world.work().await;
    assert_eq!(
        world
            .count("select count(*) from account where erased_at is not null")
            .await,
        1
    );
    assert_eq!(world.count("select count(*) from membership").await, 1);
}

#[tokio::test]
async fn an_erasure_is_confirmed_proved_and_ends_every_way_in() {
    let world = World::new().await;
    let (ama, token) = join(&world.services, "ama@example.org").await;
    let (ben, bens) = join(&world.services, "ben@example.org").await;
    let unproved = Actor {
        proved_at: None,
        ..ama.clone()
    };
    assert_eq!(
        service::ask_erasure(&world.services, &unproved, &erase(&ama, true)).await,
        Err(AppError::Unproved)
    );
    let refused = service::ask_erasure(&world.services, &ama, &erase(&ben, true)).await;
    assert!(matches!(refused, Err(AppError::Invalid(errors)) if errors.get("confirm").is_some()));
    let keep = AskForm::default();
    assert_eq!(
        service::undo_erasure(&world.services, &ama, &keep).await,
        Err(AppError::NotFound)
    );
    // In a week; then, on second thoughts, at once.
    service::ask_erasure(&world.services, &ama, &erase(&ama, false))
        .await
        .unwrap();
    world.work().await;
    assert!(who(&world.services, &token).await.is_some());
    service::ask_erasure(&world.services, &ama, &erase(&ama, true))
        .await
        .unwrap();
    world.work().await;
    assert!(who(&world.services, &token).await.is_none());
    assert!(
        scene::sign_in(&world.services, "ama@example.org", scene::PASSWORD)
            .await
            .is_err()
    );
    assert!(who(&world.services, &bens).await.is_some());
    // Her address is free again, for somebody new.
    let (again, _) = join(&world.services, "ama@example.org").await;
    assert_ne!(again.person, ama.person);
}

#[tokio::test]
async fn nobody_erases_past_the_service() {
    let world = World::new().await;
    let (ama, _) = join(&world.services, "ama@example.org").await;
    let (ben, _) = join(&world.services, "ben@example.org").await;
    let scope = platform::Scope::person(ben.person);
    for call in [
        "select privacy_delete('account', 'id')",
        "select privacy_blank('account', 'id', '{display_name}', '{x}')",
        "select privacy_erase_account(now())",
    ] {
        let mut tx = world.services.db.begin(scope).await.unwrap();
        let refused = sqlx::query(call).execute(&mut *tx).await.unwrap_err();
        let code = refused
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{call}");
    }
    // An erasure in the name of another, and the rows of another.
    let mut tx = world.services.db.begin(scope).await.unwrap();
    let rows: i64 = sqlx::query_scalar(
        "select count(*) from privacy_rows('account', 'id', '{}') r where r ->> 'id' = $1::text",
    )
    .bind(ama.person.to_string())
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!(rows, 0);
    let planted = sqlx::query("insert into erasure (id, person_id, asked_at, due_at, state) values (gen_random_uuid(), $1, now(), now(), 'ASKED')")
        .bind(ama.person)
        .execute(&mut *tx)
        .await;
    assert!(planted.is_err());
}

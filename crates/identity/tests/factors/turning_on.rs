//! Turning two-step sign-in on and off.

use super::scene::{CLIENT, join, who};
use super::{Phone, events, password, says, services, turn_on};
use identity::Actor;
use identity::factors::service::{
    Entry, confirm, remove, renew_codes, start, to_confirm, two_steps,
};
use identity::security::model::SecurityEvent;
use identity::sessions::service::PROOF_LASTS;
use kernel::AppError;
use platform::Services;
use platform::testing::TestDb;
use time::Duration;

async fn another_browser(services: &Services) -> String {
    match password(services).await.unwrap() {
        Entry::Session(token) => token,
        Entry::SecondStep(_) => panic!("two steps were asked for"),
    }
}

/// As who is in the database, but with a proof that is too old.
fn unproved(actor: &Actor) -> Actor {
    Actor {
        proved_at: actor
            .proved_at
            .map(|at| at - PROOF_LASTS - Duration::SECOND),
        ..actor.clone()
    }
}

#[tokio::test]
async fn a_secret_counts_for_nothing_until_a_code_of_it_is_typed() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    assert!(to_confirm(&services, &ama).await.unwrap().is_none());
    start(&services, &ama).await.unwrap();
    let first = to_confirm(&services, &ama).await.unwrap().unwrap();
    // The same as long as it is not made anew: who reloads has scanned it already.
    let same = to_confirm(&services, &ama).await.unwrap().unwrap();
    assert_eq!(first.typed, same.typed);
    let other = another_browser(&services).await;

    start(&services, &ama).await.unwrap();
    let second = to_confirm(&services, &ama).await.unwrap().unwrap();
    assert_ne!(first.typed, second.typed);
    let old = Phone::with(&first.typed).code(&services);
    assert!(says(
        &confirm(&services, CLIENT, &ama, &old).await.unwrap_err(),
        "code"
    ));
    assert!(two_steps(&services, &ama).await.unwrap().is_none());

    clock.forward(Duration::SECOND);
    let code = Phone::with(&second.typed).code(&services);
    let codes = confirm(&services, CLIENT, &ama, &code).await.unwrap();
    assert_eq!(codes.len(), 10);
    assert_eq!(
        two_steps(&services, &ama)
            .await
            .unwrap()
            .unwrap()
            .codes_left,
        10
    );
    // Whoever did it stays, every other device is out.
    assert!(who(&services, &token).await.is_some());
    assert_eq!(who(&services, &other).await, None);
    assert_eq!(events(&services, &ama).await[0], SecurityEvent::FactorAdded);
    // It is never shown again.
    assert!(to_confirm(&services, &ama).await.unwrap().is_none());
    assert_eq!(
        start(&services, &ama).await,
        Err(AppError::conflict("second_step_on"))
    );
}

#[tokio::test]
async fn turning_it_off_takes_one_step_again() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    turn_on(&services, &ama).await;
    clock.forward(Duration::SECOND);
    remove(&services, CLIENT, &ama).await.unwrap();
    assert!(two_steps(&services, &ama).await.unwrap().is_none());
    assert_eq!(
        events(&services, &ama).await[0],
        SecurityEvent::FactorRemoved
    );
    assert!(who(&services, &token).await.is_some());
    assert!(matches!(password(&services).await, Ok(Entry::Session(_))));
    assert_eq!(
        remove(&services, CLIENT, &ama).await,
        Err(AppError::NotFound)
    );
    let none = renew_codes(&services, CLIENT, &ama).await;
    assert_eq!(none, Err(AppError::NotFound));
}

#[tokio::test]
async fn every_change_asks_for_a_proof() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let stale = unproved(&ama);
    assert_eq!(start(&services, &stale).await, Err(AppError::Unproved));
    start(&services, &ama).await.unwrap();
    let shown = to_confirm(&services, &stale).await.map(drop);
    assert_eq!(shown, Err(AppError::Unproved));
    let confirmed = confirm(&services, CLIENT, &stale, "012345").await;
    assert_eq!(confirmed, Err(AppError::Unproved));
    let renewed = renew_codes(&services, CLIENT, &stale).await;
    assert_eq!(renewed, Err(AppError::Unproved));
    let removed = remove(&services, CLIENT, &stale).await;
    assert_eq!(removed, Err(AppError::Unproved));
}

#[tokio::test]
async fn nobody_sees_or_touches_anybody_elses() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, _) = join(&services, "ben@example.org").await;
    turn_on(&services, &ama).await;
    let mut tx = services
        .db
        .begin(platform::Scope::person(ben.person))
        .await
        .unwrap();
    for sql in [
        "select count(*) from totp_factor",
        "select count(*) from backup_code",
        "with gone as (delete from backup_code returning 1) select count(*) from gone",
        "with done as (update totp_factor set last_step = 0 returning 1) select count(*) from done",
    ] {
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap();
        assert_eq!(rows, 0, "{sql}");
    }
}

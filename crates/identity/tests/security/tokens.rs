use super::scene::{CLIENT, PASSWORD, join, services};
use super::{app, bearer, events, family, says, server};
use identity::security::model::SecurityEvent;
use identity::tokens::model::{Grant, Tokens};
use identity::tokens::service::{
    ACCESS_LASTS, Caller, FAMILY_LASTS, REFRESH_LASTS, grant, refresh, revoke,
};
use kernel::AppError;
use platform::Services;
use platform::jobs::Handlers;
use platform::testing::{HandClock, TestDb, TestWorker, eventually, size};
use std::sync::Arc;
use time::Duration;

/// Families of A1, and how many use one token at once.
const FAMILIES: usize = 1000;
const AT_ONCE: usize = 8;

async fn scene(test: &TestDb) -> (Services, Arc<HandClock>) {
    let (services, clock) = services(test).await;
    join(&services, "ama@example.org").await;
    (services, clock)
}

async fn turn(services: &Services, token: &str) -> Result<Tokens, AppError> {
    refresh(services, CLIENT, token).await
}

async fn works(services: &Services, tokens: &Tokens) -> bool {
    bearer(services, &tokens.access_token).await.is_some()
}

#[tokio::test]
async fn a_native_client_signs_in_with_password_and_device() {
    let test = TestDb::new().await;
    let (services, _) = scene(&test).await;
    let form = |password: &str, device: &str| Grant {
        email: "Ama@example.org".into(),
        password: password.into(),
        device_name: device.into(),
        ..Default::default()
    };
    let nameless = grant(&services, CLIENT, &form(PASSWORD, " ")).await;
    assert!(says(&nameless.unwrap_err(), "device_name"));
    let wrong = grant(&services, CLIENT, &form("guess guess", "Phone")).await;
    let mut unknown = form("guess guess", "Phone");
    unknown.email = "nobody@example.org".into();
    assert_eq!(wrong, grant(&services, CLIENT, &unknown).await);

    let tokens = grant(&services, CLIENT, &form(PASSWORD, "Phone"))
        .await
        .unwrap();
    assert!(tokens.access_token.starts_with("kwa_"));
    assert!(tokens.refresh_token.starts_with("kwr_"));
    assert_eq!((tokens.token_type, tokens.expires_in_s), ("Bearer", 900));
    let Some(Caller::Person(ama)) = bearer(&services, &tokens.access_token).await else {
        panic!("an access token speaks for its person");
    };
    assert_eq!(ama.email, "ama@example.org");
    // One is not the other.
    assert_eq!(bearer(&services, &tokens.refresh_token).await, None);
    assert!(turn(&services, &tokens.access_token).await.is_err());
    let dump: String = sqlx::query_scalar(
        "select (select string_agg(a::text, '') from access_token a) || (select string_agg(r::text, '') from refresh_token r) || (select string_agg(f::text, '') from token_family f)",
    )
    .fetch_one(&test.owner)
    .await
    .unwrap();
    assert!(
        !dump.contains(&tokens.access_token[4..]) && !dump.contains(&tokens.refresh_token[4..])
    );
}

#[tokio::test]
async fn tokens_end_in_time() {
    let test = TestDb::new().await;
    let (services, clock) = scene(&test).await;
    let tokens = app(&services, "ama@example.org").await;
    clock.forward(ACCESS_LASTS - Duration::SECOND);
    assert!(works(&services, &tokens).await);
    clock.forward(Duration::SECOND);
    assert!(!works(&services, &tokens).await);

    // Used in time, a family goes on, but not for ever.
    let mut tokens = turn(&services, &tokens.refresh_token).await.unwrap();
    let mut lasted = ACCESS_LASTS;
    while let Ok(next) = turn(&services, &tokens.refresh_token).await {
        assert!(works(&services, &next).await);
        tokens = next;
        clock.forward(Duration::days(6));
        lasted += Duration::days(6);
        assert!(lasted < FAMILY_LASTS + Duration::days(7));
    }
    assert!(lasted >= FAMILY_LASTS);

    let unused = app(&services, "ama@example.org").await;
    clock.forward(REFRESH_LASTS);
    assert_eq!(
        turn(&services, &unused.refresh_token).await,
        Err(AppError::Unauthenticated)
    );
}

#[tokio::test]
async fn of_many_with_one_token_one_wins_and_its_return_ends_the_family() {
    let test = TestDb::new().await;
    let (here, clock) = services(&test).await;
    let (ama, _) = join(&here, "ama@example.org").await;
    let servers = [here.clone(), server(&test, &clock).await];
    for number in 0..size(FAMILIES) {
        let (first, first_access) = family(&test, &here, ama.person).await;
        let racing: Vec<_> = (0..AT_ONCE)
            .map(|racer| {
                let (services, token) = (servers[racer % 2].clone(), first.clone());
                tokio::spawn(async move { refresh(&services, CLIENT, &token).await })
            })
            .collect();
        let mut winners = Vec::new();
        for racer in racing {
            match racer.await.unwrap() {
                Ok(tokens) => winners.push(tokens),
                Err(error) => assert_eq!(error, AppError::RateLimited { retry_after_s: 1 }),
            }
        }
        assert_eq!(winners.len(), 1, "family {number}");
        let winner = winners.remove(0);
        assert!(works(&servers[1], &winner).await);

        // The winner is in use, so whoever comes with the old token now is somebody else.
        clock.forward(Duration::SECOND);
        let refused = Err(AppError::Unauthenticated);
        assert_eq!(turn(&here, &first).await, refused);
        for access in [&first_access, &winner.access_token] {
            assert_eq!(bearer(&servers[1], access).await, None, "family {number}");
        }
        for token in [&first, &winner.refresh_token] {
            assert_eq!(turn(&servers[1], token).await, refused, "family {number}");
        }
    }
    let left: i64 = sqlx::query_scalar("select (select count(*) from token_family) + (select count(*) from refresh_token) + (select count(*) from access_token)")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_for_ten_seconds() {
    let test = TestDb::new().await;
    let (services, clock) = scene(&test).await;
    let first = app(&services, "ama@example.org").await;
    let lost = turn(&services, &first.refresh_token).await.unwrap();
    clock.forward(Duration::seconds(10));
    let again = turn(&services, &first.refresh_token).await.unwrap();
    assert!(works(&services, &again).await);
    // What was lost is worth nothing, and whoever found it is noticed.
    assert!(!works(&services, &lost).await);
    assert_eq!(
        turn(&services, &lost.refresh_token).await,
        Err(AppError::Unauthenticated)
    );
    assert!(!works(&services, &again).await);
}

#[tokio::test]
async fn an_answer_that_arrived_or_is_too_old_is_not_given_again() {
    let test = TestDb::new().await;
    let (services, clock) = scene(&test).await;
    let refused = Err(AppError::Unauthenticated);

    let late = app(&services, "ama@example.org").await;
    let next = turn(&services, &late.refresh_token).await.unwrap();
    clock.forward(Duration::seconds(10) + Duration::MICROSECOND);
    assert_eq!(turn(&services, &late.refresh_token).await, refused);
    assert!(!works(&services, &next).await);

    let seen = app(&services, "ama@example.org").await;
    let next = turn(&services, &seen.refresh_token).await.unwrap();
    assert!(works(&services, &next).await);
    clock.forward(Duration::seconds(2));
    assert_eq!(turn(&services, &seen.refresh_token).await, refused);
    assert!(!works(&services, &next).await);

    let turned = app(&services, "ama@example.org").await;
    let next = turn(&services, &turned.refresh_token).await.unwrap();
    clock.forward(Duration::seconds(2));
    let after = turn(&services, &next.refresh_token).await.unwrap();
    assert_eq!(turn(&services, &turned.refresh_token).await, refused);
    assert!(!works(&services, &after).await);
}

#[tokio::test]
async fn the_person_is_told_that_a_token_came_back() {
    let test = TestDb::new().await;
    let (services, clock) = scene(&test).await;
    let first = app(&services, "ama@example.org").await;
    turn(&services, &first.refresh_token).await.unwrap();
    clock.forward(Duration::minutes(1));
    assert!(turn(&services, &first.refresh_token).await.is_err());
    clock.forward(Duration::SECOND);
    let other = app(&services, "ama@example.org").await;
    let caller = bearer(&services, &other.access_token).await.unwrap();
    let trail = events(&services, caller.person().unwrap()).await;
    assert_eq!(
        trail[..2],
        [SecurityEvent::AppSignedIn, SecurityEvent::TokenReused]
    );
}

#[tokio::test]
async fn either_token_ends_the_sign_in() {
    let test = TestDb::new().await;
    let (services, _) = scene(&test).await;
    for which in [
        |tokens: &Tokens| tokens.refresh_token.clone(),
        |tokens: &Tokens| tokens.access_token.clone(),
    ] {
        let (ended, other) = (
            app(&services, "ama@example.org").await,
            app(&services, "ama@example.org").await,
        );
        revoke(&services, &which(&ended)).await.unwrap();
        assert!(!works(&services, &ended).await);
        assert!(turn(&services, &ended.refresh_token).await.is_err());
        assert!(works(&services, &other).await);
    }
    assert_eq!(revoke(&services, "nothing").await, Ok(()));
}

#[tokio::test]
async fn what_has_run_out_is_swept() {
    let test = TestDb::new().await;
    let (services, clock) = scene(&test).await;
    let used = app(&services, "ama@example.org").await;
    let next = turn(&services, &used.refresh_token).await.unwrap();
    let worker = TestWorker::start(
        &services,
        identity::jobs::handlers(Handlers::default()),
        TestWorker::options(),
    );
    let count = async |table: &'static str| -> i64 {
        sqlx::query_scalar(table)
            .fetch_one(&test.owner)
            .await
            .unwrap()
    };
    eventually("it is scheduled", async || {
        count("select count(*) from queue_schedule where name = 'identity.sweep'").await == 1
    })
    .await;
    clock.forward(ACCESS_LASTS);
    eventually("access has run out", async || {
        count("select count(*) from access_token").await == 0
    })
    .await;
    // The used one stays as long as it could come back.
    assert_eq!(count("select count(*) from refresh_token").await, 2);
    assert!(turn(&services, &next.refresh_token).await.is_ok());
    clock.forward(REFRESH_LASTS);
    eventually("the family has run out", async || {
        count("select count(*) from token_family").await == 0
    })
    .await;
    worker.stop().await;
}

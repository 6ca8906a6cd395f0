//! A code is taken once, however many come with it, and few wrong ones are looked at (A2).

use super::scene::{CLIENT, who};
use super::{events, is_limited, pending, says, services, with_two_steps};
use identity::Actor;
use identity::factors::service::{
    WINDOW, WRONG_MAX, prove_by_code, renew_codes, second_step, two_steps,
};
use identity::security::model::SecurityEvent;
use kernel::AppError;
use kernel::id::{EntryId, PersonId};
use platform::Services;
use platform::testing::{TestDb, size};
use time::Duration;

const CODES: usize = 500;
const AT_ONCE: usize = 16;

/// The token of one more session, without the work of a sign-in.
async fn session(test: &TestDb, services: &Services, person: PersonId) -> String {
    let now = services.clock.now();
    let half = || services.new_id::<EntryId>().0.simple();
    let token = format!("{}{}", half(), half());
    sqlx::query("insert into session (id, account_id, token_sha256, created_at, last_seen_at, expires_at, proved_at) values ($1, $2, sha256($3::bytea), $4, $4, $5, $4)")
        .bind(services.new_id::<EntryId>().0)
        .bind(person)
        .bind(token.as_bytes())
        .bind(now)
        .bind(now + Duration::DAY)
        .execute(&test.owner)
        .await
        .unwrap();
    token
}

/// Comes with one code from every session at once; how it went for each.
async fn rush(
    services: &Services,
    actor: &Actor,
    tokens: &[String],
    code: &str,
) -> Vec<Result<String, AppError>> {
    let tries = tokens.iter().map(|token| {
        let (services, actor) = (services.clone(), actor.clone());
        let (token, code) = (token.clone(), code.to_owned());
        tokio::spawn(async move { prove_by_code(&services, CLIENT, &actor, &token, &code).await })
    });
    let tries: Vec<_> = tries.collect();
    let mut done = Vec::new();
    for one in tries {
        done.push(one.await.unwrap());
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixteen_with_one_code_one_gets_through() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, _) = with_two_steps(&services, &clock).await;
    let mut tokens = Vec::new();
    for _ in 0..AT_ONCE {
        tokens.push(session(&test, &services, ama.person).await);
    }
    for round in 0..size(CODES) {
        clock.forward(Duration::seconds(30));
        let done = rush(&services, &ama, &tokens, &phone.code(&services)).await;
        let through: Vec<_> = done
            .iter()
            .enumerate()
            .filter(|(_, one)| one.is_ok())
            .collect();
        assert_eq!(through.len(), 1, "code {round}: {done:?}");
        for refused in done.iter().filter_map(|one| one.as_ref().err()) {
            assert!(says(refused, "code"), "code {round}: {refused:?}");
        }
        let (place, token) = (through[0].0, through[0].1.clone().unwrap());
        tokens[place] = token;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_code_works_once() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, _, codes) = with_two_steps(&services, &clock).await;
    assert_eq!(codes.len(), 10);
    let mut tokens = vec![token];
    while tokens.len() < WRONG_MAX as usize {
        tokens.push(session(&test, &services, ama.person).await);
    }
    let done = rush(&services, &ama, &tokens, &codes[0]).await;
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    assert_eq!(
        two_steps(&services, &ama)
            .await
            .unwrap()
            .unwrap()
            .codes_left,
        9
    );
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::BackupCodeUsed)
    );

    // New ones take the place of all the old.
    let token = done.into_iter().find_map(Result::ok).unwrap();
    clock.forward(WINDOW);
    let ama = who(&services, &token).await.unwrap();
    let renewed = renew_codes(&services, CLIENT, &ama).await.unwrap();
    let old = prove_by_code(&services, CLIENT, &ama, &token, &codes[1]).await;
    assert!(says(&old.unwrap_err(), "code"));
    prove_by_code(&services, CLIENT, &ama, &token, &renewed[1])
        .await
        .unwrap();
}

#[tokio::test]
async fn a_code_that_was_used_is_refused_and_so_is_an_older_one() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, phone, _) = with_two_steps(&services, &clock).await;
    let older = phone.code(&services);
    clock.forward(Duration::seconds(30));
    let code = phone.code(&services);
    let token = prove_by_code(&services, CLIENT, &ama, &token, &code)
        .await
        .unwrap();
    // Both would still be within the time that clocks may differ.
    for used in [&code, &older] {
        for _ in 0..=WRONG_MAX {
            let refused = prove_by_code(&services, CLIENT, &ama, &token, used).await;
            assert!(says(&refused.unwrap_err(), "code"));
        }
    }
    clock.forward(Duration::seconds(30));
    prove_by_code(&services, CLIENT, &ama, &token, &phone.code(&services))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_sixth_wrong_code_is_not_looked_at() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, phone, codes) = with_two_steps(&services, &clock).await;
    let waiting = pending(&services).await;
    for guess in 0..WRONG_MAX {
        // Wherever it is guessed.
        let wrong = phone.wrong(&services);
        let refused = if guess % 2 == 0 {
            second_step(&services, CLIENT, &waiting, &wrong).await
        } else {
            prove_by_code(&services, CLIENT, &ama, &token, &wrong).await
        };
        assert!(says(&refused.unwrap_err(), "code"));
        // What is no code at all is no guess.
        let typo = second_step(&services, CLIENT, &waiting, "12345").await;
        assert!(says(&typo.unwrap_err(), "code"));
    }
    for code in [
        phone.wrong(&services),
        phone.code(&services),
        codes[0].clone(),
    ] {
        let refused = second_step(&services, CLIENT, &waiting, &code).await;
        assert!(is_limited(&refused), "{refused:?}");
    }
    let told = events(&services, &ama).await;
    let locked_out = told
        .iter()
        .filter(|what| **what == SecurityEvent::LockedOut);
    assert_eq!(locked_out.count(), 1);

    clock.forward(WINDOW - Duration::SECOND);
    let waiting = pending(&services).await;
    assert!(is_limited(
        &second_step(&services, CLIENT, &waiting, &codes[0]).await
    ));
    clock.forward(Duration::SECOND);
    second_step(&services, CLIENT, &waiting, &codes[0])
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_made_at_once_are_counted_one_by_one() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, _) = with_two_steps(&services, &clock).await;
    let mut tokens = Vec::new();
    for _ in 0..AT_ONCE {
        tokens.push(session(&test, &services, ama.person).await);
    }
    let done = rush(&services, &ama, &tokens, &phone.wrong(&services)).await;
    assert_eq!(
        done.iter().filter(|one| is_limited(one)).count(),
        AT_ONCE - WRONG_MAX as usize
    );
}

#[tokio::test]
async fn a_right_code_forgives_the_wrong_ones_before_it() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, mut token, phone, _) = with_two_steps(&services, &clock).await;
    for _ in 0..3 {
        for _ in 1..WRONG_MAX {
            let wrong = phone.wrong(&services);
            assert!(
                prove_by_code(&services, CLIENT, &ama, &token, &wrong)
                    .await
                    .is_err()
            );
        }
        token = prove_by_code(&services, CLIENT, &ama, &token, &phone.code(&services))
            .await
            .unwrap();
        clock.forward(Duration::seconds(30));
    }
}

//! Accounts and sessions on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod scene;

use kernel::AppError;
use platform::testing::TestDb;
use scene::{PASSWORD, join, services, sign_in};
use time::Duration;

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    join(&services, "ama@example.org").await;
    let wrong = sign_in(&services, "ama@example.org", "not it at all")
        .await
        .unwrap_err();
    let unknown = sign_in(&services, "nobody@example.org", "not it at all")
        .await
        .unwrap_err();
    assert_eq!(wrong, unknown);
    assert!(
        sign_in(&services, "Ama@Example.org", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn guessing_is_throttled_per_account_and_the_window_passes() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    join(&services, "ama@example.org").await;
    let mut refused = 0;
    for _ in 0..15 {
        match sign_in(&services, "ama@example.org", "guess guess guess")
            .await
            .unwrap_err()
        {
            AppError::RateLimited { retry_after_s } => {
                assert!((1..=900).contains(&retry_after_s));
                refused += 1;
            }
            other => assert_eq!(other.status(), 422),
        }
    }
    assert!(refused >= 5, "{refused}");
    assert!(matches!(
        sign_in(&services, "ama@example.org", PASSWORD).await,
        Err(AppError::RateLimited { .. })
    ));
    clock.forward(Duration::minutes(16));
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn the_token_is_not_in_the_database() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (_, token) = join(&services, "ama@example.org").await;
    let dump: String = sqlx::query_scalar("select string_agg(s::text, '') || (select string_agg(a::text, '') from account a) from session s")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert!(!dump.contains(&token));
    assert!(!dump.contains(PASSWORD));
}

#[tokio::test]
async fn hashes_tokens_and_the_past_of_the_trail_are_out_of_reach() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    // The hash of a password and the trail's past are out of reach for the application's role.
    for forbidden in [
        "select password_hash from account",
        "select token_sha256 from session",
        "select token_sha256 from api_key",
        "select token_sha256 from refresh_token",
        "select token_sha256 from access_token",
        "select token_sha256 from mailed_link",
        "update account set email_verified_at = now()",
        "insert into email_change (account_id, new_email, created_at, expires_at) values (gen_random_uuid(), 'a@b.cc', now(), now())",
        "insert into security_event (id, person_id, kind, created_at) values (gen_random_uuid(), gen_random_uuid(), 'SIGNED_IN', now())",
        "update security_event set kind = 'SIGNED_IN'",
        "delete from security_event",
        "update audit_event set action = 'x'",
        "delete from audit_event",
    ] {
        let error = sqlx::query(forbidden)
            .execute(services.db.pool())
            .await
            .unwrap_err();
        assert_eq!(
            error
                .as_database_error()
                .and_then(sqlx::error::DatabaseError::code)
                .as_deref(),
            Some("42501"),
            "{forbidden}"
        );
    }
}

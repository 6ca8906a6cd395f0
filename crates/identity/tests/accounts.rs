//! Accounts, sessions and organisations on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use identity::model::{OrganisationForm, SignInForm, SignUpForm};
use identity::service::{self, Client};
use identity::{Actor, Role};
use kernel::{AppError, Clock};
use platform::system::SystemEntropy;
use platform::testing::TestDb;
use platform::{Db, Scope, Services};
use std::sync::{Arc, Mutex};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const CLIENT: Client<'static> = Client {
    address: "192.0.2.1",
    user_agent: "test",
};
const PASSWORD: &str = "three brown kettles";

/// A clock that the test moves.
struct HandClock(Mutex<OffsetDateTime>);
impl Clock for HandClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

async fn services(test: &TestDb) -> (Services, Arc<HandClock>) {
    let clock = Arc::new(HandClock(Mutex::new(datetime!(2026-06-01 12:00 UTC))));
    let db = Db::connect(test.rw_options(), 8).await.unwrap();
    (
        Services::new(
            db,
            clock.clone(),
            Arc::new(SystemEntropy),
            "http://localhost",
        ),
        clock,
    )
}

async fn join(services: &Services, email: &str) -> (Actor, String) {
    let form = SignUpForm {
        name: "Ama Owusu".into(),
        email: email.into(),
        password: PASSWORD.into(),
        next: String::new(),
    };
    service::sign_up(services, CLIENT, &form).await.unwrap();
    let token = sign_in(services, email, PASSWORD).await.unwrap();
    (
        service::actor(services, &token).await.unwrap().unwrap(),
        token,
    )
}

async fn sign_in(services: &Services, email: &str, password: &str) -> Result<String, AppError> {
    let form = SignInForm {
        email: email.into(),
        password: password.into(),
        next: String::new(),
    };
    service::sign_in(services, CLIENT, &form).await
}

fn organisation(name: &str) -> OrganisationForm {
    OrganisationForm {
        name: name.into(),
        ..Default::default()
    }
}

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
    // Signing up again neither says that the address is taken nor changes the password.
    let again = SignUpForm {
        name: "X".into(),
        email: "AMA@example.org".into(),
        password: "another long phrase".into(),
        next: String::new(),
    };
    assert_eq!(service::sign_up(&services, CLIENT, &again).await, Ok(()));
    assert!(
        sign_in(&services, "ama@example.org", "another long phrase")
            .await
            .is_err()
    );
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
    *clock.0.lock().unwrap() += Duration::minutes(16);
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_session_ends_when_told_and_in_time() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (actor, token) = join(&services, "ama@example.org").await;
    let other = sign_in(&services, "ama@example.org", PASSWORD)
        .await
        .unwrap();
    assert_eq!(service::sessions(&services, &actor).await.unwrap().len(), 2);
    assert_eq!(service::end_other_sessions(&services, &actor).await, Ok(1));
    assert_eq!(service::actor(&services, &other).await.unwrap(), None);
    service::sign_out(&services, &token).await.unwrap();
    assert_eq!(service::actor(&services, &token).await.unwrap(), None);
    let late = sign_in(&services, "ama@example.org", PASSWORD)
        .await
        .unwrap();
    *clock.0.lock().unwrap() += service::SESSION_LASTS + Duration::seconds(1);
    assert_eq!(service::actor(&services, &late).await.unwrap(), None);
}

#[tokio::test]
async fn one_ends_only_ones_own_sessions() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, token) = join(&services, "ben@example.org").await;
    assert_eq!(
        service::end_session(&services, &ama, ben.session).await,
        Err(AppError::NotFound)
    );
    assert!(service::actor(&services, &token).await.unwrap().is_some());
    assert!(
        service::sessions(&services, &ama)
            .await
            .unwrap()
            .iter()
            .all(|row| row.id != ben.session)
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
async fn the_founder_owns_and_switches_and_nobody_else_does() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    let (ben, bens_token) = join(&services, "ben@example.org").await;
    let id = service::found(&services, &ama, &organisation("Riverside Logistics"))
        .await
        .unwrap();
    service::switch(&services, &token, Some(id)).await.unwrap();
    let seat = service::actor(&services, &token)
        .await
        .unwrap()
        .unwrap()
        .seat
        .unwrap();
    assert_eq!(
        (seat.organisation, seat.slug.as_str(), seat.role),
        (id, "riverside-logistics", Role::Owner)
    );
    assert_eq!(
        service::switch(&services, &bens_token, Some(id)).await,
        Err(AppError::NotFound)
    );
    assert!(service::seats(&services, &ben).await.unwrap().is_empty());
    let taken = service::found(&services, &ben, &organisation("Riverside logistics"))
        .await
        .unwrap_err();
    assert!(matches!(taken, AppError::Invalid(errors) if errors.get("slug").is_some()));
}

#[tokio::test]
async fn row_level_security_stands_without_the_service() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, _) = join(&services, "ben@example.org").await;
    let hers = service::found(&services, &ama, &organisation("Hers"))
        .await
        .unwrap();
    let his = service::found(&services, &ben, &organisation("His place"))
        .await
        .unwrap();
    let mut tx = services
        .db
        .begin(Scope::tenant(his, ben.person))
        .await
        .unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from membership where tenant_id = $1")
        .bind(hers)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(seen, 0);
    let renamed = sqlx::query("update organisation set name = 'Mine' where id = $1")
        .bind(hers)
        .execute(&mut *tx)
        .await
        .unwrap();
    assert_eq!(renamed.rows_affected(), 0);
    let trail: i64 = sqlx::query_scalar("select count(*) from audit_event")
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(trail, 1);
    // Nobody makes themselves a member of what another founded.
    let joined = sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'OWNER', now())")
        .bind(hers)
        .bind(ben.person)
        .execute(&mut *tx)
        .await;
    assert!(joined.is_err());
    drop(tx);
    // The hash of a password and the trail's past are out of reach for the application's role.
    for forbidden in [
        "select password_hash from account",
        "select token_sha256 from session",
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

#[tokio::test]
async fn weak_passwords_are_refused_at_the_field() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    for weak in ["password1", "short", "amaamaama"] {
        let form = SignUpForm {
            name: "Ama".into(),
            email: "ama@example.org".into(),
            password: weak.into(),
            next: String::new(),
        };
        let error = service::sign_up(&services, CLIENT, &form)
            .await
            .unwrap_err();
        assert!(
            matches!(error, AppError::Invalid(errors) if errors.get("password").is_some()),
            "{weak}"
        );
    }
}

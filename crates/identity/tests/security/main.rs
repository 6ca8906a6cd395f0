//! Sessions, tokens, keys and how accounts stand, on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

#[path = "../scene/desk.rs"]
mod desk;
mod devices;
mod events;
mod imported;
mod keys;
mod proof;
#[path = "../scene/mod.rs"]
mod scene;
mod standing;
mod tokens;

use identity::Actor;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::found;
use identity::security::model::SecurityEvent;
use identity::security::service::trail;
use identity::sessions::service as sessions;
use identity::tokens::model::{Grant, KeyForm, Tokens};
use identity::tokens::service::{self as tokens_service, Caller, KEYS_MAX};
use kernel::id::{EntryId, OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb};
use platform::{Db, Services};
use scene::{CLIENT, PASSWORD, join, who};
use std::sync::Arc;
use time::Duration;

/// One more server on the same database.
async fn server(test: &TestDb, clock: &Arc<HandClock>) -> Services {
    let db = Db::connect(test.rw_options(), 8).await.unwrap();
    let entropy = Arc::new(SystemEntropy);
    Services::new(db, clock.clone(), entropy, "http://localhost")
}

/// Somebody in a browser who owns an organisation and acts for it.
async fn owner(services: &Services, email: &str) -> (Actor, String, OrganisationId) {
    let (actor, token) = join(services, email).await;
    let form = OrganisationForm {
        name: format!("Works of {}", email.split('@').next().unwrap()),
        ..Default::default()
    };
    let organisation = found(services, &actor, &form).await.unwrap();
    let token = sessions::switch(services, &token, Some(organisation))
        .await
        .unwrap();
    (who(services, &token).await.unwrap(), token, organisation)
}

/// Signs in with a native client.
async fn app(services: &Services, email: &str) -> Tokens {
    let grant = Grant {
        email: email.into(),
        password: PASSWORD.into(),
        device_name: "Ama’s phone".into(),
        ..Default::default()
    };
    tokens_service::grant(services, CLIENT, &grant)
        .await
        .unwrap()
}

/// The tokens of a native client of which nothing is said, without the work of a sign-in.
async fn family(test: &TestDb, services: &Services, person: PersonId) -> (String, String) {
    let now = services.clock.now();
    let secret = |prefix: &str| {
        let (a, b) = (
            services.new_id::<EntryId>().0,
            services.new_id::<EntryId>().0,
        );
        format!("{prefix}{}{}", a.simple(), b.simple())
    };
    let (refresh, access) = (secret("kwr_"), secret("kwa_"));
    sqlx::query("select auth_open_family($1, $2, 'Phone', '', '', sha256($3::bytea), sha256($4::bytea), $5, $6, $6, $6)")
        .bind(services.new_id::<EntryId>().0)
        .bind(person)
        .bind(refresh.as_bytes())
        .bind(access.as_bytes())
        .bind(now)
        .bind(now + Duration::MINUTE)
        .execute(&test.owner)
        .await
        .unwrap();
    (refresh, access)
}

/// The token of one more session, without the work of a sign-in.
async fn session(test: &TestDb, services: &Services, person: PersonId) -> String {
    let now = services.clock.now();
    let (a, b) = (
        services.new_id::<EntryId>().0,
        services.new_id::<EntryId>().0,
    );
    let token = format!("{}{}", a.simple(), b.simple());
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

/// Whom a bearer speaks for.
async fn bearer(services: &Services, token: &str) -> Option<Caller> {
    tokens_service::caller(services, CLIENT, token)
        .await
        .unwrap()
}

async fn make_key(services: &Services, actor: &Actor, scopes: &[&str]) -> Result<String> {
    let form = KeyForm {
        name: "Careers site".into(),
        scopes: scopes.iter().map(|&scope| scope.into()).collect(),
        days: "30".into(),
    };
    tokens_service::make_key(services, CLIENT, actor, &form).await
}

/// What stands in somebody's own trail, the latest first.
async fn events(services: &Services, actor: &Actor) -> Vec<SecurityEvent> {
    let page = trail(services, actor, None).await.unwrap();
    page.items.into_iter().map(|line| line.what).collect()
}

fn says(refused: &AppError, field: &str) -> bool {
    matches!(refused, AppError::Invalid(errors) if errors.get(field).is_some())
}

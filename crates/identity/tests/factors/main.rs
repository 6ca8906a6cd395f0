//! Second factors on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod at_rest;
mod codes;
#[path = "../scene/desk.rs"]
mod desk;
mod passkeys;
#[path = "../scene/mod.rs"]
mod scene;
mod sign_in;
mod turning_on;

use identity::Actor;
use identity::accounts::service::Operator;
use identity::factors::service::{Entry, confirm, reset_in, start, to_confirm};
use identity::model::SignInForm;
use identity::security::model::SecurityEvent;
use identity::security::service::trail;
use identity::service;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use platform::keys::KeyRing;
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb};
use platform::{Db, Scope, Services};
use scene::{CLIENT, PASSWORD, join};
use std::sync::Arc;
use time::Duration;
use totp_rs::{Builder, Secret, Totp};

/// Services that can seal.
async fn services(test: &TestDb) -> (Services, Arc<HandClock>) {
    let (services, clock) = scene::services(test).await;
    (services.with_keys(KeyRing::generate(&SystemEntropy)), clock)
}

/// An app on a phone.
struct Phone(Totp);

impl Phone {
    /// With what was shown to type.
    fn with(typed: &str) -> Self {
        let secret = Secret::try_from_base32(typed.replace(' ', "")).unwrap();
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// What it shows at this moment.
    fn code(&self, services: &Services) -> String {
        let now = services.clock.now().unix_timestamp();
        self.0.generate(now.try_into().unwrap()).to_string()
    }

    /// Six digits that it does not show now, just before or just after.
    fn wrong(&self, services: &Services) -> String {
        let now: u64 = services.clock.now().unix_timestamp().try_into().unwrap();
        let shown = [now - 30, now, now + 30].map(|at| self.0.generate(at).to_string());
        let mut guesses = (0..).map(|guess: u32| format!("{guess:06}"));
        guesses.find(|guess| !shown.contains(guess)).unwrap()
    }
}

/// Somebody who signs in with two steps: who, the token of the session, the phone, the backup codes. Their first
/// code has been used, and the phone shows another one.
async fn with_two_steps(
    services: &Services,
    clock: &HandClock,
) -> (Actor, String, Phone, Vec<String>) {
    let (ama, token) = join(services, "ama@example.org").await;
    let (phone, codes) = turn_on(services, &ama).await;
    clock.forward(Duration::seconds(30));
    (ama, token, phone, codes)
}

async fn turn_on(services: &Services, actor: &Actor) -> (Phone, Vec<String>) {
    start(services, actor).await.unwrap();
    let shown = to_confirm(services, actor).await.unwrap().unwrap();
    let phone = Phone::with(&shown.typed);
    let codes = confirm(services, CLIENT, actor, &phone.code(services))
        .await
        .unwrap();
    (phone, codes)
}

/// The first step.
async fn password(services: &Services) -> Result<Entry> {
    let form = SignInForm {
        email: "ama@example.org".into(),
        password: PASSWORD.into(),
        ..Default::default()
    };
    service::sign_in(services, CLIENT, &form).await
}

/// The first step, after which the second is asked for.
async fn pending(services: &Services) -> String {
    match password(services).await.unwrap() {
        Entry::SecondStep(pending) => pending,
        Entry::Session(_) => panic!("one step was enough"),
    }
}

/// What stands in somebody's own trail, the latest first.
async fn events(services: &Services, actor: &Actor) -> Vec<SecurityEvent> {
    let page = trail(services, actor, None).await.unwrap();
    page.items.into_iter().map(|line| line.what).collect()
}

/// Somebody of the staff takes second factors away, at the console.
async fn reset(test: &TestDb, services: &Services, person: PersonId, reason: &str) -> Result<()> {
    let olu: PersonId = services.new_id();
    let (olu, _) = join(services, &format!("{olu}@example.org")).await;
    sqlx::query(
        "insert into staff_member (person_id, role, granted_at) values ($1, 'SECURITY', now())",
    )
    .bind(olu.person)
    .execute(&test.owner)
    .await
    .unwrap();
    let desk = Db::connect(test.login("app_admin"), 1).await.unwrap();
    let mut tx = desk.begin(Scope::person(olu.person)).await?;
    let staff = Operator { name: "Olu".into() };
    reset_in(services, &mut tx, &staff, person, reason).await?;
    tx.commit().await
}

fn says(refused: &AppError, field: &str) -> bool {
    matches!(refused, AppError::Invalid(errors) if errors.get(field).is_some())
}

fn is_limited<T>(refused: &Result<T>) -> bool {
    matches!(refused, Err(AppError::RateLimited { .. }))
}

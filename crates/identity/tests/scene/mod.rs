//! People who sign up and in, on a clock that the test moves.

use identity::Actor;
use identity::factors::service::Entry;
use identity::model::SignInForm;
use identity::service::{self, Client};
use identity::sessions::service as sessions;
use kernel::AppError;
use kernel::id::PersonId;
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb};
use platform::{Db, Services};
use sqlx::PgPool;
use std::sync::Arc;
use time::macros::datetime;

pub const CLIENT: Client<'static> = Client {
    address: "192.0.2.1",
    user_agent: "test",
};
pub const PASSWORD: &str = "three brown kettles";

pub async fn services(test: &TestDb) -> (Services, Arc<HandClock>) {
    let clock = Arc::new(HandClock::at(datetime!(2026-06-01 12:00 UTC)));
    let db = Db::connect(test.rw_options(), 8).await.unwrap();
    let services = Services::new(
        db,
        clock.clone(),
        Arc::new(SystemEntropy),
        "http://localhost",
    );
    // To set the scene: people are made without the mail they would get.
    (services.with(test.owner.clone()), clock)
}

/// Who a session's token speaks for.
pub async fn who(services: &Services, token: &str) -> Option<Actor> {
    sessions::actor(services, CLIENT, token).await.unwrap()
}

/// Somebody with an account, an address that is confirmed, and a session.
pub async fn join(services: &Services, email: &str) -> (Actor, String) {
    let person: PersonId = services.new_id();
    let hash = service::password_hash(PASSWORD.into(), &*services.entropy)
        .await
        .unwrap();
    let owner = services.part::<PgPool>().unwrap();
    sqlx::query("insert into account (id, email, password_hash, display_name, created_at, email_verified_at) values ($1, $2, $3, 'Ama Owusu', $4, $4)")
        .bind(person)
        .bind(email)
        .bind(hash)
        .bind(services.clock.now())
        .execute(&*owner)
        .await
        .unwrap();
    let token = sign_in(services, email, PASSWORD).await.unwrap();
    (who(services, &token).await.unwrap(), token)
}

pub async fn sign_in(services: &Services, email: &str, password: &str) -> Result<String, AppError> {
    let form = SignInForm {
        email: email.into(),
        password: password.into(),
        ..Default::default()
    };
    match service::sign_in(services, CLIENT, &form).await? {
        Entry::Session(token) => Ok(token),
        Entry::SecondStep(_) => panic!("{email} signs in with two steps"),
    }
}

//! People, some of them staff, on a clock that the test moves.

use admin::staff::model::{ActForm, Permission};
use admin::staff::service::{Console, enter, set_from_outside};
use admin::{StaffRole, TwoSteps, install};
use identity::Actor;
use identity::service::Client;
use kernel::Clock as _;
use kernel::email::Email;
use kernel::id::{PersonId, SessionId};
use kernel::{AppError, Result};
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

/// A right that is not there, and a row that a policy does not admit.
pub const REFUSED: &str = "42501";

/// A server with a console.
pub struct Scene {
    pub test: TestDb,
    pub services: Services,
    pub clock: Arc<HandClock>,
}

impl Scene {
    /// Where staff sign in as they like: most of what is tried here is about something else.
    pub async fn new() -> Self {
        Self::asking(TwoSteps::Optional).await
    }

    pub async fn asking(two_steps: TwoSteps) -> Self {
        let test = TestDb::new().await;
        let clock = Arc::new(HandClock::at(datetime!(2026-06-01 12:00 UTC)));
        let db = Db::connect(test.rw_options(), 8).await.unwrap();
        let desk = Db::connect(test.login("app_admin"), 4).await.unwrap();
        let entropy = Arc::new(SystemEntropy);
        let services = Services::new(db, clock.clone(), entropy, "http://localhost");
        Self {
            services: install(services, desk, two_steps),
            test,
            clock,
        }
    }

    /// Somebody with an account, in a browser, who has just signed in.
    pub async fn person(&self, name: &str) -> Actor {
        let (id, session) = (
            self.services.new_id::<PersonId>(),
            self.services.new_id::<SessionId>(),
        );
        let email = format!(
            "{}@example.org",
            name.split(' ').next().unwrap().to_lowercase()
        );
        let now = self.clock.now();
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, $2, 'x', $3, $4)")
            .bind(id)
            .bind(&email)
            .bind(name)
            .bind(now)
            .execute(&self.test.owner)
            .await
            .unwrap();
        sqlx::query("insert into session (id, account_id, token_sha256, address, created_at, last_seen_at, expires_at) values ($1, $2, sha256($3), '192.0.2.9', $4, $4, $4 + interval '7 days')")
            .bind(session)
            .bind(id)
            .bind(session.0.as_bytes().as_slice())
            .bind(now)
            .execute(&self.test.owner)
            .await
            .unwrap();
        Actor::in_browser(id, name, &email, session, None, now)
    }

    /// Somebody of the staff.
    pub async fn staff(&self, name: &str, role: StaffRole) -> Actor {
        let actor = self.person(name).await;
        self.outside(&actor.email, Some(role)).await.unwrap();
        actor
    }

    /// What `kinwork staff` does.
    pub async fn outside(&self, email: &str, role: Option<StaffRole>) -> Result<Option<StaffRole>> {
        let email = Email::parse(email).unwrap();
        let outside = (
            &*self.clock as &dyn kernel::Clock,
            &SystemEntropy as &dyn kernel::Entropy,
        );
        set_from_outside(&self.test.owner, outside, &email, role).await
    }

    pub async fn enter(&self, actor: &Actor, permission: Permission) -> Result<Console> {
        enter(&self.services, actor, CLIENT, permission).await
    }

    /// The console in the hands of somebody new of this role.
    pub async fn console(&self, name: &str, role: StaffRole) -> Console {
        let actor = self.staff(name, role).await;
        let permission = Permission::ALL
            .into_iter()
            .find(|one| role.may(*one))
            .unwrap();
        self.enter(&actor, permission).await.unwrap()
    }

    /// Actions in the console's trail about something, as they were appended.
    pub async fn noted(&self, subject: impl Into<uuid::Uuid>) -> Vec<String> {
        sqlx::query_scalar("select action from console_event where subject_id = $1 order by ctid")
            .bind(subject.into())
            .fetch_all(&self.test.owner)
            .await
            .unwrap()
    }

    pub async fn text(&self, sql: &'static str, id: uuid::Uuid) -> String {
        sqlx::query_scalar(sql)
            .bind(id)
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }
}

pub fn act(subject: &dyn std::fmt::Display, act: &str) -> ActForm {
    ActForm {
        subject: subject.to_string(),
        act: act.into(),
        reason: "Spam in forty messages".into(),
        confirm: "true".into(),
        identified: String::new(),
    }
}

pub fn conflict<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done.unwrap_err() {
        AppError::Conflict(code) => code,
        other => panic!("{other:?}"),
    }
}

/// The code with which the database refuses a statement in a transaction of somebody.
pub async fn refusal(pool: &PgPool, person: PersonId, sql: &'static str) -> Option<String> {
    let mut connection = pool.acquire().await.unwrap();
    let mut tx = sqlx::Connection::begin(&mut *connection).await.unwrap();
    sqlx::query("select set_config('app.person_id', $1, true)")
        .bind(person.to_string())
        .execute(&mut *tx)
        .await
        .unwrap();
    let error = sqlx::query(sql).execute(&mut *tx).await.err()?;
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    Some(code.unwrap().into_owned())
}

/// What the database counts in a transaction of somebody.
pub async fn count(pool: &PgPool, person: PersonId, sql: &'static str) -> i64 {
    let mut connection = pool.acquire().await.unwrap();
    let mut tx = sqlx::Connection::begin(&mut *connection).await.unwrap();
    sqlx::query("select set_config('app.person_id', $1, true)")
        .bind(person.to_string())
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query_scalar(sql).fetch_one(&mut *tx).await.unwrap()
}

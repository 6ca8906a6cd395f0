//! People with accounts and seats, made without passwords: what is tested here begins after sign-in.

use crate::scene::services;
use identity::organisations::model::{OrganisationForm, Seat};
use identity::organisations::service;
use identity::{Actor, Role};
use kernel::id::{OrganisationId, PersonId, SessionId};
use platform::Services;
use platform::testing::{HandClock, TestDb};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

pub struct World {
    pub test: TestDb,
    pub services: Services,
    clock: Arc<HandClock>,
}

impl World {
    pub async fn new() -> Self {
        let test = TestDb::new().await;
        let (services, clock) = services(&test).await;
        Self {
            test,
            services,
            clock,
        }
    }

    pub fn later(&self, by: Duration) {
        self.clock.forward(by);
    }

    /// Somebody with an account, working for themselves.
    pub async fn person(&self, name: &str) -> Actor {
        let person: PersonId = self.services.new_id();
        let email = format!("{}@example.org", name.to_lowercase());
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at, email_verified_at) values ($1, $2, '', $3, now(), now())")
            .bind(person)
            .bind(&email)
            .bind(name)
            .execute(&self.test.owner)
            .await
            .unwrap();
        let session = SessionId(Uuid::nil());
        Actor::in_browser(
            person,
            name,
            &email,
            session,
            None,
            self.services.clock.now(),
        )
    }

    /// Somebody who founds an organisation and works for it.
    pub async fn founder(&self, name: &str, organisation: &str) -> Actor {
        let actor = self.person(name).await;
        let form = OrganisationForm {
            name: organisation.into(),
            ..OrganisationForm::default()
        };
        let id = service::found(&self.services, &actor, &form).await.unwrap();
        self.at(actor, id).await
    }

    /// Somebody with a role in the organisation that `of` works for.
    pub async fn member(&self, of: &Actor, name: &str, role: Role) -> Actor {
        let actor = self.person(name).await;
        let id = of.seat.as_ref().unwrap().organisation;
        sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, $3, now())")
            .bind(id)
            .bind(actor.person)
            .bind(role.name())
            .execute(&self.test.owner)
            .await
            .unwrap();
        self.at(actor, id).await
    }

    /// The same person at their next request, working for that organisation if they still may.
    pub async fn at(&self, actor: Actor, id: OrganisationId) -> Actor {
        let seats = service::seats(&self.services, &actor).await.unwrap();
        let seat = seats.into_iter().find(|seat| seat.organisation == id);
        Actor { seat, ..actor }
    }

    /// The same person at their next request.
    pub async fn again(&self, actor: &Actor) -> Actor {
        self.at(actor.clone(), organisation(actor)).await
    }

    pub async fn suspend(&self, id: OrganisationId) {
        sqlx::query("update organisation set suspended_at = now() where id = $1")
            .bind(id)
            .execute(&self.test.owner)
            .await
            .unwrap();
    }

    /// What the trail of an organisation says: actions with their changes. The clock stands still, so they are read
    /// in the order they were written.
    pub async fn trail(&self, id: OrganisationId) -> Vec<(String, serde_json::Value)> {
        sqlx::query_as("select action, changes from audit_event where tenant_id = $1 order by ctid")
            .bind(id)
            .fetch_all(&self.test.owner)
            .await
            .unwrap()
    }

    pub async fn count(&self, sql: &'static str, id: OrganisationId) -> i64 {
        sqlx::query_scalar(sql)
            .bind(id)
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }
}

pub fn seat(actor: &Actor) -> &Seat {
    actor.seat.as_ref().unwrap()
}

pub fn organisation(actor: &Actor) -> OrganisationId {
    seat(actor).organisation
}

//! What the database tests of people share: services on a fresh database, people and an organisation.

use identity::{Actor, Role, Seat};
use kernel::clock::FixedClock;
use kernel::id::{OrganisationId, PersonId, SessionId};
use people::forms::{EntryForm, VisibilityForm};
use people::model::{Shown, Step};
use people::service;
use platform::system::SystemEntropy;
use platform::testing::TestDb;
use platform::{Db, Services};
use std::sync::Arc;
use time::macros::datetime;

/// A database, services on it (as `app_rw`, with the cache of facts) and a little reference data.
pub struct World {
    pub test: TestDb,
    pub services: Services,
}

impl World {
    pub async fn new() -> Self {
        let test = TestDb::new().await;
        let db = Db::connect(test.rw_options(), 8).await.unwrap();
        let clock = Arc::new(FixedClock(datetime!(2026-11-21 12:00 UTC)));
        let services = people::install(Services::new(
            db,
            clock,
            Arc::new(SystemEntropy),
            "http://localhost",
        ));
        for sql in [
            "insert into skill (id, key, kind, source, label) select i, 'k' || i, 'SKILL', 'ESCO', 'skill number ' || i from generate_series(1, 400) i",
            "insert into skill_term (skill_id, term, shown, is_label) select id, label, label, true from skill",
            "insert into isco_group (code, label) values ('9333', 'Freight handlers')",
            "insert into occupation (id, key, label, isco) values (1, 'o1', 'warehouse worker', '9333'), (2, 'o2', 'baker', '9333')",
            "insert into occupation_term (occupation_id, term, shown, is_label) select id, label, label, true from occupation",
            "insert into country (code, name) values ('GB', 'United Kingdom')",
            "insert into city (id, name, ascii, country, region, lat, lon, population, aliases) values (1, 'Leeds', 'Leeds', 'GB', 'England', 53.8, -1.55, 455123, '{}')",
            "insert into postcode_area (code, kind, lat, lon) values ('E1 6', 'SECTOR', 51.52, -0.07), ('E1', 'DISTRICT', 51.52, -0.06)",
        ] {
            sqlx::query(sql).execute(&test.owner).await.unwrap();
        }
        let services = taxonomy::install(services).await.unwrap();
        Self { test, services }
    }

    /// Somebody with an account and nothing else.
    pub async fn account(&self, name: &str) -> Actor {
        let person: PersonId = self.services.new_id();
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, $2, '!', $3, now())")
            .bind(person)
            .bind(format!("{person}@example.org"))
            .bind(name)
            .execute(&self.test.owner)
            .await
            .unwrap();
        let session: SessionId = self.services.new_id();
        let email = format!("{person}@example.org");
        Actor::in_browser(
            person,
            name,
            &email,
            session,
            None,
            self.services.clock.now(),
        )
    }

    /// Somebody who has finished onboarding.
    pub async fn person(&self, name: &str) -> Actor {
        let actor = self.account(name).await;
        self.show(&actor, Shown::ALL, true, false).await;
        actor
    }

    /// Somebody who recruits for an organisation of their own.
    pub async fn recruiter(&self, slug: &str) -> Actor {
        let mut actor = self.account(slug).await;
        let organisation: OrganisationId = self.services.new_id();
        sqlx::query("insert into organisation (id, slug, name, created_by, created_at) values ($1, $2, $2, $3, now())")
            .bind(organisation)
            .bind(slug)
            .bind(actor.person)
            .execute(&self.test.owner)
            .await
            .unwrap();
        actor.seat = Some(Seat::new(organisation, slug, slug, Role::Recruiter));
        actor
    }

    /// Sets who sees what, as the wizard's last step does.
    pub async fn show(
        &self,
        actor: &Actor,
        visible: &[Shown],
        discoverable: bool,
        public_page: bool,
    ) {
        let mark = |on: bool| if on { "on".to_owned() } else { String::new() };
        let form = VisibilityForm {
            visible: visible.iter().map(|part| part.name().to_owned()).collect(),
            discoverable: mark(discoverable),
            public_page: mark(public_page),
            step: Step::Finish.name().into(),
        };
        service::save_visibility(&self.services, actor, &form)
            .await
            .unwrap();
    }

    /// A fresh id for a line of the history, as a page makes it.
    pub fn entry(&self) -> EntryForm {
        EntryForm {
            id: self.services.new_id::<kernel::id::EntryId>().to_string(),
            ..Default::default()
        }
    }
}

//! A small world on a real database: organisations, jobs, people, each ready to act as `app_rw`.

use identity::{Actor, Role, Seat};
use kernel::Clock;
use kernel::id::{JobId, OrganisationId, PersonId, SessionId};
use platform::system::SystemEntropy;
use platform::testing::TestDb;
use platform::{Db, Services};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// A clock that moves a second at every look, so that events have an order.
struct Ticking(AtomicI64);
impl Clock for Ticking {
    fn now(&self) -> OffsetDateTime {
        datetime!(2026-11-21 12:00 UTC) + Duration::seconds(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

pub struct Scene {
    pub test: TestDb,
    pub services: Services,
}

impl Scene {
    pub async fn new() -> Self {
        Self::with_pool(8).await
    }

    pub async fn with_pool(size: u32) -> Self {
        let test = TestDb::new().await;
        taxonomy(&test).await;
        let db = Db::connect(test.rw_options(), size).await.unwrap();
        let services = Services::new(
            db,
            Arc::new(Ticking(AtomicI64::new(0))),
            Arc::new(SystemEntropy),
            "http://localhost",
        );
        let services = hiring::matches::install(people::install(services))
            .await
            .unwrap();
        Self { test, services }
    }

    async fn account(&self, name: &str) -> PersonId {
        let id: PersonId = self.services.new_id();
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at) values ($1, $2, 'x', $3, now())")
            .bind(id)
            .bind(format!("{id}@example.org"))
            .bind(name)
            .execute(&self.test.owner)
            .await
            .unwrap();
        id
    }

    fn actor(id: PersonId, name: &str, seat: Option<Seat>) -> Actor {
        let email = format!("{id}@example.org");
        let signed_in = datetime!(2026-11-21 12:00 UTC);
        Actor::in_browser(id, name, &email, SessionId(id.0), seat, signed_in)
    }

    /// A recruiter of an organisation of their own.
    pub async fn employer(&self, name: &str) -> Actor {
        let id = self.account(name).await;
        let organisation: OrganisationId = self.services.new_id();
        let slug = organisation.to_string().replace('-', "");
        sqlx::query("insert into organisation (id, slug, name, created_by, created_at) values ($1, $2, $3, $4, now())")
            .bind(organisation)
            .bind(&slug)
            .bind(name)
            .bind(id)
            .execute(&self.test.owner)
            .await
            .unwrap();
        Self::actor(
            id,
            name,
            Some(Seat::new(organisation, name, &slug, Role::Recruiter)),
        )
    }

    /// A colleague in the same organisation.
    pub async fn colleague(&self, of: &Actor, role: Role) -> Actor {
        let id = self.account("Colleague").await;
        let seat = of.seat.clone().map(|seat| Seat { role, ..seat });
        Self::actor(id, "Colleague", seat)
    }

    /// A person in London who can be found, with skills.
    pub async fn person(&self, name: &str, skills: &[i32]) -> Actor {
        let id = self.account(name).await;
        sqlx::query(
            "insert into person (id, name, headline, place, lat, lon, travel_radius_km, onboarded_at, created_at, updated_at)
             values ($1, $2, 'Works hard', 'E1 6AN', 51.517, -0.073, 20, now(), now(), now())",
        )
        .bind(id)
        .bind(name)
        .execute(&self.test.owner)
        .await
        .unwrap();
        sqlx::query("insert into person_skill (person_id, skill_id, level) select $1, s, 3 from unnest($2::int[]) s")
            .bind(id)
            .bind(skills)
            .execute(&self.test.owner)
            .await
            .unwrap();
        Self::actor(id, name, None)
    }

    /// An open job near by that asks skill 1 as a must and skill 2 as a should.
    pub async fn job(&self, of: &Actor, headcount: i16) -> JobId {
        let id: JobId = self.services.new_id();
        let tenant = of.seat.as_ref().unwrap().organisation;
        sqlx::query(
            "insert into job (id, tenant_id, request_key, status, title, description, occupation_id, place, lat, lon, headcount, pay_min_minor,
                              created_by, created_at, updated_at, published_at)
             values ($1, $2, $1, 'ACTIVE', 'Warehouse operative', 'Lift things.', 1, 'Shoreditch', 51.526, -0.078, $3, 1250, $4, now(), now(), now())",
        )
        .bind(id)
        .bind(tenant)
        .bind(headcount)
        .bind(of.person)
        .execute(&self.test.owner)
        .await
        .unwrap();
        sqlx::query("insert into job_skill (tenant_id, job_id, skill_id, importance, level) values ($1, $2, 1, 'MUST', 2), ($1, $2, 2, 'SHOULD', null)")
            .bind(tenant)
            .bind(id)
            .execute(&self.test.owner)
            .await
            .unwrap();
        id
    }
}

/// Four skills, two of them under the first, and two occupations of one group.
async fn taxonomy(test: &TestDb) {
    for sql in [
        "insert into skill (id, key, kind, source, label) values
             (1, 'k1', 'SKILL', 'ESCO', 'operate forklift'), (2, 'k2', 'SKILL', 'ESCO', 'stack pallets'),
             (3, 'k3', 'SKILL', 'ESCO', 'operate counterbalance forklift'), (4, 'k4', 'SKILL', 'ESCO', 'sing')",
        "insert into skill_parent (skill_id, parent_id) values (3, 1)",
        "insert into isco_group (code, label) values ('9333', 'Freight handlers')",
        "insert into occupation (id, key, label, isco) values (1, 'o1', 'warehouse worker', '9333'), (2, 'o2', 'freight handler', '9333')",
        "insert into occupation_skill (occupation_id, skill_id, weight) values (1, 1, 50), (1, 2, 50), (2, 2, 50)",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&test.owner).await.unwrap();
    }
}

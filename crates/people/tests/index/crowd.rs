//! Many people of whom anything may be known, and what happens to them.

use crate::common::World;
use kernel::id::{OrganisationId, PersonId};
use matching::Person;
use people::{index, scoring};
use platform::{Scope, Services};
use sqlx::PgPool;
use uuid::Uuid;

/// People, as `app_owner` sees them.
pub struct Crowd {
    pub ids: Vec<Uuid>,
    owner: PgPool,
}

/// One of many things that happen to about a tenth of all; `$1` decides to whom.
const STIRS: &[&str] = &[
    "update person set lat = 51 + random(), lon = random() - 0.5 where hashtext(id::text || $1) % 10 = 0",
    "update person set lat = null, lon = null where hashtext(id::text || $1) % 20 = 0",
    "update person set discoverable = not discoverable where hashtext(id::text || $1) % 15 = 0",
    "update person set visible = case when cardinality(visible) > 3 then '{headline}'::text[] else '{skills,experience,education,certifications,availability,style}'::text[] end
     where hashtext(id::text || $1) % 12 = 0",
    "update person set availability = substr(sha256(id::text::bytea) || sha256('x'), 1, 42), styles = '{1,-1,2,0,-2,1,0,1}', travel_radius_km = 5 + random() * 40
     where hashtext(id::text || $1) % 10 = 0",
    "update person set wish_pay_minor = 1000 + (random() * 900)::int, wish_types = '{SHIFT,PART_TIME}', wish_commute_km = 20 where hashtext(id::text || $1) % 10 = 0",
    "insert into person_skill (person_id, skill_id, level, last_used_year, evidence)
     select id, 1 + (random() * 390)::int, (random() * 4)::int, 2015 + (random() * 11)::int, (array['STATED', 'VERIFIED', 'INFERRED'])[1 + (random() * 2)::int]
     from person where hashtext(id::text || $1) % 4 = 0 on conflict do nothing",
    "delete from person_skill where hashtext(person_id::text || skill_id || $1) % 6 = 0",
    "insert into experience (id, person_id, title, occupation_id, started_on)
     select gen_random_uuid(), id, 'Work', 1 + (random())::int, '2018-03-01'::date + (random() * 2000)::int from person where hashtext(id::text || $1) % 6 = 0",
    "update experience set ended_on = started_on + 200 where hashtext(id::text || $1) % 5 = 0",
    "insert into certification (id, person_id, name, document, expires_on)
     select gen_random_uuid(), id, 'Paper', 'DBS', '2026-11-01'::date + (random() * 100)::int from person where hashtext(id::text || $1) % 9 = 0",
    "insert into education (id, person_id, institution, qualification, level, ended_on)
     select gen_random_uuid(), id, 'Leeds', 'Course', 1 + (random() * 7)::int, '2026-11-01'::date + (random() * 100)::int from person where hashtext(id::text || $1) % 9 = 0",
    "delete from person where hashtext(id::text || $1) % 40 = 0",
    "update account set status = case status when 'ACTIVE' then 'INACTIVE' else 'ACTIVE' end where hashtext(id::text || $1) % 15 = 0",
    // As an erasure leaves them.
    "update person set name = 'Erased person', lat = null, lon = null, visible = '{}', discoverable = false, onboarded_at = null where hashtext(id::text || $1) % 40 = 1",
];

impl Crowd {
    /// So many people.
    pub async fn new(world: &World, count: i32) -> Self {
        let owner = world.test.owner.clone();
        let ids: Vec<Uuid> = (0..count)
            .map(|_| world.services.new_id::<PersonId>().0)
            .collect();
        for sql in [
            "insert into account (id, email, password_hash, display_name, created_at) select i, i || '@example.org', '!', 'Somebody', now() from unnest($1::uuid[]) i",
            "insert into person (id, name, lat, lon, travel_radius_km, onboarded_at, created_at, updated_at)
             select i, 'Somebody', 51 + random(), random() - 0.5, 20, now(), now(), now() from unnest($1::uuid[]) i",
            "insert into person_skill (person_id, skill_id, level) select i, s, s % 5 from unnest($1::uuid[]) i, generate_series(1, 9) s",
        ] {
            sqlx::query(sql).bind(&ids).execute(&owner).await.unwrap();
        }
        Self { ids, owner }
    }

    /// Something of everything happens to some of them.
    pub async fn stir(&self, round: i32) {
        for (at, sql) in STIRS.iter().enumerate() {
            sqlx::query(*sql)
                .bind(format!("{round}/{at}"))
                .execute(&self.owner)
                .await
                .unwrap();
        }
    }
}

/// Everybody whom organisations find, asked of row security and read one by one.
async fn found(services: &Services, crowd: &Crowd) -> Vec<Person> {
    let sql = "select id from person where discoverable and account_active and onboarded_at is not null order by id";
    let ids: Vec<PersonId> = sqlx::query_scalar(sql)
        .fetch_all(&crowd.owner)
        .await
        .unwrap();
    let nobody = Scope::tenant(OrganisationId(Uuid::nil()), PersonId(Uuid::nil()));
    let mut tx = services.db.begin(nobody).await.unwrap();
    let today = services.clock.now().date();
    let mut people = scoring::people(services, &mut tx, &ids, today)
        .await
        .unwrap();
    for person in &mut people {
        tidy(person);
    }
    people
}

/// Everybody in the index.
fn indexed(services: &Services) -> Option<Vec<Person>> {
    let engine = index::engine(services, services.clock.now().date())?;
    let mut people = Vec::new();
    engine.for_each(|person| people.push(person));
    people.sort_by(|a, b| a.id.cmp(&b.id));
    people.iter_mut().for_each(tidy);
    Some(people)
}

/// Without what no score depends on: the order of lists, and for how long a skill was practised.
fn tidy(person: &mut Person) {
    for skill in &mut person.skills {
        skill.months = None;
    }
    person.skills.sort_by_key(|skill| skill.skill);
    person
        .documents
        .sort_by(|a, b| (&a.document, a.expires).cmp(&(&b.document, b.expires)));
    if let Some(spells) = &mut person.experience {
        spells.sort_by(|a, b| {
            (a.occupation, &a.title, a.months).cmp(&(b.occupation, &b.title, b.months))
        });
    }
}

/// Is everybody in the index as they are in the database?
pub async fn agree(services: &Services, crowd: &Crowd) -> bool {
    let there = found(services, crowd).await;
    indexed(services).is_some_and(|here| score_alike(&here, &there))
}

/// Everybody is in the index as they are in the database.
pub async fn same(services: &Services, crowd: &Crowd) {
    let there = found(services, crowd).await;
    assert!(!there.is_empty());
    let here = indexed(services).expect("the index is ready");
    assert!(
        score_alike(&here, &there),
        "{} in the index, {} in the database",
        here.len(),
        there.len()
    );
}

/// Credit is kept instead of level, age and proof: people are compared by what the scorer makes of them.
fn score_alike(here: &[Person], there: &[Person]) -> bool {
    let job = job();
    let world = matching::World::new();
    let scorer = matching::Scorer::new(&job, &world);
    let seen = |person: &Person| {
        let mut bare = person.clone();
        bare.skills.clear();
        let skills: Vec<u32> = person.skills.iter().map(|skill| skill.skill).collect();
        let wish = matching::wish_score(&job, person);
        (bare, skills, scorer.score(person), wish)
    };
    here.iter().map(seen).eq(there.iter().map(seen))
}

fn job() -> matching::Job {
    let mut job = matching::Job::new("j");
    job.requirements = (1..400)
        .map(|skill| matching::Requirement {
            skill,
            importance: matching::Importance::Should,
            level: Some(2),
        })
        .collect();
    job
}

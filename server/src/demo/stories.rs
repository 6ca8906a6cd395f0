//! The hand-made part: people one can sign in as, and applications in every state.

use super::Size;
use super::dice::Dice;
use super::jobs::{Jobs, job_id};
use super::people::{People, Person, Today, invent, millis};
use super::trades::Hours;
use super::world::{World, week};
use crate::commands::{Done, Failure};
use kernel::week::Week;
use sqlx::{PgConnection, PgPool};
use time::Duration;
use uuid::Uuid;

/// The password of every demo login.
pub const PASSWORD: &str = "kinwork demo kettle";

/// Who one can be: address, name, what for.
pub const LOGINS: [(&str, &str, &str); 7] = [
    (
        "ama@demo.example",
        "Ama Owusu",
        "owner and recruiter of Riverside Logistics",
    ),
    (
        "victor@demo.example",
        "Victor Hall",
        "viewer at Riverside Logistics",
    ),
    (
        "ben@demo.example",
        "Ben Clarke",
        "owner of every other organisation",
    ),
    (
        "jane@demo.example",
        "Jane Mensah",
        "forklift driver, has applied",
    ),
    (
        "dev@demo.example",
        "Devon Silva",
        "software developer, looking",
    ),
    (
        "nora@demo.example",
        "Nora Byrne",
        "new here, no profile yet",
    ),
    (
        "sam@demo.example",
        "Sam Adeyemi",
        "platform owner, sees the console",
    ),
];

/// Accounts of the logins.
pub struct Logins {
    ids: Vec<Uuid>,
}

impl Logins {
    /// Who founded an organisation: Ama the first, Ben the others.
    pub fn owner_of(&self, organisation: usize) -> Uuid {
        self.ids[if organisation == 0 { 0 } else { 2 }]
    }
}

/// Was this very world loaded before?
pub async fn is_loaded(pool: &PgPool, mark: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select exists (select 1 from reference_load where name = $1)")
        .bind(mark)
        .fetch_one(pool)
        .await
}

/// Remembers that it was.
pub async fn mark_loaded(
    connection: &mut PgConnection,
    mark: &str,
    at: time::OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query("insert into reference_load (name, sha256, rows, loaded_at) values ($1, '', 0, $2) on conflict do nothing")
        .bind(mark)
        .bind(at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes the accounts; two of them have profiles.
pub async fn accounts(
    connection: &mut PgConnection,
    world: &World,
    seed: u64,
    today: Today,
) -> Done<Logins> {
    let hash = identity::service::password_hash(
        PASSWORD.to_owned(),
        &super::dice::SeededEntropy::new(seed),
    )
    .await
    .map_err(|error| Failure {
        code: 1,
        message: error.to_string(),
    })?;
    let mut ids = Vec::new();
    let mut rows = People::default();
    for (index, (email, name, _)) in (0u32..).zip(LOGINS) {
        let id = Dice::new(seed, b'l', index).id(millis(60 * 24 * 400));
        sqlx::query("insert into account (id, email, password_hash, display_name, created_at, email_verified_at) values ($1, $2, $3, $4, $5, $5) on conflict do nothing")
            .bind(id)
            .bind(email)
            .bind(&hash)
            .bind(name)
            .bind(today.now - Duration::days(400))
            .execute(&mut *connection)
            .await?;
        // Another seed's world may have made the account: what is there counts.
        let id: Uuid = sqlx::query_scalar("select id from account where email = $1")
            .bind(email)
            .fetch_one(&mut *connection)
            .await?;
        ids.push(id);
    }
    sqlx::query("insert into staff_member (person_id, role, granted_at) values ($1, 'OWNER', $2) on conflict do nothing")
        .bind(ids[6])
        .bind(today.now)
        .execute(&mut *connection)
        .await?;
    for (login, trade, headline, home) in [
        (
            3usize,
            "FORKLIFT_LICENCE",
            "Forklift driver, three years at two distribution centres",
            0usize,
        ),
        (4, "Software", "Python developer, APIs and data", 8),
    ] {
        if let Some((person, mut dice)) = profile(
            world,
            seed,
            (ids[login], LOGINS[login].1),
            trade,
            headline,
            home,
        ) {
            rows.add(&person, world, today, &mut dice);
        }
    }
    rows.send(connection).await?;
    Ok(Logins { ids })
}

fn profile<'a>(
    world: &'a World,
    seed: u64,
    who: (Uuid, &str),
    trade: &str,
    headline: &str,
    home: usize,
) -> Option<(Person<'a>, Dice)> {
    let (mut person, mut dice) = invent(world, seed, u32::MAX - u32::try_from(home).unwrap_or(0));
    let callings = &world.callings[..world.trades];
    let named = |c: &&super::world::Calling| {
        c.document == Some(trade) || c.job_titles.iter().any(|title| title.starts_with(trade))
    };
    person.calling = callings.iter().find(named)?;
    person.place = world
        .around
        .get(home)
        .and_then(|(_, around)| around.first())
        .unwrap_or(person.place);
    person.id = who.0;
    person.name = who.1.to_owned();
    person.email = LOGINS.iter().find(|login| login.1 == who.1)?.0.to_owned();
    person.headline = headline.to_owned();
    person.years = 3;
    person.breadth = 90;
    person.availability = if person.calling.hours == Hours::Office {
        week(Hours::Office, true, &mut dice)
    } else {
        Week::full()
    };
    Some((person, dice))
}

/// Roles beyond the founders'.
pub fn members(jobs: &mut Jobs, logins: &Logins, today: Today) {
    jobs.member(
        jobs.ids[0],
        logins.ids[1],
        "VIEWER",
        today.now - Duration::days(200),
    );
}

/// Applications to the first organisations' jobs, in every stage, each with its history.
pub async fn applications(
    connection: &mut PgConnection,
    logins: &Logins,
    first: Uuid,
    size: Size,
    today: Today,
) -> Result<(), sqlx::Error> {
    let jobs: Vec<(Uuid, Uuid, Uuid)> =
        sqlx::query_as("select id, tenant_id, created_by from job where id = any($1) and status = 'ACTIVE' order by tenant_id = $2 desc, id")
            .bind((0..size.jobs).map(|index| job_id(size.seed, index)).collect::<Vec<_>>())
            .bind(first)
            .fetch_all(&mut *connection)
            .await?;
    for (number, (job, tenant, author)) in (0u32..).zip(jobs.into_iter().take(40)) {
        let people: Vec<Uuid> = sqlx::query_scalar(
            "select p.id from person p join person_skill s on s.person_id = p.id
             join job_skill j on j.skill_id = s.skill_id and j.job_id = $1
             group by p.id order by count(*) desc, p.id limit 6",
        )
        .bind(job)
        .fetch_all(&mut *connection)
        .await?;
        let jane = (number == 0).then(|| logins.ids[3]);
        for (rank, person) in (0u32..).zip(jane.into_iter().chain(people)) {
            let mut dice = Dice::new(size.seed, b'a', number * 10 + rank);
            let stage = [
                "APPLIED",
                "SHORTLISTED",
                "OFFERED",
                "REJECTED",
                "APPLIED",
                "WITHDRAWN",
                "APPLIED",
            ][rank as usize % 7];
            application(
                connection,
                &mut dice,
                (job, tenant, person, author),
                stage,
                today,
            )
            .await?;
        }
    }
    Ok(())
}

async fn application(
    connection: &mut PgConnection,
    dice: &mut Dice,
    (job, tenant, person, author): (Uuid, Uuid, Uuid, Uuid),
    stage: &str,
    today: Today,
) -> Result<(), sqlx::Error> {
    let minutes_ago = dice.within(600, 9000);
    let id = dice.id(millis(minutes_ago));
    let applied = today.now - Duration::minutes(dice.within(600, 9000));
    let reason = if stage == "REJECTED" {
        "We need somebody with a licence from the first day."
    } else {
        ""
    };
    let note = *dice.pick(&[
        "",
        "I live close by and can start at once.",
        "I have done this for years and like the early hours.",
    ]);
    let made = sqlx::query(
        "insert into application (id, tenant_id, job_id, person_id, stage, note, reason, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) on conflict do nothing",
    )
    .bind(id)
    .bind(tenant)
    .bind(job)
    .bind(person)
    .bind(stage)
    .bind(note)
    .bind(reason)
    .bind(applied)
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(());
    }
    let steps: &[(&str, bool)] = match stage {
        "SHORTLISTED" => &[("SHORTLISTED", false)],
        "OFFERED" => &[("SHORTLISTED", false), ("OFFERED", false)],
        "REJECTED" => &[("REJECTED", false)],
        "WITHDRAWN" => &[("WITHDRAWN", true)],
        _ => &[],
    };
    let mut from: Option<&str> = None;
    let mut at = applied;
    for (to, by_person) in [("APPLIED", true)].iter().chain(steps) {
        sqlx::query(
            "insert into application_event (id, tenant_id, application_id, person_id, actor_id, from_stage, to_stage, reason, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(dice.id(millis(0)))
        .bind(tenant)
        .bind(id)
        .bind(person)
        .bind(if *by_person { person } else { author })
        .bind(from)
        .bind(to)
        .bind(if *to == "REJECTED" { reason } else { "" })
        .bind(at)
        .execute(&mut *connection)
        .await?;
        from = Some(to);
        at += Duration::minutes(dice.within(30, 240));
    }
    Ok(())
}

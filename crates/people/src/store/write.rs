//! SQL that writes a person's own rows. The triggers count the version.

use crate::forms::{
    About, Hours, NewCertification, NewEducation, NewExperience, StatedSkill, Visibility, Work,
};
use crate::model::{Exception, Styles, WorkMode, WorkType};
use kernel::geo::Point;
use kernel::id::{EntryId, PersonId};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::Postgres;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use time::{Date, OffsetDateTime};

/// Runs a checked statement that returns nothing.
macro_rules! run {
    ($tx:ident, $($statement:tt)+) => {
        sqlx::query!($($statement)+)
            .execute(&mut **$tx)
            .await
            .map(drop)
            .map_err(store_error)
    };
}

/// Makes the person's row if there is none yet.
pub async fn ensure(tx: &mut TenantTx, id: PersonId, name: &str, at: OffsetDateTime) -> Result<()> {
    run!(
        tx,
        "insert into person (id, name, created_at, updated_at) values ($1, $2, $3, $3) on conflict (id) do nothing",
        id.0,
        name,
        at
    )
}

/// Notes the time of a change, and that onboarding goes on at `step` or later.
pub async fn touch(tx: &mut TenantTx, id: PersonId, step: u8, at: OffsetDateTime) -> Result<()> {
    run!(
        tx,
        "update person set updated_at = $3, onboarding_step = greatest(onboarding_step, $2) where id = $1",
        id.0,
        i16::from(step),
        at
    )
}

pub async fn about(
    tx: &mut TenantTx,
    id: PersonId,
    about: &About,
    point: Option<Point>,
) -> Result<()> {
    run!(
        tx,
        "update person set name = $2, headline = $3, bio = $4, place = $5, lat = $6, lon = $7, travel_radius_km = $8 where id = $1",
        id.0,
        about.name,
        about.headline,
        about.bio,
        about.place,
        point.map(|point| point.lat),
        point.map(|point| point.lon),
        about.radius_km
    )
}

pub async fn work(tx: &mut TenantTx, id: PersonId, work: &Work) -> Result<()> {
    let types: Vec<String> = work
        .types
        .iter()
        .copied()
        .map(WorkType::name)
        .map(str::to_owned)
        .collect();
    let modes: Vec<String> = work
        .modes
        .iter()
        .copied()
        .map(WorkMode::name)
        .map(str::to_owned)
        .collect();
    run!(
        tx,
        "update person set wish_types = $2, work_modes = $3, wish_pay_minor = $4, rate_minor = $5, currency = $6, wish_commute_km = $7
         where id = $1",
        id.0,
        &types,
        &modes,
        work.pay.map(|pay| pay.minor),
        work.rate.map(|rate| rate.minor),
        work.currency.code(),
        work.commute_km
    )
}

pub async fn hours(tx: &mut TenantTx, id: PersonId, hours: &Hours) -> Result<()> {
    run!(
        tx,
        "update person set availability = $2, available_from = $3 where id = $1",
        id.0,
        hours.week.map(|week| week.to_bytes().to_vec()),
        hours.available_from
    )
}

/// Sets a day; one that was set before is replaced.
pub async fn exception(tx: &mut TenantTx, id: PersonId, exception: &Exception) -> Result<()> {
    let week = exception.hours.to_bytes();
    run!(
        tx,
        "insert into availability_exception (person_id, day, slots, note) values ($1, $2, $3, $4)
         on conflict (person_id, day) do update set slots = excluded.slots, note = excluded.note",
        id.0,
        exception.day,
        week.get(..6).unwrap_or_default(),
        exception.note
    )
}

pub async fn remove_exception(tx: &mut TenantTx, id: PersonId, day: Date) -> Result<()> {
    run!(
        tx,
        "delete from availability_exception where person_id = $1 and day = $2",
        id.0,
        day
    )
}

/// Writes the rows that stay (details of those that are there already included), in one statement.
pub async fn skills(tx: &mut TenantTx, id: PersonId, rows: &[StatedSkill]) -> Result<()> {
    let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
    let levels: Vec<Option<i16>> = rows.iter().map(|row| row.level).collect();
    let months: Vec<Option<i16>> = rows.iter().map(|row| row.months).collect();
    let years: Vec<Option<i16>> = rows.iter().map(|row| row.last_used_year).collect();
    run!(
        tx,
        "insert into person_skill (person_id, skill_id, level, months, last_used_year)
         select $1, r.id, r.level, r.months, r.used from unnest($2::int[], $3::smallint[], $4::smallint[], $5::smallint[]) as r (id, level, months, used)
         where exists (select 1 from skill s where s.id = r.id and s.kind <> 'GROUP')
         on conflict (person_id, skill_id) do update
         set level = excluded.level, months = excluded.months, last_used_year = excluded.last_used_year",
        id.0,
        &ids,
        &levels as &[Option<i16>],
        &months as &[Option<i16>],
        &years as &[Option<i16>]
    )
}

/// Adds skills without details; those that are there already stay as they are.
pub async fn add_skills(tx: &mut TenantTx, id: PersonId, ids: &[i32]) -> Result<()> {
    run!(
        tx,
        "insert into person_skill (person_id, skill_id) select $1, s.id from skill s where s.id = any ($2) and s.kind <> 'GROUP' on conflict do nothing",
        id.0,
        ids
    )
}

pub async fn remove_skills(tx: &mut TenantTx, id: PersonId, ids: &[i32]) -> Result<()> {
    run!(
        tx,
        "delete from person_skill where person_id = $1 and skill_id = any ($2)",
        id.0,
        ids
    )
}

pub async fn count_skills(tx: &mut TenantTx, id: PersonId) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from person_skill where person_id = $1"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// How many lines there are of experience, of education and of certifications, and how many exceptions.
pub async fn counts(tx: &mut TenantTx, id: PersonId) -> Result<[i64; 4]> {
    let row = sqlx::query!(
        r#"select (select count(*) from experience where person_id = $1) as "experience!",
                  (select count(*) from education where person_id = $1) as "education!",
                  (select count(*) from certification where person_id = $1) as "certifications!",
                  (select count(*) from availability_exception where person_id = $1) as "exceptions!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok([
        row.experience,
        row.education,
        row.certifications,
        row.exceptions,
    ])
}

/// Adds a job held, or changes the one with this id. A foreign id is left alone: false.
pub async fn experience(
    tx: &mut TenantTx,
    person: PersonId,
    id: EntryId,
    new: &NewExperience,
) -> Result<bool> {
    own_row(
        tx,
        sqlx::query!(
            "insert into experience (id, person_id, title, organisation, occupation_id, started_on, ended_on, description)
             values ($1, $2, $3, $4, (select o.id from occupation o where o.id = $5), $6, $7, $8)
             on conflict (id) do update set title = excluded.title, organisation = excluded.organisation, occupation_id = excluded.occupation_id,
                 started_on = excluded.started_on, ended_on = excluded.ended_on, description = excluded.description
             where experience.person_id = excluded.person_id",
            id.0,
            person.0,
            new.title,
            new.organisation,
            new.occupation,
            new.started_on,
            new.ended_on,
            new.description
        ),
    )
    .await
}

/// Adds a qualification, or changes the one with this id. A foreign id is left alone: false.
pub async fn education(
    tx: &mut TenantTx,
    person: PersonId,
    id: EntryId,
    new: &NewEducation,
) -> Result<bool> {
    own_row(
        tx,
        sqlx::query!(
            "insert into education (id, person_id, institution, qualification, level, started_on, ended_on) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (id) do update set institution = excluded.institution, qualification = excluded.qualification, level = excluded.level,
                 started_on = excluded.started_on, ended_on = excluded.ended_on
             where education.person_id = excluded.person_id",
            id.0,
            person.0,
            new.institution,
            new.qualification,
            new.level,
            new.started_on,
            new.ended_on
        ),
    )
    .await
}

/// Adds a certificate, or changes the one with this id. A foreign id is left alone: false.
pub async fn certification(
    tx: &mut TenantTx,
    person: PersonId,
    id: EntryId,
    new: &NewCertification,
) -> Result<bool> {
    own_row(
        tx,
        sqlx::query!(
            "insert into certification (id, person_id, name, document, issuer, issued_on, expires_on, credential_url)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (id) do update set name = excluded.name, document = excluded.document, issuer = excluded.issuer,
                 issued_on = excluded.issued_on, expires_on = excluded.expires_on, credential_url = excluded.credential_url
             where certification.person_id = excluded.person_id",
            id.0,
            person.0,
            new.name,
            new.document.map(crate::model::Document::name),
            new.issuer,
            new.issued_on,
            new.expires_on,
            new.credential_url
        ),
    )
    .await
}

pub async fn remove_experience(tx: &mut TenantTx, person: PersonId, id: EntryId) -> Result<()> {
    run!(
        tx,
        "delete from experience where id = $1 and person_id = $2",
        id.0,
        person.0
    )
}

pub async fn remove_education(tx: &mut TenantTx, person: PersonId, id: EntryId) -> Result<()> {
    run!(
        tx,
        "delete from education where id = $1 and person_id = $2",
        id.0,
        person.0
    )
}

pub async fn remove_certification(tx: &mut TenantTx, person: PersonId, id: EntryId) -> Result<()> {
    run!(
        tx,
        "delete from certification where id = $1 and person_id = $2",
        id.0,
        person.0
    )
}

pub async fn no_experience(tx: &mut TenantTx, person: PersonId, none: bool) -> Result<()> {
    run!(
        tx,
        "update person set no_experience = $2 where id = $1",
        person.0,
        none
    )
}

pub async fn styles(tx: &mut TenantTx, person: PersonId, styles: Option<Styles>) -> Result<()> {
    let stored: Option<Vec<i16>> =
        styles.map(|answers| answers.into_iter().map(i16::from).collect());
    run!(
        tx,
        "update person set styles = $2 where id = $1",
        person.0,
        stored.as_deref()
    )
}

pub async fn visibility(tx: &mut TenantTx, person: PersonId, to: &Visibility) -> Result<()> {
    let visible: Vec<String> = to
        .visible
        .iter()
        .map(|part| part.name().to_owned())
        .collect();
    run!(
        tx,
        "update person set visible = $2, discoverable = $3, public_page = $4 where id = $1",
        person.0,
        &visible,
        to.discoverable,
        to.public_page
    )
}

/// Ends onboarding; the first time stays.
pub async fn onboarded(tx: &mut TenantTx, person: PersonId, at: OffsetDateTime) -> Result<()> {
    run!(
        tx,
        "update person set onboarded_at = coalesce(onboarded_at, $2) where id = $1",
        person.0,
        at
    )
}

/// Writes one row; false if it is somebody else's. One that row security hides refuses the upsert.
async fn own_row(tx: &mut TenantTx, statement: Query<'_, Postgres, PgArguments>) -> Result<bool> {
    let done = statement.execute(&mut **tx).await.map_err(|error| {
        let refused = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| code == "42501");
        if refused {
            AppError::NotFound
        } else {
            store_error(error)
        }
    })?;
    Ok(done.rows_affected() == 1)
}

//! SQL of matches: the taxonomy for the scorer, whom and what to score, what lists show, scores kept,
//! what was learned.

use super::model::JobCard;
use crate::applications::model::Stage;
use kernel::Result;
use kernel::geo::Point;
use kernel::id::{ApplicationId, FileId, JobId, MatchId, OrganisationId, PersonId};
use kernel::money::{Currency, Money};
use kernel::state::State;
use kernel::week::Week;
use matching::index::Around;
use matching::{Inputs, Median, Scope, Usual};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgPool;
use sqlx::types::Json;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// Id and label of every skill and group of skills.
pub async fn skills(pool: &PgPool) -> Result<Vec<(i32, String)>> {
    let rows = sqlx::query!("select id, label from skill")
        .fetch_all(pool)
        .await
        .map_err(store_error)?;
    Ok(rows.into_iter().map(|row| (row.id, row.label)).collect())
}

/// Skill and what it stands under.
pub async fn skill_parents(pool: &PgPool) -> Result<Vec<(i32, i32)>> {
    let rows = sqlx::query!("select skill_id, parent_id from skill_parent")
        .fetch_all(pool)
        .await
        .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.skill_id, row.parent_id))
        .collect())
}

/// Id, label and ISCO code of every occupation.
pub async fn occupations(pool: &PgPool) -> Result<Vec<(i32, String, String)>> {
    let rows = sqlx::query!("select id, label, isco from occupation")
        .fetch_all(pool)
        .await
        .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.label, row.isco))
        .collect())
}

/// Skill and how many occupations typically need it.
pub async fn occupations_needing(pool: &PgPool) -> Result<Vec<(i32, i64)>> {
    let rows = sqlx::query!(
        r#"select skill_id, count(*) as "count!" from occupation_skill group by skill_id"#
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.skill_id, row.count))
        .collect())
}

/// The occupations of the same unit groups, themselves included.
pub async fn occupations_like(tx: &mut TenantTx, occupations: &[i32]) -> Result<Vec<i32>> {
    sqlx::query_scalar!(
        "select distinct near.id from occupation near join occupation o on o.isco = near.isco where o.id = any ($1)",
        occupations
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Whom it is worth scoring for a job: see `candidate_ids` in the migration.
pub async fn candidate_ids(
    tx: &mut TenantTx,
    skills: &[i32],
    occupations: &[i32],
    around: Option<Around>,
    most: i32,
) -> Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select id as "id!: PersonId" from candidate_ids($1, $2, $3, $4, $5, $6, $7)"#,
        skills,
        occupations,
        around.map(|a| a.south) as Option<f64>,
        around.map(|a| a.north) as Option<f64>,
        around.map(|a| a.west) as Option<f64>,
        around.map(|a| a.east) as Option<f64>,
        most
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Which open jobs it is worth scoring for a person: see `open_job_ids` in the migration.
pub async fn open_job_ids(
    tx: &mut TenantTx,
    skills: &[i32],
    occupations: &[i32],
    near: Option<Point>,
    most: i32,
) -> Result<Vec<JobId>> {
    sqlx::query_scalar!(
        r#"select id as "id!: JobId" from open_job_ids($1, $2, $3, $4, $5)"#,
        skills,
        occupations,
        near.map(|point| point.lat) as Option<f64>,
        near.map(|point| point.lon) as Option<f64>,
        most
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// What lists show of jobs the scope may see.
pub async fn job_cards(tx: &mut TenantTx, ids: &[JobId]) -> Result<HashMap<JobId, JobCard>> {
    let raw: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select j.id as "id: JobId", j.tenant_id as "organisation: OrganisationId", o.name as organisation_name,
                  o.logo_id as "organisation_logo: FileId", j.title, j.place,
                  j.lat, j.lon, j.status, j.mode, j.pay_kind, j.pay_min_minor, j.pay_max_minor, j.currency, j.pattern, j.fit_threshold
           from job j join organisation o on o.id = j.tenant_id where j.id = any ($1)"#,
        &raw
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let read = rows.into_iter().map(|row| {
        let currency = Currency::from_code(&row.currency).unwrap_or(Currency::Gbp);
        let amount = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
        let card = JobCard {
            id: row.id,
            organisation: row.organisation,
            organisation_name: row.organisation_name,
            organisation_logo: row.organisation_logo,
            title: row.title,
            place: if row.mode == "REMOTE" {
                "Remote".to_owned()
            } else {
                row.place
            },
            point: row.lat.zip(row.lon).map(|(lat, lon)| Point { lat, lon }),
            status: row.status,
            pay: super::words::pay(
                &row.pay_kind,
                amount(row.pay_min_minor),
                amount(row.pay_max_minor),
            ),
            pattern: row.pattern.as_deref().and_then(Week::from_bytes),
            threshold: row.fit_threshold.map(i32::from),
        };
        (row.id, card)
    });
    Ok(read.collect())
}

/// The latest application of each of the people to a job.
pub async fn applications(
    tx: &mut TenantTx,
    job: JobId,
    people: &[PersonId],
) -> Result<HashMap<PersonId, (ApplicationId, Stage)>> {
    let raw: Vec<Uuid> = people.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select distinct on (person_id) person_id as "person: PersonId", id as "id: ApplicationId", stage
           from application where job_id = $1 and person_id = any ($2) order by person_id, created_at desc, id desc"#,
        job.0,
        &raw
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.person, (row.id, Stage::from_name(&row.stage)?))))
        .collect())
}

/// A score to keep.
pub struct NewScore<'a> {
    pub id: MatchId,
    pub tenant: OrganisationId,
    pub job: JobId,
    pub person: PersonId,
    pub inputs: &'a Inputs,
    pub sha256: &'a [u8],
    pub fit: i32,
    pub wish: i32,
    pub at: OffsetDateTime,
}

/// Keeps a score; one made of the same is kept once.
pub async fn insert_score(tx: &mut TenantTx, score: NewScore<'_>) -> Result<()> {
    sqlx::query!(
        "insert into match_score (id, tenant_id, job_id, person_id, formula, inputs_sha256, inputs, fit, person_fit, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (job_id, person_id, inputs_sha256) do nothing",
        score.id.0,
        score.tenant.0,
        score.job.0,
        score.person.0,
        score.inputs.version,
        score.sha256,
        Json(score.inputs) as _,
        score.fit,
        score.wish,
        score.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// A score as kept.
pub struct KeptScore {
    pub sha256: Vec<u8>,
    pub inputs: Json<Inputs>,
    pub fit: i32,
}

/// A kept score, for a role that sees all of them.
pub async fn kept_score(pool: &PgPool, id: MatchId) -> Result<Option<KeptScore>> {
    sqlx::query_as!(
        KeptScore,
        r#"select inputs_sha256 as sha256, inputs as "inputs: Json<Inputs>", fit from match_score where id = $1"#,
        id.0
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

/// The person's latest application to each job they ever applied to.
pub async fn own_applications(
    tx: &mut TenantTx,
    person: PersonId,
) -> Result<HashMap<JobId, (ApplicationId, Stage)>> {
    let rows = sqlx::query!(
        r#"select distinct on (job_id) job_id as "job: JobId", id as "id: ApplicationId", stage
           from application where person_id = $1 order by job_id, created_at desc, id desc"#,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.job, (row.id, Stage::from_name(&row.stage)?))))
        .collect())
}

/// Applications without a score: the application, whose job it is, the job, who applied.
pub async fn unscored(
    pool: &PgPool,
) -> Result<Vec<(ApplicationId, OrganisationId, JobId, PersonId)>> {
    let rows = sqlx::query!(
        r#"select id as "id: ApplicationId", tenant_id as "tenant: OrganisationId", job_id as "job: JobId", person_id as "person: PersonId"
           from application where fit_at_apply is null order by id"#
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.tenant, row.job, row.person))
        .collect())
}

/// Sets the score of an application, in hundredths of a point; the right is the owner's.
pub async fn set_fit(tx: &mut TenantTx, application: ApplicationId, fit: i32) -> Result<()> {
    sqlx::query!(
        "update application set fit_at_apply = $2 where id = $1",
        application.0,
        fit
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// The number of the latest set of priors.
pub async fn prior_version(pool: &PgPool) -> Result<Option<i32>> {
    sqlx::query_scalar!("select max(version) from match_prior_version")
        .fetch_one(pool)
        .await
        .map_err(store_error)
}

/// The latest set of priors with its number.
pub async fn priors(pool: &PgPool) -> Result<(Option<i32>, Usual)> {
    let version = prior_version(pool).await?;
    let rows = sqlx::query!(
        "select occupation_id, isco, part, median, known from match_prior where version = $1",
        version
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    let mut usual = Usual::default();
    for row in rows {
        let scope = match (row.occupation_id, row.isco) {
            (Some(id), _) => Scope::Occupation(id.unsigned_abs()),
            (None, Some(code)) => Scope::Group(code.into()),
            (None, None) => Scope::All,
        };
        let median = Median {
            value: row.median.into(),
            known: row.known.unsigned_abs(),
        };
        usual.set(scope, usize::from(row.part.unsigned_abs()), median);
    }
    Ok((version, usual))
}

/// Keeps a set of priors learned from so many jobs and scores; gives its number.
pub async fn insert_priors(
    pool: &PgPool,
    usual: &Usual,
    (jobs, scores): (i32, i32),
    at: OffsetDateTime,
) -> Result<i32> {
    let (mut occupations, mut groups, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut medians, mut known) = (Vec::new(), Vec::new());
    for (scope, part, median) in usual.medians() {
        let (occupation, group) = match scope {
            Scope::Occupation(id) => (i32::try_from(*id).ok(), None),
            Scope::Group(code) => (None, Some(code.to_string())),
            Scope::All => (None, None),
        };
        occupations.push(occupation);
        groups.push(group);
        parts.push(i16::try_from(part).unwrap_or(i16::MAX));
        medians.push(i16::try_from(median.value).unwrap_or(i16::MAX));
        known.push(i32::try_from(median.known).unwrap_or(i32::MAX));
    }
    sqlx::query_scalar!(
        r#"with made as (
               insert into match_prior_version (formula, jobs, scores, learned_at) values ($1, $2, $3, $4) returning version),
           filled as (
               insert into match_prior (version, occupation_id, isco, part, median, known)
               select made.version, r.occupation, r.isco, r.part, r.median, r.known
               from made, unnest($5::int[], $6::text[], $7::smallint[], $8::smallint[], $9::int[]) as r (occupation, isco, part, median, known))
           select version as "version!" from made"#,
        matching::VERSION,
        jobs,
        scores,
        at,
        &occupations as &[Option<i32>],
        &groups as &[Option<String>],
        &parts,
        &medians,
        &known
    )
    .fetch_one(pool)
    .await
    .map_err(store_error)
}

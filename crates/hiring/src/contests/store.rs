//! SQL of contests.

use super::model::{Answerer, Contest, NewContest, Standing};
use kernel::Result;
use kernel::id::{JobId, MatchId, OrganisationId, PersonId};
use kernel::state::State;
use platform::TenantTx;
use platform::db::{internal, store_error};
use time::OffsetDateTime;
use uuid::Uuid;

/// A row as lists read it.
struct Row {
    id: Uuid,
    job: JobId,
    job_title: String,
    organisation_name: String,
    answerer: String,
    input: String,
    shown: String,
    wrong: String,
    right_value: String,
    state: String,
    answer: String,
    created_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
    was: Option<i32>,
    anew: Option<i32>,
}

impl Row {
    fn read(self) -> Result<Contest> {
        let unknown = || internal("unknown word in a contest");
        Ok(Contest {
            id: self.id,
            job: self.job,
            job_title: self.job_title,
            organisation_name: self.organisation_name,
            answerer: Answerer::from_name(&self.answerer).ok_or_else(unknown)?,
            input: self.input,
            shown: self.shown,
            wrong: self.wrong,
            right_value: self.right_value,
            state: Standing::from_name(&self.state).ok_or_else(unknown)?,
            answer: self.answer,
            created_at: self.created_at,
            ended_at: self.ended_at,
            scores: self.was.map(|was| (was, self.anew)),
        })
    }
}

/// Makes contests of one person wait for each other, so that a limit holds.
pub async fn lock_person(tx: &mut TenantTx, person: PersonId) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('contest ' || $1::text, 0))",
        person.to_string()
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// How many of a person's are open, and how many were begun since.
pub async fn counts(
    tx: &mut TenantTx,
    person: PersonId,
    since: OffsetDateTime,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) filter (where state = 'OPEN') as "open!", count(*) filter (where created_at > $2) as "lately!"
           from contest where person_id = $1"#,
        person.0,
        since
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok((row.open, row.lately))
}

/// The open contest of an input.
pub async fn live(
    tx: &mut TenantTx,
    person: PersonId,
    job: JobId,
    input: &str,
) -> Result<Option<Uuid>> {
    sqlx::query_scalar!(
        "select id from contest where person_id = $1 and job_id = $2 and input = $3 and state = 'OPEN'",
        person.0,
        job.0,
        input
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// The kept score of these inputs.
pub async fn score(
    tx: &mut TenantTx,
    job: JobId,
    person: PersonId,
    sha256: &[u8],
) -> Result<MatchId> {
    sqlx::query_scalar!(
        r#"select id as "id: MatchId" from match_score where job_id = $1 and person_id = $2 and inputs_sha256 = $3"#,
        job.0,
        person.0,
        sha256
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// A contest to keep.
pub struct NewRow<'a> {
    pub id: Uuid,
    pub tenant: OrganisationId,
    pub person: PersonId,
    pub score: MatchId,
    pub new: &'a NewContest,
    pub shown: &'a str,
    pub at: OffsetDateTime,
}

pub async fn insert(tx: &mut TenantTx, row: NewRow<'_>) -> Result<()> {
    sqlx::query!(
        "insert into contest (id, tenant_id, job_id, person_id, score_id, input, shown, answerer, wrong, right_value, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        row.id,
        row.tenant.0,
        row.new.job.0,
        row.person.0,
        row.score.0,
        row.new.input.key(),
        row.shown,
        row.new.input.answerer().name(),
        row.new.wrong,
        row.new.right_value,
        row.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// A person's own, the latest first; those about one job, or all.
pub async fn mine(
    tx: &mut TenantTx,
    person: PersonId,
    job: Option<JobId>,
    most: i64,
) -> Result<Vec<Contest>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.id, c.job_id as "job: JobId", coalesce(j.title, '') as "job_title!", coalesce(o.name, '') as "organisation_name!",
                  c.answerer, c.input, c.shown, c.wrong, c.right_value, c.state, c.answer, c.created_at, c.ended_at,
                  s.fit as "was?", n.fit as "anew?"
           from contest c left join job j on j.id = c.job_id left join organisation o on o.id = c.tenant_id
           left join match_score s on s.id = c.score_id left join match_score n on n.id = c.rescored_id
           where c.person_id = $1 and ($2::uuid is null or c.job_id = $2) order by c.created_at desc, c.id desc limit $3"#,
        person.0,
        job.map(|job| job.0),
        most
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter().map(Row::read).collect()
}

/// Those the organisation answers for: what waits first, the longest waiting before the others; then the latest answered.
pub async fn of_organisation(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    most: i64,
) -> Result<Vec<Contest>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select c.id, c.job_id as "job: JobId", j.title as job_title, o.name as organisation_name,
                  c.answerer, c.input, c.shown, c.wrong, c.right_value, c.state, c.answer, c.created_at, c.ended_at,
                  null::int as was, null::int as anew
           from contest c join job j on j.id = c.job_id join organisation o on o.id = c.tenant_id
           where c.tenant_id = $1 and c.answerer = 'ORGANISATION' and c.state <> 'WITHDRAWN'
           order by c.state = 'OPEN' desc, case when c.state = 'OPEN' then c.created_at end, c.ended_at desc, c.id limit $2"#,
        tenant.0,
        most
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter().map(Row::read).collect()
}

/// How many wait for the organisation.
pub async fn waiting(tx: &mut TenantTx, tenant: OrganisationId) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from contest where tenant_id = $1 and answerer = 'ORGANISATION' and state = 'OPEN'"#,
        tenant.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// Whose a contest is and how it stands; the row stays locked.
pub struct Held {
    pub person: PersonId,
    pub tenant: OrganisationId,
    pub job: JobId,
    pub state: String,
    pub answerer: String,
    pub score: MatchId,
    pub rescored: Option<MatchId>,
    pub told: bool,
    pub shown: String,
    pub answer: String,
}

pub async fn hold(tx: &mut TenantTx, id: Uuid) -> Result<Option<Held>> {
    sqlx::query_as!(
        Held,
        r#"select person_id as "person: PersonId", tenant_id as "tenant: OrganisationId", job_id as "job: JobId", state, answerer,
                  score_id as "score: MatchId", rescored_id as "rescored: MatchId", told_at is not null as "told!", shown, answer
           from contest where id = $1 for update"#,
        id
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Takes it back.
pub async fn withdraw(tx: &mut TenantTx, id: Uuid, at: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update contest set state = 'WITHDRAWN', ended_at = $2 where id = $1",
        id,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Answers it.
pub async fn answer(
    tx: &mut TenantTx,
    id: Uuid,
    to: Standing,
    answer: &str,
    by: PersonId,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update contest set state = $2, answer = $3, answered_by = $4, ended_at = $5 where id = $1",
        id,
        to.name(),
        answer,
        by.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// The person was told, and this is the score made anew, if there is one.
pub async fn settle(
    tx: &mut TenantTx,
    id: Uuid,
    rescored: Option<MatchId>,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update contest set told_at = $3, rescored_id = coalesce($2, rescored_id) where id = $1",
        id,
        rescored.map(|id| id.0),
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Accepted ones about a job, with whose they are.
pub async fn accepted(tx: &mut TenantTx, job: JobId) -> Result<Vec<(Uuid, PersonId)>> {
    let rows = sqlx::query!(
        r#"select id, person_id as "person: PersonId" from contest where job_id = $1 and state = 'ACCEPTED' order by id"#,
        job.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows.into_iter().map(|row| (row.id, row.person)).collect())
}

/// The figure of a kept score, in 1/10,000 of a point.
pub async fn fit(tx: &mut TenantTx, score: MatchId) -> Result<i32> {
    sqlx::query_scalar!("select fit from match_score where id = $1", score.0)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)
}

/// Where to write to a person; `None` once they are erased.
pub async fn address(tx: &mut TenantTx, person: PersonId) -> Result<Option<String>> {
    sqlx::query_scalar!(
        "select email from account where id = $1 and erased_at is null",
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

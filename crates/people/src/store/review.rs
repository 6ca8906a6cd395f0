//! SQL of résumés that wait to be looked through.

use crate::forms::StatedSkill;
use crate::resume::Review;
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::store_error;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

/// The review of a person, with its id.
pub async fn find(tx: &mut TenantTx, person: PersonId) -> Result<Option<(Uuid, Review)>> {
    let row = sqlx::query!(
        r#"select id, content as "content: Json<Review>" from resume_review where person_id = $1"#,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| (row.id, row.content.0)))
}

/// Keeps a new review, in place of the one before.
pub async fn keep(
    tx: &mut TenantTx,
    person: PersonId,
    id: Uuid,
    review: &Review,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into resume_review (person_id, id, content, created_at) values ($1, $2, $3, $4)
         on conflict (person_id) do update set id = excluded.id, content = excluded.content, created_at = excluded.created_at",
        person.0,
        id,
        Json(review) as _,
        at
    )
    .execute(&mut **tx)
    .await
    .map(drop)
    .map_err(store_error)
}

/// Writes what is left of a review; false if another one has taken its place.
pub async fn update(
    tx: &mut TenantTx,
    person: PersonId,
    id: Uuid,
    review: &Review,
) -> Result<bool> {
    let done = sqlx::query!(
        "update resume_review set content = $3 where person_id = $1 and id = $2",
        person.0,
        id,
        Json(review) as _
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// Throws the review away.
pub async fn remove(tx: &mut TenantTx, person: PersonId) -> Result<()> {
    sqlx::query!("delete from resume_review where person_id = $1", person.0)
        .execute(&mut **tx)
        .await
        .map(drop)
        .map_err(store_error)
}

/// Adds skills with their details; those that are there already stay as they are.
pub async fn add_skills(tx: &mut TenantTx, person: PersonId, rows: &[StatedSkill]) -> Result<()> {
    let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
    let months: Vec<Option<i16>> = rows.iter().map(|row| row.months).collect();
    let years: Vec<Option<i16>> = rows.iter().map(|row| row.last_used_year).collect();
    sqlx::query!(
        "insert into person_skill (person_id, skill_id, months, last_used_year)
         select $1, r.id, r.months, r.used from unnest($2::int[], $3::smallint[], $4::smallint[]) as r (id, months, used)
         where exists (select 1 from skill s where s.id = r.id and s.kind <> 'GROUP')
         on conflict do nothing",
        person.0,
        &ids,
        &months as &[Option<i16>],
        &years as &[Option<i16>]
    )
    .execute(&mut **tx)
    .await
    .map(drop)
    .map_err(store_error)
}

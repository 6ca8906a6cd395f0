//! SQL of the taxonomy: reads only.

use crate::model::{OccupationId, SkillId};
use crate::places::City;
use kernel::Result;
use kernel::geo::Point;
use platform::db::store_error;
use sqlx::PgPool;

pub struct SkillRow {
    pub id: SkillId,
    pub kind: String,
    pub source: String,
    pub label: String,
    /// In how many occupations somebody named it by hand.
    pub named: i64,
    /// How many occupations typically need it.
    pub needing: i64,
    pub parents: Vec<SkillId>,
}

pub async fn skills(pool: &PgPool) -> Result<Vec<SkillRow>> {
    sqlx::query_as!(
        SkillRow,
        r#"select s.id, s.kind, s.source, s.label, coalesce(n.named, 0) as "named!", coalesce(n.needing, 0) as "needing!",
                  coalesce(p.parents, '{}') as "parents!"
           from skill s
           left join (select skill_id, count(*) filter (where weight > 90) as named, count(*) as needing
                      from occupation_skill group by 1) n on n.skill_id = s.id
           left join (select skill_id, array_agg(parent_id order by parent_id) as parents from skill_parent group by 1) p on p.skill_id = s.id
           order by s.id"#
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

/// A label or alias and whose it is.
pub struct TermRow {
    pub owner: i32,
    pub shown: String,
    pub is_label: bool,
}

pub async fn skill_terms(pool: &PgPool) -> Result<Vec<TermRow>> {
    sqlx::query_as!(
        TermRow,
        "select skill_id as owner, shown, is_label from skill_term"
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

pub struct OccupationRow {
    pub id: OccupationId,
    pub label: String,
    pub isco: String,
    /// It is among those whose skills somebody named by hand, the common ones.
    pub common: bool,
}

pub async fn occupations(pool: &PgPool) -> Result<Vec<OccupationRow>> {
    sqlx::query_as!(
        OccupationRow,
        r#"select o.id, o.label, o.isco,
                  exists (select 1 from occupation_skill s where s.occupation_id = o.id and s.weight > 90) as "common!"
           from occupation o order by o.id"#
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

pub async fn occupation_terms(pool: &PgPool) -> Result<Vec<TermRow>> {
    sqlx::query_as!(
        TermRow,
        "select occupation_id as owner, shown, is_label from occupation_term"
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

pub async fn cities(pool: &PgPool) -> Result<Vec<City>> {
    let rows = sqlx::query!(
        "select c.id, c.name, c.country, n.name as country_name, c.region, c.lat, c.lon, c.population, c.aliases
         from city c join country n on n.code = c.country order by c.id"
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| City {
            id: row.id,
            name: row.name,
            country: row.country,
            country_name: row.country_name,
            region: row.region,
            point: Point {
                lat: row.lat,
                lon: row.lon,
            },
            population: row.population,
            aliases: row.aliases,
        })
        .collect())
}

/// The first of these codes that is known: its code and centre.
pub async fn postcode_area(pool: &PgPool, codes: &[String]) -> Result<Option<(String, Point)>> {
    let row = sqlx::query!("select code, lat, lon from postcode_area where code = any ($1) order by length(code) desc limit 1", codes)
        .fetch_optional(pool)
        .await
        .map_err(store_error)?;
    Ok(row.map(|row| {
        (
            row.code,
            Point {
                lat: row.lat,
                lon: row.lon,
            },
        )
    }))
}

/// Districts and sectors that begin so, shortest first.
pub async fn postcode_areas(
    pool: &PgPool,
    prefix: &str,
    limit: i64,
) -> Result<Vec<(String, Point)>> {
    let rows = sqlx::query!(
        "select code, lat, lon from postcode_area where starts_with(code, $1) order by length(code), code limit $2",
        prefix,
        limit
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            (
                row.code,
                Point {
                    lat: row.lat,
                    lon: row.lon,
                },
            )
        })
        .collect())
}

pub async fn typical_skills(
    pool: &PgPool,
    occupation: OccupationId,
    limit: i64,
) -> Result<Vec<SkillId>> {
    sqlx::query_scalar!(
        "select skill_id from occupation_skill where occupation_id = $1 order by weight desc, skill_id limit $2",
        occupation,
        limit
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

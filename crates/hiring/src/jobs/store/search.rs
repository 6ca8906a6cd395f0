//! The lists of open jobs that everybody sees: one statement a page, read without a transaction.
//!
//! The orders are statements of their own so that each can follow its index. Words are looked up by
//! `open_jobs_by_words`, because row-level security keeps text search out of the indexes.

use super::rows::{known, pay};
use crate::jobs::model::{Card, Cursor, Filter, SearchPage, Shown, Sort, WorkMode, WorkType};
use kernel::Result;
use kernel::id::{FileId, JobId};
use kernel::page::encode;
use platform::db::store_error;
use sqlx::PgPool;
use time::{Date, OffsetDateTime};

struct CardRow {
    id: JobId,
    title: String,
    organisation: String,
    logo: Option<FileId>,
    place: String,
    mode: String,
    kind: String,
    pay_kind: String,
    pay_min_minor: Option<i64>,
    pay_max_minor: Option<i64>,
    currency: String,
    starts_on: Option<Date>,
    free: i16,
    published_at: OffsetDateTime,
    skills: Vec<String>,
    distance_km: Option<f64>,
    key: i64,
    total: i64,
    exact: bool,
}

/// `$1` skill, `$2`/`$3`/`$4` point and kilometres, `$5`/`$6` pay, `$7` modes, `$8` types, `$9`/`$10` cursor,
/// `$11` rows, `$12` most that are counted, `$13` words. The filters stand twice: once for the rows, once for the count.
macro_rules! search {
    ($pool:expr, $filter:expr, $cursor:expr, $from:literal, $key:literal, $exact:literal, $keyset:literal, $order:literal) => {{
        let filter: &Filter = $filter;
        let modes: Vec<String> = filter.modes.iter().map(|mode| mode.name().to_owned()).collect();
        let kinds: Vec<String> = filter.kinds.iter().map(|kind| kind.name().to_owned()).collect();
        let cursor: Option<Cursor> = $cursor;
        sqlx::query_as!(
            CardRow,
            r#"select j.id as "id: JobId", j.title, o.name as organisation, o.logo_id as "logo: FileId", j.place, j.mode, j.type as kind, j.pay_kind,
                      j.pay_min_minor, j.pay_max_minor, j.currency, j.starts_on, j.headcount - j.filled as "free!: i16",
                      j.published_at as "published_at!",
                      array(select s.label from job_skill js join skill s on s.id = js.skill_id
                            where js.tenant_id = j.tenant_id and js.job_id = j.id
                            order by array_position(array['MUST', 'SHOULD', 'NICE'], js.importance), s.label limit 3) as "skills!: Vec<String>",
                      case when $2::float8 is not null then km_between(j.lat, j.lon, $2, $3) end as distance_km,
                      ("# + $key + r#")::bigint as "key!",
                      (select count(*) from (select 1 from "# + $from + r#" where j.status = 'ACTIVE'
                          and ($1::int is null or exists (select 1 from job_skill js where js.job_id = j.id and js.skill_id = $1))
                          and ($2::float8 is null or j.lat between $2 - $4::float8 / 111 and $2 + $4::float8 / 111
                               and km_between(j.lat, j.lon, $2, $3) <= $4)
                          and ($5::bigint is null or j.currency = $6 and j.pay_hour_minor >= $5)
                          and (cardinality($7::text[]) = 0 or j.mode = any ($7))
                          and (cardinality($8::text[]) = 0 or j.type = any ($8))
                          and ($13 = $13) limit $12) hits) as "total!",
                      "# + $exact + r#" as "exact!"
               from "# + $from + r#" join organisation o on o.id = j.tenant_id
               where j.status = 'ACTIVE'
                 and ($1::int is null or exists (select 1 from job_skill js where js.job_id = j.id and js.skill_id = $1))
                 and ($2::float8 is null or j.lat between $2 - $4::float8 / 111 and $2 + $4::float8 / 111
                      and km_between(j.lat, j.lon, $2, $3) <= $4)
                 and ($5::bigint is null or j.currency = $6 and j.pay_hour_minor >= $5)
                 and (cardinality($7::text[]) = 0 or j.mode = any ($7))
                 and (cardinality($8::text[]) = 0 or j.type = any ($8))
                 and ($9::bigint is null or "# + $keyset + r#")
               order by "# + $order + r#" limit $11"#,
            filter.skill,
            filter.near.map(|(point, _)| point.lat),
            filter.near.map(|(point, _)| point.lon),
            filter.near.map(|(_, km)| f64::from(km)),
            filter.pay_minor,
            filter.currency.code(),
            &modes,
            &kinds,
            cursor.map(|cursor| cursor.key),
            cursor.map(|cursor| cursor.id),
            i64::try_from(SearchPage::SIZE + 1).unwrap_or(i64::MAX),
            SearchPage::COUNT_MAX + 1,
            filter.words,
        )
        .fetch_all($pool)
        .await
        .map_err(store_error)?
    }};
}

/// One page of a search. The order by fit is not one of the database's: the newest first.
pub async fn search(pool: &PgPool, filter: &Filter, cursor: Option<Cursor>) -> Result<SearchPage> {
    let rows = if filter.words.is_empty() {
        by_index(pool, filter, cursor).await?
    } else {
        by_words(pool, filter, cursor).await?
    };
    page(rows)
}

async fn by_index(pool: &PgPool, filter: &Filter, cursor: Option<Cursor>) -> Result<Vec<CardRow>> {
    Ok(match filter.sort {
        Sort::Pay => search!(
            pool,
            filter,
            cursor,
            "job j",
            "j.pay_hour_minor",
            "true",
            "(j.pay_hour_minor, j.id) < ($9::bigint, $10::uuid)",
            "j.pay_hour_minor desc, j.id desc"
        ),
        Sort::Distance => search!(
            pool,
            filter,
            cursor,
            "job j",
            "-round(1000 * km_between(j.lat, j.lon, $2, $3))",
            "true",
            "(-round(1000 * km_between(j.lat, j.lon, $2, $3))::bigint, j.id) < ($9::bigint, $10::uuid)",
            "round(1000 * km_between(j.lat, j.lon, $2, $3)), j.id desc"
        ),
        Sort::Date | Sort::Words | Sort::Fit => search!(
            pool,
            filter,
            cursor,
            "job j",
            "extract(epoch from j.published_at) * 1000000",
            "true",
            "(j.published_at, j.id) < ('epoch'::timestamptz + $9::bigint * interval '1 microsecond', $10::uuid)",
            "j.published_at desc, j.id desc"
        ),
    })
}

/// What words find is a short list: the orders may share a statement.
async fn by_words(pool: &PgPool, filter: &Filter, cursor: Option<Cursor>) -> Result<Vec<CardRow>> {
    Ok(match filter.sort {
        Sort::Words | Sort::Fit => search!(
            pool,
            filter,
            cursor,
            "open_jobs_by_words($13) w join job j on j.id = w.job_id",
            "round(w.rank * 1000000000)",
            "w.exact",
            "(round(w.rank * 1000000000)::bigint, j.id) < ($9::bigint, $10::uuid)",
            "round(w.rank * 1000000000) desc, j.id desc"
        ),
        Sort::Date => search!(
            pool,
            filter,
            cursor,
            "open_jobs_by_words($13) w join job j on j.id = w.job_id",
            "extract(epoch from j.published_at) * 1000000",
            "w.exact",
            "(j.published_at, j.id) < ('epoch'::timestamptz + $9::bigint * interval '1 microsecond', $10::uuid)",
            "j.published_at desc, j.id desc"
        ),
        Sort::Pay => search!(
            pool,
            filter,
            cursor,
            "open_jobs_by_words($13) w join job j on j.id = w.job_id",
            "j.pay_hour_minor",
            "w.exact",
            "(j.pay_hour_minor, j.id) < ($9::bigint, $10::uuid)",
            "j.pay_hour_minor desc, j.id desc"
        ),
        Sort::Distance => search!(
            pool,
            filter,
            cursor,
            "open_jobs_by_words($13) w join job j on j.id = w.job_id",
            "-round(1000 * km_between(j.lat, j.lon, $2, $3))",
            "w.exact",
            "(-round(1000 * km_between(j.lat, j.lon, $2, $3))::bigint, j.id) < ($9::bigint, $10::uuid)",
            "round(1000 * km_between(j.lat, j.lon, $2, $3)), j.id desc"
        ),
    })
}

fn page(mut rows: Vec<CardRow>) -> Result<SearchPage> {
    let more = rows.len() > SearchPage::SIZE;
    rows.truncate(SearchPage::SIZE);
    let total = rows.first().map_or(0, |row| row.total);
    let exact = rows.first().is_none_or(|row| row.exact);
    let next = rows.last().filter(|_| more).map(|row| {
        encode(&Cursor {
            key: row.key,
            id: row.id.0,
        })
    });
    let cards = rows.into_iter().map(card).collect::<Result<_>>()?;
    Ok(SearchPage {
        cards,
        total,
        next,
        exact,
        shown: Shown::default(),
    })
}

fn card(row: CardRow) -> Result<Card> {
    Ok(Card {
        id: row.id,
        title: row.title,
        organisation: row.organisation,
        logo: row.logo,
        place: row.place,
        mode: known("mode", WorkMode::from_name(&row.mode))?,
        kind: known("type", WorkType::from_name(&row.kind))?,
        pay: pay(
            &row.pay_kind,
            row.pay_min_minor,
            row.pay_max_minor,
            &row.currency,
        )?,
        starts_on: row.starts_on,
        free: row.free,
        published_at: row.published_at,
        skills: row.skills,
        distance_km: row.distance_km,
        fit: None,
    })
}

/// Cards of these open jobs, in no order.
pub async fn cards(pool: &PgPool, ids: &[uuid::Uuid]) -> Result<Vec<Card>> {
    let rows = sqlx::query_as!(
        CardRow,
        r#"select j.id as "id: JobId", j.title, o.name as organisation, o.logo_id as "logo: FileId", j.place, j.mode, j.type as kind, j.pay_kind,
                  j.pay_min_minor, j.pay_max_minor, j.currency, j.starts_on, j.headcount - j.filled as "free!: i16",
                  j.published_at as "published_at!",
                  array(select s.label from job_skill js join skill s on s.id = js.skill_id
                        where js.tenant_id = j.tenant_id and js.job_id = j.id
                        order by array_position(array['MUST', 'SHOULD', 'NICE'], js.importance), s.label limit 3) as "skills!: Vec<String>",
                  null::float8 as distance_km, 0::bigint as "key!", 0::bigint as "total!", true as "exact!"
           from job j join organisation o on o.id = j.tenant_id where j.status = 'ACTIVE' and j.id = any ($1)"#,
        ids
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    rows.into_iter().map(card).collect()
}

/// Ids of every open job a filter admits, for those who order by something the database does not know; at most 5,000.
pub async fn matching_ids(pool: &PgPool, filter: &Filter) -> Result<Vec<JobId>> {
    let modes: Vec<String> = filter
        .modes
        .iter()
        .map(|mode| mode.name().to_owned())
        .collect();
    let kinds: Vec<String> = filter
        .kinds
        .iter()
        .map(|kind| kind.name().to_owned())
        .collect();
    sqlx::query_scalar!(
        r#"select j.id as "id: JobId" from job j
           where j.status = 'ACTIVE'
             and ($1::int is null or exists (select 1 from job_skill js where js.job_id = j.id and js.skill_id = $1))
             and ($2::float8 is null or j.lat between $2 - $4::float8 / 111 and $2 + $4::float8 / 111
                  and km_between(j.lat, j.lon, $2, $3) <= $4)
             and ($5::bigint is null or j.currency = $6 and j.pay_hour_minor >= $5)
             and (cardinality($7::text[]) = 0 or j.mode = any ($7))
             and (cardinality($8::text[]) = 0 or j.type = any ($8))
             and ($9 = '' or j.id in (select job_id from open_jobs_by_words($9)))
           order by j.published_at desc, j.id desc limit 5000"#,
        filter.skill,
        filter.near.map(|(point, _)| point.lat),
        filter.near.map(|(point, _)| point.lon),
        filter.near.map(|(_, km)| f64::from(km)),
        filter.pay_minor,
        filter.currency.code(),
        &modes,
        &kinds,
        filter.words
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}

/// Addresses of open jobs with the time of their last change, the newest first.
pub async fn sitemap(pool: &PgPool) -> Result<Vec<(JobId, OffsetDateTime)>> {
    let rows = sqlx::query!(
        r#"select id as "id: JobId", updated_at from job where status = 'ACTIVE' order by published_at desc, id desc limit 49000"#
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.updated_at))
        .collect())
}

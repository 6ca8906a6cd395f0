//! SQL of sessions as staff see them, as `app_admin`.

use super::model::Line;
use identity::sessions::model::Device;
use kernel::Result;
use kernel::id::PersonId;
use platform::TenantTx;
use platform::db::store_error;
use time::OffsetDateTime;
use uuid::Uuid;

/// What a page asks for.
pub struct Asked<'a> {
    pub words: &'a str,
    pub person: Option<Uuid>,
    pub before: Option<(OffsetDateTime, Uuid)>,
    pub now: OffsetDateTime,
    pub used_after: OffsetDateTime,
    pub limit: usize,
}

/// Sessions and families of tokens before one, the latest sign-in first.
pub async fn page(tx: &mut TenantTx, asked: Asked<'_>) -> Result<Vec<Line>> {
    let (at, id) = asked.before.unzip();
    let rows = sqlx::query!(
        r#"select d.id as "id!", d.person_id as "person!: PersonId", a.display_name as "name!", d.device, d.user_agent as "user_agent!",
                  d.address as "address!", d.created_at as "created_at!", d.last_seen_at as "last_seen_at!"
           from ((select s.id, s.account_id as person_id, null::text as device, s.user_agent, s.address, s.created_at, s.last_seen_at
                  from session s join account p on p.id = s.account_id
                  where s.expires_at > $5 and s.last_seen_at > $6
                    and ($2::uuid is null or s.account_id = $2)
                    and ($2::uuid is not null or $1 = '' or starts_with(s.address, $1) or p.email = $1)
                    and ($3::timestamptz is null or (s.created_at, s.id) < ($3, $4::uuid))
                  order by s.created_at desc, s.id desc limit $7)
                 union all
                 (select f.id, f.person_id, f.device_name, f.user_agent, f.address, f.created_at, f.last_seen_at
                  from token_family f join account p on p.id = f.person_id
                  where f.expires_at > $5
                    and ($2::uuid is null or f.person_id = $2)
                    and ($2::uuid is not null or $1 = '' or starts_with(f.address, $1) or p.email = $1)
                    and ($3::timestamptz is null or (f.created_at, f.id) < ($3, $4::uuid))
                  order by f.created_at desc, f.id desc limit $7)) d
           join account a on a.id = d.person_id
           order by d.created_at desc, d.id desc limit $7"#,
        asked.words,
        asked.person,
        at,
        id,
        asked.now,
        asked.used_after,
        i64::try_from(asked.limit).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let lines = rows.into_iter().map(|row| Line {
        person: row.person,
        name: row.name,
        device: Device {
            id: row.id,
            name: row.device,
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
        },
    });
    Ok(lines.collect())
}

/// A session or family of tokens that has not ended.
pub async fn one(
    tx: &mut TenantTx,
    id: Uuid,
    now: OffsetDateTime,
    used_after: OffsetDateTime,
) -> Result<Option<Line>> {
    let row = sqlx::query!(
        r#"select d.person_id as "person!: PersonId", a.display_name as "name!", d.device, d.user_agent as "user_agent!",
                  d.address as "address!", d.created_at as "created_at!", d.last_seen_at as "last_seen_at!"
           from (select account_id as person_id, null::text as device, user_agent, address, created_at, last_seen_at from session
                 where id = $1 and expires_at > $2 and last_seen_at > $3
                 union all
                 select person_id, device_name, user_agent, address, created_at, last_seen_at from token_family
                 where id = $1 and expires_at > $2) d
           join account a on a.id = d.person_id"#,
        id,
        now,
        used_after
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| Line {
        person: row.person,
        name: row.name,
        device: Device {
            id,
            name: row.device,
            user_agent: row.user_agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
        },
    }))
}

/// False if it has ended already.
pub async fn end(tx: &mut TenantTx, id: Uuid) -> Result<bool> {
    sqlx::query_scalar!(r#"select console_end_device($1) as "done!""#, id)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)
}

//! SQL of people as staff see them, as `app_admin`.

use super::model::{Factors, Found, SeatLine, Waiting};
use identity::accounts::model::{Appeal, Status};
use identity::security::model::{SecurityEvent, TrailLine};
use identity::sessions::model::Device;
use kernel::Result;
use kernel::id::{OrganisationId, PersonId};
use kernel::state::State as _;
use platform::TenantTx;
use platform::db::{internal, store_error};
use time::OffsetDateTime;
use uuid::Uuid;

struct Row {
    id: PersonId,
    name: String,
    email: String,
    status: String,
    created_at: OffsetDateTime,
}

impl Row {
    fn read(self) -> Result<Found> {
        let status = Status::from_name(&self.status)
            .ok_or_else(|| internal(format!("no standing: {}", self.status)))?;
        Ok(Found {
            id: self.id,
            name: self.name,
            email: self.email,
            status,
            created_at: self.created_at,
        })
    }
}

/// People after one, the newest first.
pub async fn page(
    tx: &mut TenantTx,
    words: &str,
    standing: Option<Status>,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> Result<Vec<Found>> {
    let (at, id) = after.unzip();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id!: PersonId", display_name as "name!", email as "email!", status as "status!", created_at as "created_at!"
           from console_people($1, $2, $3, $4, $5)"#,
        words,
        standing.map_or("", |status| status.name()),
        at,
        id,
        i32::try_from(limit).unwrap_or(i32::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter().map(Row::read).collect()
}

pub async fn one(tx: &mut TenantTx, id: PersonId) -> Result<Option<Found>> {
    sqlx::query_as!(
        Row,
        r#"select id as "id: PersonId", display_name as name, email, status, created_at from account where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?
    .map(Row::read)
    .transpose()
}

/// What somebody shows besides the password.
pub async fn factors(tx: &mut TenantTx, person: PersonId) -> Result<Factors> {
    sqlx::query_as!(
        Factors,
        r#"select (select t.confirmed_at from totp_factor t where t.person_id = $1) as two_steps,
                  (select count(*) from passkey p where p.person_id = $1) as "passkeys!""#,
        person.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// Browsers and apps, the last used first.
pub async fn devices(
    tx: &mut TenantTx,
    person: PersonId,
    now: OffsetDateTime,
    used_after: OffsetDateTime,
) -> Result<Vec<Device>> {
    sqlx::query_as!(
        Device,
        r#"select id as "id!", name, user_agent as "user_agent!", address as "address!", created_at as "created_at!", last_seen_at as "last_seen_at!"
           from (select id, null::text as name, user_agent, address, created_at, last_seen_at from session
                 where account_id = $1 and expires_at > $2 and last_seen_at > $3
                 union all
                 select id, device_name, user_agent, address, created_at, last_seen_at from token_family
                 where person_id = $1 and expires_at > $2) device
           order by last_seen_at desc, id limit 200"#,
        person.0,
        now,
        used_after
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn seats(tx: &mut TenantTx, person: PersonId) -> Result<Vec<SeatLine>> {
    sqlx::query_as!(
        SeatLine,
        r#"select o.id as "organisation: OrganisationId", o.name, m.role, m.created_at as since,
                  (o.suspended_at is not null or o.deleted_at is not null) as "closed!"
           from membership m join organisation o on o.id = m.tenant_id
           where m.account_id = $1 order by m.created_at, o.id limit 200"#,
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Has somebody else a seat as owner in an organisation of theirs that is open?
pub async fn has_owner_beside(tx: &mut TenantTx, person: PersonId) -> Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select from membership m join organisation o on o.id = m.tenant_id
               join membership other on other.tenant_id = m.tenant_id and other.role = 'OWNER' and other.account_id <> m.account_id
               where m.account_id = $1 and o.suspended_at is null and o.deleted_at is null) as "has!""#,
        person.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// What happened to an account, the latest first.
pub async fn events(tx: &mut TenantTx, person: PersonId, limit: i64) -> Result<Vec<TrailLine>> {
    let rows = sqlx::query!(
        "select id, kind, detail, address, user_agent, created_at from security_event
         where person_id = $1 order by created_at desc, id desc limit $2",
        person.0,
        limit
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let lines = rows.into_iter().filter_map(|row| {
        SecurityEvent::from_name(&row.kind).map(|what| TrailLine {
            id: row.id,
            what,
            detail: row.detail,
            address: row.address,
            user_agent: row.user_agent,
            at: row.created_at,
        })
    });
    Ok(lines.collect())
}

/// A person's appeals, the latest first.
pub async fn appeals(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Appeal>> {
    sqlx::query_as!(
        Appeal,
        "select reason, created_at, granted, answer from appeal where person_id = $1 order by created_at desc, id desc limit 20",
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Appeals that wait, after one, the longest waiting first.
pub async fn waiting(
    tx: &mut TenantTx,
    after: Option<(OffsetDateTime, Uuid)>,
    limit: usize,
) -> Result<Vec<Waiting>> {
    let (at, id) = after.unzip();
    sqlx::query_as!(
        Waiting,
        r#"select p.id, p.person_id as "person: PersonId", a.display_name as name, p.reason, p.created_at
           from appeal p join account a on a.id = p.person_id
           where p.decided_at is null and ($1::timestamptz is null or (p.created_at, p.id) > ($1, $2::uuid))
           order by p.created_at, p.id limit $3"#,
        at,
        id,
        i64::try_from(limit).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

//! SQL of visits: as `app_admin` for staff, as `app_rw` for the person, and before it is known as whom somebody asks.

use super::model::Visit;
use kernel::Result;
use kernel::id::{EntryId, OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// Ends what was asked of somebody before, by the person of the transaction.
pub async fn end_asked(
    tx: &mut TenantTx,
    person: PersonId,
    staff: PersonId,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update visit set ended_at = $3 where person_id = $1 and staff_id = $2 and ended_at is null",
        person.0,
        staff.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Asks, in the name the person reads.
pub async fn ask(
    tx: &mut TenantTx,
    id: Uuid,
    person: PersonId,
    staff: PersonId,
    reason: &str,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into visit (id, person_id, staff_id, staff_name, reason, asked_at)
         select $1, $2, a.id, a.display_name, $4, $5 from account a where a.id = $3",
        id,
        person.0,
        staff.0,
        reason,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Visits to a person, the latest first; of one of the staff, or of all.
pub async fn of_person(
    tx: &mut TenantTx,
    person: PersonId,
    staff: Option<PersonId>,
    limit: i64,
) -> Result<Vec<Visit>> {
    sqlx::query_as!(
        Visit,
        r#"select id, person_id as "person: PersonId", staff_id as "staff: PersonId", staff_name, reason, asked_at, allowed_until,
                  organisation_id as "organisation: OrganisationId", ended_at
           from visit where person_id = $1 and ($2::uuid is null or staff_id = $2) order by asked_at desc, id desc limit $3"#,
        person.0,
        staff.map(|id| id.0),
        limit
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// What the person lets staff see, and until when.
pub struct Leave {
    pub at: OffsetDateTime,
    pub until: OffsetDateTime,
    pub organisation: Option<OrganisationId>,
}

/// The person allows what was asked after `asked_after`; false if there is no such request of theirs any more.
pub async fn allow(
    tx: &mut TenantTx,
    id: Uuid,
    asked_after: OffsetDateTime,
    leave: Leave,
) -> Result<bool> {
    let done = sqlx::query!(
        "update visit set allowed_at = $2, allowed_until = $3, organisation_id = $4
         where id = $1 and ended_at is null and allowed_at is null and asked_at > $5",
        id,
        leave.at,
        leave.until,
        leave.organisation.map(|id| id.0),
        asked_after
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// Either side ends it; whose it was, `None` if it is over.
pub async fn end(tx: &mut TenantTx, id: Uuid, at: OffsetDateTime) -> Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"update visit set ended_at = $2 where id = $1 and ended_at is null and (allowed_until is null or allowed_until > $2)
           returning person_id as "person: PersonId""#,
        id,
        at
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Staff begin what is allowed, in this session; `None` if it is not, or not any more.
pub async fn start(
    tx: &mut TenantTx,
    id: Uuid,
    token_sha256: &[u8],
    session: Uuid,
    at: OffsetDateTime,
) -> Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"update visit set started_at = $4, token_sha256 = $2, session_id = $3
           where id = $1 and ended_at is null and allowed_until > $4
           returning person_id as "person: PersonId""#,
        id,
        token_sha256,
        session,
        at
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Who asks to look, at what, from where.
pub struct Look<'a> {
    pub token_sha256: &'a [u8],
    pub staff: PersonId,
    pub session: Uuid,
    pub event: EntryId,
    pub line: EntryId,
    pub path: &'a str,
    /// Is it shown, or refused?
    pub shown: bool,
    pub address: &'a str,
    pub user_agent: &'a str,
    pub at: OffsetDateTime,
}

pub struct FoundVisit {
    pub visit_id: Uuid,
    pub account_id: PersonId,
    pub display_name: String,
    pub email: String,
    pub allowed_until: OffsetDateTime,
    pub organisation_id: Option<OrganisationId>,
    pub organisation_name: Option<String>,
    pub organisation_slug: Option<String>,
    pub organisation_kind: Option<String>,
    pub suspended: Option<bool>,
    pub role: Option<String>,
}

/// As whom the holder of a token looks; that they do is noted with it.
pub async fn look(pool: &PgPool, look: Look<'_>) -> Result<Option<FoundVisit>> {
    sqlx::query_as!(
        FoundVisit,
        r#"select visit_id as "visit_id!", account_id as "account_id!: PersonId", display_name as "display_name!", email as "email!",
                  allowed_until as "allowed_until!", organisation_id as "organisation_id: OrganisationId",
                  organisation_name, organisation_slug, organisation_kind, suspended, role
           from auth_look($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        look.token_sha256,
        look.staff.0,
        look.session,
        look.event.0,
        look.line.0,
        look.path,
        look.shown,
        look.address,
        look.user_agent,
        look.at
    )
    .fetch_optional(pool)
    .await
    .map_err(store_error)
}

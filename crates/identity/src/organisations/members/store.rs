//! SQL of members.

use super::super::permissions::Role;
use super::super::store::role;
use super::model::{Filter, Member};
use kernel::id::{OrganisationId, PersonId};
use kernel::page::{Page, decode};
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{constraint, store_error};
use time::OffsetDateTime;

struct Row {
    person: PersonId,
    name: String,
    email: String,
    role: String,
    since: OffsetDateTime,
}

impl Row {
    fn read(self) -> Result<Member> {
        Ok(Member {
            person: self.person,
            name: self.name,
            email: self.email,
            role: role(&self.role)?,
            since: self.since,
        })
    }
}

/// A page of members in the order of their names, and how many the words find in all.
pub async fn page(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    filter: &Filter,
    limit: usize,
) -> Result<(Page<Member>, i64)> {
    let after: Option<(String, uuid::Uuid)> = decode(&filter.after);
    let (name, id) = after.unzip();
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id as "person: PersonId", a.display_name as name, a.email, m.role, m.created_at as since
           from membership m join account a on a.id = m.account_id
           where m.tenant_id = $1 and ($2 = '' or position(plain($2) in plain(a.display_name || ' ' || a.email)) > 0)
             and ($3::text is null or (lower(a.display_name), a.id) > ($3, $4))
           order by lower(a.display_name), a.id limit $5"#,
        organisation.0,
        filter.q,
        name,
        id,
        i64::try_from(limit + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let members = rows.into_iter().map(Row::read).collect::<Result<_>>()?;
    let page = Page::cut(members, limit, |member: &Member| {
        (member.name.to_lowercase(), member.person)
    });
    let all = sqlx::query_scalar!(
        r#"select count(*) as "all!" from membership m join account a on a.id = m.account_id
           where m.tenant_id = $1 and ($2 = '' or position(plain($2) in plain(a.display_name || ' ' || a.email)) > 0)"#,
        organisation.0,
        filter.q
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok((page, all))
}

/// One member.
pub async fn one(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<Member>> {
    sqlx::query_as!(
        Row,
        r#"select a.id as "person: PersonId", a.display_name as name, a.email, m.role, m.created_at as since
           from membership m join account a on a.id = m.account_id
           where m.tenant_id = $1 and m.account_id = $2"#,
        organisation.0,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?
    .map(Row::read)
    .transpose()
}

/// The member with this address.
pub async fn by_email(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    email: &str,
) -> Result<Option<PersonId>> {
    sqlx::query_scalar!(
        r#"select a.id as "id: PersonId" from membership m join account a on a.id = m.account_id
           where m.tenant_id = $1 and a.email = $2"#,
        organisation.0,
        email
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// What somebody is there.
pub async fn role_of(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<Role>> {
    let found = sqlx::query_scalar!(
        "select role from membership where tenant_id = $1 and account_id = $2",
        organisation.0,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    found.map(|name| role(&name)).transpose()
}

pub async fn set_role(
    tx: &mut TenantTx,
    organisation: OrganisationId,
    person: PersonId,
    role: Role,
) -> Result<()> {
    sqlx::query!(
        "update membership set role = $3 where tenant_id = $1 and account_id = $2",
        organisation.0,
        person.0,
        role.name()
    )
    .execute(&mut **tx)
    .await
    .map_err(kept_owner)?;
    Ok(())
}

pub async fn end(tx: &mut TenantTx, organisation: OrganisationId, person: PersonId) -> Result<()> {
    sqlx::query!(
        "delete from membership where tenant_id = $1 and account_id = $2",
        organisation.0,
        person.0
    )
    .execute(&mut **tx)
    .await
    .map_err(kept_owner)?;
    Ok(())
}

/// The database keeps an owner, whoever asks.
fn kept_owner(error: sqlx::Error) -> AppError {
    if constraint(&error) == Some("membership_last_owner_check") {
        AppError::conflict("last_owner")
    } else {
        store_error(error)
    }
}

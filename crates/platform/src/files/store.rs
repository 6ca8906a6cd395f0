//! Rows of files.

use super::kind::{Kind, Purpose};
use super::service::Stored;
use crate::TenantTx;
use crate::db::{internal, store_error};
use crate::keys::Sealed;
use kernel::Result;
use kernel::id::{FileId, OrganisationId, PersonId};
use time::OffsetDateTime;
use uuid::Uuid;

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A person's own.
    Person(PersonId),
    /// An organisation's, brought by one of its members.
    Organisation(OrganisationId, PersonId),
}

/// How much may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// By a person, in bytes.
    pub person_bytes: i64,
    /// By an organisation, in bytes.
    pub organisation_bytes: i64,
}

/// What is known of a file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// Whose it is.
    pub owner: Owner,
    /// What it is for.
    pub purpose: Purpose,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// How long it is.
    pub size_bytes: i64,
    /// When it came.
    pub created_at: OffsetDateTime,
    pub(super) sha256: Vec<u8>,
    pub(super) key: Sealed,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            person_bytes: 100 * 1024 * 1024,
            organisation_bytes: 2 * 1024 * 1024 * 1024,
        }
    }
}

impl Quotas {
    /// What this owner may keep.
    pub fn of(&self, owner: Owner) -> i64 {
        match owner {
            Owner::Person(_) => self.person_bytes,
            Owner::Organisation(..) => self.organisation_bytes,
        }
    }
}

impl Owner {
    fn columns(self) -> (Option<OrganisationId>, PersonId) {
        match self {
            Self::Person(person) => (None, person),
            Self::Organisation(organisation, person) => (Some(organisation), person),
        }
    }

    fn of(tenant: Option<OrganisationId>, person: PersonId) -> Self {
        tenant.map_or(Self::Person(person), |tenant| {
            Self::Organisation(tenant, person)
        })
    }
}

/// How many bytes an owner keeps. Until the transaction ends nobody else adds to them.
pub(super) async fn lock_usage(tx: &mut TenantTx, owner: Owner) -> Result<i64> {
    let (tenant, person) = owner.columns();
    let whose = tenant.map_or(person.0, |tenant| tenant.0);
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('files of ' || $1::uuid::text, 0))",
        whose
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    sqlx::query_scalar!(
        r#"select coalesce(sum(size_bytes), 0)::bigint as "used!" from file
           where deleted_at is null and purpose <> 'EXPORT'
             and (tenant_id = $1 or ($1::uuid is null and tenant_id is null and owner_id = $2))"#,
        tenant as Option<OrganisationId>,
        person as PersonId
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

pub(super) async fn insert(
    tx: &mut TenantTx,
    stored: &Stored,
    owner: Owner,
    now: OffsetDateTime,
) -> Result<()> {
    let (tenant, person) = owner.columns();
    sqlx::query!(
        "insert into file (id, tenant_id, owner_id, purpose, name, mime, size_bytes, sha256, key_sealed, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        stored.id as FileId,
        tenant as Option<OrganisationId>,
        person as PersonId,
        stored.purpose.code(),
        stored.name,
        stored.kind.mime(),
        stored.size_bytes,
        &stored.sha256[..],
        stored.key.as_bytes(),
        now
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

pub(super) async fn find(tx: &mut TenantTx, id: FileId) -> Result<Option<File>> {
    let row = sqlx::query_as!(
        Row,
        r#"select tenant_id as "tenant: OrganisationId", owner_id as "owner: PersonId", purpose, name, mime, size_bytes,
                  sha256 as "sha256!", key_sealed as "key!", created_at
           from file where id = $1 and deleted_at is null"#,
        id as FileId
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    row.map(|row| row.read(id)).transpose()
}

/// A file that everybody may see.
pub(super) async fn find_public(db: &crate::Db, id: FileId) -> Result<Option<File>> {
    let row = sqlx::query_as!(
        Row,
        r#"select tenant_id as "tenant: OrganisationId", owner_id as "owner!: PersonId", purpose as "purpose!", name as "name!",
                  mime as "mime!", size_bytes as "size_bytes!", sha256 as "sha256!", key_sealed as "key!", created_at as "created_at!"
           from file_public($1)"#,
        id.0
    )
    .fetch_optional(db.pool())
    .await
    .map_err(store_error)?;
    row.map(|row| row.read(id)).transpose()
}

struct Row {
    tenant: Option<OrganisationId>,
    owner: PersonId,
    purpose: String,
    name: String,
    mime: String,
    size_bytes: i64,
    sha256: Vec<u8>,
    key: Vec<u8>,
    created_at: OffsetDateTime,
}

impl Row {
    fn read(self, id: FileId) -> Result<File> {
        let unknown = |what: &str| internal(format!("file {id} is {what}, which nobody knows"));
        let purpose = Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.code() == self.purpose);
        Ok(File {
            id,
            owner: Owner::of(self.tenant, self.owner),
            purpose: purpose.ok_or_else(|| unknown(&self.purpose))?,
            kind: Kind::of_mime(&self.mime).ok_or_else(|| unknown(&self.mime))?,
            name: self.name,
            size_bytes: self.size_bytes,
            created_at: self.created_at,
            sha256: self.sha256,
            key: Sealed::from_bytes(self.key),
        })
    }
}

/// A person's own files, but for what was packed for them.
pub(super) async fn own(tx: &mut TenantTx, person: PersonId) -> Result<Vec<FileId>> {
    sqlx::query_scalar!(
        r#"select id as "id: FileId" from file
           where owner_id = $1 and tenant_id is null and deleted_at is null and purpose <> 'EXPORT' order by id"#,
        person as PersonId
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

/// Takes away the key, the name and the hash of a file. False if there is none.
pub(super) async fn shred(tx: &mut TenantTx, id: FileId, now: OffsetDateTime) -> Result<bool> {
    let done = sqlx::query!(
        "update file set deleted_at = $2, key_sealed = null, sha256 = null, name = '' where id = $1 and deleted_at is null",
        id as FileId,
        now
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn shred_all(
    tx: &mut TenantTx,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<u64> {
    let done = sqlx::query!(
        "update file set deleted_at = $2, key_sealed = null, sha256 = null, name = ''
         where owner_id = $1 and tenant_id is null and deleted_at is null",
        person as PersonId,
        now
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected())
}

/// Which of these files there are.
pub(super) async fn living(db: &crate::Db, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    sqlx::query_scalar!(r#"select file_sweep_living($1) as "id!""#, ids)
        .fetch_all(db.pool())
        .await
        .map_err(store_error)
}

/// Files after one of them, in order, that came before a time; some five hundred.
pub(super) async fn page(db: &crate::Db, after: Uuid, before: OffsetDateTime) -> Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"select file_sweep_page($1, $2, 500) as "id!""#,
        after,
        before
    )
    .fetch_all(db.pool())
    .await
    .map_err(store_error)
}

/// Gives up files whose bytes are lost.
pub(super) async fn give_up(db: &crate::Db, ids: &[Uuid], now: OffsetDateTime) -> Result<()> {
    sqlx::query!("select file_sweep_give_up($1, $2)", ids, now)
        .execute(db.pool())
        .await
        .map_err(store_error)?;
    Ok(())
}

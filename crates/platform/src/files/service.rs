//! Files as the areas use them. Who may do what is for their services to say.

use super::chunks::stream;
use super::inspect::inspect;
use super::objects::FileKey;
use super::receive::Upload;
use super::refusal::Refusal;
use super::store::{self, File, Owner};
use super::{KEY, kind};
use crate::db::internal;
use crate::keys::Sealed;
use crate::{Scope, Services, TenantTx};
use bytes::Bytes;
use futures::TryStreamExt as _;
use kernel::id::{FileId, PersonId};
use kernel::{AppError, Result};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

/// How long something that was written may wait for its row. Far less than what the sweep takes for forgotten.
const PATIENCE: Duration = Duration::minutes(15);

/// A file that was checked and written, and that nobody refers to yet. Without [`record`] it is swept.
#[derive(Debug, Clone)]
pub struct Stored {
    pub(super) id: FileId,
    pub(super) purpose: kind::Purpose,
    pub(super) kind: kind::Kind,
    pub(super) name: String,
    pub(super) size_bytes: i64,
    pub(super) sha256: [u8; 32],
    pub(super) key: Sealed,
    pub(super) written_at: OffsetDateTime,
}

/// A file that may be kept, and is not.
#[derive(Debug)]
pub struct Checked {
    /// What it is.
    pub kind: kind::Kind,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// Checks a file that is only looked at. Outside of a transaction: it takes its time.
///
/// # Errors
/// `Invalid` at the field `file` with the reason it is refused; `Internal`.
pub async fn check(services: &Services, upload: Upload) -> Result<Checked> {
    let turn = services.files.turn().await?;
    let purpose = upload.purpose;
    // A decoder that panics on what it is given has refused it.
    let inspected = tokio::task::spawn_blocking(move || {
        let inspected = inspect(purpose, &upload.name, upload.bytes);
        drop(turn);
        inspected
    })
    .await
    .map_err(|_| Refusal::Broken)??;
    // What will be kept or read: of a picture, the one that was drawn anew.
    services.files.scan(&inspected.bytes).await?;
    Ok(Checked {
        kind: inspected.kind,
        name: inspected.name,
        bytes: inspected.bytes.into(),
    })
}

/// Checks a file, encrypts it and writes it. Outside of a transaction: it takes its time.
///
/// # Errors
/// `Invalid` at the field `file` with the reason it is refused; `Internal`.
pub async fn put(services: &Services, upload: Upload) -> Result<Stored> {
    let files = &services.files;
    let purpose = upload.purpose;
    let checked = check(services, upload).await?;
    let id: FileId = services.new_id();
    let key = files.write(&*services.entropy, id, &checked.bytes).await?;
    Ok(Stored {
        id,
        purpose,
        kind: checked.kind,
        name: checked.name,
        size_bytes: i64::try_from(checked.bytes.len()).map_err(internal)?,
        sha256: Sha256::digest(&checked.bytes).into(),
        key: KEY.seal(services, id.0, &*key)?,
        written_at: services.clock.now(),
    })
}

/// Makes a written file somebody's, in the transaction of what it belongs to.
///
/// # Errors
/// `Invalid` at the field `file` if there is no room left; `Internal`.
pub async fn record(
    services: &Services,
    tx: &mut TenantTx,
    stored: &Stored,
    owner: Owner,
) -> Result<FileId> {
    let now = services.clock.now();
    if now - stored.written_at > PATIENCE {
        return Err(internal("a file was written too long ago to be recorded"));
    }
    let used = store::lock_usage(tx, owner).await?;
    // A copy of all one has would not fit beside it.
    let counts = stored.purpose != kind::Purpose::Export;
    if counts && used + stored.size_bytes > services.files.quotas.of(owner) {
        services.files.remove(stored.id).await?;
        return Err(Refusal::Quota.into());
    }
    store::insert(tx, stored, owner, now).await?;
    Ok(stored.id)
}

/// What is known of a file that the transaction may see.
///
/// # Errors
/// `NotFound`.
pub async fn find(tx: &mut TenantTx, id: FileId) -> Result<File> {
    store::find(tx, id).await?.ok_or(AppError::NotFound)
}

/// All bytes of a file, compared with what was written. Outside of a transaction. What may be large is read with [`stream`].
///
/// # Errors
/// `Internal` if they are gone or have been changed.
pub async fn read(services: &Services, file: &File) -> Result<Bytes> {
    let chunks: Vec<Bytes> = stream(services, file).await?.try_collect().await?;
    match <[Bytes; 1]>::try_from(chunks) {
        Ok([whole]) => Ok(whole),
        Err(chunks) => Ok(chunks.concat().into()),
    }
}

/// The key that a file was written under.
pub(super) fn key_of(services: &Services, file: &File) -> Result<FileKey> {
    let opened = KEY.open(services, file.id.0, &file.key)?;
    let mut key = FileKey::default();
    if opened.len() != key.len() {
        return Err(internal("the key of a file has another length"));
    }
    key.copy_from_slice(&opened);
    Ok(key)
}

/// Files a person has for themselves, but for what we packed for them.
///
/// # Errors
/// `Internal`.
pub async fn own(tx: &mut TenantTx, person: PersonId) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for id in store::own(tx, person).await? {
        files.extend(store::find(tx, id).await?);
    }
    Ok(files)
}

/// A file and its bytes, as somebody who may see it.
///
/// # Errors
/// `NotFound`, `Internal`.
pub async fn get(services: &Services, scope: Scope, id: FileId) -> Result<(File, Bytes)> {
    let db = services.db.clone();
    let found = services
        .db
        .run(async move {
            let mut tx = db.begin(scope).await?;
            let file = find(&mut tx, id).await?;
            tx.commit().await?;
            Ok(file)
        })
        .await?;
    let bytes = read(services, &found).await?;
    Ok((found, bytes))
}

/// A file that everybody may see, and its bytes: the logo of an organisation that is in sight.
///
/// # Errors
/// `NotFound`, `Internal`.
pub async fn get_public(services: &Services, id: FileId) -> Result<(File, Bytes)> {
    let found = store::find_public(&services.db, id).await?;
    let found = found.ok_or(AppError::NotFound)?;
    let bytes = read(services, &found).await?;
    Ok((found, bytes))
}

/// Deletes a file: its key goes with the transaction, its object with the next sweep.
///
/// # Errors
/// `NotFound`.
pub async fn delete(tx: &mut TenantTx, id: FileId, now: OffsetDateTime) -> Result<()> {
    if store::shred(tx, id, now).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Deletes all files a person has for themselves, and tells how many; those of organisations stay theirs.
///
/// # Errors
/// `Internal`.
pub async fn delete_all(tx: &mut TenantTx, person: PersonId, now: OffsetDateTime) -> Result<u64> {
    store::shred_all(tx, person, now).await
}

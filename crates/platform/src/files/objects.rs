//! Where the bytes of files lie: a folder, or a bucket of S3. Everything there is encrypted.

use super::refusal::Refusal;
use super::scan::{Scanner, scanned};
use super::store::Quotas;
use crate::db::internal;
use crate::folders;
use crate::keys::seal_with;
use kernel::id::{FileId, Id};
use kernel::{Entropy, Result};
use nix::sys::statvfs::statvfs;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as ObjectPath;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Under which all objects lie.
pub(super) const ROOT: &str = "files";
/// How an object begins: the format, then nonce, encrypted bytes and tag.
pub(super) const FORMAT: [u8; 1] = [1];
/// Memory is shared out in pieces of this size.
const PIECE_BYTES: usize = 64 * 1024;
/// What all uploads together may hold in memory.
const UPLOADS_BYTES: usize = 128 * 1024 * 1024;
/// How many files are taken apart at a time: each may need some hundred megabytes.
const INSPECTIONS: usize = 1;

/// The key of one file.
pub(super) type FileKey = Zeroizing<[u8; 32]>;

/// The file store; cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    objects: Option<Arc<dyn ObjectStore>>,
    /// The folder, if it is one.
    pub(super) folder: Option<PathBuf>,
    /// How much people and organisations may keep.
    pub quotas: Quotas,
    /// Who looks for malware; nobody unless it is configured.
    scanner: Option<Arc<dyn Scanner>>,
    room: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

/// Room on a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// What may still be written.
    pub free_bytes: u64,
    /// How large it is.
    pub total_bytes: u64,
}

/// Why there is no file store.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The folder cannot be made.
    #[error("{}: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The place is neither a folder nor a bucket.
    #[error("files are kept in a folder or in s3://BUCKET/FOLDER, not in {0}")]
    Place(String),
    /// The settings are not enough to reach it.
    #[error("the file store: {0}")]
    Store(#[from] object_store::Error),
}

impl Files {
    /// Nowhere: whatever needs a file fails.
    pub fn none() -> Self {
        Self {
            objects: None,
            folder: None,
            quotas: Quotas::default(),
            scanner: None,
            room: Arc::new(Semaphore::new(UPLOADS_BYTES / PIECE_BYTES)),
            turns: Arc::new(Semaphore::new(INSPECTIONS)),
        }
    }

    /// In memory, for tests.
    pub fn in_memory() -> Self {
        Self::on(InMemory::new())
    }

    /// In any store.
    pub fn on(objects: impl ObjectStore) -> Self {
        Self {
            objects: Some(Arc::new(objects)),
            ..Self::none()
        }
    }

    /// In a folder, made if it is not there. What was written is on the disk when it is said to be.
    ///
    /// # Errors
    /// `Folder`, `Store`.
    pub fn in_folder(path: &Path) -> Result<Self, FilesError> {
        let folder = |source| FilesError::Folder {
            path: path.to_owned(),
            source,
        };
        folders::closed(path).map_err(folder)?;
        let path = path.canonicalize().map_err(folder)?;
        let objects = LocalFileSystem::new_with_prefix(&path)?.with_fsync(true);
        Ok(Self {
            folder: Some(path),
            ..Self::on(objects)
        })
    }

    /// In `s3://BUCKET/FOLDER`, with the usual variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_REGION`, `AWS_ENDPOINT` and so on.
    ///
    /// # Errors
    /// `Place`, `Store`.
    pub fn in_bucket(
        place: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, FilesError> {
        let (bucket, folder) = place
            .strip_prefix("s3://")
            .map(|rest| rest.split_once('/').unwrap_or((rest, "")))
            .filter(|(bucket, _)| !bucket.is_empty())
            .ok_or_else(|| FilesError::Place(place.to_owned()))?;
        // One provider for all of TLS; that somebody else has chosen it before is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let timeouts = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(3))
            .with_timeout(Duration::from_secs(20));
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(15),
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new()
            .with_client_options(timeouts)
            .with_retry(retry)
            .with_bucket_name(bucket);
        for (name, value) in variables {
            if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>()
                && name.starts_with("AWS_")
            {
                builder = builder.with_config(key, value);
            }
        }
        Ok(Self::on(PrefixStore::new(builder.build()?, folder)))
    }

    /// With somebody who looks through whatever comes. What they cannot look at is not taken.
    #[must_use]
    pub fn scanned_by(self, scanner: impl Scanner + 'static) -> Self {
        Self {
            scanner: Some(Arc::new(scanner)),
            ..self
        }
    }

    /// Has it looked through, if there is somebody who does.
    pub(super) async fn scan(&self, bytes: &[u8]) -> Result<(), Refusal> {
        match &self.scanner {
            Some(scanner) => scanned(&**scanner, bytes).await,
            None => Ok(()),
        }
    }

    /// How much room there is on the disk that the folder lies on; `None` if it is not a folder, or does not tell.
    pub fn disk(&self) -> Option<Disk> {
        let disk = statvfs(self.folder.as_deref()?).ok()?;
        let block_bytes = disk.fragment_size();
        Some(Disk {
            free_bytes: disk.blocks_available() * block_bytes,
            total_bytes: disk.blocks() * block_bytes,
        })
    }

    pub(super) fn objects(&self) -> Result<&Arc<dyn ObjectStore>> {
        self.objects
            .as_ref()
            .ok_or_else(|| internal("there is no file store: Services::with_files"))
    }

    /// Encrypts and writes what nobody refers to yet; tells the key.
    pub(super) async fn write(
        &self,
        entropy: &dyn Entropy,
        id: FileId,
        bytes: &[u8],
    ) -> Result<FileKey> {
        let mut key = FileKey::default();
        entropy.fill(&mut *key);
        let sealed = seal_with(&key, entropy, &FORMAT, id.0.as_bytes(), bytes).map_err(internal)?;
        self.objects()?
            .put(&path(id), sealed.into())
            .await
            .map_err(internal)?;
        Ok(key)
    }

    /// Removes an object; that it is gone already is fine.
    pub(super) async fn remove(&self, id: FileId) -> Result<()> {
        match self.objects()?.delete(&path(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(internal(error)),
        }
    }

    /// Memory for one more upload, to be grown as it comes.
    pub(super) fn room(&self) -> Room {
        Room {
            all: self.room.clone(),
            held: None,
            pieces: 0,
        }
    }

    /// Waits until a file may be taken apart.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        self.turns.clone().acquire_owned().await.map_err(internal)
    }
}

/// The memory an upload holds; given back when dropped.
#[derive(Debug)]
pub(super) struct Room {
    all: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
    pieces: usize,
}

impl Room {
    /// Makes room for this many bytes in all. False if there is none at the moment.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let pieces = bytes.div_ceil(PIECE_BYTES);
        let Ok(more) = u32::try_from(pieces.saturating_sub(self.pieces)) else {
            return false;
        };
        let Ok(permit) = self.all.clone().try_acquire_many_owned(more) else {
            return false;
        };
        match &mut self.held {
            Some(held) => held.merge(permit),
            held => *held = Some(permit),
        }
        self.pieces = self.pieces.max(pieces);
        true
    }
}

/// Where the object of a file lies. The last digits are random: folders fill evenly.
pub(super) fn path(id: FileId) -> ObjectPath {
    let name = id.to_string();
    let shelf = name.get(name.len() - 2..).unwrap_or_default();
    ObjectPath::from_iter([ROOT, shelf, &name])
}

/// The file an object belongs to; `None` if it is none of ours.
pub(super) fn file_of(path: &ObjectPath) -> Option<FileId> {
    let id = FileId::from_uuid(Uuid::parse_str(path.filename()?).ok()?);
    (self::path(id) == *path).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_tells_its_file() {
        let id = FileId(Uuid::from_u128(7));
        assert_eq!(
            path(id).as_ref(),
            "files/07/00000000-0000-0000-0000-000000000007"
        );
        assert_eq!(file_of(&path(id)), Some(id));
        for foreign in [
            "files/08/00000000-0000-0000-0000-000000000007",
            "files/readme",
        ] {
            assert_eq!(file_of(&ObjectPath::from(foreign)), None);
        }
    }

    #[test]
    fn uploads_share_the_memory_and_give_it_back() {
        let files = Files::none();
        let (mut one, mut other) = (files.room(), files.room());
        assert!(one.grow(UPLOADS_BYTES - PIECE_BYTES));
        assert!(one.grow(1), "it has that already");
        assert!(other.grow(PIECE_BYTES));
        assert!(!other.grow(PIECE_BYTES + 1));
        drop(one);
        assert!(other.grow(UPLOADS_BYTES));
    }
}

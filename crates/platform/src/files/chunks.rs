//! Files too large to hold in memory: written and read chunk by chunk. Each chunk is encrypted by itself and bound to its
//! file, its place and whether it is the last, so that none can be changed, moved, doubled or cut off.

use super::KEY;
use super::kind::{Kind, Purpose};
use super::objects::{FORMAT, FileKey, path};
use super::service::{Stored, key_of};
use super::store::File;
use crate::Services;
use crate::db::internal;
use crate::keys::{open_with, seal_with};
use bytes::Bytes;
use futures::stream::{BoxStream, iter, try_unfold};
use futures::{StreamExt as _, TryStreamExt as _};
use kernel::id::FileId;
use kernel::{AppError, Result};
use object_store::{MultipartUpload, ObjectStoreExt as _};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

/// The bytes of a file, some at a time.
pub type Chunks = BoxStream<'static, Result<Bytes>>;

/// How a chunk begins: the format, then its place, and whether it is the last.
const CHUNKED: u8 = 2;
/// Bytes of that.
const HEAD_BYTES: usize = 6;
/// Bytes of a chunk before it is encrypted; only the last has fewer.
const CHUNK_BYTES: usize = 1024 * 1024;
/// Bytes of an encrypted chunk: head, nonce, chunk, tag.
const SEALED_BYTES: usize = HEAD_BYTES + 12 + CHUNK_BYTES + 16;
/// Chunks that are sent to the store together. S3 wants 5 MiB at least.
const PART_CHUNKS: usize = 5;

fn head(place: u32, last: bool) -> [u8; HEAD_BYTES] {
    let [a, b, c, d] = place.to_be_bytes();
    [CHUNKED, a, b, c, d, u8::from(last)]
}

/// A file that is being written. What is given up, or dropped, never was.
#[derive(Debug)]
pub struct Writing {
    services: Services,
    id: FileId,
    key: FileKey,
    purpose: Purpose,
    name: String,
    begun_at: OffsetDateTime,
    upload: Box<dyn MultipartUpload>,
    /// Not encrypted yet; less than a chunk, or a whole one that may be the last.
    chunk: Vec<u8>,
    /// Encrypted and not sent yet.
    part: Vec<u8>,
    place: u32,
    hash: Sha256,
    size_bytes: i64,
}

impl Writing {
    /// Begins a file that we make ourselves, such as an archive to take away.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn begin(services: &Services, purpose: Purpose, name: &str) -> Result<Self> {
        let id: FileId = services.new_id();
        let mut key = FileKey::default();
        services.entropy.fill(&mut *key);
        let objects = services.files.objects()?;
        let upload = objects.put_multipart(&path(id)).await.map_err(internal)?;
        Ok(Self {
            services: services.clone(),
            id,
            key,
            purpose,
            name: name.to_owned(),
            begun_at: services.clock.now(),
            upload,
            chunk: Vec::with_capacity(CHUNK_BYTES),
            part: Vec::with_capacity(PART_CHUNKS * SEALED_BYTES),
            place: 0,
            hash: Sha256::new(),
            size_bytes: 0,
        })
    }

    /// Adds to it. Takes no more memory than a part, however much is added.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.size_bytes += i64::try_from(bytes.len()).map_err(internal)?;
        while !bytes.is_empty() {
            if self.chunk.len() == CHUNK_BYTES {
                self.seal(false)?;
                self.send_if_full().await?;
            }
            let fits = bytes.len().min(CHUNK_BYTES - self.chunk.len());
            let (now, later) = bytes.split_at(fits);
            self.chunk.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Ends it. Without [`super::record`] it is swept.
    ///
    /// # Errors
    /// `Internal`.
    pub async fn finish(mut self) -> Result<Stored> {
        self.seal(true)?;
        self.send().await?;
        self.upload.complete().await.map_err(internal)?;
        Ok(Stored {
            id: self.id,
            purpose: self.purpose,
            kind: Kind::of_name(&self.name).ok_or_else(|| internal("a file of no kind"))?,
            name: self.name,
            size_bytes: self.size_bytes,
            sha256: self.hash.finalize().into(),
            key: KEY.seal(&self.services, self.id.0, &*self.key)?,
            // The sweep goes by the age of the id.
            written_at: self.begun_at,
        })
    }

    /// Throws away what was written. That this fails is no matter but for the room it takes.
    pub async fn give_up(mut self) {
        if let Err(error) = self.upload.abort().await {
            tracing::warn!(file = %self.id, %error, "a file that was given up may lie about");
        }
    }

    fn seal(&mut self, last: bool) -> Result<()> {
        let sealed = seal_with(
            &self.key,
            &*self.services.entropy,
            &head(self.place, last),
            self.id.0.as_bytes(),
            &self.chunk,
        );
        self.part.extend_from_slice(&sealed.map_err(internal)?);
        self.chunk.clear();
        self.place += 1;
        Ok(())
    }

    async fn send_if_full(&mut self) -> Result<()> {
        if self.part.len() >= PART_CHUNKS * SEALED_BYTES {
            self.send().await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<()> {
        let part = std::mem::take(&mut self.part);
        let sent = self.upload.put_part(part.into()).await;
        // Only now: two parts are never held at once.
        self.part.reserve(PART_CHUNKS * SEALED_BYTES);
        sent.map_err(internal)
    }
}

/// The bytes of a file as they come, each chunk authenticated before it is handed on, and the whole compared with the hash at
/// its end. Outside of a transaction.
///
/// # Errors
/// `Internal` if it is gone, or does not begin as it should; later ones come in the stream.
pub async fn stream(services: &Services, file: &File) -> Result<Chunks> {
    let key = key_of(services, file)?;
    let fault = Fault(file.id);
    let objects = services.files.objects()?;
    let got = objects.get(&path(file.id)).await;
    let mut source = got.map_err(|error| fault.of(&error))?.into_stream();
    let mut sealed = Vec::new();
    while sealed.is_empty() {
        let Some(bytes) = source.try_next().await.map_err(|error| fault.of(&error))? else {
            return Err(fault.of(&"it is empty"));
        };
        sealed.extend_from_slice(&bytes);
    }
    if sealed.starts_with(&FORMAT) {
        // Written whole, so never larger than an upload.
        while let Some(bytes) = source.try_next().await.map_err(|error| fault.of(&error))? {
            sealed.extend_from_slice(&bytes);
        }
        let whole = open_whole(file, &key, &sealed).map_err(|cause| fault.of(&cause))?;
        return Ok(iter([Ok(whole)]).boxed());
    }
    let mut reading = Reading {
        fault,
        key,
        source: source.boxed(),
        sealed,
        place: 0,
        hash: Sha256::new(),
        sha256: file.sha256.clone(),
        over: false,
    };
    let first = reading.next().await?;
    let rest = try_unfold(reading, |mut reading| async move {
        let next = reading.next().await?;
        Ok::<_, AppError>(next.map(|bytes| (bytes, reading)))
    });
    Ok(iter(first.map(Ok)).chain(rest).boxed())
}

/// A file that was written whole.
fn open_whole(file: &File, key: &FileKey, sealed: &[u8]) -> Result<Bytes, String> {
    let opened = open_with(key, FORMAT.len(), file.id.0.as_bytes(), sealed);
    let mut opened = opened.map_err(|error| error.to_string())?;
    if Sha256::digest(&*opened)[..] != file.sha256 {
        return Err("its hash is another".to_owned());
    }
    Ok(std::mem::take(&mut *opened).into())
}

#[derive(Debug, Clone, Copy)]
struct Fault(FileId);

impl Fault {
    fn of(self, cause: &dyn std::fmt::Display) -> AppError {
        internal(format!("file {}: {cause}", self.0))
    }
}

struct Reading {
    fault: Fault,
    key: FileKey,
    source: BoxStream<'static, object_store::Result<Bytes>>,
    sealed: Vec<u8>,
    place: u32,
    hash: Sha256,
    sha256: Vec<u8>,
    over: bool,
}

impl Reading {
    /// The next chunk, opened; `None` after the last.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        if self.over {
            return Ok(None);
        }
        // One byte more than a chunk tells that it is not the last.
        while self.sealed.len() <= SEALED_BYTES {
            match self.source.try_next().await {
                Ok(Some(bytes)) => self.sealed.extend_from_slice(&bytes),
                Ok(None) => break,
                Err(error) => return Err(self.fault.of(&error)),
            }
        }
        let last = self.sealed.len() <= SEALED_BYTES;
        let rest = self.sealed.split_off(self.sealed.len().min(SEALED_BYTES));
        let sealed = std::mem::replace(&mut self.sealed, rest);
        if !sealed.starts_with(&head(self.place, last)) {
            return Err(self.fault.of(&"a chunk is not where it belongs"));
        }
        let opened = open_with(&self.key, HEAD_BYTES, self.fault.0.0.as_bytes(), &sealed);
        let mut opened = opened.map_err(|error| self.fault.of(&error))?;
        self.hash.update(&*opened);
        self.place += 1;
        self.over = last;
        if last && self.hash.finalize_reset()[..] != self.sha256 {
            return Err(self.fault.of(&"its hash is another"));
        }
        Ok(Some(std::mem::take(&mut *opened).into()))
    }
}

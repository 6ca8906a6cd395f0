//! Removes what was forgotten: objects without a row, rows without an object, writes that broke off.

use super::objects::{ROOT, file_of, path};
use super::store;
use crate::Services;
use crate::db::internal;
use crate::jobs::{Cadence, Completed, Handlers, JobError, Running};
use futures::TryStreamExt;
use kernel::Result;
use kernel::id::FileId;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// What is younger than this may still be on its way into a row.
const GRACE: Duration = Duration::hours(1);
/// How many are looked at together.
const BATCH: usize = 500;

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Objects that no row refers to.
    pub objects: u64,
    /// Rows whose object is gone: marked as deleted.
    pub rows: u64,
    /// Writes to the folder that broke off.
    pub broken_off: u64,
}

/// Sweeps every hour.
pub fn handlers(handlers: Handlers) -> Handlers {
    let hourly = Cadence::Every(std::time::Duration::from_secs(3600));
    handlers.on("files.sweep", run).every("files.sweep", hourly)
}

async fn run(job: Running) -> Result<Completed, JobError> {
    let swept = sweep(&job.services).await?;
    tracing::debug!(?swept, "files swept");
    let tx = job.begin().await?;
    job.complete(tx).await
}

/// Looks at all objects and all rows older than an hour. For a schedule: it may run beside everything else.
///
/// # Errors
/// `Internal`; also if so many objects are gone that this can only be the wrong store: then no row is touched.
pub async fn sweep(services: &Services) -> Result<Swept> {
    let before = services.clock.now() - GRACE;
    let (objects, there) = objects_without_row(services, before).await?;
    let mut swept = Swept {
        objects,
        rows: rows_without_object(services, before, &there).await?,
        broken_off: 0,
    };
    if let Some(folder) = services.files.folder.clone() {
        let shelves = folder.join(ROOT);
        let done = tokio::task::spawn_blocking(move || broken_off(&shelves, before.into()));
        swept.broken_off = done.await.map_err(internal)?;
    }
    Ok(swept)
}

/// How many were removed, and which are there.
async fn objects_without_row(
    services: &Services,
    before: OffsetDateTime,
) -> Result<(u64, HashSet<Uuid>)> {
    let root = ObjectPath::from(ROOT);
    let listed = services.files.objects()?.list(Some(&root));
    let mut chunks = std::pin::pin!(listed.try_chunks(BATCH));
    let (mut removed, mut there) = (0, HashSet::new());
    while let Some(chunk) = chunks.try_next().await.map_err(internal)? {
        let ids = chunk.iter().filter_map(|about| file_of(&about.location));
        let (old, young): (Vec<FileId>, Vec<FileId>) = ids.partition(|id| made_before(*id, before));
        let old: Vec<Uuid> = old.into_iter().map(|id| id.0).collect();
        let living = store::living(&services.db, &old).await?;
        for id in old.into_iter().filter(|id| !living.contains(id)) {
            services.files.remove(FileId(id)).await?;
            removed += 1;
        }
        there.extend(living);
        there.extend(young.into_iter().map(|id| id.0));
    }
    Ok((removed, there))
}

/// The id says when it was made, by our own clock.
fn made_before(id: FileId, before: OffsetDateTime) -> bool {
    let made = id.0.get_timestamp().map(|stamp| stamp.to_unix().0);
    made.is_some_and(|seconds| i128::from(seconds) < i128::from(before.unix_timestamp()))
}

async fn rows_without_object(
    services: &Services,
    before: OffsetDateTime,
    there: &HashSet<Uuid>,
) -> Result<u64> {
    let objects = services.files.objects()?;
    let (mut lost, mut looked_at, mut after) = (Vec::new(), 0, Uuid::nil());
    loop {
        let page = store::page(&services.db, after, before).await?;
        let Some(last) = page.last() else { break };
        after = *last;
        looked_at += page.len();
        for id in page.into_iter().filter(|id| !there.contains(id)) {
            match objects.head(&path(FileId(id))).await {
                Ok(_) => {}
                Err(object_store::Error::NotFound { .. }) => lost.push(id),
                Err(error) => return Err(internal(error)),
            }
        }
    }
    if lost.len() * 2 > looked_at {
        let lost = lost.len();
        return Err(internal(format!(
            "{lost} of {looked_at} files have no object: is this the right store?"
        )));
    }
    for id in &lost {
        tracing::warn!(file = %id, "its object is gone; it is given up");
    }
    if !lost.is_empty() {
        store::give_up(&services.db, &lost, services.clock.now()).await?;
    }
    Ok(lost.len() as u64)
}

/// A write to the folder goes to a file beside, `ID#1`, which a crash leaves behind.
fn broken_off(shelves: &Path, before: SystemTime) -> u64 {
    let within = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let all = within(shelves).flat_map(|shelf| within(&shelf.path()));
    let left = all.filter(|entry| {
        let beside = entry.file_name().to_string_lossy().contains('#');
        let old = entry.metadata().and_then(|about| about.modified());
        beside && old.is_ok_and(|modified| modified < before)
    });
    left.filter(|entry| fs::remove_file(entry.path()).is_ok())
        .count() as u64
}

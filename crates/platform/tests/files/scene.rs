//! Two people, two organisations, a folder and a clock that the test moves.

use bytes::Bytes;
use kernel::id::{FileId, OrganisationId, PersonId};
use platform::files::{self, Files, Owner, Purpose, Stored, Upload};
use platform::keys::KeyRing;
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb};
use platform::{Db, Scope, Services};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

pub const NOW: OffsetDateTime = datetime!(2026-06-01 12:00 UTC);

pub struct Scene {
    pub test: TestDb,
    pub services: Services,
    pub clock: Arc<HandClock>,
    pub folder: TempDir,
    pub ama: PersonId,
    pub ben: PersonId,
    /// Where both work.
    pub works: OrganisationId,
    pub other: OrganisationId,
}

impl Scene {
    pub async fn new() -> Self {
        let test = TestDb::new().await;
        let db = Db::connect(test.rw_options(), 8).await.unwrap();
        let clock = Arc::new(HandClock::at(NOW));
        let folder = tempfile::tempdir().unwrap();
        let services = Services::new(
            db,
            clock.clone(),
            Arc::new(SystemEntropy),
            "http://localhost",
        )
        .with_keys(KeyRing::generate(&SystemEntropy))
        .with_files(Files::in_folder(folder.path()).unwrap());
        let id = Uuid::from_u128;
        sqlx::raw_sql(PEOPLE).execute(&test.owner).await.unwrap();
        Self {
            test,
            services,
            clock,
            folder,
            ama: PersonId(id(1)),
            ben: PersonId(id(2)),
            works: OrganisationId(id(11)),
            other: OrganisationId(id(12)),
        }
    }
}

pub async fn put(services: &Services, bytes: Vec<u8>) -> Stored {
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::from(bytes))]);
    let upload = Upload::read(&services.files, Purpose::Document, "cv.pdf", source)
        .await
        .unwrap();
    files::put(services, upload).await.unwrap()
}

pub async fn record(
    services: &Services,
    stored: &Stored,
    scope: Scope,
    owner: Owner,
) -> kernel::Result<FileId> {
    let mut tx = services.db.begin(scope).await?;
    let id = files::record(services, &mut tx, stored, owner).await?;
    tx.commit().await?;
    Ok(id)
}

/// A file of Ama's own.
pub async fn own(scene: &Scene, bytes: Vec<u8>) -> FileId {
    let stored = put(&scene.services, bytes).await;
    record(
        &scene.services,
        &stored,
        Scope::person(scene.ama),
        Owner::Person(scene.ama),
    )
    .await
    .unwrap()
}

pub async fn delete(scene: &Scene, scope: Scope, id: FileId) -> kernel::Result<()> {
    let mut tx = scene.services.db.begin(scope).await?;
    files::delete(&mut tx, id, NOW).await?;
    tx.commit().await
}

/// Objects in the folder.
pub fn objects(scene: &Scene) -> Vec<PathBuf> {
    let shelves = scene.folder.path().join("files");
    let within = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten();
    within(shelves)
        .flat_map(|shelf| within(shelf.path()))
        .map(|entry| entry.path())
        .collect()
}

/// A small PDF, padded to a length.
pub fn pdf(length: usize) -> Vec<u8> {
    let end = b"\nstartxref\n9\n%%EOF\n";
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n".to_vec();
    bytes.resize(length.max(bytes.len() + end.len()) - end.len(), b' ');
    bytes.extend_from_slice(end);
    bytes
}

const PEOPLE: &str = "
insert into account (id, email, password_hash, display_name, created_at) values
    ('00000000-0000-0000-0000-000000000001', 'ama@example.org', 'x', 'Ama', now()),
    ('00000000-0000-0000-0000-000000000002', 'ben@example.org', 'x', 'Ben', now());
insert into organisation (id, slug, name, created_by, created_at) values
    ('00000000-0000-0000-0000-00000000000b', 'works', 'Works', '00000000-0000-0000-0000-000000000001', now()),
    ('00000000-0000-0000-0000-00000000000c', 'other', 'Other', '00000000-0000-0000-0000-000000000002', now());
";

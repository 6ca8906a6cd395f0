//! Keys of encrypted columns: where they come from, how they are changed under a database.
#![cfg(feature = "testing")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

use kernel::Entropy;
use platform::keys::{
    self, KeyCheckError, KeyError, KeyRing, RotationError, Sealed, SealedColumn, check, reseal,
    retire, uses,
};
use platform::system::SystemEntropy;
use platform::testing::TestDb;
use sqlx::Executor;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

const NOW: OffsetDateTime = datetime!(2026-06-01 12:00 UTC);

const NOTE: SealedColumn = SealedColumn {
    table: "note",
    id: "id",
    bound_to: "owner",
    column: "text_sealed",
    purpose: "text of a note",
};

/// A folder with a key file that is not there yet.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    (folder, path)
}

fn ring(path: &Path) -> KeyRing {
    KeyRing::from_file_or_new(path, &SystemEntropy, NOW).unwrap()
}

fn seal(ring: &KeyRing, text: &[u8]) -> Sealed {
    ring.seal(&SystemEntropy, "p", b"row", text).unwrap()
}

#[test]
fn the_first_start_makes_a_file_for_its_owner_only() {
    let (folder, _) = place();
    let path = folder.path().join("data/keys.json");
    let sealed = seal(&ring(&path), b"x");
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    assert_eq!(
        fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777,
        0o711
    );
    // The next start has the same key.
    assert_eq!(*ring(&path).open("p", b"row", &sealed).unwrap(), b"x");
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_file_that_everybody_may_read_is_refused() {
    let (_folder, path) = place();
    ring(&path);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(
        KeyRing::from_file(&path),
        Err(KeyError::Exposed { .. })
    ));
}

#[test]
fn a_file_of_the_operators_must_be_there() {
    let (_folder, path) = place();
    assert!(matches!(
        KeyRing::from_file(&path),
        Err(KeyError::File { .. })
    ));
}

#[test]
fn what_is_wrong_is_told_without_what_was_read() {
    let key = "ab".repeat(32);
    let short = "ab".repeat(31);
    for (text, told) in [
        (format!("1:{key},1:{key}"), "key 1 is there twice"),
        (format!("1:{short}"), "entry 1 is not"),
        (format!("1:{key},two:{key}"), "entry 2 is not"),
        (format!("0:{key}"), "entry 1 is not"),
        (key.clone(), "entry 1 is not"),
        (String::new(), "entry 1 is not"),
    ] {
        let error = KeyRing::from_text(&text).unwrap_err().to_string();
        assert!(error.contains(told) && !error.contains("abab"), "{error}");
    }
    let (_folder, path) = place();
    for text in [
        format!("{{\"keys\":[{{\"id\":\"{key}\"}}]}}"),
        "{\"keys\":[]}".to_owned(),
        key,
    ] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = KeyRing::from_file(&path).unwrap_err().to_string();
        assert!(
            error.contains("keys.json") && !error.contains("abab"),
            "{error}"
        );
    }
}

#[test]
fn a_running_server_takes_up_a_new_key() {
    let (_folder, path) = place();
    let (running, other) = (ring(&path), ring(&path));
    let old = seal(&running, b"old");
    assert_eq!(keys::rotate(&path, &SystemEntropy, NOW).unwrap(), 2);
    // One seals with it at once, and another that has not looked yet opens that.
    let new = seal(&running, b"new");
    assert_eq!(new.key(), Some(2));
    assert_eq!(*other.open("p", b"row", &new).unwrap(), b"new");
    assert_eq!(*other.open("p", b"row", &old).unwrap(), b"old");
    let numbers: Vec<u32> = keys::listed(&path)
        .unwrap()
        .iter()
        .map(|(number, _)| *number)
        .collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn two_who_add_keys_at_once_add_two() {
    let (_folder, path) = place();
    ring(&path);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| keys::rotate(&path, &SystemEntropy, NOW).unwrap());
        }
    });
    assert_eq!(keys::listed(&path).unwrap().len(), 9);
}

#[test]
fn the_variable_gets_one_more_key_and_keeps_the_others() {
    let old = format!("3:{}", "07".repeat(32));
    let sealed = seal(&KeyRing::from_text(&old).unwrap(), b"x");
    let new = keys::rotated_text(&old, &SystemEntropy).unwrap();
    let ring = KeyRing::from_text(&new).unwrap();
    assert_eq!(ring.current().unwrap(), 4);
    assert_eq!(*ring.open("p", b"row", &sealed).unwrap(), b"x");
}

#[tokio::test]
async fn a_server_with_other_keys_is_refused() {
    let test = TestDb::new().await;
    let first = KeyRing::generate(&SystemEntropy);
    check(&test.rw, &first, NOW).await.unwrap();
    check(&test.rw, &first, NOW).await.unwrap();
    let stranger = check(&test.rw, &KeyRing::generate(&SystemEntropy), NOW).await;
    assert!(
        matches!(stranger, Err(KeyCheckError::Differs(1))),
        "{stranger:?}"
    );
    let none = check(&test.rw, &KeyRing::empty(), NOW).await;
    assert!(matches!(none, Err(KeyCheckError::Keys(_))), "{none:?}");
    let only_new = KeyRing::from_text(&format!("2:{}", "07".repeat(32))).unwrap();
    let lost = check(&test.rw, &only_new, NOW).await;
    assert!(matches!(lost, Err(KeyCheckError::Missing(1))), "{lost:?}");
}

#[tokio::test]
async fn no_key_is_in_the_database() {
    let test = TestDb::new().await;
    let key = "07".repeat(32);
    check(
        &test.rw,
        &KeyRing::from_text(&format!("1:{key}")).unwrap(),
        NOW,
    )
    .await
    .unwrap();
    let row: String = sqlx::query_scalar("select sealing_key::text from sealing_key")
        .fetch_one(&test.rw)
        .await
        .unwrap();
    assert!(!row.contains(&"07".repeat(8)), "{row}");
    let hidden = sqlx::query("update sealing_key set fingerprint = ''")
        .execute(&test.rw)
        .await;
    assert!(
        hidden.is_err(),
        "the server may not change what it is checked against"
    );
}

async fn notes(test: &TestDb, ring: &KeyRing, count: u32) -> Vec<(Uuid, Uuid)> {
    test.owner
        .execute("create table note (id uuid primary key, owner uuid not null, text_sealed bytea)")
        .await
        .unwrap();
    let mut rows = Vec::new();
    for number in 0..count {
        let (mut id, mut owner) = ([0u8; 16], [0u8; 16]);
        SystemEntropy.fill(&mut id);
        SystemEntropy.fill(&mut owner);
        let (id, owner) = (Uuid::from_bytes(id), Uuid::from_bytes(owner));
        let sealed = ring
            .seal(
                &SystemEntropy,
                NOTE.purpose,
                owner.as_bytes(),
                format!("note {number}").as_bytes(),
            )
            .unwrap();
        sqlx::query("insert into note values ($1, $2, $3)")
            .bind(id)
            .bind(owner)
            .bind(sealed)
            .execute(&test.owner)
            .await
            .unwrap();
        rows.push((id, owner));
    }
    sqlx::query("insert into note values (gen_random_uuid(), gen_random_uuid(), null)")
        .execute(&test.owner)
        .await
        .unwrap();
    rows
}

async fn text(test: &TestDb, ring: &KeyRing, (id, owner): (Uuid, Uuid)) -> (Option<u32>, Vec<u8>) {
    let sealed: Sealed = sqlx::query_scalar("select text_sealed from note where id = $1")
        .bind(id)
        .fetch_one(&test.owner)
        .await
        .unwrap();
    let opened = ring.open(NOTE.purpose, owner.as_bytes(), &sealed).unwrap();
    (sealed.key(), opened.to_vec())
}

#[tokio::test]
async fn keys_are_changed_and_every_value_still_opens() {
    let test = TestDb::new().await;
    let (_folder, path) = place();
    let ring = ring(&path);
    check(&test.rw, &ring, NOW).await.unwrap();
    // More than fit into one transaction.
    let rows = notes(&test, &ring, 450).await;

    let only = retire(&test.owner, &ring, Some(&path), &[NOTE], 1, NOW).await;
    assert!(
        matches!(
            only,
            Err(RotationError::Keys(KeyError::Number { number: 1, .. }))
        ),
        "{only:?}"
    );

    keys::rotate(&path, &SystemEntropy, NOW).unwrap();
    let running = KeyRing::from_file(&path).unwrap();
    check(&test.rw, &running, NOW).await.unwrap();
    let later = NOW + Duration::minutes(11);
    let needed = retire(&test.owner, &running, Some(&path), &[NOTE], 1, later).await;
    let told = needed.unwrap_err().to_string();
    assert!(told.contains("450 values of note.text_sealed"), "{told}");

    let report = reseal(&test.owner, &running, &SystemEntropy, &[NOTE])
        .await
        .unwrap();
    assert_eq!((report[0].done, report[0].failed.len()), (450, 0));
    let again = reseal(&test.owner, &running, &SystemEntropy, &[NOTE])
        .await
        .unwrap();
    assert_eq!(again[0].done, 0);

    let soon = retire(&test.owner, &running, Some(&path), &[NOTE], 1, NOW).await;
    assert!(matches!(soon, Err(RotationError::TooSoon(1))), "{soon:?}");
    retire(&test.owner, &running, Some(&path), &[NOTE], 1, later)
        .await
        .unwrap();

    let next = KeyRing::from_file(&path).unwrap();
    check(&test.rw, &next, later).await.unwrap();
    assert_eq!(format!("{next:?}"), "KeyRing([2])");
    for (number, row) in rows.into_iter().enumerate() {
        assert_eq!(
            text(&test, &next, row).await,
            (Some(2), format!("note {number}").into_bytes())
        );
    }
}

#[tokio::test]
async fn a_value_that_does_not_open_is_named_and_left_as_it_is() {
    let test = TestDb::new().await;
    let (_folder, path) = place();
    let ring = ring(&path);
    let rows = notes(&test, &ring, 3).await;
    sqlx::query("update note set owner = gen_random_uuid() where id = $1")
        .bind(rows[1].0)
        .execute(&test.owner)
        .await
        .unwrap();
    keys::rotate(&path, &SystemEntropy, NOW).unwrap();
    let report = reseal(&test.owner, &ring, &SystemEntropy, &[NOTE])
        .await
        .unwrap();
    assert_eq!(
        (report[0].done, report[0].failed.clone()),
        (2, vec![rows[1].0])
    );
    let mut owner = test.owner.acquire().await.unwrap();
    assert_eq!(uses(&mut owner, &[NOTE], 1).await.unwrap()[0].values, 1);
}

//! A copy of one's data holds everything; after an erasure nothing of it is left anywhere.

use crate::commands::worker::handlers;
use futures::TryStreamExt as _;
use identity::model::Actor;
use identity::privacy::model::{AskForm, CopyState, EraseForm};
use identity::privacy::service as privacy;
use identity::trail::chain;
use kernel::AppError;
use kernel::id::{PersonId, SessionId};
use platform::files::{self, Files, Owner, Purpose, Writing};
use platform::keys::KeyRing;
use platform::subjects::{Erase, Export};
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb, do_jobs};
use platform::{Db, Scope, Services};
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeSet;
use std::io::Read as _;
use std::sync::Arc;
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

/// Columns that name a person: those that refer to an account or a profile, over any number of tables, and those that
/// are called as if they did.
const COLUMNS: &str = r"
with recursive names (rel, att) as (
    select 'account'::regclass::oid, 'id'::name union select 'person'::regclass, 'id'::name
    union
    select f.conrelid, a.attname from names n
    join pg_constraint f on f.contype = 'f' and f.confrelid = n.rel and cardinality(f.conkey) = 1
    join pg_attribute k on k.attrelid = f.confrelid and k.attnum = f.confkey[1] and k.attname = n.att
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1])
select rel::regclass::text || '.' || att from names
union
select c.oid::regclass::text || '.' || a.attname
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and (a.atttypid = 'uuid'::regtype and (a.attname in ('person_id', 'account_id', 'actor_id', 'owner_id', 'user_id') or a.attname ~ '_by$')
       or a.atttypid = 'text'::regtype and a.attname ~ '(^|_)(email|to_address)$')";

#[tokio::test]
async fn every_column_that_names_a_person_is_seen_to() {
    let test = TestDb::new().await;
    let there: BTreeSet<String> = sqlx::query_scalar(COLUMNS)
        .fetch_all(&test.owner)
        .await
        .unwrap()
        .into_iter()
        .collect();
    let said: Vec<String> = super::all()
        .0
        .iter()
        .map(|one| format!("{}.{}", one.table, one.column))
        .collect();
    let known: BTreeSet<String> = said.iter().cloned().collect();
    assert_eq!(known.len(), said.len(), "an entry stands twice");
    let missing: Vec<_> = there.difference(&known).collect();
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "say in subjects.rs of the area what becomes of {missing:?}; no such column: {gone:?}"
    );
}

struct World {
    test: TestDb,
    services: Services,
    clock: Arc<HandClock>,
}

const AMA: PersonId = PersonId(Uuid::from_u128(1));
const BEN: PersonId = PersonId(Uuid::from_u128(2));

impl World {
    async fn new() -> Self {
        let test = TestDb::new().await;
        let db = Db::connect(test.rw_options(), 8).await.unwrap();
        let clock = Arc::new(HandClock::at(datetime!(2026-06-01 12:00 UTC)));
        let mut services = crate::commands::serve::services(db, "http://kinwork.test")
            .await
            .unwrap()
            .with_keys(KeyRing::generate(&SystemEntropy))
            .with_files(Files::in_memory());
        services.clock = clock.clone();
        Self {
            test,
            services,
            clock,
        }
    }

    fn actor(&self, person: PersonId, email: &str) -> Actor {
        let session = SessionId(Uuid::nil());
        let now = self.services.clock.now();
        Actor::in_browser(person, "Ama", email, session, None, now)
    }

    /// Ama's rows, with a canary in whatever holds text, among those of Ben's organisation.
    async fn fill(&self) {
        sqlx::raw_sql(include_str!("filled.sql"))
            .execute(&self.test.owner)
            .await
            .unwrap();
        let begun = Writing::begin(&self.services, Purpose::Document, "canary-file-name.pdf").await;
        let mut writing = begun.unwrap();
        writing.write(b"canary-file-bytes").await.unwrap();
        let stored = writing.finish().await.unwrap();
        let mut tx = self.services.db.begin(Scope::person(AMA)).await.unwrap();
        files::record(&self.services, &mut tx, &stored, Owner::Person(AMA))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// Every canary in any column of any table.
async fn canaries(owner: &PgPool) -> BTreeSet<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select oid::regclass::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    )
    .fetch_all(owner)
    .await
    .unwrap();
    let mut found = BTreeSet::new();
    for table in tables {
        let sql = format!(
            "select distinct m[1] from {table} t, regexp_matches(t::text, 'canary-[a-z0-9-]+', 'g') m"
        );
        let words: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(owner)
            .await
            .unwrap();
        found.extend(words.into_iter().map(|word| format!("{table}: {word}")));
    }
    found
}

/// All text of an archive.
fn unpacked(archive: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let mut text = String::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        text.push_str(part.name());
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

#[tokio::test]
async fn a_copy_has_everything_and_an_erasure_leaves_nothing() {
    let world = World::new().await;
    world.fill().await;
    let ama = world.actor(AMA, "canary-account-email@example.org");
    let before = canaries(&world.test.owner).await;
    // Whatever is to be erased is there to be erased.
    let mut tx = world.services.db.begin(Scope::person(AMA)).await.unwrap();
    for one in super::all().0 {
        if matches!(one.erase, Erase::Delete | Erase::Blank(_)) {
            let rows: i64 = sqlx::query_scalar("select count(*) from privacy_rows($1, $2, '{}')")
                .bind(one.table)
                .bind(one.column)
                .fetch_one(&mut *tx)
                .await
                .unwrap();
            assert!(
                rows > 0,
                "filled.sql has no row for {}.{}",
                one.table,
                one.column
            );
        }
    }
    drop(tx);

    privacy::ask_copy(&world.services, &ama, &AskForm::default())
        .await
        .unwrap();
    do_jobs(&world.services, handlers()).await;
    let copy = privacy::overview(&world.services, &ama).await.unwrap().copy;
    let copy = copy.unwrap();
    assert!(matches!(copy.state, CopyState::Ready(_)), "{copy:?}");
    let (_, archive) = privacy::fetch_copy(&world.services, &ama, copy.id)
        .await
        .unwrap();
    let archive = archive.try_collect::<Vec<_>>().await.unwrap().concat();
    let text = unpacked(&archive);
    let exported: Vec<_> = super::all()
        .0
        .into_iter()
        .filter(|one| matches!(one.export, Export::Rows))
        .map(|one| format!("{}: ", one.table))
        .collect();
    let expected = before
        .iter()
        .filter(|canary| exported.iter().any(|table| canary.starts_with(table)));
    for canary in expected {
        let word = canary.split(": ").nth(1).unwrap();
        // A table may name two people, and secrets stay secret.
        let not_hers = ["canary-of-ben", "canary-secret"];
        if not_hers.iter().any(|start| word.starts_with(start)) {
            continue;
        }
        assert!(text.contains(word), "{canary} is not in the copy");
    }
    assert!(text.contains("canary-file-bytes"));
    assert!(!text.contains("canary-of-ben"));
    assert!(!text.contains("canary-secret"));
    // It is nobody else's.
    let ben = world.actor(BEN, "ben@example.org");
    let stolen = privacy::fetch_copy(&world.services, &ben, copy.id).await;
    assert_eq!(stolen.map(|_| ()), Err(AppError::NotFound));

    let form = EraseForm {
        confirm: "Canary-account-email@example.org".into(),
        at_once: "true".into(),
    };
    privacy::ask_erasure(&world.services, &ama, &form)
        .await
        .unwrap();
    do_jobs(&world.services, handlers()).await;
    let left: Vec<_> = canaries(&world.test.owner)
        .await
        .into_iter()
        .filter(|canary| !canary.contains("canary-of-ben"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    let keys: i64 = sqlx::query_scalar(
        "select count(*) from file where owner_id = $1 and (key_sealed is not null or name <> '')",
    )
    .bind(AMA)
    .fetch_one(&world.test.owner)
    .await
    .unwrap();
    assert_eq!(keys, 0, "a file still has its key");
    // What is not hers alone stays, without her name.
    let stage: String = sqlx::query_scalar("select stage from application where person_id = $1")
        .bind(AMA)
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    assert_eq!(stage, "SHORTLISTED");
    let trail: i64 = sqlx::query_scalar("select count(*) from audit_event where actor_id = $1")
        .bind(AMA)
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    assert_eq!(trail, 1);
    let report = chain::verify(&world.test.owner).await.unwrap();
    assert!(report.is_whole(), "{report:?}");
}

#[tokio::test]
async fn a_week_for_second_thoughts() {
    let world = World::new().await;
    world.fill().await;
    let email = "canary-account-email@example.org";
    let form = EraseForm {
        confirm: email.into(),
        ..EraseForm::default()
    };
    let before = canaries(&world.test.owner).await;
    privacy::ask_erasure(&world.services, &world.actor(AMA, email), &form)
        .await
        .unwrap();
    world.clock.forward(Duration::days(6));
    do_jobs(&world.services, handlers()).await;
    privacy::undo_erasure(
        &world.services,
        &world.actor(AMA, email),
        &AskForm::default(),
    )
    .await
    .unwrap();
    world.clock.forward(Duration::days(2));
    do_jobs(&world.services, handlers()).await;
    let person = |of: &BTreeSet<String>| -> BTreeSet<String> {
        of.iter()
            .filter(|canary| canary.starts_with("person: ") || canary.starts_with("experience: "))
            .cloned()
            .collect()
    };
    let after = canaries(&world.test.owner).await;
    assert_eq!(person(&after), person(&before));
    assert!(!person(&after).is_empty());
    // Asked again, and left alone, it is done when the week is over.
    privacy::ask_erasure(&world.services, &world.actor(AMA, email), &form)
        .await
        .unwrap();
    world
        .clock
        .forward(Duration::days(7) + Duration::seconds(1));
    do_jobs(&world.services, handlers()).await;
    // A job that failed is tried again later; the queue promises no more than that.
    world.clock.forward(Duration::hours(1));
    do_jobs(&world.services, handlers()).await;
    let left = person(&canaries(&world.test.owner).await);
    assert_eq!(left, BTreeSet::new());
}

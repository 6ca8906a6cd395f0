//! What lets somebody in is nowhere to be read: not in the database, not in the log.

use super::scene::CLIENT;
use super::{join, pending, services, with_two_steps};
use identity::factors::SEALED;
use identity::factors::service::second_step;
use platform::keys::{self, KeyRing};
use platform::system::SystemEntropy;
use platform::testing::TestDb;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every row of every table of this person's factors, as text; bytes as hexadecimal digits.
async fn dump(test: &TestDb) -> String {
    let sql = "select coalesce(string_agg(row, e'\\n'), '') from (
        select t::text as row from totp_factor t union all select t::text from backup_code t
        union all select t::text from pending_sign_in t union all select t::text from security_event t
        union all select t::text from mail t union all select t::text from queue_job t) rows";
    sqlx::query_scalar(sql)
        .fetch_one(&test.owner)
        .await
        .unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn secret_and_codes_stand_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, codes) = with_two_steps(&services, &clock).await;
    let waiting = pending(&services).await;
    let wrong = second_step(&services, CLIENT, &waiting, &phone.wrong(&services)).await;
    assert!(wrong.is_err());
    second_step(&services, CLIENT, &waiting, &codes[0])
        .await
        .unwrap();
    let kept = pending(&services).await;

    let secret = phone.0.secret().clone();
    let mut hidden = vec![secret.to_base32(), hex(secret.as_bytes()), waiting, kept];
    for code in &codes {
        hidden.push(code.clone());
        hidden.push(code.replace('-', ""));
    }
    let rows = dump(&test).await;
    super::reset(&test, &services, ama.person, "Lost")
        .await
        .unwrap();
    let log = log.text();
    assert!(log.contains("second factors reset"), "the log is kept");
    assert!(rows.contains(&ama.person.to_string()), "the rows are there");
    for secret in hidden {
        assert!(!rows.contains(&secret), "{secret} in the database");
        assert!(!log.contains(&secret), "{secret} in the log");
    }
}

#[tokio::test]
async fn a_secret_opens_for_its_person_and_after_a_change_of_keys() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, _) = with_two_steps(&services, &clock).await;
    let (ben, _) = join(&services, "ben@example.org").await;
    let waiting = pending(&services).await;
    // Put into another person's row it is noise.
    sqlx::query("insert into totp_factor select $2, secret_sealed, created_at, confirmed_at, 0, 0, null from totp_factor where person_id = $1")
        .bind(ama.person)
        .bind(ben.person)
        .execute(&test.owner)
        .await
        .unwrap();
    let moved = identity::factors::service::prove_by_code(
        &services,
        CLIENT,
        &ben,
        "",
        &phone.code(&services),
    )
    .await;
    assert!(
        matches!(moved, Err(kernel::AppError::Internal { .. })),
        "{moved:?}"
    );
    sqlx::query("delete from totp_factor where person_id = $1")
        .bind(ben.person)
        .execute(&test.owner)
        .await
        .unwrap();

    let report = keys::reseal(&test.owner, &services.keys, &SystemEntropy, SEALED)
        .await
        .unwrap();
    assert!(report.iter().all(|column| column.failed.is_empty()));
    second_step(&services, CLIENT, &waiting, &phone.code(&services))
        .await
        .unwrap();
    // Without the keys nobody gets in, and nobody gets past it either.
    let locked = services
        .clone()
        .with_keys(KeyRing::generate(&SystemEntropy));
    clock.forward(time::Duration::seconds(30));
    let waiting = pending(&services).await;
    let refused = second_step(&locked, CLIENT, &waiting, &phone.code(&services)).await;
    assert!(
        matches!(refused, Err(kernel::AppError::Internal { .. })),
        "{refused:?}"
    );
}

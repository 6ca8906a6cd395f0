//! Signing up, addresses and passwords, on a real database, as `app_rw`. Mail is read where it waits.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod address;
mod password;
#[path = "../scene/mod.rs"]
mod scene;
mod sign_up;

use identity::Actor;
use identity::security::model::SecurityEvent;
use identity::security::service::trail;
use kernel::AppError;
use platform::Services;
use platform::testing::TestDb;

/// A mail that waits to be sent.
#[derive(Debug)]
struct Mail {
    subject: String,
    text: String,
}

impl Mail {
    /// The token of its link.
    fn token(&self) -> String {
        let (_, rest) = self.text.split_once("token=").unwrap();
        rest.chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect()
    }

    fn has_link(&self) -> bool {
        self.text.contains("token=")
    }
}

/// What waits for an address, and does not any more.
async fn mails(test: &TestDb, to: &str) -> Vec<Mail> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("delete from mail where to_address = $1 returning subject, text_body")
            .bind(to)
            .fetch_all(&test.owner)
            .await
            .unwrap();
    rows.into_iter()
        .map(|(subject, text)| Mail { subject, text })
        .collect()
}

/// The only one that waits for an address.
async fn mail(test: &TestDb, to: &str) -> Mail {
    let mut found = mails(test, to).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// What stands in somebody's own trail, the latest first.
async fn events(services: &Services, actor: &Actor) -> Vec<SecurityEvent> {
    let page = trail(services, actor, None).await.unwrap();
    page.items.into_iter().map(|line| line.what).collect()
}

/// Nobody has confirmed the address, and there is no password.
async fn bare(test: &TestDb, actor: &Actor, set: &'static str) {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "update account set {set} where id = $1"
    )))
    .bind(actor.person)
    .execute(&test.owner)
    .await
    .unwrap();
}

fn says(refused: &AppError, field: &str) -> bool {
    matches!(refused, AppError::Invalid(errors) if errors.get(field).is_some())
}

fn dead() -> AppError {
    AppError::conflict("link_dead")
}

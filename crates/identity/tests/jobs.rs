//! What identity does in the background.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod scene;

use identity::credentials::model::ForgotForm;
use identity::credentials::service::forgot;
use identity::sessions::service as sessions;
use platform::jobs::Handlers;
use platform::testing::{TestDb, TestWorker, eventually};
use scene::{CLIENT, join, services};
use std::time::Duration;

#[tokio::test]
async fn what_has_run_out_is_thrown_away_by_itself() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let email = "ama@example.org".to_owned();
    join(&services, &email).await;
    forgot(&services, CLIENT, &ForgotForm { email })
        .await
        .unwrap();
    let handlers = identity::jobs::handlers(Handlers::default());
    let worker = TestWorker::start(&services, handlers, TestWorker::options());
    let count = async |sql: &'static str| -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&test.owner)
            .await
            .unwrap()
    };
    eventually("it is scheduled", async || {
        count("select count(*) from queue_schedule").await == 4
    })
    .await;
    assert_eq!(count("select count(*) from session").await, 1);
    assert_eq!(count("select count(*) from mailed_link").await, 1);
    clock.forward(Duration::try_from(sessions::SESSION_LASTS).unwrap());
    eventually("the session is gone", async || {
        count("select count(*) from session").await == 0
    })
    .await;
    assert_eq!(count("select count(*) from mailed_link").await, 0);
    worker.stop().await;
}

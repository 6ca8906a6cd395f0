//! What identity does in the background.
#![cfg(feature = "ssr")]

use identity::model::{SignInForm, SignUpForm};
use identity::service::{self, Client};
use identity::sessions::service as sessions;
use platform::jobs::Handlers;
use platform::system::SystemEntropy;
use platform::testing::{HandClock, TestDb, TestWorker, eventually};
use platform::{Db, Services};
use std::sync::Arc;
use std::time::Duration;
use time::macros::datetime;

const CLIENT: Client<'static> = Client {
    address: "192.0.2.1",
    user_agent: "test",
};

#[tokio::test]
async fn what_has_run_out_is_thrown_away_by_itself() {
    let test = TestDb::new().await;
    let clock = Arc::new(HandClock::at(datetime!(2026-06-01 12:00 UTC)));
    let db = Db::connect(test.rw_options(), 8).await.unwrap();
    let services = Services::new(
        db,
        clock.clone(),
        Arc::new(SystemEntropy),
        "http://localhost",
    );
    let (email, password) = ("ama@example.org", "three brown kettles");
    let form = SignUpForm {
        name: "Ama Owusu".into(),
        email: email.into(),
        password: password.into(),
        next: String::new(),
    };
    service::sign_up(&services, CLIENT, &form).await.unwrap();
    let form = SignInForm {
        email: email.into(),
        password: password.into(),
        ..Default::default()
    };
    service::sign_in(&services, CLIENT, &form).await.unwrap();
    let handlers = identity::jobs::handlers(Handlers::default());
    let worker = TestWorker::start(&services, handlers, TestWorker::options());
    let count = async |sql: &'static str| -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&test.owner)
            .await
            .unwrap()
    };
    eventually("it is scheduled", async || {
        count("select count(*) from queue_schedule").await == 2
    })
    .await;
    assert_eq!(count("select count(*) from session").await, 1);
    clock.forward(Duration::try_from(sessions::SESSION_LASTS).unwrap());
    eventually("the session is gone", async || {
        count("select count(*) from session").await == 0
    })
    .await;
    worker.stop().await;
}

//! Mail goes out with its transaction, whatever the mail server does, and once.
#![cfg(feature = "testing")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod smtp;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::email::Email;
use kernel::id::{Id, OrganisationId, PersonId, QueuedJobId};
use kernel::{AppError, Clock};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;
use platform::jobs::Handlers;
use platform::mail::{self, Config, Letter, Message, Security, SmtpConfig};
use platform::system::{SystemClock, SystemEntropy};
use platform::testing::{HandClock, TestDb, TestWorker, do_jobs, eventually};
use platform::{Db, Scope, Services};
use smtp::{Mood, SmtpDouble};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt as _;

const HELPER: &str = "KINWORK_TEST_MAIL";
/// Longer than a lease and than any wait between two attempts.
const LATER: Duration = Duration::from_secs(3600);

fn smtp_config(port: u16) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        login: None,
        from: "Kinwork <no-reply@kinwork.test>".to_owned(),
    }
}

fn letter() -> Message {
    Letter::new("Grüße from Kinwork", "Welcome")
        .text("Press the button.")
        .button("Confirm", "http://kinwork.test/confirm?token=s3cret")
        .to(&Email::parse("ama@example.org").unwrap(), "test.letter")
}

struct World {
    test: TestDb,
    clock: Arc<HandClock>,
    services: Services,
}

impl World {
    async fn new(config: Config) -> Self {
        let test = TestDb::new().await;
        let db = Db::connect(test.rw_options(), 8).await.unwrap();
        let clock = Arc::new(HandClock::at(SystemClock.now()));
        let entropy = Arc::new(SystemEntropy);
        let services = Services::new(db, clock.clone(), entropy, "http://kinwork.test");
        let services = mail::install(services, config).unwrap();
        Self {
            test,
            clock,
            services,
        }
    }

    async fn with(server: &SmtpDouble) -> Self {
        Self::new(Config::Smtp(smtp_config(server.port))).await
    }

    async fn send(&self, message: Message) -> QueuedJobId {
        let mut tx = self.services.db.begin(message.scope).await.unwrap();
        let id = mail::send(&mut tx, &self.services, message).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn do_jobs(&self) {
        do_jobs(&self.services, mail::handlers(Handlers::default())).await;
    }

    /// State of the mail, state of its job, what went wrong last.
    async fn how_is(&self, id: QueuedJobId) -> (String, String, String) {
        let sql = "select m.state, j.state, j.last_error from mail m join queue_job j using (id) where id = $1";
        sqlx::query_as(sql)
            .bind(id)
            .fetch_one(&self.test.owner)
            .await
            .unwrap()
    }

    async fn assert_is(&self, id: QueuedJobId, mail: &str, job: &str) {
        let (mail_is, job_is, error) = self.how_is(id).await;
        assert_eq!((&*mail_is, &*job_is), (mail, job), "{error}");
    }
}

#[tokio::test]
async fn mail_that_can_be_stopped_says_where_with_one_click() {
    let server = SmtpDouble::start(&[]).await;
    let world = World::with(&server).await;
    let url = "http://kinwork.test/alerts/unsubscribe/s3cret";
    let stopped = Letter::new("New jobs", "New jobs")
        .stopped_at(url)
        .to(&Email::parse("ama@example.org").unwrap(), "test.alert");
    world.send(letter()).await;
    let id = world.send(stopped).await;
    world.do_jobs().await;
    let taken = server.taken();
    let (with, without): (Vec<_>, Vec<_>) = taken
        .iter()
        .partition(|mail| mail.contains("Subject: New jobs"));
    let header = format!("List-Unsubscribe: <{url}>\r\n");
    for part in [
        &header,
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
    ] {
        assert!(with[0].contains(part), "{part} in {}", with[0]);
    }
    assert!(!without[0].contains("List-Unsubscribe"));
    let left: Option<String> = sqlx::query_scalar("select unsubscribe_url from mail where id = $1")
        .bind(id)
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    assert_eq!(left, None, "a link that does something is kept");
}

#[tokio::test]
async fn a_mail_goes_out_with_its_transaction_and_is_forgotten() {
    let server = SmtpDouble::start(&[]).await;
    let world = World::with(&server).await;
    let mut tx = world.services.db.begin(Scope::PUBLIC).await.unwrap();
    mail::send(&mut tx, &world.services, letter())
        .await
        .unwrap();
    drop(tx);
    let id = world.send(letter()).await;
    world.do_jobs().await;
    world.assert_is(id, "SENT", "DONE").await;
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    for part in [
        "To: ama@example.org\r\n",
        "From: Kinwork <no-reply@kinwork.test>\r\n",
        "Subject: =?utf-8?",
        &format!("Message-ID: <{id}@kinwork.test>\r\n"),
        "Auto-Submitted: auto-generated\r\n",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/html; charset=utf-8\r\n",
        "s3cret",
    ] {
        assert!(taken[0].contains(part), "{part} in {}", taken[0]);
    }
    let sql = "select text_body || html_body from mail";
    let left: String = sqlx::query_scalar(sql)
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    assert_eq!(left, "", "a link that lets somebody in is kept");
}

#[tokio::test]
async fn a_server_that_cannot_now_is_asked_again_and_one_that_never_will_is_not() {
    for mood in [
        Mood::Answers("MAIL", "451 later"),
        Mood::Answers("RCPT", "450 ama@example.org is busy"),
        Mood::Answers("DATA", "421 closing"),
        Mood::Answers(".", "452 full"),
        Mood::Answers("EHLO", "554 no"),
        Mood::HangsUpInData,
    ] {
        let server = SmtpDouble::start(&[mood, mood]).await;
        let world = World::with(&server).await;
        let id = world.send(letter()).await;
        for _ in 0..2 {
            world.do_jobs().await;
            world.assert_is(id, "QUEUED", "LATER").await;
            world.clock.forward(LATER);
        }
        world.do_jobs().await;
        world.assert_is(id, "SENT", "DONE").await;
        assert_eq!(server.taken().len(), 1, "{mood:?}");
    }
    for mood in [
        Mood::Answers("RCPT", "550 ama@example.org is unknown"),
        Mood::Answers(".", "554 spam"),
    ] {
        let server = SmtpDouble::start(&[mood]).await;
        let world = World::with(&server).await;
        let id = world.send(letter()).await;
        world.do_jobs().await;
        world.assert_is(id, "QUEUED", "DEAD").await;
        let (_, _, error) = world.how_is(id).await;
        assert!(error.starts_with("the mail server answered 55") && !error.contains("ama"));
        assert!(server.taken().is_empty());
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_the_one_way_to_two_and_both_have_one_id() {
    let server = SmtpDouble::start(&[Mood::TakesAndHangsUp]).await;
    let world = World::with(&server).await;
    let id = world.send(letter()).await;
    world.do_jobs().await;
    world.assert_is(id, "QUEUED", "LATER").await;
    world.clock.forward(LATER);
    world.do_jobs().await;
    world.assert_is(id, "SENT", "DONE").await;
    let taken = server.taken();
    assert_eq!((taken.len(), &taken[0]), (2, &taken[1]));
}

/// Kills a process that is sending when the server falls silent, and lets another worker go on.
async fn kill_a_sender(mood: Mood) -> (World, SmtpDouble, QueuedJobId) {
    let server = SmtpDouble::start(&[mood]).await;
    let world = World::with(&server).await;
    let id = world.send(letter()).await;
    let login = world.test.rw_options();
    let (socket, database) = (login.get_socket().unwrap(), login.get_database().unwrap());
    let mut sender = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "sends_until_killed", "--nocapture"])
        .env(
            HELPER,
            format!("{}|{database}|{}", socket.display(), server.port),
        )
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    tokio::time::timeout(Duration::from_secs(60), server.is_silent())
        .await
        .unwrap();
    sender.kill().unwrap();
    sender.wait().unwrap();
    world.clock.forward(LATER);
    world.do_jobs().await;
    (world, server, id)
}

#[tokio::test]
async fn a_mail_whose_sender_is_killed_before_it_is_handed_over_is_sent_by_another() {
    let (world, server, id) = kill_a_sender(Mood::IsSilentBeforeData).await;
    world.assert_is(id, "SENT", "DONE").await;
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_mail_whose_sender_is_killed_after_it_was_taken_is_not_sent_again_by_itself() {
    let (world, server, id) = kill_a_sender(Mood::TakesAndIsSilent).await;
    world.assert_is(id, "HANDED", "DEAD").await;
    assert_eq!(server.taken().len(), 1);
    // Somebody decides that it shall go again.
    let raised: bool = sqlx::query_scalar("select queue_retry($1, $2)")
        .bind(id)
        .bind(world.services.clock.now())
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    assert!(raised);
    world.do_jobs().await;
    world.assert_is(id, "SENT", "DONE").await;
    assert_eq!(server.taken().len(), 2);
}

#[tokio::test]
async fn a_slow_sender_whose_job_is_anothers_does_not_hand_over() {
    let server = SmtpDouble::start(&[Mood::IsSilentBeforeData]).await;
    let world = World::with(&server).await;
    let id = world.send(letter()).await;
    let handlers = || mail::handlers(Handlers::default());
    let slow = TestWorker::start(&world.services, handlers(), TestWorker::options());
    server.is_silent().await;
    world.clock.forward(LATER);
    world.do_jobs().await;
    world.assert_is(id, "SENT", "DONE").await;
    // The first attempt is told that the message may come, but the job is not its own any more.
    server.speak();
    slow.stop().await;
    let asked = server.said().iter().filter(|line| *line == "DATA").count();
    assert_eq!((asked, server.taken().len()), (2, 1));
}

#[tokio::test]
async fn without_starttls_nothing_is_said_and_the_password_stays_here() {
    let server = SmtpDouble::start(&[]).await;
    let config = SmtpConfig {
        security: Security::StartTls,
        login: Some(("kinwork".to_owned(), "pa55word".to_owned())),
        ..smtp_config(server.port)
    };
    assert!(!format!("{config:?}").contains("pa55word"));
    let world = World::new(Config::Smtp(config)).await;
    let id = world.send(letter()).await;
    world.do_jobs().await;
    world.assert_is(id, "QUEUED", "LATER").await;
    let said = server.said();
    assert!(
        said.iter()
            .all(|line| line.starts_with("EHLO") || line == "QUIT"),
        "{said:?}"
    );
}

#[tokio::test]
async fn it_signs_in_where_it_is_told_to() {
    let server = SmtpDouble::start(&[]).await;
    let config = SmtpConfig {
        login: Some(("kinwork".to_owned(), "pa55word".to_owned())),
        ..smtp_config(server.port)
    };
    let world = World::new(Config::Smtp(config)).await;
    let id = world.send(letter()).await;
    world.do_jobs().await;
    world.assert_is(id, "SENT", "DONE").await;
    // \0kinwork\0pa55word in base64.
    assert!(
        server
            .said()
            .contains(&"AUTH PLAIN AGtpbndvcmsAcGE1NXdvcmQ=".to_owned())
    );
}

#[tokio::test]
async fn nobody_writes_headers_or_volumes() {
    let world = World::new(Config::Nothing).await;
    let mut tx = world.services.db.begin(Scope::PUBLIC).await.unwrap();
    for bad in [
        Message {
            subject: "Hello\r\nBcc: all@example.org".to_owned(),
            ..letter()
        },
        Message {
            subject: String::new(),
            ..letter()
        },
        Message {
            subject: "a".repeat(201),
            ..letter()
        },
        Message {
            text: "a".repeat(70_000),
            ..letter()
        },
        Message {
            html: "a".repeat(300_000),
            ..letter()
        },
    ] {
        let refused = mail::send(&mut tx, &world.services, bad).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn nobody_sends_as_somebody_else_or_reads_mail() {
    let world = World::new(Config::Mailbox).await;
    let tenant = |n| {
        let id = OrganisationId::from_uuid(uuid::Uuid::from_u128(n));
        Scope::tenant(id, PersonId::from_uuid(uuid::Uuid::from_u128(77)))
    };
    world
        .send(Message {
            scope: tenant(1),
            ..letter()
        })
        .await;
    let mut tx = world.services.db.begin(tenant(2)).await.unwrap();
    let forged = Message {
        scope: tenant(1),
        ..letter()
    };
    assert!(mail::send(&mut tx, &world.services, forged).await.is_err());
    drop(tx);
    let mut tx = world.services.db.begin(tenant(1)).await.unwrap();
    let read = sqlx::query("select subject from mail").execute(&mut *tx);
    assert!(read.await.is_err());
}

#[tokio::test]
async fn without_a_server_mail_waits() {
    let world = World::new(Config::Nothing).await;
    let id = world.send(letter()).await;
    world.do_jobs().await;
    world.assert_is(id, "QUEUED", "LATER").await;
}

async fn get(services: &Services, path: &str) -> (StatusCode, String) {
    let site: Router = mail::routes(services);
    let request = Request::get(path).body(Body::empty()).unwrap();
    let answer = site.oneshot(request).await.unwrap();
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_mailbox_shows_what_was_not_sent() {
    let world = World::new(Config::Mailbox).await;
    let id = world.send(letter()).await;
    world.do_jobs().await;
    world.assert_is(id, "BOXED", "DONE").await;
    for (filter, listed) in [
        ("", true),
        ("?to=Ama@example.org", true),
        ("?to=ben@example.org", false),
    ] {
        let (status, page) = get(&world.services, &format!("/dev/mail{filter}")).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            page.contains(&format!("/dev/mail/{id}")),
            listed,
            "{filter}"
        );
    }
    let (_, page) = get(&world.services, &format!("/dev/mail/{id}")).await;
    assert!(page.contains("<a href=\"http://kinwork.test/confirm?token=s3cret\">"));
    assert!(page.contains("srcdoc=\"&lt;base target=") && page.contains("sandbox=\"allow-top"));
    let missing = "/dev/mail/00000000-0000-7000-8000-000000000000";
    assert_eq!(get(&world.services, missing).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn there_is_no_mailbox_where_mail_is_sent() {
    let server = SmtpDouble::start(&[]).await;
    let world = World::with(&server).await;
    let id = world.send(letter()).await;
    world.do_jobs().await;
    assert_eq!(
        get(&world.services, "/dev/mail").await.0,
        StatusCode::NOT_FOUND
    );
    // Not even a server beside it that has one shows what was sent.
    let beside = mail::install(world.services.clone(), Config::Mailbox).unwrap();
    let path = format!("/dev/mail/{id}");
    assert_eq!(get(&beside, &path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn old_mail_is_swept() {
    let world = World::new(Config::Mailbox).await;
    world.send(letter()).await;
    let handlers = || mail::handlers(Handlers::default());
    let worker = TestWorker::start(&world.services, handlers(), TestWorker::options());
    let count = async |sql: &'static str| -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&world.test.owner)
            .await
            .unwrap()
    };
    eventually("it is in the box, and sweeping is named", async || {
        count("select (select count(*) from mail where state = 'BOXED') * (select count(*) from queue_schedule)").await == 1
    })
    .await;
    world.clock.forward(LATER * 24 * 32);
    eventually("it is swept", async || {
        count("select count(*) from mail").await == 0
    })
    .await;
    worker.stop().await;
}

#[tokio::test]
#[ignore = "run by the tests that kill it"]
async fn sends_until_killed() {
    let Some(place) = std::env::var(HELPER).ok() else {
        return;
    };
    set_pdeathsig(Signal::SIGKILL).unwrap();
    let place: Vec<&str> = place.split('|').collect();
    let login = PgConnectOptions::new_without_pgpass()
        .socket(place[0])
        .port(5432)
        .username("app_rw")
        .database(place[1])
        .ssl_mode(PgSslMode::Disable);
    let db = Db::connect(login, 4).await.unwrap();
    let services = Services::new(
        db,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        "http://kinwork.test",
    );
    let config = Config::Smtp(smtp_config(place[2].parse().unwrap()));
    let services = mail::install(services, config).unwrap();
    let worker = TestWorker::start(
        &services,
        mail::handlers(Handlers::default()),
        TestWorker::options(),
    );
    std::future::pending::<()>().await;
    worker.stop().await;
}

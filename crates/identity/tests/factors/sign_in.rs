//! No session and no token of an account with two steps is opened before the second.

use super::desk::desk;
use super::scene::{CLIENT, PASSWORD, who};
use super::{password, pending, reset, says, services, with_two_steps};
use identity::accounts::model::{DeactivateForm, Status};
use identity::accounts::service::{Operator, deactivate, decide_in};
use identity::credentials::model::{ForgotForm, ResetForm};
use identity::credentials::service::{forgot, reset as set_password};
use identity::factors::service::{Entry, PENDING_LASTS, second_step, two_steps, waiting};
use identity::model::SignInForm;
use identity::security::model::SecurityEvent;
use identity::security::service::{Circumstances, security_event, trail};
use identity::sessions::service::{devices, prove_by_password};
use identity::tokens::model::Grant;
use identity::tokens::service::grant;
use kernel::AppError;
use kernel::id::PersonId;
use platform::testing::TestDb;
use platform::{Scope, Services};
use time::Duration;

fn staff() -> Operator {
    Operator { name: "Olu".into() }
}

pub async fn decide(services: &Services, person: PersonId, becomes: Status) {
    let (console, mut tx) = desk(services).await;
    decide_in(&console, &mut tx, &staff(), person, becomes, "Spam")
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, _) = with_two_steps(&services, &clock).await;
    let before = devices(&services, &ama).await.unwrap().len();
    let token = pending(&services).await;
    assert_eq!(devices(&services, &ama).await.unwrap().len(), before);
    assert_eq!(who(&services, &token).await, None);
    let whose = waiting(&services, &token).await.unwrap();
    let whose = whose.unwrap();
    assert_eq!(whose.email, "ama@example.org");
    assert!(!whose.has_passkey);

    let session = second_step(&services, CLIENT, &token, &phone.code(&services))
        .await
        .unwrap();
    assert_eq!(who(&services, &session).await.unwrap().person, ama.person);
    assert_ne!(session, token);
    // It is finished once.
    assert_eq!(waiting(&services, &token).await.unwrap(), None);
    clock.forward(Duration::seconds(30));
    let twice = second_step(&services, CLIENT, &token, &phone.code(&services)).await;
    assert_eq!(twice, Err(AppError::Unauthenticated));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_sign_in_opens_one_session_whatever_it_is_finished_with() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, _, codes) = with_two_steps(&services, &clock).await;
    let token = pending(&services).await;
    let tries: Vec<_> = codes
        .into_iter()
        .map(|code| {
            let (services, token) = (services.clone(), token.clone());
            tokio::spawn(async move { second_step(&services, CLIENT, &token, &code).await })
        })
        .collect();
    let mut through = 0;
    for one in tries {
        match one.await.unwrap() {
            Ok(_) => through += 1,
            Err(error) => assert_eq!(error, AppError::Unauthenticated),
        }
    }
    assert_eq!(through, 1);
    // The codes that finished nothing are still good.
    assert_eq!(
        two_steps(&services, &ama)
            .await
            .unwrap()
            .unwrap()
            .codes_left,
        9
    );
}

#[tokio::test]
async fn a_sign_in_waits_ten_minutes() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (.., phone, _) = with_two_steps(&services, &clock).await;
    let token = pending(&services).await;
    clock.forward(PENDING_LASTS);
    let late = second_step(&services, CLIENT, &token, &phone.code(&services)).await;
    assert_eq!(late, Err(AppError::Unauthenticated));
    let forged = second_step(&services, CLIENT, "", &phone.code(&services)).await;
    assert_eq!(forged, Err(AppError::Unauthenticated));
}

#[tokio::test]
async fn what_ends_sessions_ends_a_sign_in_that_waits() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, _) = with_two_steps(&services, &clock).await;
    let token = pending(&services).await;
    let mut tx = services.db.begin(Scope::PUBLIC).await.unwrap();
    let what = SecurityEvent::PasswordReset;
    security_event(
        &services,
        &mut tx,
        ama.person,
        what,
        Circumstances::default(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let refused = second_step(&services, CLIENT, &token, &phone.code(&services)).await;
    assert_eq!(refused, Err(AppError::Unauthenticated));

    let token = pending(&services).await;
    decide(&services, ama.person, Status::Banned).await;
    let refused = second_step(&services, CLIENT, &token, &phone.code(&services)).await;
    assert_eq!(refused, Err(AppError::Unauthenticated));
}

#[tokio::test]
async fn whoever_had_left_comes_back_with_the_second_step() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, phone, _) = with_two_steps(&services, &clock).await;
    let sure = DeactivateForm {
        confirm: "true".into(),
    };
    deactivate(&services, CLIENT, &ama, &sure).await.unwrap();
    assert_eq!(who(&services, &token).await, None);
    let asked = password(&services).await;
    assert!(says(&asked.unwrap_err(), "come_back"));
    let form = SignInForm {
        email: "ama@example.org".into(),
        password: PASSWORD.into(),
        come_back: "true".into(),
        ..Default::default()
    };
    let entry = identity::service::sign_in(&services, CLIENT, &form)
        .await
        .unwrap();
    let Entry::SecondStep(token) = entry else {
        panic!("one step was enough");
    };
    let status = async || -> String {
        sqlx::query_scalar("select status from account where id = $1")
            .bind(ama.person)
            .fetch_one(&test.owner)
            .await
            .unwrap()
    };
    assert_eq!(status().await, "INACTIVE");
    let session = second_step(&services, CLIENT, &token, &phone.code(&services))
        .await
        .unwrap();
    assert_eq!(status().await, "ACTIVE");
    assert!(who(&services, &session).await.is_some());
}

#[tokio::test]
async fn the_suspended_get_in_to_appeal() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _, phone, _) = with_two_steps(&services, &clock).await;
    decide(&services, ama.person, Status::Suspended).await;
    let token = pending(&services).await;
    let session = second_step(&services, CLIENT, &token, &phone.code(&services))
        .await
        .unwrap();
    let ama = who(&services, &session).await.unwrap();
    assert_eq!(ama.status, Status::Suspended);
}

#[tokio::test]
async fn native_clients_are_asked_for_the_code_too() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (_, _, phone, codes) = with_two_steps(&services, &clock).await;
    let form = |password: &str, code: &str| Grant {
        email: "ama@example.org".into(),
        password: password.into(),
        code: code.into(),
        device_name: "Phone".into(),
    };
    let asked = grant(&services, CLIENT, &form(PASSWORD, "")).await;
    assert_eq!(asked, Err(AppError::conflict("second_factor_required")));
    // Whoever does not know the password does not learn that there is a second step.
    let guess = grant(&services, CLIENT, &form("guess guess", "")).await;
    assert!(says(&guess.unwrap_err(), ""));
    let wrong = grant(&services, CLIENT, &form(PASSWORD, &phone.wrong(&services))).await;
    assert!(says(&wrong.unwrap_err(), "code"));
    let code = phone.code(&services);
    assert!(
        grant(&services, CLIENT, &form(PASSWORD, &code))
            .await
            .is_ok()
    );
    let again = grant(&services, CLIENT, &form(PASSWORD, &code)).await;
    assert!(says(&again.unwrap_err(), "code"));
    assert!(
        grant(&services, CLIENT, &form(PASSWORD, &codes[3]))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn staff_take_the_second_step_away_and_the_person_is_told_why() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, ..) = with_two_steps(&services, &clock).await;
    let waiting = pending(&services).await;
    reset(
        &test,
        &services,
        ama.person,
        "You called us: the phone is lost.",
    )
    .await
    .unwrap();
    assert_eq!(who(&services, &token).await, None);
    assert_eq!(
        second_step(&services, CLIENT, &waiting, "012345").await,
        Err(AppError::Unauthenticated)
    );
    assert!(matches!(password(&services).await, Ok(Entry::Session(_))));
    let page = trail(&services, &ama, None).await.unwrap();
    let line = page
        .items
        .iter()
        .find(|line| line.what == SecurityEvent::FactorReset);
    assert_eq!(line.unwrap().detail, "You called us: the phone is lost.");
    let told: i64 =
        sqlx::query_scalar("select count(*) from mail where subject like '%reset by our staff%'")
            .fetch_one(&test.owner)
            .await
            .unwrap();
    assert_eq!(told, 1);
    let nothing = reset(&test, &services, ama.person, "Again").await;
    assert_eq!(nothing, Err(AppError::NotFound));
}

#[tokio::test]
async fn the_password_still_proves_who_one_is() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, ..) = with_two_steps(&services, &clock).await;
    assert!(
        prove_by_password(&services, &ama, &token, PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_new_password_takes_the_first_step_and_not_the_second() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    with_two_steps(&services, &clock).await;
    let form = ForgotForm {
        email: "ama@example.org".into(),
    };
    forgot(&services, CLIENT, &form).await.unwrap();
    let text: String =
        sqlx::query_scalar("select text_body from mail where purpose = 'identity.reset'")
            .fetch_one(&test.owner)
            .await
            .unwrap();
    let (_, token) = text.split_once("token=").unwrap();
    let form = ResetForm {
        token: token[..64].into(),
        password: "another long phrase".into(),
    };
    set_password(&services, CLIENT, &form).await.unwrap();
    let form = SignInForm {
        email: "ama@example.org".into(),
        password: form.password,
        ..Default::default()
    };
    let entry = identity::service::sign_in(&services, CLIENT, &form).await;
    assert!(matches!(entry, Ok(Entry::SecondStep(_))), "{entry:?}");
}

use super::scene::{CLIENT, PASSWORD, join, services, sign_in, who};
use super::{bare, dead, events, mail, mails, says};
use identity::credentials::model::{ForgotForm, LINK_LASTS, PasswordForm, ResetForm};
use identity::credentials::service::{change_password, facts, forgot, reset};
use identity::security::model::SecurityEvent;
use identity::tokens::model::Grant;
use identity::tokens::service::{caller, grant};
use identity::{Actor, WayIn, tokens::KeyScope};
use kernel::id::ApiKeyId;
use kernel::{AppError, Result};
use platform::Services;
use platform::testing::TestDb;

const AMA: &str = "ama@example.org";
const NEXT: &str = "another long phrase";

async fn ask(services: &Services, email: &str) -> Result<()> {
    let form = ForgotForm {
        email: email.into(),
    };
    forgot(services, CLIENT, &form).await
}

async fn set(services: &Services, token: &str, password: &str) -> Result<()> {
    let form = ResetForm {
        token: token.into(),
        password: password.into(),
    };
    reset(services, CLIENT, &form).await
}

async fn change(services: &Services, actor: &Actor, current: &str, password: &str) -> Result<()> {
    let form = PasswordForm {
        current: current.into(),
        password: password.into(),
    };
    change_password(services, CLIENT, actor, &form).await
}

#[tokio::test]
async fn a_reset_sets_the_password_once_and_ends_everything() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, here) = join(&services, AMA).await;
    bare(&test, &ama, "email_verified_at = null").await;
    let phone = Grant {
        email: AMA.into(),
        password: PASSWORD.into(),
        device_name: "Phone".into(),
        ..Grant::default()
    };
    let phone = grant(&services, CLIENT, &phone).await.unwrap();
    ask(&services, "AMA@example.org").await.unwrap();
    let letter = mail(&test, AMA).await;
    assert_eq!(letter.subject, "Reset your password at Kinwork");
    let link = letter.token();
    assert!(says(
        &set(&services, &link, "password1").await.unwrap_err(),
        "password"
    ));
    assert!(sign_in(&services, AMA, PASSWORD).await.is_ok());

    set(&services, &link, NEXT).await.unwrap();
    assert_eq!(who(&services, &here).await, None);
    let bearer = caller(&services, CLIENT, &phone.access_token)
        .await
        .unwrap();
    assert!(bearer.is_none());
    assert!(sign_in(&services, AMA, PASSWORD).await.is_err());
    assert!(sign_in(&services, AMA, NEXT).await.is_ok());
    assert_eq!(set(&services, &link, PASSWORD).await, Err(dead()));
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::PasswordReset)
    );
    assert_eq!(
        mail(&test, AMA).await.subject,
        "Your password was reset at Kinwork"
    );
    // Whoever read that mail has the address.
    assert!(facts(&services, &ama).await.unwrap().verified);
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_and_another_mail() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    join(&services, AMA).await;
    assert_eq!(ask(&services, "nobody@example.org").await, Ok(()));
    let letter = mail(&test, "nobody@example.org").await;
    assert_eq!(
        letter.subject,
        "There is no account under this address at Kinwork"
    );
    assert!(!letter.has_link());
    for email in [AMA, "nobody@example.org"] {
        let mut last = Ok(());
        for _ in 0..4 {
            last = ask(&services, email).await;
        }
        assert!(matches!(last, Err(AppError::RateLimited { .. })), "{email}");
    }
}

#[tokio::test]
async fn a_link_to_reset_runs_out_and_is_void_when_another_was_used() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    join(&services, AMA).await;
    ask(&services, AMA).await.unwrap();
    let late = mail(&test, AMA).await.token();
    clock.forward(LINK_LASTS);
    assert_eq!(set(&services, &late, NEXT).await, Err(dead()));
    ask(&services, AMA).await.unwrap();
    let first = mail(&test, AMA).await.token();
    ask(&services, AMA).await.unwrap();
    let second = mail(&test, AMA).await.token();
    set(&services, &second, NEXT).await.unwrap();
    assert_eq!(
        set(&services, &first, "yet another phrase").await,
        Err(dead())
    );
    assert!(sign_in(&services, AMA, NEXT).await.is_ok());
}

#[tokio::test]
async fn whoever_guessed_until_they_were_shut_out_comes_in_after_a_reset() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    join(&services, AMA).await;
    for _ in 0..12 {
        let _ = sign_in(&services, AMA, "guess guess guess").await;
    }
    ask(&services, AMA).await.unwrap();
    set(&services, &mail(&test, AMA).await.token(), NEXT)
        .await
        .unwrap();
    assert!(sign_in(&services, AMA, NEXT).await.is_ok());
}

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, here) = join(&services, AMA).await;
    let there = sign_in(&services, AMA, PASSWORD).await.unwrap();
    ask(&services, AMA).await.unwrap();
    let link = mail(&test, AMA).await.token();
    for (current, password, field) in [
        ("not it at all", NEXT, "current"),
        (PASSWORD, "short", "password"),
        (PASSWORD, "password1", "password"),
        (PASSWORD, PASSWORD, "password"),
    ] {
        let refused = change(&services, &ama, current, password).await;
        assert!(says(&refused.unwrap_err(), field), "{current} {password}");
    }
    assert!(who(&services, &there).await.is_some());

    change(&services, &ama, PASSWORD, NEXT).await.unwrap();
    assert!(who(&services, &here).await.is_some());
    assert_eq!(who(&services, &there).await, None);
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::PasswordChanged)
    );
    assert_eq!(
        mail(&test, AMA).await.subject,
        "Your password was changed at Kinwork"
    );
    // A link that was sent before sets nothing any more.
    assert_eq!(set(&services, &link, PASSWORD).await, Err(dead()));
    assert!(sign_in(&services, AMA, NEXT).await.is_ok());
}

#[tokio::test]
async fn a_password_is_good_for_as_long_as_its_person_likes() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    join(&services, AMA).await;
    for _ in 0..10 {
        clock.forward(time::Duration::days(365));
        let token = sign_in(&services, AMA, PASSWORD).await.unwrap();
        assert!(who(&services, &token).await.is_some());
    }
}

#[tokio::test]
async fn guesses_at_the_current_password_count_with_guesses_at_the_door() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, AMA).await;
    let mut checked = 0;
    for _ in 0..20 {
        match change(&services, &ama, "guess guess", NEXT).await {
            Err(AppError::RateLimited { .. }) => break,
            other => assert!(says(&other.unwrap_err(), "current")),
        }
        checked += 1;
    }
    // The sign-in was the first of ten.
    assert_eq!(checked, 9);
    assert!(mails(&test, AMA).await.is_empty());
}

#[tokio::test]
async fn whoever_has_no_password_sets_one_by_mail() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (mut ama, _) = join(&services, AMA).await;
    bare(&test, &ama, "password_hash = '!'").await;
    assert!(!facts(&services, &ama).await.unwrap().has_password);
    for nothing in ["", "!", PASSWORD] {
        assert_eq!(
            change(&services, &ama, nothing, NEXT).await,
            Err(AppError::conflict("no_password")),
            "{nothing}"
        );
        assert!(sign_in(&services, AMA, nothing).await.is_err(), "{nothing}");
    }
    ask(&services, AMA).await.unwrap();
    set(&services, &mail(&test, AMA).await.token(), NEXT)
        .await
        .unwrap();
    assert!(sign_in(&services, AMA, NEXT).await.is_ok());
    // A machine changes nobody's password.
    ama.way_in = WayIn::Key(services.new_id::<ApiKeyId>(), KeyScope::ALL.to_vec());
    assert_eq!(
        change(&services, &ama, NEXT, PASSWORD).await,
        Err(AppError::Forbidden)
    );
}

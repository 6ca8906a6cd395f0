use super::scene::{CLIENT, PASSWORD, join, services, sign_in, who};
use super::{bare, dead, events, mail, mails, says};
use identity::Actor;
use identity::credentials::model::{ConfirmAddressForm, Confirmed, EmailForm, LINK_LASTS};
use identity::credentials::service::{
    cancel_email_change, change_email, confirm, facts, pending_change, send_verification,
};
use identity::organisations::invitations::model::InviteForm;
use identity::organisations::invitations::service::invite;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::found;
use identity::security::model::SecurityEvent;
use identity::sessions::service::{PROOF_LASTS, switch};
use kernel::{AppError, Result};
use platform::Services;
use platform::testing::TestDb;
use time::Duration;

const OLD: &str = "ama@example.org";
const NEW: &str = "owusu@example.org";

async fn press(services: &Services, actor: Option<&Actor>, token: &str) -> Result<Confirmed> {
    let form = ConfirmAddressForm {
        token: token.into(),
    };
    confirm(services, CLIENT, actor, &form).await
}

async fn ask(services: &Services, actor: &Actor, email: &str) -> Result<()> {
    let form = EmailForm {
        email: email.into(),
    };
    change_email(services, actor, &form).await
}

#[tokio::test]
async fn whoever_has_confirmed_their_address_may_invite() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token) = join(&services, OLD).await;
    let form = OrganisationForm {
        name: "Depot".into(),
        ..Default::default()
    };
    let depot = found(&services, &ama, &form).await.unwrap();
    let token = switch(&services, &token, Some(depot)).await.unwrap();
    let ama = who(&services, &token).await.unwrap();
    bare(&test, &ama, "email_verified_at = null").await;
    let form = InviteForm {
        email: "ben@example.org".into(),
        role: "VIEWER".into(),
    };
    assert_eq!(
        invite(&services, &ama, &form).await,
        Err(AppError::conflict("unverified"))
    );

    send_verification(&services, &ama).await.unwrap();
    let link = mail(&test, OLD).await.token();
    // Opened where nobody is signed in, as mail often is.
    assert_eq!(press(&services, None, &link).await, Ok(Confirmed::Address));
    assert!(facts(&services, &ama).await.unwrap().verified);
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::EmailConfirmed)
    );
    assert_eq!(press(&services, None, &link).await, Err(dead()));
    invite(&services, &ama, &form).await.unwrap();
    // Nothing is sent to whoever has confirmed.
    send_verification(&services, &ama).await.unwrap();
    assert!(mails(&test, OLD).await.is_empty());
}

#[tokio::test]
async fn sending_again_has_an_end() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _) = join(&services, OLD).await;
    bare(&test, &ama, "email_verified_at = null").await;
    for _ in 0..3 {
        send_verification(&services, &ama).await.unwrap();
    }
    assert!(matches!(
        send_verification(&services, &ama).await,
        Err(AppError::RateLimited { .. })
    ));
    clock.forward(Duration::minutes(15));
    assert_eq!(send_verification(&services, &ama).await, Ok(()));
}

#[tokio::test]
async fn an_address_changes_when_both_have_confirmed() {
    let test = TestDb::new().await;
    for old_first in [true, false] {
        let (services, _) = services(&test).await;
        let (old, new) = (
            format!("{old_first}@example.org"),
            format!("new-{old_first}@example.org"),
        );
        let (ama, here) = join(&services, &old).await;
        let there = sign_in(&services, &old, PASSWORD).await.unwrap();
        ask(&services, &ama, &new.to_uppercase()).await.unwrap();
        let sides = [
            mail(&test, &old).await.token(),
            mail(&test, &new).await.token(),
        ];
        let (first, second) = if old_first { (0, 1) } else { (1, 0) };
        assert_eq!(
            press(&services, None, &sides[first]).await,
            Ok(Confirmed::OneSide)
        );
        // Once more by the same side does not make two.
        assert_eq!(press(&services, None, &sides[first]).await, Err(dead()));
        let waiting = pending_change(&services, &ama).await.unwrap().unwrap();
        assert_eq!(
            (waiting.old_confirmed, waiting.new_confirmed),
            (old_first, !old_first)
        );
        assert!(sign_in(&services, &new, PASSWORD).await.is_err());

        assert_eq!(
            press(&services, Some(&ama), &sides[second]).await,
            Ok(Confirmed::Changed)
        );
        // The session it was done in stays, the others are over, and it is told where it can still be read.
        assert_eq!(who(&services, &here).await.unwrap().email, new);
        assert_eq!(who(&services, &there).await, None);
        assert!(
            events(&services, &ama)
                .await
                .contains(&SecurityEvent::EmailChanged)
        );
        let told = mail(&test, &old).await;
        assert!(told.text.contains(&new), "{told:?}");
        assert!(sign_in(&services, &old, PASSWORD).await.is_err());
        assert!(sign_in(&services, &new, PASSWORD).await.is_ok());
        assert_eq!(pending_change(&services, &ama).await, Ok(None));
    }
}

#[tokio::test]
async fn a_taken_address_is_told_to_nobody_but_its_own() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, OLD).await;
    join(&services, NEW).await;
    assert_eq!(ask(&services, &ama, NEW).await, Ok(()));
    let theirs = mail(&test, NEW).await;
    assert_eq!(theirs.subject, "This address has an account at Kinwork");
    assert!(!theirs.has_link());
    let mine = mail(&test, OLD).await.token();
    assert_eq!(press(&services, None, &mine).await, Ok(Confirmed::OneSide));
    assert_eq!(who_is(&services, OLD).await, ama.person);
}

/// Whose address that is, found by signing in.
async fn who_is(services: &Services, email: &str) -> kernel::id::PersonId {
    let token = sign_in(services, email, PASSWORD).await.unwrap();
    who(services, &token).await.unwrap().person
}

#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_not_taken_away() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token) = join(&services, OLD).await;
    ask(&services, &ama, NEW).await.unwrap();
    let (old, new) = (
        mail(&test, OLD).await.token(),
        mail(&test, NEW).await.token(),
    );
    press(&services, None, &old).await.unwrap();
    let (ben, _) = join(&services, NEW).await;
    assert_eq!(
        press(&services, None, &new).await,
        Err(AppError::conflict("account_exists"))
    );
    // It never happened: nobody was signed out and nothing was told.
    assert_eq!(who(&services, &token).await.unwrap().email, OLD);
    assert!(mails(&test, OLD).await.is_empty());
    assert_eq!(who_is(&services, NEW).await, ben.person);
}

#[tokio::test]
async fn what_was_begun_before_is_void() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _) = join(&services, OLD).await;
    ask(&services, &ama, "first@example.org").await.unwrap();
    let first = mail(&test, "first@example.org").await.token();
    ask(&services, &ama, NEW).await.unwrap();
    assert_eq!(press(&services, None, &first).await, Err(dead()));
    let second = mail(&test, NEW).await.token();
    cancel_email_change(&services, &ama).await.unwrap();
    assert_eq!(press(&services, None, &second).await, Err(dead()));
    assert_eq!(pending_change(&services, &ama).await, Ok(None));

    ask(&services, &ama, "third@example.org").await.unwrap();
    let third = mail(&test, "third@example.org").await.token();
    clock.forward(LINK_LASTS);
    assert_eq!(press(&services, None, &third).await, Err(dead()));
    assert_eq!(pending_change(&services, &ama).await, Ok(None));
}

#[tokio::test]
async fn another_address_needs_a_proof_and_has_to_be_one() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _) = join(&services, OLD).await;
    for (wrong, why) in [("no address", "none"), (OLD, "the same")] {
        let refused = ask(&services, &ama, wrong).await.unwrap_err();
        assert!(says(&refused, "email"), "{why}");
    }
    clock.forward(PROOF_LASTS + Duration::SECOND);
    assert_eq!(ask(&services, &ama, NEW).await, Err(AppError::Unproved));
    assert!(mails(&test, NEW).await.is_empty());
}

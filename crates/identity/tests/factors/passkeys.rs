//! Passkeys, with an authenticator in software that says its person is there.

use super::scene::{CLIENT, join, who};
use super::sign_in::decide;
use super::{events, pending, reset, services, turn_on};
use identity::Actor;
use identity::accounts::model::Status;
use identity::factors::passkeys::model::{EditForm, PASSKEYS_MAX, PasskeyForm};
use identity::factors::passkeys::service::{
    CHALLENGE_LASTS, add, ask_for_second_step, ask_to_confirm, ask_to_register, ask_to_sign_in,
    confirm, list, remove, rename, second_step, sign_in,
};
use identity::security::model::SecurityEvent;
use identity::sessions::service::PROOF_LASTS;
use kernel::{AppError, Result};
use platform::Services;
use platform::testing::TestDb;
use serde_json::{Value, json};
use time::Duration;
use webauthn_authenticator_rs::prelude::{Url, WebauthnAuthenticator as _};
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

/// A device that keeps passkeys.
struct Device {
    keeps: SoftPasskey,
    site: Url,
    /// What a passkey says of itself at sign-in: its id and whose it is.
    known: Option<(Value, String)>,
}

impl Device {
    fn new() -> Self {
        Self {
            keeps: SoftPasskey::new(true),
            site: Url::parse("http://localhost").unwrap(),
            known: None,
        }
    }

    /// Of a site that only looks like this one.
    fn at(mut self, site: &str) -> Self {
        self.site = Url::parse(site).unwrap();
        self
    }

    /// Makes a passkey.
    fn make(&mut self, challenge: &str) -> PasskeyForm {
        let mut asked: Value = serde_json::from_str(challenge).unwrap();
        assert_eq!(
            asked["publicKey"]["authenticatorSelection"]["residentKey"],
            "required"
        );
        assert_eq!(
            asked["publicKey"]["authenticatorSelection"]["userVerification"],
            "required"
        );
        let person = asked["publicKey"]["user"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        // It keeps them, but does not say that it can.
        asked["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(false);
        let options = serde_json::from_value(asked.clone()).unwrap();
        let made = self
            .keeps
            .do_registration(self.site.clone(), options)
            .unwrap();
        let made = serde_json::to_value(made).unwrap();
        self.known = Some((made["rawId"].clone(), person));
        form(&asked, &made, "Phone")
    }

    /// Answers with the passkey it keeps.
    fn answer(&mut self, challenge: &str) -> PasskeyForm {
        let (id, person) = self.known.clone().unwrap();
        let mut asked: Value = serde_json::from_str(challenge).unwrap();
        assert_eq!(asked["publicKey"]["userVerification"], "required");
        // A browser finds it by itself; this one has to be told.
        asked["publicKey"]["allowCredentials"] = json!([{ "type": "public-key", "id": id }]);
        let options = serde_json::from_value(asked.clone()).unwrap();
        let answer = self
            .keeps
            .do_authentication(self.site.clone(), options)
            .unwrap();
        let mut answer = serde_json::to_value(answer).unwrap();
        answer["response"]["userHandle"] = json!(person);
        form(&asked, &answer, "")
    }
}

fn form(asked: &Value, answer: &Value, name: &str) -> PasskeyForm {
    PasskeyForm {
        token: asked["token"].as_str().unwrap().to_owned(),
        credential: answer.to_string(),
        name: name.to_owned(),
        ..PasskeyForm::default()
    }
}

/// Somebody with a passkey on a device.
async fn with_passkey(services: &Services, email: &str) -> (Actor, String, Device) {
    let (actor, token) = join(services, email).await;
    let mut device = Device::new();
    let made = device.make(&ask_to_register(services, &actor).await.unwrap());
    add(services, CLIENT, &actor, &made).await.unwrap();
    (actor, token, device)
}

async fn enter(services: &Services, device: &mut Device) -> Result<String> {
    let challenge = ask_to_sign_in(services, CLIENT).await.unwrap();
    sign_in(services, CLIENT, &device.answer(&challenge)).await
}

fn is_refused<T: std::fmt::Debug>(done: &Result<T>) -> bool {
    matches!(done, Err(AppError::Invalid(_)))
}

#[tokio::test]
async fn a_passkey_is_a_whole_sign_in() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, mut phone) = with_passkey(&services, "ama@example.org").await;
    assert!(who(&services, &token).await.is_some(), "this browser stays");
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::FactorAdded)
    );
    assert_eq!(list(&services, &ama).await.unwrap()[0].last_used_at, None);
    let told: String = sqlx::query_scalar("select text_body from mail where subject like 'A way to sign in was added%' and to_address = 'ama@example.org'")
        .fetch_one(&test.owner)
        .await
        .unwrap();
    assert!(told.contains("Passkey “Phone”"), "{told}");

    // Even of somebody with two steps: it is both.
    turn_on(&services, &ama).await;
    clock.forward(Duration::SECOND);
    let session = enter(&services, &mut phone).await.unwrap();
    assert_eq!(who(&services, &session).await.unwrap().person, ama.person);
    let used = list(&services, &ama).await.unwrap()[0].last_used_at;
    assert_eq!(used, Some(services.clock.now()));
}

#[tokio::test]
async fn an_answer_is_taken_once_in_time_and_for_what_was_asked() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, mut phone) = with_passkey(&services, "ama@example.org").await;
    let answer = phone.answer(&ask_to_sign_in(&services, CLIENT).await.unwrap());
    assert!(sign_in(&services, CLIENT, &answer).await.is_ok());
    assert!(
        is_refused(&sign_in(&services, CLIENT, &answer).await),
        "again"
    );

    let late = phone.answer(&ask_to_sign_in(&services, CLIENT).await.unwrap());
    clock.forward(CHALLENGE_LASTS);
    assert!(is_refused(&sign_in(&services, CLIENT, &late).await), "late");

    // The answer to one challenge is none to another, nor to one for something else.
    let mut mixed = phone.answer(&ask_to_sign_in(&services, CLIENT).await.unwrap());
    let other = phone.answer(&ask_to_sign_in(&services, CLIENT).await.unwrap());
    mixed.token = other.token.clone();
    assert!(
        is_refused(&sign_in(&services, CLIENT, &mixed).await),
        "mixed"
    );
    let to_confirm = phone.answer(&ask_to_confirm(&services, &ama).await.unwrap());
    assert!(
        is_refused(&sign_in(&services, CLIENT, &to_confirm).await),
        "for a proof"
    );
    let to_sign_in = phone.answer(&ask_to_sign_in(&services, CLIENT).await.unwrap());
    assert!(
        is_refused(&confirm(&services, &ama, &token, &to_sign_in).await),
        "for a sign-in"
    );
}

#[tokio::test]
async fn a_false_site_gets_nothing_of_use() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (_, _, phone) = with_passkey(&services, "ama@example.org").await;
    let mut phone = phone.at("http://localhost:9999");
    let challenge = ask_to_sign_in(&services, CLIENT).await.unwrap();
    assert!(is_refused(
        &sign_in(&services, CLIENT, &phone.answer(&challenge)).await
    ));
}

#[tokio::test]
async fn nobody_passes_for_somebody_else() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, mut hers) = with_passkey(&services, "ama@example.org").await;
    let (ben, bens_session, mut his) = with_passkey(&services, "ben@example.org").await;
    // His passkey says that he is Ama.
    his.known.as_mut().unwrap().1 = hers.known.clone().unwrap().1;
    assert!(is_refused(&enter(&services, &mut his).await));
    // Hers proves nothing about him.
    let challenge = ask_to_confirm(&services, &ben).await.unwrap();
    let answer = hers.answer(&challenge);
    assert!(is_refused(
        &confirm(&services, &ben, &bens_session, &answer).await
    ));
    // He sees and touches his own alone.
    let edit = EditForm {
        id: list(&services, &ama).await.unwrap()[0].id.to_string(),
        name: "Mine".into(),
    };
    assert_eq!(
        rename(&services, &ben, &edit).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        remove(&services, CLIENT, &ben, &edit).await,
        Err(AppError::NotFound)
    );
    assert_eq!(list(&services, &ama).await.unwrap()[0].name, "Phone");
    // What was answered for another is not added either.
    let mut new = Device::new();
    let made = new.make(&ask_to_register(&services, &ama).await.unwrap());
    assert!(is_refused(&add(&services, CLIENT, &ben, &made).await));
}

#[tokio::test]
async fn it_does_for_the_second_step_and_for_a_proof() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, mut phone) = with_passkey(&services, "ama@example.org").await;
    turn_on(&services, &ama).await;
    let waiting = pending(&services).await;
    let challenge = ask_for_second_step(&services, &waiting).await.unwrap();
    let answer = phone.answer(&challenge);
    let session = second_step(&services, CLIENT, &waiting, &answer)
        .await
        .unwrap();
    assert_eq!(who(&services, &session).await.unwrap().person, ama.person);
    let again = second_step(&services, CLIENT, &waiting, &answer).await;
    assert_eq!(again, Err(AppError::Unauthenticated));
    let nothing = ask_for_second_step(&services, &waiting).await;
    assert_eq!(nothing, Err(AppError::Unauthenticated));

    clock.forward(PROOF_LASTS + Duration::SECOND);
    let stale = who(&services, &token).await.unwrap();
    assert_eq!(
        ask_to_register(&services, &stale).await,
        Err(AppError::Unproved)
    );
    let answer = phone.answer(&ask_to_confirm(&services, &stale).await.unwrap());
    let token = confirm(&services, &stale, &token, &answer).await.unwrap();
    let proved = who(&services, &token).await.unwrap();
    assert!(ask_to_register(&services, &proved).await.is_ok());
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token, mut phone) = with_passkey(&services, "ama@example.org").await;
    let edit = EditForm {
        id: list(&services, &ama).await.unwrap()[0].id.to_string(),
        name: " ".into(),
    };
    assert!(is_refused(&rename(&services, &ama, &edit).await));
    let long = EditForm {
        name: "a".repeat(81),
        ..edit.clone()
    };
    assert!(is_refused(&rename(&services, &ama, &long).await));
    let named = EditForm {
        name: "Blue phone".into(),
        ..edit.clone()
    };
    rename(&services, &ama, &named).await.unwrap();
    assert_eq!(list(&services, &ama).await.unwrap()[0].name, "Blue phone");

    // An account that never had a password.
    sqlx::query("update account set password_hash = '!' where id = $1")
        .bind(ama.person)
        .execute(&test.owner)
        .await
        .unwrap();
    let last = remove(&services, CLIENT, &ama, &edit).await;
    assert_eq!(last, Err(AppError::conflict("last_way_in")));
    assert_eq!(list(&services, &ama).await.unwrap().len(), 1);
    assert!(
        !events(&services, &ama)
            .await
            .contains(&SecurityEvent::FactorRemoved)
    );
    // Of two, one may go.
    let mut other = Device::new();
    let made = other.make(&ask_to_register(&services, &ama).await.unwrap());
    add(&services, CLIENT, &ama, &made).await.unwrap();
    remove(&services, CLIENT, &ama, &edit).await.unwrap();
    assert!(who(&services, &token).await.is_some());
    assert_eq!(
        events(&services, &ama)
            .await
            .iter()
            .filter(|e| **e == SecurityEvent::FactorRemoved)
            .count(),
        1
    );
    assert!(is_refused(&enter(&services, &mut phone).await));
    assert!(enter(&services, &mut other).await.is_ok());
    // Another service is a way in as well.
    sqlx::query("insert into provider_link (provider, subject, account_id, email, created_at) values ('github', 'ama', $1, '', now())")
        .bind(ama.person)
        .execute(&test.owner)
        .await
        .unwrap();
    let edit = EditForm {
        id: list(&services, &ama).await.unwrap()[0].id.to_string(),
        ..EditForm::default()
    };
    remove(&services, CLIENT, &ama, &edit).await.unwrap();
    assert!(list(&services, &ama).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_banned_stay_out_and_a_reset_takes_passkeys_too() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _, mut phone) = with_passkey(&services, "ama@example.org").await;
    decide(&services, ama.person, Status::Banned).await;
    assert!(is_refused(&enter(&services, &mut phone).await));
    let (ben, session, mut his) = with_passkey(&services, "ben@example.org").await;
    reset(&test, &services, ben.person, "Lost").await.unwrap();
    assert!(is_refused(&enter(&services, &mut his).await));
    assert_eq!(who(&services, &session).await, None);
}

#[tokio::test]
async fn there_are_only_so_many() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, ..) = with_passkey(&services, "ama@example.org").await;
    for _ in 1..PASSKEYS_MAX {
        let made = Device::new().make(&ask_to_register(&services, &ama).await.unwrap());
        add(&services, CLIENT, &ama, &made).await.unwrap();
    }
    let more = ask_to_register(&services, &ama).await;
    assert_eq!(more, Err(AppError::conflict("limit")));
}

#[tokio::test]
async fn of_two_at_once_one_is_the_last_there_may_be() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, ..) = with_passkey(&services, "ama@example.org").await;
    for _ in 2..PASSKEYS_MAX {
        let made = Device::new().make(&ask_to_register(&services, &ama).await.unwrap());
        add(&services, CLIENT, &ama, &made).await.unwrap();
    }
    let one = Device::new().make(&ask_to_register(&services, &ama).await.unwrap());
    let two = Device::new().make(&ask_to_register(&services, &ama).await.unwrap());
    let (one, two) = tokio::join!(
        add(&services, CLIENT, &ama, &one),
        add(&services, CLIENT, &ama, &two)
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
    assert_eq!(list(&services, &ama).await.unwrap().len(), PASSKEYS_MAX);
}

#[tokio::test]
async fn questions_are_not_asked_without_end_and_are_swept_away() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let refused = async || {
        for asked in 0..1000 {
            match ask_to_sign_in(&services, CLIENT).await {
                Ok(_) => {}
                Err(AppError::RateLimited { .. }) => return asked,
                Err(other) => panic!("{other:?}"),
            }
        }
        panic!("a thousand questions");
    };
    assert_eq!(refused().await, 100);
    let waiting = async || {
        sqlx::query_scalar::<_, i64>("select count(*) from passkey_challenge")
            .fetch_one(&test.owner)
            .await
            .unwrap()
    };
    assert_eq!(waiting().await, 100);
    clock.forward(CHALLENGE_LASTS);
    sqlx::query("select auth_sweep_factors($1)")
        .bind(services.clock.now())
        .execute(services.db.pool())
        .await
        .unwrap();
    assert_eq!(waiting().await, 0);
}

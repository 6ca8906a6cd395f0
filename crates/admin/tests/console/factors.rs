//! Second factors that are lost, and single browsers and apps that end.

use super::scene::{Scene, act, conflict};
use admin::StaffRole;
use admin::people::model::Identified;
use admin::people::service::{self as people, record};
use admin::sessions::service::{self as sessions, one};
use admin::staff::model::{ActForm, REASON_MAX};
use identity::security::model::SecurityEvent;
use kernel::AppError;
use kernel::Clock as _;
use kernel::id::{PasskeyId, PersonId, SessionId, TokenFamilyId};
use time::Duration;
use uuid::Uuid;

/// An app of codes, and a passkey.
async fn arm(scene: &Scene, person: PersonId) {
    sqlx::query("insert into totp_factor (person_id, secret_sealed, created_at, confirmed_at) values ($1, decode(repeat('00', 40), 'hex'), $2, $2)")
        .bind(person)
        .bind(scene.clock.now())
        .execute(&scene.test.owner)
        .await
        .unwrap();
    sqlx::query("insert into passkey (id, person_id, name, credential_id, credential, created_at) values ($1, $2, 'Phone', sha256('c'), '{}', $3)")
        .bind(scene.services.new_id::<PasskeyId>())
        .bind(person)
        .bind(scene.clock.now())
        .execute(&scene.test.owner)
        .await
        .unwrap();
}

/// One more browser of somebody.
async fn browser(scene: &Scene, person: PersonId) -> Uuid {
    let id = scene.services.new_id::<SessionId>();
    let now = scene.clock.now();
    sqlx::query("insert into session (id, account_id, token_sha256, address, created_at, last_seen_at, expires_at) values ($1, $2, sha256($3), '198.51.100.7', $4, $4, $5)")
        .bind(id)
        .bind(person)
        .bind(id.0.as_bytes().as_slice())
        .bind(now)
        .bind(now + Duration::days(7))
        .execute(&scene.test.owner)
        .await
        .unwrap();
    id.0
}

#[tokio::test]
async fn lost_factors_are_taken_away_and_the_person_is_told() {
    let scene = Scene::new().await;
    let security = scene.console("Olu Bello", StaffRole::Security).await;
    let support = scene.console("Pia Costa", StaffRole::Support).await;
    let jane = scene.person("Jane Mensah").await;
    let mut reset = act(&jane.person, "RESET_FACTORS");
    reset.identified = "VIDEO_CALL".into();
    // There is nothing yet to take away.
    assert_eq!(
        people::act(&security, &reset).await,
        Err(AppError::NotFound)
    );
    arm(&scene, jane.person).await;
    assert_eq!(
        people::act(&support, &reset).await,
        Err(AppError::Forbidden)
    );
    let before = record(&security, jane.person).await.unwrap();
    assert!(before.factors.two_steps.is_some());
    assert_eq!((before.factors.passkeys, before.devices.len()), (1, 1));

    people::act(&security, &reset).await.unwrap();
    let after = record(&security, jane.person).await.unwrap();
    assert!(!after.factors.any());
    assert!(after.devices.is_empty());
    assert_eq!(after.events[0].what, SecurityEvent::FactorReset);
    let told = "Somebody showed us an identity document in your name on a video call. The reason: Spam in forty messages";
    assert_eq!(after.events[0].detail, told);
    let line = "select reason || ' ' || (changes->>'two_steps') || ' ' || (changes->>'passkeys') || ' ' || (changes->>'identified') from console_event
                where action = 'person.reset_factors' and subject_id = $1";
    assert_eq!(
        scene.text(line, jane.person.0).await,
        r#"Spam in forty messages ["on", "off"] [1, 0] VIDEO_CALL"#
    );
    let mail =
        "select text_body from mail where to_address = (select email from account where id = $1)";
    let mail = scene.text(mail, jane.person.0).await;
    assert!(mail.contains("Spam in forty messages"), "{mail}");
    assert!(mail.contains("on a video call"), "{mail}");
    assert!(mail.contains("Every device was signed out"), "{mail}");
}

/// Gives somebody a seat in an organisation, which is made if there is none.
async fn seat(scene: &Scene, organisation: Uuid, person: PersonId, role: &str) {
    sqlx::query("insert into organisation (id, name, slug, created_by, created_at) values ($1, 'Riverside', 'riverside', $2, now()) on conflict do nothing")
        .bind(organisation)
        .bind(person)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, $3, now())")
        .bind(organisation)
        .bind(person)
        .bind(role)
        .execute(&scene.test.owner)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_asks_for_a_reset_must_have_shown_who_they_are() {
    let scene = Scene::new().await;
    let security = scene.console("Olu Bello", StaffRole::Security).await;
    let jane = scene.person("Jane Mensah").await;
    arm(&scene, jane.person).await;
    let mut reset = act(&jane.person, "RESET_FACTORS");
    let at_field = async |reset: &ActForm| match people::act(&security, reset).await {
        Err(AppError::Invalid(errors)) => errors.get("identified").map(str::to_owned),
        other => panic!("{other:?}"),
    };
    for unsaid in ["", "SOUNDED_LIKE_HER"] {
        reset.identified = unsaid.into();
        assert!(at_field(&reset).await.is_some(), "{unsaid}");
    }
    // Nobody vouches for themselves, as the only owner.
    reset.identified = "VOUCHED".into();
    assert!(at_field(&reset).await.is_some());
    let organisation = Uuid::from_u128(7);
    seat(&scene, organisation, jane.person, "OWNER").await;
    assert!(at_field(&reset).await.is_some());
    let kept = record(&security, jane.person).await.unwrap();
    assert!(kept.factors.any());

    let ben = scene.person("Ben Ode").await;
    seat(&scene, organisation, ben.person, "OWNER").await;
    people::act(&security, &reset).await.unwrap();
    let line = "select changes->>'identified' from console_event where action = 'person.reset_factors' and subject_id = $1";
    assert_eq!(scene.text(line, jane.person.0).await, "VOUCHED");
}

/// The longest reason is told whole, with how it was made sure who asks.
#[tokio::test]
async fn a_long_reason_is_not_cut() {
    let scene = Scene::new().await;
    let security = scene.console("Olu Bello", StaffRole::Security).await;
    let jane = scene.person("Jane Mensah").await;
    for way in Identified::ALL {
        arm(&scene, jane.person).await;
        let organisation = Uuid::from_u128(7);
        if way == Identified::Vouched {
            let ben = scene.person("Ben Ode").await;
            seat(&scene, organisation, jane.person, "VIEWER").await;
            seat(&scene, organisation, ben.person, "OWNER").await;
        }
        let mut reset = act(&jane.person, "RESET_FACTORS");
        reset.identified = way.words().0.into();
        reset.reason = "é".repeat(REASON_MAX);
        people::act(&security, &reset).await.unwrap();
        scene.clock.forward(Duration::minutes(1));
        let after = record(&security, jane.person).await.unwrap();
        assert!(after.events[0].detail.ends_with(&reset.reason), "{way:?}");
    }
}

#[tokio::test]
async fn a_single_browser_or_app_ends_and_the_others_stay() {
    let scene = Scene::new().await;
    let console = scene.console("Pia Costa", StaffRole::Support).await;
    let jane = scene.person("Jane Mensah").await;
    let strange = browser(&scene, jane.person).await;
    let app = scene.services.new_id::<TokenFamilyId>();
    sqlx::query("select auth_open_family($1, $2, 'Phone', '', '', sha256('a'), sha256('b'), $3, $4, $4, $4)")
        .bind(app)
        .bind(jane.person)
        .bind(scene.clock.now())
        .bind(scene.clock.now() + Duration::days(30))
        .execute(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(
        one(&console, strange).await.unwrap().device.address,
        "198.51.100.7"
    );
    let done = sessions::act(&console, &act(&strange, "END_DEVICE")).await;
    assert_eq!(done, Ok(jane.person));
    let seen = record(&console, jane.person).await.unwrap();
    assert_eq!(seen.devices.len(), 2);
    assert!(seen.devices.iter().all(|device| device.id != strange));
    let event = &seen.events[0];
    assert_eq!(event.what, SecurityEvent::DeviceEndedByStaff);
    assert!(event.detail.contains("198.51.100.7. Spam"), "{event:?}");
    let mail =
        "select text_body from mail where to_address = (select email from account where id = $1)";
    assert!(scene.text(mail, jane.person.0).await.contains("Spam"));
    assert!(
        scene
            .noted(jane.person.0)
            .await
            .contains(&"person.end_device".to_owned())
    );
    // It has ended, and ends no second time.
    let again = sessions::act(&console, &act(&strange, "END_DEVICE")).await;
    assert_eq!(again, Err(AppError::NotFound));
    assert!(one(&console, strange).await.is_err());

    sessions::act(&console, &act(&app, "END_DEVICE"))
        .await
        .unwrap();
    let seen = record(&console, jane.person).await.unwrap();
    assert_eq!(seen.devices.len(), 1);
    let tokens: i64 = sqlx::query_scalar("select count(*) from refresh_token")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(tokens, 0, "what was handed to the app ended with it");
}

#[tokio::test]
async fn who_may_not_ends_nothing() {
    let scene = Scene::new().await;
    let operations = scene.console("Max Dietz", StaffRole::Operations).await;
    let support = scene.console("Pia Costa", StaffRole::Support).await;
    let owner = scene.console("Sam Adeyemi", StaffRole::Owner).await;
    let jane = scene.person("Jane Mensah").await;
    let hers = browser(&scene, jane.person).await;
    assert_eq!(
        sessions::act(&operations, &act(&hers, "END_DEVICE")).await,
        Err(AppError::Forbidden)
    );
    // Nobody's own, and those of staff by an owner alone.
    let own = browser(&scene, support.person).await;
    assert_eq!(
        conflict(sessions::act(&support, &act(&own, "END_DEVICE")).await),
        "oneself"
    );
    let owners = browser(&scene, owner.person).await;
    assert_eq!(
        sessions::act(&support, &act(&owners, "END_DEVICE")).await,
        Err(AppError::Forbidden)
    );
    let mut unmeant = act(&hers, "END_DEVICE");
    unmeant.confirm.clear();
    assert!(matches!(
        sessions::act(&support, &unmeant).await,
        Err(AppError::Invalid(_))
    ));
    assert!(one(&support, hers).await.is_ok());
    sessions::act(&owner, &act(&own, "END_DEVICE"))
        .await
        .unwrap();
}

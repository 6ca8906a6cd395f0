use super::desk::desk;
use super::scene::{CLIENT, PASSWORD, join, services, sign_in, who};
use super::{app, bearer, events, make_key, owner, says};
use identity::Actor;
use identity::accounts::model::{AppealForm, DeactivateForm, Status};
use identity::accounts::service::{
    Operator, appeal, deactivate, decide_in, deny_appeal_in, latest_appeal,
};
use identity::factors::service::Entry;
use identity::model::SignInForm;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::{found, seats};
use identity::security::model::SecurityEvent;
use identity::service;
use identity::sessions::service::{devices, end_other_devices, prove_by_password, switch};
use identity::tokens::model::Grant;
use identity::tokens::service::{grant, keys, refresh};
use kernel::AppError;
use kernel::id::PersonId;
use kernel::state::State as _;
use platform::Services;
use platform::testing::TestDb;
use time::Duration;

fn staff() -> Operator {
    Operator { name: "Olu".into() }
}

async fn put(services: &Services, actor: &Actor, status: Status) {
    decide(services, actor.person, status, "Spam")
        .await
        .unwrap();
}

async fn decide(
    services: &Services,
    person: PersonId,
    becomes: Status,
    reason: &str,
) -> Result<(), AppError> {
    let (console, mut tx) = desk(services).await;
    decide_in(&console, &mut tx, &staff(), person, becomes, reason).await?;
    tx.commit().await
}

async fn deny_appeal(services: &Services, person: PersonId, answer: &str) -> Result<(), AppError> {
    let (console, mut tx) = desk(services).await;
    deny_appeal_in(&console, &mut tx, &staff(), person, answer).await?;
    tx.commit().await
}

fn appealing() -> AppealForm {
    AppealForm {
        reason: "It was not me.".into(),
    }
}

fn organisation(name: &str) -> OrganisationForm {
    OrganisationForm {
        name: name.into(),
        ..Default::default()
    }
}

async fn come_back(services: &Services) -> Result<String, AppError> {
    let form = SignInForm {
        email: "ama@example.org".into(),
        password: PASSWORD.into(),
        come_back: "true".into(),
        ..Default::default()
    };
    match service::sign_in(services, CLIENT, &form).await? {
        Entry::Session(token) => Ok(token),
        Entry::SecondStep(_) => panic!("nobody here signs in with two steps"),
    }
}

#[tokio::test]
async fn whoever_leaves_is_out_everywhere_and_may_come_back() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token, _) = owner(&services, "ama@example.org").await;
    let phone = app(&services, "ama@example.org").await;
    let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    let unsure = deactivate(&services, CLIENT, &ama, &DeactivateForm::default()).await;
    assert!(says(&unsure.unwrap_err(), "confirm"));
    let sure = DeactivateForm {
        confirm: "true".into(),
    };
    clock.forward(Duration::SECOND);
    deactivate(&services, CLIENT, &ama, &sure).await.unwrap();
    assert_eq!(who(&services, &token).await, None);
    assert_eq!(bearer(&services, &phone.access_token).await, None);
    assert_eq!(bearer(&services, &key).await, None);

    // Only whoever knows the password learns that the account is there and asleep.
    let asked = sign_in(&services, "ama@example.org", PASSWORD).await;
    assert!(says(&asked.unwrap_err(), "come_back"));
    let guess = sign_in(&services, "ama@example.org", "guess guess").await;
    assert!(!says(&guess.unwrap_err(), "come_back"));
    let form = Grant {
        email: "ama@example.org".into(),
        password: PASSWORD.into(),
        device_name: "Phone".into(),
        ..Default::default()
    };
    assert!(grant(&services, CLIENT, &form).await.is_err());

    clock.forward(Duration::SECOND);
    let token = come_back(&services).await.unwrap();
    let back = who(&services, &token).await.unwrap();
    assert_eq!(back.status, Status::Active);
    assert!(back.seat.is_some());
    // What was open when they left stays shut.
    assert_eq!(bearer(&services, &key).await, None);
    assert!(matches!(
        refresh(&services, CLIENT, &phone.refresh_token).await,
        Err(AppError::Unauthenticated)
    ));
    let trail = events(&services, &back).await;
    // Coming back and signing in are one moment.
    assert!(trail[..2].contains(&SecurityEvent::CameBack));
    assert_eq!(trail[2], SecurityEvent::Deactivated);
}

#[tokio::test]
async fn the_suspended_read_and_change_nothing() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token, organisation_id) = owner(&services, "ama@example.org").await;
    let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
    put(&services, &ama, Status::Suspended).await;
    // The session goes on; the machine that acts in their name does not.
    let ama = who(&services, &token).await.unwrap();
    assert_eq!(ama.status, Status::Suspended);
    assert_eq!(bearer(&services, &key).await, None);

    assert_eq!(seats(&services, &ama).await.unwrap().len(), 1);
    assert_eq!(keys(&services, &ama).await.unwrap().len(), 1);
    for refused in [
        found(&services, &ama, &organisation("Another"))
            .await
            .map(drop),
        make_key(&services, &ama, &["jobs:read"]).await.map(drop),
        deactivate(
            &services,
            CLIENT,
            &ama,
            &DeactivateForm {
                confirm: "true".into(),
            },
        )
        .await,
    ] {
        assert_eq!(refused, Err(AppError::ReadOnly));
    }

    // What keeps their own account safe still works: sign in, prove, look for whom to act, sign out.
    let again = sign_in(&services, "ama@example.org", PASSWORD)
        .await
        .unwrap();
    let again = prove_by_password(&services, &ama, &again, PASSWORD)
        .await
        .unwrap();
    let again = switch(&services, &again, Some(organisation_id))
        .await
        .unwrap();
    let on_this = who(&services, &again).await.unwrap();
    end_other_devices(&services, CLIENT, &on_this)
        .await
        .unwrap();
    assert_eq!(devices(&services, &on_this).await.unwrap().len(), 1);
}

#[tokio::test]
async fn no_write_of_the_suspended_gets_past_the_database() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, _) = join(&services, "ben@example.org").await;
    put(&services, &ama, Status::Suspended).await;
    let write = async |scope: platform::Scope| {
        let mut tx = services.db.begin(scope).await.unwrap();
        let sql = "insert into form_draft (id, path, fields, errors, created_at) values (gen_random_uuid(), '/', '{}', '{}', now())";
        let done = sqlx::query(sql).execute(&mut *tx).await;
        done.map(drop).map_err(platform::db::store_error)
    };
    let hers = platform::Scope::person(ama.person);
    assert_eq!(write(hers).await, Err(AppError::ReadOnly));
    assert_eq!(write(hers.even_suspended()).await, Ok(()));
    assert_eq!(write(platform::Scope::person(ben.person)).await, Ok(()));
    // The connection that was hers for a moment is nobody's afterwards.
    assert_eq!(write(platform::Scope::PUBLIC).await, Ok(()));
}

#[tokio::test]
async fn the_suspended_appeal_and_are_answered() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    let early = appeal(&services, &ama, &appealing()).await;
    assert_eq!(early, Err(AppError::conflict("not_suspended")));
    clock.forward(Duration::SECOND);
    put(&services, &ama, Status::Suspended).await;
    let ama = who(&services, &token).await.unwrap();
    appeal(&services, &ama, &appealing()).await.unwrap();
    let twice = appeal(&services, &ama, &appealing()).await;
    assert_eq!(twice, Err(AppError::conflict("appeal_waiting")));

    clock.forward(Duration::SECOND);
    deny_appeal(&services, ama.person, "It was.").await.unwrap();
    let denied = latest_appeal(&services, &ama).await.unwrap().unwrap();
    assert_eq!(
        (denied.granted, denied.answer.as_str()),
        (Some(false), "It was.")
    );
    assert_eq!(
        deny_appeal(&services, ama.person, "Twice").await,
        Err(AppError::NotFound)
    );

    appeal(&services, &ama, &appealing()).await.unwrap();
    clock.forward(Duration::SECOND);
    put(&services, &ama, Status::Active).await;
    let granted = latest_appeal(&services, &ama).await.unwrap().unwrap();
    assert_eq!(granted.granted, Some(true));
    let ama = who(&services, &token).await.unwrap();
    assert!(found(&services, &ama, &organisation("Again")).await.is_ok());
    let trail = events(&services, &ama).await;
    assert_eq!(
        trail[..3],
        [
            SecurityEvent::Reinstated,
            SecurityEvent::AppealDenied,
            SecurityEvent::Suspended
        ]
    );
}

#[tokio::test]
async fn the_banned_are_out_until_they_are_reinstated() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    let phone = app(&services, "ama@example.org").await;
    put(&services, &ama, Status::Banned).await;
    assert_eq!(who(&services, &token).await, None);
    assert_eq!(bearer(&services, &phone.access_token).await, None);
    let unknown = sign_in(&services, "nobody@example.org", PASSWORD).await;
    let guess = sign_in(&services, "ama@example.org", "guess guess").await;
    let banned = sign_in(&services, "ama@example.org", PASSWORD).await;
    assert_eq!(unknown, guess);
    assert!(says(banned.as_ref().unwrap_err(), ""));
    assert_ne!(banned, guess);
    assert_eq!(come_back(&services).await, banned);

    put(&services, &ama, Status::Active).await;
    assert!(
        sign_in(&services, "ama@example.org", PASSWORD)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn staff_make_only_the_moves_that_are_theirs() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    for (was, legal) in [
        (Status::Active, &[Status::Suspended, Status::Banned][..]),
        (Status::Inactive, &[Status::Banned]),
        (Status::Suspended, &[Status::Active, Status::Banned]),
        (Status::Banned, &[Status::Active]),
    ] {
        for becomes in Status::ALL {
            sqlx::query("update account set status = $1 where id = $2")
                .bind(was.name())
                .bind(ama.person)
                .execute(&test.owner)
                .await
                .unwrap();
            let done = decide(&services, ama.person, *becomes, "Spam").await;
            assert_eq!(
                done.is_ok(),
                legal.contains(becomes),
                "{was:?} to {becomes:?}"
            );
        }
    }
}

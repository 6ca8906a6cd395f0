use super::scene::{CLIENT, join, sign_in as by_password, who};
use super::{events, no, round, sign_in, them, world};
use identity::factors::service::Entry;
use identity::providers::model::{Provider, Purpose, StartForm, UnlinkForm};
use identity::providers::service::{Arrived, linked, start, unlink};
use identity::security::model::SecurityEvent;
use identity::sessions::service::{PROOF_LASTS, require_recent_proof};
use kernel::AppError;
use platform::testing::TestDb;
use time::Duration;

const AMA: &str = "ama@example.org";

fn form(provider: Provider) -> UnlinkForm {
    UnlinkForm {
        provider: provider.name().into(),
    }
}

#[tokio::test]
async fn whoever_is_signed_in_links_and_other_devices_are_over() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let (ama, here) = join(&services, AMA).await;
    let there = by_password(&services, AMA, super::scene::PASSWORD)
        .await
        .unwrap();
    let browser = Some((&ama, here.as_str()));
    let theirs = them("elsewhere@example.com", false);
    let done = round(
        &services,
        &double,
        Provider::GitHub,
        Purpose::Link,
        browser,
        &theirs,
    )
    .await;
    assert_eq!(done, Ok(Arrived::Linked));
    assert!(who(&services, &here).await.is_some());
    assert_eq!(who(&services, &there).await, None);
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::FactorAdded)
    );
    let again = sign_in(&services, &double, Provider::GitHub, &theirs)
        .await
        .unwrap();
    assert_eq!(again.person, ama.person);

    // Somebody else's account there, or one more, is not added.
    let (ben, bens) = join(&services, "ben@example.org").await;
    let browser = Some((&ben, bens.as_str()));
    for (who, links) in [
        (browser, &theirs),
        (Some((&ama, here.as_str())), &them("two@example.com", true)),
    ] {
        let taken = round(
            &services,
            &double,
            Provider::GitHub,
            Purpose::Link,
            who,
            links,
        )
        .await;
        assert_eq!(taken.unwrap_err(), no("provider_taken"));
    }
    assert!(who(&services, &bens).await.is_some());
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let ama = sign_in(&services, &double, Provider::Google, &them(AMA, true))
        .await
        .unwrap();
    assert_eq!(
        unlink(&services, CLIENT, &ama, &form(Provider::Google)).await,
        Err(no("last_way_in"))
    );
    assert_eq!(
        unlink(&services, CLIENT, &ama, &form(Provider::GitHub)).await,
        Err(AppError::NotFound)
    );
    let browser = Some((&ama, ""));
    let theirs = them("elsewhere@example.com", true);
    round(
        &services,
        &double,
        Provider::GitHub,
        Purpose::Link,
        browser,
        &theirs,
    )
    .await
    .unwrap();
    // Both at once: one of them is the last.
    let (google, github) = (form(Provider::Google), form(Provider::GitHub));
    let (one, two) = tokio::join!(
        unlink(&services, CLIENT, &ama, &google),
        unlink(&services, CLIENT, &ama, &github)
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
    assert_eq!(linked(&services, &ama).await.unwrap().len(), 1);
    assert!(
        events(&services, &ama)
            .await
            .contains(&SecurityEvent::FactorRemoved)
    );
}

#[tokio::test]
async fn whoever_has_a_password_may_unlink_everything() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let (ama, here) = join(&services, AMA).await;
    let theirs = them("elsewhere@example.com", true);
    let browser = Some((&ama, here.as_str()));
    round(
        &services,
        &double,
        Provider::LinkedIn,
        Purpose::Link,
        browser,
        &theirs,
    )
    .await
    .unwrap();
    unlink(&services, CLIENT, &ama, &form(Provider::LinkedIn))
        .await
        .unwrap();
    // From now on it is somebody nobody knows.
    let stranger = sign_in(&services, &double, Provider::LinkedIn, &theirs)
        .await
        .unwrap();
    assert_ne!(stranger.person, ama.person);
}

#[tokio::test]
async fn changing_the_ways_in_needs_a_proof_and_a_provider_gives_one() {
    let test = TestDb::new().await;
    let (services, clock, double) = world(&test).await;
    let theirs = them(AMA, true);
    let token = match round(
        &services,
        &double,
        Provider::Google,
        Purpose::SignIn,
        None,
        &theirs,
    )
    .await
    {
        Ok(Arrived::In(Entry::Session(token))) => token,
        other => panic!("{other:?}"),
    };
    clock.forward(PROOF_LASTS + Duration::SECOND);
    let ama = who(&services, &token).await.unwrap();
    let link = StartForm {
        provider: "github".into(),
        purpose: Purpose::Link.name().into(),
        ..Default::default()
    };
    let refused = start(&services, CLIENT, Some(&ama), &link).await;
    assert_eq!(refused, Err(AppError::Unproved));
    let refused = unlink(&services, CLIENT, &ama, &form(Provider::Google)).await;
    assert_eq!(refused, Err(AppError::Unproved));

    let prove = async |theirs| {
        let browser = Some((&ama, token.as_str()));
        round(
            &services,
            &double,
            Provider::Google,
            Purpose::Prove,
            browser,
            theirs,
        )
        .await
    };
    let somebody_else = them("somebody.else@example.com", true);
    let other = prove(&somebody_else).await;
    assert_eq!(other, Err(no("provider_other")));
    let Ok(Arrived::Proved(new)) = prove(&theirs).await else {
        panic!("not proved");
    };
    assert_eq!(who(&services, &token).await, None);
    let proved = who(&services, &new).await.unwrap();
    assert_eq!(require_recent_proof(&services, &proved), Ok(()));
    assert!(start(&services, CLIENT, Some(&proved), &link).await.is_ok());
}

#[tokio::test]
async fn nobody_links_for_somebody_who_is_not_there() {
    let test = TestDb::new().await;
    let (services, _, _) = world(&test).await;
    for purpose in [Purpose::Link, Purpose::Prove] {
        let form = StartForm {
            provider: "google".into(),
            purpose: purpose.name().into(),
            ..Default::default()
        };
        let refused = start(&services, CLIENT, None, &form).await;
        assert_eq!(refused, Err(AppError::Unauthenticated));
    }
}

#[tokio::test]
async fn a_passkey_is_a_way_in_besides() {
    let test = TestDb::new().await;
    let (services, _, double) = world(&test).await;
    let ama = sign_in(&services, &double, Provider::Google, &them(AMA, true))
        .await
        .unwrap();
    sqlx::query("insert into passkey (id, person_id, name, credential_id, credential, created_at) values ($1, $2, 'Phone', sha256('c'), '{}', now())")
        .bind(services.new_id::<kernel::id::PasskeyId>())
        .bind(ama.person)
        .execute(&test.owner)
        .await
        .unwrap();
    unlink(&services, CLIENT, &ama, &form(Provider::Google))
        .await
        .unwrap();
    assert!(linked(&services, &ama).await.unwrap().is_empty());
}

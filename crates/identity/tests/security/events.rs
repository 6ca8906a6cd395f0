use super::scene::{CLIENT, services, who};
use super::{bearer, events, family, make_key, owner, session};
use identity::security::model::{Ends, SecurityEvent};
use identity::security::service::{Circumstances, security_event};
use identity::sessions::service::switch;
use platform::Scope;
use platform::testing::TestDb;

#[tokio::test]
async fn every_event_ends_what_it_says_and_is_in_the_trail() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, first, organisation) = owner(&services, "ama@example.org").await;
    let (ben, bens, _) = owner(&services, "ben@example.org").await;
    let bens_key = make_key(&services, &ben, &["jobs:read"]).await.unwrap();
    for event in SecurityEvent::ALL {
        let mine = session(&test, &services, ama.person).await;
        let mine = switch(&services, &mine, Some(organisation)).await.unwrap();
        let ama = who(&services, &mine).await.unwrap();
        let other = session(&test, &services, ama.person).await;
        let (_, phone) = family(&test, &services, ama.person).await;
        let key = make_key(&services, &ama, &["jobs:read"]).await.unwrap();
        clock.forward(time::Duration::SECOND);
        sqlx::query("delete from mail")
            .execute(&test.owner)
            .await
            .unwrap();
        let mut tx = services.db.begin(Scope::PUBLIC).await.unwrap();
        let how = Circumstances::of(CLIENT).keeping(&ama).about("detail");
        security_event(&services, &mut tx, ama.person, event, how)
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let ends = event.ends();
        let open = [
            who(&services, &mine).await.is_some(),
            who(&services, &other).await.is_some(),
            bearer(&services, &phone).await.is_some(),
            bearer(&services, &key).await.is_some(),
        ];
        let expected = match ends {
            Ends::Nothing => [true, true, true, true],
            Ends::OtherDevices => [true, false, false, true],
            Ends::AllButThis => [true, false, false, false],
            Ends::Everything => [false, false, false, false],
        };
        assert_eq!(open, expected, "{event:?}");
        assert!(who(&services, &bens).await.is_some(), "{event:?}");
        assert!(bearer(&services, &bens_key).await.is_some(), "{event:?}");
        assert_eq!(events(&services, &ama).await[0], event);
        let mails: Vec<String> =
            sqlx::query_scalar("delete from mail returning subject || ' to ' || to_address")
                .fetch_all(&test.owner)
                .await
                .unwrap();
        let told = format!("{} at Kinwork to ama@example.org", event.label());
        let expected = if event.is_told() {
            vec![told]
        } else {
            Vec::new()
        };
        assert_eq!(mails, expected, "{event:?}");
    }
    assert_eq!(who(&services, &first).await, None);
}

#[tokio::test]
async fn an_event_whose_change_is_undone_never_happened() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token, _) = owner(&services, "ama@example.org").await;
    let before = events(&services, &ama).await;
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
    drop(tx);
    assert!(who(&services, &token).await.is_some());
    assert_eq!(events(&services, &ama).await, before);
}

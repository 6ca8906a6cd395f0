use super::scene::{CLIENT, PASSWORD, join, services, sign_in, who};
use super::{app, bearer, events, owner, server};
use identity::WayIn;
use identity::security::model::SecurityEvent;
use identity::security::service::trail;
use identity::service::Client;
use identity::sessions::service::{
    SESSION_IDLES, SESSION_LASTS, actor, devices, end_device, end_other_devices, sign_out, switch,
};
use kernel::AppError;
use platform::testing::TestDb;
use time::Duration;

#[tokio::test]
async fn a_session_ends_when_told_when_idle_and_in_time() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (_, token) = join(&services, "ama@example.org").await;
    sign_out(&services, &token).await.unwrap();
    assert_eq!(who(&services, &token).await, None);

    let idle = sign_in(&services, "ama@example.org", PASSWORD)
        .await
        .unwrap();
    clock.forward(SESSION_IDLES);
    assert_eq!(who(&services, &idle).await, None);

    // Used every day, it ends all the same.
    let used = sign_in(&services, "ama@example.org", PASSWORD)
        .await
        .unwrap();
    for _ in 0..6 {
        clock.forward(Duration::days(1));
        assert!(who(&services, &used).await.is_some());
    }
    clock.forward(SESSION_LASTS - Duration::days(6));
    assert_eq!(who(&services, &used).await, None);
}

#[tokio::test]
async fn what_is_revoked_on_one_server_is_refused_on_the_other() {
    let test = TestDb::new().await;
    let (here, clock) = services(&test).await;
    let there = server(&test, &clock).await;
    let (ama, mine) = join(&here, "ama@example.org").await;
    let other = sign_in(&there, "ama@example.org", PASSWORD).await.unwrap();
    let phone = app(&there, "ama@example.org").await;
    assert!(who(&there, &other).await.is_some());
    assert!(bearer(&there, &phone.access_token).await.is_some());

    let other_id = who(&there, &other).await.unwrap().way_in.id();
    end_device(&here, CLIENT, &ama, other_id).await.unwrap();
    assert_eq!(who(&there, &other).await, None);
    let Some(caller) = bearer(&there, &phone.access_token).await else {
        panic!("the phone was not meant");
    };
    let phone_id = caller.person().unwrap().way_in.id();
    end_device(&here, CLIENT, &ama, phone_id).await.unwrap();
    assert_eq!(bearer(&there, &phone.access_token).await, None);
    assert!(who(&there, &mine).await.is_some());
}

#[tokio::test]
async fn all_others_go_at_once_and_this_one_stays() {
    let test = TestDb::new().await;
    let (here, clock) = services(&test).await;
    let there = server(&test, &clock).await;
    let (ama, mine) = join(&here, "ama@example.org").await;
    let (_, bens) = join(&here, "ben@example.org").await;
    let other = sign_in(&here, "ama@example.org", PASSWORD).await.unwrap();
    let phone = app(&here, "ama@example.org").await;
    assert_eq!(devices(&here, &ama).await.unwrap().len(), 3);

    end_other_devices(&here, CLIENT, &ama).await.unwrap();
    assert_eq!(who(&there, &other).await, None);
    assert_eq!(bearer(&there, &phone.access_token).await, None);
    assert!(who(&there, &mine).await.is_some());
    assert!(who(&there, &bens).await.is_some());
    let left = devices(&here, &ama).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].id, ama.way_in.id());

    // From a native client the native client stays.
    let phone = app(&here, "ama@example.org").await;
    let caller = bearer(&here, &phone.access_token).await.unwrap();
    let on_phone = caller.person().unwrap();
    assert!(matches!(on_phone.way_in, WayIn::Token(_)));
    end_other_devices(&here, CLIENT, on_phone).await.unwrap();
    assert_eq!(who(&here, &mine).await, None);
    assert!(bearer(&here, &phone.access_token).await.is_some());
}

#[tokio::test]
async fn one_sees_and_ends_only_ones_own_devices() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, token) = join(&services, "ben@example.org").await;
    let phone = app(&services, "ben@example.org").await;
    for device in devices(&services, &ben).await.unwrap() {
        assert_eq!(
            end_device(&services, CLIENT, &ama, device.id).await,
            Err(AppError::NotFound)
        );
        let hers = devices(&services, &ama).await.unwrap();
        assert!(hers.iter().all(|own| own.id != device.id));
    }
    assert!(who(&services, &token).await.is_some());
    assert!(bearer(&services, &phone.access_token).await.is_some());
}

#[tokio::test]
async fn a_device_says_from_where_it_was_seen_first_and_last() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, token) = join(&services, "ama@example.org").await;
    let first = devices(&services, &ama).await.unwrap().remove(0);
    assert_eq!(first.address, CLIENT.address);
    assert_eq!(first.created_at, first.last_seen_at);

    clock.forward(Duration::hours(3));
    let elsewhere = Client {
        address: "127.0.0.1",
        user_agent: "test",
    };
    actor(&services, elsewhere, &token).await.unwrap();
    let last = devices(&services, &ama).await.unwrap().remove(0);
    assert_eq!(last.address, "127.0.0.1");
    assert_eq!(last.created_at, first.created_at);
    assert_eq!(last.last_seen_at - first.last_seen_at, Duration::hours(3));
}

#[tokio::test]
async fn another_role_is_another_token() {
    let test = TestDb::new().await;
    let (services, _) = services(&test).await;
    let (ama, token, organisation) = owner(&services, "ama@example.org").await;
    let alone = switch(&services, &token, None).await.unwrap();
    assert_eq!(who(&services, &token).await, None);
    let now = who(&services, &alone).await.unwrap();
    assert_eq!((now.seat, now.way_in), (None, ama.way_in));

    // A switch that is refused changes nothing.
    let (_, bens) = join(&services, "ben@example.org").await;
    let refused = switch(&services, &bens, Some(organisation)).await;
    assert_eq!(refused, Err(AppError::NotFound));
    assert!(who(&services, &bens).await.is_some());
}

#[tokio::test]
async fn the_trail_is_ones_own_and_is_read_page_by_page() {
    let test = TestDb::new().await;
    let (services, clock) = services(&test).await;
    let (ama, _) = join(&services, "ama@example.org").await;
    let (ben, _) = join(&services, "ben@example.org").await;
    for _ in 0..60 {
        clock.forward(Duration::seconds(1));
        end_other_devices(&services, CLIENT, &ama).await.unwrap();
    }
    let newest = trail(&services, &ama, None).await.unwrap();
    assert_eq!(newest.items.len(), 50);
    let older = trail(&services, &ama, newest.next.as_deref())
        .await
        .unwrap();
    assert_eq!((older.items.len(), older.next), (11, None));
    assert_eq!(older.items[10].what, SecurityEvent::SignedIn);
    assert!(
        newest
            .items
            .iter()
            .all(|line| older.items.iter().all(|other| other.id != line.id))
    );
    assert_eq!(events(&services, &ben).await, [SecurityEvent::SignedIn]);
}

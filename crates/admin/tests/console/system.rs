//! Sessions, flags, and the state of the system.

use super::scene::{CLIENT, Scene, count, refusal};
use admin::StaffRole;
use admin::flags::model::{DEFAULT, FlagForm};
use admin::flags::service::switch;
use admin::health::service::look;
use admin::sessions::{model::Filter, service::page};
use admin::staff::service::Console;
use admin::trail;
use identity::credentials::model::SignUpForm;
use identity::credentials::service::sign_up;
use kernel::AppError;
use platform::flags;
use time::Duration;

fn switching(state: &str) -> FlagForm {
    FlagForm {
        flag: "sign_up".into(),
        state: state.into(),
        reason: "Fake accounts".into(),
        confirm: "true".into(),
        ..Default::default()
    }
}

async fn signs_up(scene: &Scene, email: &str) -> bool {
    let form = SignUpForm {
        name: "Noor Haddad".into(),
        email: email.into(),
        ..SignUpForm::default()
    };
    match sign_up(&scene.services, CLIENT, &form).await {
        Ok(()) => true,
        Err(AppError::Invalid(errors)) => {
            assert!(errors.get("").unwrap().contains("at the moment"));
            false
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_flag_counts_on_every_server_within_ten_seconds() {
    let mut scene = Scene::new().await;
    scene.services = flags::install(scene.services);
    let console = scene.console("Max Dietz", StaffRole::Operations).await;
    assert!(signs_up(&scene, "one@example.org").await);
    switch(&console, &switching("OFF")).await.unwrap();
    // What was read stays for a moment.
    assert!(signs_up(&scene, "two@example.org").await);
    scene.clock.forward(Duration::seconds(10));
    assert!(!signs_up(&scene, "three@example.org").await);
    switch(&console, &switching(DEFAULT)).await.unwrap();
    scene.clock.forward(Duration::seconds(10));
    assert!(signs_up(&scene, "three@example.org").await);
    let changes: Vec<String> = sqlx::query_scalar("select changes->>'setting' from console_event where action = 'flags.switched' order by created_at, id")
        .fetch_all(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(changes, [r#"["on", "off"]"#, r#"["off", "on"]"#]);
    // The site reads flags and switches none.
    let write =
        "insert into feature_flag (name, state, changed_at) values ('sign_up', 'OFF', now())";
    assert_eq!(
        refusal(&scene.test.rw, console.person, write)
            .await
            .as_deref(),
        Some("42501")
    );
    assert_eq!(
        count(
            &scene.test.rw,
            console.person,
            "select count(*) from feature_flag where state = 'OFF'"
        )
        .await,
        0
    );
}

async fn people_at(console: &Console, words: &str) -> Vec<String> {
    let filter = Filter {
        words: words.into(),
        after: String::new(),
    };
    let page = page(console, &filter).await.unwrap();
    page.items.into_iter().map(|line| line.name).collect()
}

#[tokio::test]
async fn sessions_are_found_by_where_they_come_from_and_whose_they_are() {
    let scene = Scene::new().await;
    let console = scene.console("Pia Costa", StaffRole::Support).await;
    scene.clock.forward(Duration::SECOND);
    let jane = scene.person("Jane Mensah").await;
    assert_eq!(people_at(&console, "").await, ["Jane Mensah", "Pia Costa"]);
    assert_eq!(people_at(&console, "192.0.2.").await.len(), 2);
    assert!(people_at(&console, "198.51.").await.is_empty());
    assert_eq!(
        people_at(&console, "jane@example.org").await,
        ["Jane Mensah"]
    );
    assert_eq!(
        people_at(&console, &jane.person.to_string()).await,
        ["Jane Mensah"]
    );
    // What idles too long is over.
    scene.clock.forward(Duration::days(2));
    assert!(people_at(&console, "").await.is_empty());
}

#[tokio::test]
async fn the_state_of_the_system_is_seen() {
    let scene = Scene::new().await;
    let console = scene.console("Max Dietz", StaffRole::Operations).await;
    let health = look(&console).await.unwrap();
    assert!(health.database.version.starts_with("PostgreSQL"));
    assert!(health.database.size_bytes > 0 && health.database.connections > 0);
    assert!(
        health
            .migrations
            .iter()
            .any(|one| one.description.contains("console"))
    );
    assert!(health.concerns().is_empty(), "{:?}", health.concerns());
}

#[tokio::test]
async fn taking_the_trail_away_as_a_file_is_a_line_of_it() {
    let scene = Scene::new().await;
    let console = scene.console("Olu Bello", StaffRole::Security).await;
    let filter = |words: &str| trail::model::Filter {
        words: words.into(),
        after: String::new(),
    };
    let empty = trail::service::export(&console, &filter("")).await.unwrap();
    assert_eq!(empty.lines().count(), 2, "{empty}");
    scene.clock.forward(Duration::SECOND);
    let text = trail::service::export(&console, &filter("trail."))
        .await
        .unwrap();
    assert!(
        text.contains("Olu Bello") && text.contains("trail.exported"),
        "{text}"
    );
}

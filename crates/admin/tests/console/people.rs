//! Finding people, and deciding over them.

use super::scene::{Scene, act, conflict};
use admin::StaffRole;
use admin::people::model::Filter;
use admin::people::service::{self, appeals, record, search};
use admin::staff::service::Console;
use identity::accounts::model::{AppealForm, Status};
use identity::accounts::service::appeal;
use identity::security::model::SecurityEvent;
use kernel::AppError;
use kernel::Clock as _;
use kernel::id::PersonId;
use time::Duration;

async fn found(console: &Console, words: &str) -> Vec<String> {
    let filter = Filter {
        words: words.into(),
        ..Default::default()
    };
    let page = search(console, &filter).await.unwrap();
    page.items.into_iter().map(|one| one.name).collect()
}

#[tokio::test]
async fn people_are_found_by_name_address_and_id() {
    let scene = Scene::new().await;
    let console = scene.console("Pia Costa", StaffRole::Support).await;
    let jose = scene.person("José Álvarez").await;
    scene.person("Ben 100%").await;
    assert_eq!(found(&console, "jose alv").await, ["José Álvarez"]);
    assert_eq!(found(&console, "JOSÉ@example").await, ["José Álvarez"]);
    assert_eq!(
        found(&console, &jose.person.to_string()).await,
        ["José Álvarez"]
    );
    // Signs of patterns are signs.
    assert_eq!(found(&console, "0%").await, ["Ben 100%"]);
    for nobody in ["%%", "_", "\\", "00000000-0000-7000-8000-000000000000"] {
        assert!(found(&console, nobody).await.is_empty(), "{nobody}");
    }
    assert_eq!(found(&console, "").await.len(), 3);
    // What was looked for is in the trail.
    let asked: i64 = sqlx::query_scalar("select count(*) from console_event where action = 'people.searched' and changes->>'words' = 'jose alv'")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_long_list_has_pages_without_gaps() {
    let scene = Scene::new().await;
    let console = scene.console("Pia Costa", StaffRole::Support).await;
    sqlx::query("insert into account (id, email, password_hash, display_name, created_at)
                 select gen_random_uuid(), n || '@example.org', 'x', 'Nr ' || n, $1 - n * interval '1 hour' from generate_series(1, 120) n")
        .bind(scene.clock.now())
        .execute(&scene.test.owner)
        .await
        .unwrap();
    let (mut filter, mut seen) = (
        Filter {
            words: "nr".into(),
            ..Default::default()
        },
        Vec::new(),
    );
    loop {
        let page = search(&console, &filter).await.unwrap();
        seen.extend(page.items.into_iter().map(|one| one.name));
        let Some(next) = page.next else { break };
        filter.after = next;
    }
    assert_eq!(
        seen,
        (1..=120).map(|n| format!("Nr {n}")).collect::<Vec<_>>()
    );
    let none = Filter {
        standing: Some(Status::Banned),
        ..Default::default()
    };
    assert!(search(&console, &none).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_suspension_is_told_with_its_reason_and_stands_in_both_trails() {
    let scene = Scene::new().await;
    let console = scene.console("Olu Bello", StaffRole::Security).await;
    let jane = scene.person("Jane Mensah").await;
    service::act(&console, &act(&jane.person, "SUSPEND"))
        .await
        .unwrap();

    let seen = record(&console, jane.person).await.unwrap();
    assert_eq!(seen.person.status, Status::Suspended);
    assert_eq!(seen.events[0].what, SecurityEvent::Suspended);
    assert_eq!(seen.events[0].detail, "Spam in forty messages");
    assert_eq!(seen.devices.len(), 1, "the suspended still read");
    assert_eq!(
        scene.noted(jane.person.0).await,
        ["person.suspend", "person.read"]
    );
    let line = "select staff_id || ' ' || reason || ' ' || (changes->>'status') || ' ' || address from console_event
                where action = 'person.suspend' and subject_id = $1";
    let expected = format!(
        r#"{} Spam in forty messages ["ACTIVE", "SUSPENDED"] 192.0.2.1"#,
        console.person
    );
    assert_eq!(scene.text(line, jane.person.0).await, expected);
    let mail =
        "select text_body from mail where to_address = (select email from account where id = $1)";
    assert!(
        scene
            .text(mail, jane.person.0)
            .await
            .contains("Spam in forty messages")
    );

    service::act(&console, &act(&jane.person, "BAN"))
        .await
        .unwrap();
    let seen = record(&console, jane.person).await.unwrap();
    assert_eq!(
        (seen.person.status, seen.devices.len()),
        (Status::Banned, 0)
    );
    service::act(&console, &act(&jane.person, "REINSTATE"))
        .await
        .unwrap();
    assert_eq!(
        record(&console, jane.person).await.unwrap().person.status,
        Status::Active
    );
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_is_not_noted_as_done() {
    let scene = Scene::new().await;
    let support = scene.console("Pia Costa", StaffRole::Support).await;
    let security = scene.console("Olu Bello", StaffRole::Security).await;
    let owner = scene.console("Sam Adeyemi", StaffRole::Owner).await;
    let jane = scene.person("Jane Mensah").await;
    assert_eq!(
        service::act(&support, &act(&jane.person, "SUSPEND")).await,
        Err(AppError::Forbidden)
    );
    // As things stand there is nothing to reinstate, and nothing to turn down.
    assert_eq!(
        conflict(service::act(&security, &act(&jane.person, "REINSTATE")).await),
        "illegal_transition"
    );
    assert_eq!(
        service::act(&security, &act(&jane.person, "DENY_APPEAL")).await,
        Err(AppError::NotFound)
    );
    let nobody = act(&scene.services.new_id::<PersonId>(), "SUSPEND");
    assert_eq!(
        service::act(&security, &nobody).await,
        Err(AppError::NotFound)
    );
    let mut unmeant = act(&jane.person, "SUSPEND");
    unmeant.confirm.clear();
    assert!(matches!(
        service::act(&security, &unmeant).await,
        Err(AppError::Invalid(_))
    ));
    assert!(scene.noted(jane.person.0).await.is_empty());
    // Nobody over themselves, and over staff an owner alone.
    assert_eq!(
        conflict(service::act(&security, &act(&security.person, "SIGN_OUT")).await),
        "oneself"
    );
    assert_eq!(
        service::act(&security, &act(&support.person, "SUSPEND")).await,
        Err(AppError::Forbidden)
    );
    service::act(&owner, &act(&support.person, "SUSPEND"))
        .await
        .unwrap();
    // Whoever is suspended in the middle of it sees nothing any more.
    assert_eq!(
        service::act(&support, &act(&jane.person, "SIGN_OUT")).await,
        Err(AppError::NotFound)
    );
}

#[tokio::test]
async fn signing_somebody_out_ends_every_browser_and_app() {
    let scene = Scene::new().await;
    let console = scene.console("Pia Costa", StaffRole::Support).await;
    let jane = scene.person("Jane Mensah").await;
    sqlx::query("select auth_open_family($1, $2, 'Phone', '', '', sha256('a'), sha256('b'), $3, $4, $4, $4)")
        .bind(scene.services.new_id::<kernel::id::TokenFamilyId>())
        .bind(jane.person)
        .bind(scene.clock.now())
        .bind(scene.clock.now() + Duration::days(30))
        .execute(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(
        record(&console, jane.person).await.unwrap().devices.len(),
        2
    );
    service::act(&console, &act(&jane.person, "SIGN_OUT"))
        .await
        .unwrap();
    let seen = record(&console, jane.person).await.unwrap();
    assert!(seen.devices.is_empty());
    assert_eq!(seen.events[0].what, SecurityEvent::SignedOutByStaff);
}

#[tokio::test]
async fn an_appeal_waits_in_line_until_it_is_decided() {
    let scene = Scene::new().await;
    let console = scene.console("Olu Bello", StaffRole::Security).await;
    let mut people = Vec::new();
    for name in ["Jane Mensah", "Dev Silva"] {
        let mut person = scene.person(name).await;
        service::act(&console, &act(&person.person, "SUSPEND"))
            .await
            .unwrap();
        person.status = Status::Suspended;
        scene.clock.forward(Duration::MINUTE);
        let form = AppealForm {
            reason: "It was not me.".into(),
        };
        appeal(&scene.services, &person, &form).await.unwrap();
        people.push(person.person);
    }
    let line = async || {
        let page = appeals(&console, "").await.unwrap();
        page.items
            .into_iter()
            .map(|one| one.person)
            .collect::<Vec<_>>()
    };
    assert_eq!(line().await, people);
    service::act(&console, &act(&people[0], "DENY_APPEAL"))
        .await
        .unwrap();
    assert_eq!(line().await, people[1..]);
    let jane = record(&console, people[0]).await.unwrap();
    assert_eq!(
        (jane.person.status, jane.appeals[0].granted),
        (Status::Suspended, Some(false))
    );
    service::act(&console, &act(&people[1], "REINSTATE"))
        .await
        .unwrap();
    assert!(line().await.is_empty());
    let dev = record(&console, people[1]).await.unwrap();
    assert_eq!(
        (dev.person.status, dev.appeals[0].granted),
        (Status::Active, Some(true))
    );
}

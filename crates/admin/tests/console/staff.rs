//! Who gets in, and who makes whom staff.

use super::scene::{CLIENT, Scene, conflict};
use admin::staff::model::{GrantForm, NO_STAFF, Permission};
use admin::staff::service::{enter, enter_any, grant, is_staff, list};
use admin::{StaffRole, TwoSteps};
use identity::WayIn;
use identity::accounts::model::Status;
use identity::factors::model::TWO_STEPS_FIRST;
use kernel::AppError;
use kernel::id::ApiKeyId;
use platform::Services;
use time::Duration;

fn granting(email: &str, role: &str) -> GrantForm {
    GrantForm {
        email: email.into(),
        role: role.into(),
        reason: "Joined the team".into(),
    }
}

#[tokio::test]
async fn whoever_is_not_staff_finds_nothing() {
    let scene = Scene::new().await;
    let jane = scene.person("Jane Mensah").await;
    assert_eq!(
        scene.enter(&jane, Permission::SeePeople).await.err(),
        Some(AppError::NotFound)
    );
    assert_eq!(is_staff(&scene.services, &jane).await, Ok(false));

    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    assert_eq!(is_staff(&scene.services, &sam).await, Ok(true));
    assert!(scene.enter(&sam, Permission::SeePeople).await.is_ok());
    // Machines are no staff, whoever made their key.
    let mut key = sam.clone();
    key.way_in = WayIn::Key(scene.services.new_id::<ApiKeyId>(), Vec::new());
    assert_eq!(
        scene.enter(&key, Permission::SeePeople).await.err(),
        Some(AppError::NotFound)
    );
    // A server without the login has no console.
    let without = Services::new(
        scene.services.db.clone(),
        scene.clock.clone(),
        scene.services.entropy.clone(),
        "http://localhost",
    );
    assert_eq!(
        enter_any(&without, &sam, CLIENT).await.err(),
        Some(AppError::NotFound)
    );
}

#[tokio::test]
async fn staff_who_sign_in_with_one_step_are_led_to_the_second() {
    let scene = Scene::asking(TwoSteps::Required).await;
    let first = AppError::conflict(TWO_STEPS_FIRST);
    for role in StaffRole::ALL {
        let actor = scene.staff(&format!("{role:?} Bello"), role).await;
        let permission = Permission::ALL.into_iter().find(|one| role.may(*one));
        let permission = permission.unwrap();
        let enter = async || scene.enter(&actor, permission).await.err();
        assert_eq!(enter().await, Some(first.clone()), "{role:?}");
        let any = enter_any(&scene.services, &actor, CLIENT).await.err();
        assert_eq!(any, Some(first.clone()), "{role:?}");
        // Beside a passkey the password alone still lets one in, and an app that was not confirmed asks nobody for a code.
        for (sql, is_enough) in [
            (
                "insert into passkey (id, person_id, name, credential_id, credential, created_at) values ($1, $1, 'Phone', sha256($1::text::bytea), '{}', now())",
                false,
            ),
            (
                "insert into totp_factor (person_id, secret_sealed, created_at) values ($1, decode(repeat('00', 40), 'hex'), now())",
                false,
            ),
            (
                "update totp_factor set confirmed_at = now() where person_id = $1",
                true,
            ),
        ] {
            sqlx::query(sql)
                .bind(actor.person)
                .execute(&scene.test.owner)
                .await
                .unwrap();
            assert_eq!(enter().await.is_none(), is_enough, "{role:?}: {sql}");
        }
        // The link to the console is there all along: it is how they learn of it.
        assert_eq!(is_staff(&scene.services, &actor).await, Ok(true));
    }
    // It tells nobody else that there is a console.
    let jane = scene.person("Jane Mensah").await;
    let refused = scene.enter(&jane, Permission::SeePeople).await.err();
    assert_eq!(refused, Some(AppError::NotFound));
}

#[tokio::test]
async fn the_suspended_are_no_staff_even_with_an_open_session() {
    let scene = Scene::new().await;
    let mut olu = scene.staff("Olu Bello", StaffRole::Security).await;
    sqlx::query("update account set status = 'SUSPENDED' where id = $1")
        .bind(olu.person)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    // The database says so, whatever the caller believes of themselves.
    assert_eq!(
        scene.enter(&olu, Permission::SeePeople).await.err(),
        Some(AppError::NotFound)
    );
    olu.status = Status::Suspended;
    assert_eq!(
        scene.enter(&olu, Permission::SeePeople).await.err(),
        Some(AppError::NotFound)
    );
}

#[tokio::test]
async fn a_role_opens_what_the_table_says_and_only_with_a_recent_proof() {
    let scene = Scene::new().await;
    for (name, role) in [
        ("Sam A", StaffRole::Owner),
        ("Olu B", StaffRole::Security),
        ("Pia C", StaffRole::Support),
        ("Max D", StaffRole::Operations),
    ] {
        let actor = scene.staff(name, role).await;
        for permission in Permission::ALL {
            let refused = scene.enter(&actor, permission).await.err();
            assert_eq!(
                refused,
                (!role.may(permission)).then_some(AppError::Forbidden),
                "{role:?} {permission:?}"
            );
        }
    }
    let sam = scene.staff("Ola E", StaffRole::Owner).await;
    scene.clock.forward(Duration::minutes(16));
    assert_eq!(
        scene.enter(&sam, Permission::SeePeople).await.err(),
        Some(AppError::Unproved)
    );
    assert_eq!(
        enter_any(&scene.services, &sam, CLIENT).await.err(),
        Some(AppError::Unproved)
    );
}

#[tokio::test]
async fn an_owner_makes_changes_and_unmakes_staff_but_never_themselves() {
    let scene = Scene::new().await;
    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let console = scene.enter(&sam, Permission::ManageStaff).await.unwrap();
    let pia = scene.person("Pia Costa").await;
    grant(&console, &granting("PIA@example.org", "SUPPORT"))
        .await
        .unwrap();
    assert!(scene.enter(&pia, Permission::SeePeople).await.is_ok());
    assert_eq!(
        scene.enter(&pia, Permission::ManageStaff).await.err(),
        Some(AppError::Forbidden)
    );
    grant(&console, &granting("pia@example.org", "OPERATIONS"))
        .await
        .unwrap();
    assert_eq!(
        scene.enter(&pia, Permission::SeePeople).await.err(),
        Some(AppError::Forbidden)
    );
    let staff = list(&console).await.unwrap();
    assert_eq!(staff.len(), 2);
    assert_eq!(staff[0].granted_by.as_deref(), Some("Sam Adeyemi"));
    grant(&console, &granting("pia@example.org", NO_STAFF))
        .await
        .unwrap();
    assert_eq!(
        scene.enter(&pia, Permission::RunJobs).await.err(),
        Some(AppError::NotFound)
    );
    assert_eq!(
        scene.noted(pia.person.0).await,
        ["staff.granted", "staff.granted", "staff.ended"]
    );
    let changed = "select (array_agg(changes->>'role' order by ctid))[2] from console_event where subject_id = $1";
    assert_eq!(
        scene.text(changed, pia.person.0).await,
        r#"["SUPPORT", "OPERATIONS"]"#
    );

    assert_eq!(
        conflict(grant(&console, &granting("sam@example.org", "SUPPORT")).await),
        "oneself"
    );
    for wrong in [
        granting("nobody@example.org", "SUPPORT"),
        granting("pia@example.org", NO_STAFF),
        granting("pia@example.org", "BOSS"),
    ] {
        assert!(
            matches!(grant(&console, &wrong).await, Err(AppError::Invalid(_))),
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn a_platform_owner_stays_also_when_two_unmake_each_other_at_once() {
    let scene = Scene::new().await;
    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let lone = scene.outside("sam@example.org", None).await;
    assert_eq!(conflict(lone), "last_platform_owner");
    assert_eq!(
        conflict(
            scene
                .outside("sam@example.org", Some(StaffRole::Support))
                .await
        ),
        "last_platform_owner"
    );
    let ola = scene.staff("Ola Efe", StaffRole::Owner).await;
    let one = scene.enter(&sam, Permission::ManageStaff).await.unwrap();
    let other = scene.enter(&ola, Permission::ManageStaff).await.unwrap();
    let (first, second) = (
        granting("ola@example.org", NO_STAFF),
        granting("sam@example.org", NO_STAFF),
    );
    let (first, second) = tokio::join!(grant(&one, &first), grant(&other, &second));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let owners: i64 = sqlx::query_scalar("select count(*) from staff_member where role = 'OWNER'")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(owners, 1);
}

#[tokio::test]
async fn the_command_line_makes_the_first_and_is_in_the_trail() {
    let scene = Scene::new().await;
    let sam = scene.person("Sam Adeyemi").await;
    assert_eq!(
        scene
            .outside("nobody@example.org", Some(StaffRole::Owner))
            .await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        scene
            .outside("sam@example.org", Some(StaffRole::Support))
            .await,
        Ok(None)
    );
    assert_eq!(
        scene
            .outside("sam@example.org", Some(StaffRole::Owner))
            .await,
        Ok(Some(StaffRole::Support))
    );
    assert_eq!(
        scene.noted(sam.person.0).await,
        ["staff.granted", "staff.granted"]
    );
    assert!(
        enter(&scene.services, &sam, CLIENT, Permission::ManageStaff)
            .await
            .is_ok()
    );
}

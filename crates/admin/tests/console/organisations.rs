//! Deciding over organisations, and reading their trails.

use super::scene::{Scene, act, conflict};
use admin::StaffRole;
use admin::audit;
use admin::organisations::model::{Filter, Standing};
use admin::organisations::service::{self, one, search};
use admin::staff::service::Console;
use identity::Actor;
use identity::organisations::model::OrganisationForm;
use identity::organisations::service::found;
use kernel::AppError;
use kernel::Clock as _;
use kernel::id::OrganisationId;
use time::Duration;

async fn works(scene: &Scene, owner: &Actor, name: &str) -> OrganisationId {
    let form = OrganisationForm {
        name: name.into(),
        ..Default::default()
    };
    found(&scene.services, owner, &form).await.unwrap()
}

async fn names(console: &Console, words: &str, standing: Option<Standing>) -> Vec<String> {
    let filter = Filter {
        words: words.into(),
        standing,
        after: String::new(),
    };
    let page = search(console, &filter).await.unwrap();
    page.items.into_iter().map(|one| one.name).collect()
}

#[tokio::test]
async fn an_organisation_is_suspended_and_reinstated_and_its_owner_reads_why() {
    let scene = Scene::new().await;
    let console = scene.console("Olu Bello", StaffRole::Security).await;
    let ama = scene.person("Ama Owusu").await;
    let id = works(&scene, &ama, "Riverside Logistics").await;
    scene.clock.forward(Duration::SECOND);
    service::act(&console, &act(&id, "SUSPEND")).await.unwrap();
    let seen = one(&console, id).await.unwrap();
    assert_eq!(seen.organisation.standing(), Standing::Suspended);
    assert_eq!(seen.members[0].email, "ama@example.org");
    assert_eq!(
        conflict(service::act(&console, &act(&id, "SUSPEND")).await),
        "illegal_transition"
    );
    let mail = "select subject || ': ' || text_body from mail where to_address = (select email from account where id = $1)";
    let mail = scene.text(mail, ama.person.0).await;
    assert!(
        mail.contains("Riverside Logistics was suspended")
            && mail.contains("Spam in forty messages"),
        "{mail}"
    );
    // In its own trail, and in the console's.
    let own = "select string_agg(action, ' ' order by created_at, id) from audit_event where tenant_id = $1";
    assert_eq!(
        scene.text(own, id.0).await,
        "organisation.founded organisation.suspended"
    );
    assert_eq!(
        scene.noted(id.0).await,
        ["organisation.suspended", "organisation.read"]
    );
    assert_eq!(
        names(&console, "riverside", Some(Standing::Suspended)).await,
        ["Riverside Logistics"]
    );
    service::act(&console, &act(&id, "REINSTATE"))
        .await
        .unwrap();
    assert!(
        names(&console, "", Some(Standing::Suspended))
            .await
            .is_empty()
    );
    assert_eq!(
        names(&console, &id.to_string(), None).await,
        ["Riverside Logistics"]
    );
}

#[tokio::test]
async fn a_deleted_one_comes_back_within_its_time_and_support_only_looks() {
    let scene = Scene::new().await;
    let support = scene.console("Pia Costa", StaffRole::Support).await;
    let console = scene.console("Olu Bello", StaffRole::Security).await;
    let ama = scene.person("Ama Owusu").await;
    let (early, late) = (
        works(&scene, &ama, "Early Works").await,
        works(&scene, &ama, "Late Works").await,
    );
    for (id, days) in [(early, 31), (late, 29)] {
        sqlx::query(
            "update organisation set deleted_at = $2, deleted_by = created_by where id = $1",
        )
        .bind(id)
        .bind(scene.clock.now() - Duration::days(days))
        .execute(&scene.test.owner)
        .await
        .unwrap();
    }
    assert_eq!(names(&support, "", Some(Standing::Deleted)).await.len(), 2);
    assert_eq!(
        service::act(&support, &act(&late, "RESTORE")).await,
        Err(AppError::Forbidden)
    );
    assert_eq!(
        conflict(service::act(&console, &act(&early, "RESTORE")).await),
        "illegal_transition"
    );
    service::act(&console, &act(&late, "RESTORE"))
        .await
        .unwrap();
    assert_eq!(
        one(&console, late).await.unwrap().organisation.standing(),
        Standing::Active
    );
}

#[tokio::test]
async fn trails_of_all_organisations_are_searched_and_saved_and_that_is_noted() {
    let scene = Scene::new().await;
    let console = scene.console("Olu Bello", StaffRole::Security).await;
    let (ama, ben) = (
        scene.person("Ama Owusu").await,
        scene.person("Ben Clarke").await,
    );
    let hers = works(&scene, &ama, "Her Works").await;
    works(&scene, &ben, "His Works").await;
    for (words, expected) in [
        ("", 2),
        ("organisation.", 2),
        ("ama@example.org", 1),
        ("her-works", 1),
        (&hers.to_string(), 1),
        (&ben.person.to_string(), 1),
        ("job.", 0),
    ] {
        let filter = audit::model::Filter {
            words: words.into(),
            after: String::new(),
        };
        let page = audit::service::page(&console, &filter).await.unwrap();
        assert_eq!(page.items.len(), expected, "{words}");
    }
    let all = audit::model::Filter::default();
    let file = audit::service::export(&console, &all).await.unwrap();
    assert_eq!(file.lines().count(), 3);
    assert!(file.contains("Her Works"));
    let exports: i64 =
        sqlx::query_scalar("select count(*) from console_event where action = 'audit.exported'")
            .fetch_one(&scene.test.owner)
            .await
            .unwrap();
    assert_eq!(exports, 1);
}

//! How an organisation begins, changes, is suspended, ends and comes back.

use crate::world::{World, organisation, seat};
use identity::organisations::fields::model::FieldForm;
use identity::organisations::fields::service as fields;
use identity::organisations::members::model::{MemberForm, OwnerForm, RoleForm};
use identity::organisations::members::service as members;
use identity::organisations::model::{
    ConfirmForm, FOUNDED_MAX, GrowForm, Kind, OneForm, OrganisationForm, SettingsForm,
};
use identity::organisations::service;
use identity::{Actor, Role};
use kernel::{AppError, Result};
use serde_json::json;
use time::Duration;

fn field(error: AppError, name: &str) -> String {
    match error {
        AppError::Invalid(errors) => errors.get(name).unwrap_or("nothing").to_owned(),
        other => format!("{other:?}"),
    }
}

fn confirm(name: &str) -> ConfirmForm {
    ConfirmForm {
        confirm: name.into(),
    }
}

async fn settings(world: &World, actor: &Actor) -> SettingsForm {
    SettingsForm::of(&service::own(&world.services, actor).await.unwrap())
}

#[tokio::test]
async fn a_taken_name_is_refused_at_the_field_with_a_free_one() {
    let world = World::new().await;
    world.founder("Ama", "Riverside").await;
    let ben = world.person("Ben").await;
    let form = OrganisationForm {
        name: "RIVERSIDE".into(),
        ..OrganisationForm::default()
    };
    let refused = service::found(&world.services, &ben, &form).await;
    assert_eq!(
        field(refused.unwrap_err(), "slug"),
        "“riverside” is taken; “riverside-2” is free"
    );
}

#[tokio::test]
async fn nobody_founds_without_end() {
    let world = World::new().await;
    let ama = world.person("Ama").await;
    for n in 0..=FOUNDED_MAX {
        let form = OrganisationForm {
            name: format!("Number {n}"),
            ..OrganisationForm::default()
        };
        let done = service::found(&world.services, &ama, &form).await;
        if n < FOUNDED_MAX {
            done.unwrap();
        } else {
            assert_eq!(done, Err(AppError::conflict("limit")));
        }
    }
}

#[tokio::test]
async fn settings_are_saved_on_the_version_that_was_shown() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let form = SettingsForm {
        name: "Riverside & Sons".into(),
        colour: "#FFEE00".into(),
        own_colour: "true".into(),
        ..settings(&world, &ama).await
    };
    service::save(&world.services, &ama, &form).await.unwrap();
    // Sent twice it is done; another change on the old version is not.
    service::save(&world.services, &ama, &form).await.unwrap();
    let stale = SettingsForm {
        about: "Boats".into(),
        ..form.clone()
    };
    assert_eq!(
        service::save(&world.services, &ama, &stale).await,
        Err(AppError::conflict("stale"))
    );
    let stored = service::own(&world.services, &ama).await.unwrap();
    assert_eq!(stored.name, "Riverside & Sons");
    assert_eq!(stored.slug, "riverside", "links stay");
    assert_eq!(
        service::brand(&world.services, "riverside").await,
        Ok(stored.colour)
    );
    assert_eq!(stored.colour.unwrap().to_string(), "#ffee00");
    let trail = world.trail(organisation(&ama)).await;
    let changes = json!({
        "name": ["Riverside", "Riverside & Sons"], "colour": [null, "#ffee00"],
    });
    assert_eq!(
        trail.last().unwrap(),
        &("organisation.changed".to_owned(), changes)
    );
    let rita = world.member(&ama, "Rita", Role::Recruiter).await;
    assert_eq!(
        service::save(&world.services, &rita, &form).await,
        Err(AppError::Forbidden)
    );
}

#[tokio::test]
async fn hiring_as_yourself_is_one_click_however_often_it_is_pressed() {
    let world = World::new().await;
    // Somebody else has the slug already.
    world.founder("Ben", "Ama").await;
    let ama = world.person("Ama").await;
    let clicks = (0..8).map(|_| {
        let (services, ama) = (world.services.clone(), ama.clone());
        tokio::spawn(async move { service::hire_as_yourself(&services, &ama).await })
    });
    let mut made = Vec::new();
    for click in clicks.collect::<Vec<_>>() {
        made.push(click.await.unwrap().unwrap());
    }
    made.dedup();
    assert_eq!(made.len(), 1);
    let ama = world.at(ama, made[0]).await;
    assert_eq!(
        (seat(&ama).name.as_str(), seat(&ama).kind, seat(&ama).role),
        ("Ama", Kind::Personal, Role::Owner)
    );
    assert!(seat(&ama).slug.starts_with("ama-"), "{}", seat(&ama).slug);
    let grown = GrowForm {
        name: "Ama & Daughters".into(),
    };
    service::grow(&world.services, &ama, &grown).await.unwrap();
    let ama = world.again(&ama).await;
    assert_eq!(
        (seat(&ama).name.as_str(), seat(&ama).kind),
        ("Ama & Daughters", Kind::Full)
    );
    // The next click makes another one.
    let other = service::hire_as_yourself(&world.services, &ama)
        .await
        .unwrap();
    assert_ne!(other, made[0]);
}

#[tokio::test]
async fn a_suspended_organisation_can_be_read_and_left_and_nothing_else() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let vic = world.member(&ama, "Victor", Role::Viewer).await;
    let form = settings(&world, &ama).await;
    world.suspend(organisation(&ama)).await;
    let ama = world.again(&ama).await;
    let services = &world.services;
    let whom = vic.person.to_string();
    let role = RoleForm {
        person: whom.clone(),
        role: "ADMIN".into(),
    };
    let owner = OwnerForm {
        person: whom.clone(),
        confirm: "Riverside".into(),
        hand_over: String::new(),
    };
    let made = FieldForm {
        subject: "JOB".into(),
        kind: "TEXT".into(),
        name: "Cost centre".into(),
        ..FieldForm::default()
    };
    let grown = GrowForm { name: "Big".into() };
    let done: [(&str, Result<()>); 7] = [
        ("save", service::save(services, &ama, &form).await),
        ("grow", service::grow(services, &ama, &grown).await),
        (
            "delete",
            service::delete(services, &ama, &confirm("Riverside")).await,
        ),
        (
            "role",
            members::change_role(services, &ama, &role)
                .await
                .map(|_| ()),
        ),
        (
            "remove",
            members::remove(services, &ama, &MemberForm { person: whom }).await,
        ),
        ("owner", members::make_owner(services, &ama, &owner).await),
        ("field", fields::save(services, &ama, &made).await),
    ];
    for (what, done) in done {
        assert_eq!(
            done,
            Err(AppError::conflict("organisation_suspended")),
            "{what}"
        );
    }
    assert_eq!(
        service::own(services, &ama).await.unwrap().name,
        "Riverside"
    );
    assert_eq!(
        members::list(services, &ama, &Default::default())
            .await
            .unwrap()
            .1,
        2
    );
    let vic_leaves = OneForm {
        organisation: organisation(&vic).to_string(),
    };
    members::leave(services, &vic, &vic_leaves).await.unwrap();
    assert_eq!(
        members::list(services, &ama, &Default::default())
            .await
            .unwrap()
            .1,
        1
    );
}

/// A published job, made by the owner of the database: jobs are another area's.
async fn job(world: &World, of: &Actor) {
    sqlx::query(
        "insert into job (id, tenant_id, request_key, status, title, created_by, created_at, updated_at, published_at)
         values (gen_random_uuid(), $1, gen_random_uuid(), 'ACTIVE', 'Driver', $2, now(), now(), now())",
    )
    .bind(organisation(of))
    .bind(of.person)
    .execute(&world.test.owner)
    .await
    .unwrap();
}

async fn public_jobs(world: &World) -> i64 {
    sqlx::query_scalar("select count(*) from job where status = 'ACTIVE'")
        .fetch_one(world.services.db.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn what_is_deleted_is_out_of_sight_and_comes_back_whole() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let adam = world.member(&ama, "Adam", Role::Admin).await;
    job(&world, &ama).await;
    let id = organisation(&ama);
    assert_eq!(
        field(
            service::delete(services, &ama, &confirm("riverside"))
                .await
                .unwrap_err(),
            "confirm"
        ),
        "Type “Riverside” to confirm"
    );
    assert_eq!(
        service::delete(services, &adam, &confirm("Riverside")).await,
        Err(AppError::Forbidden)
    );
    service::delete(services, &ama, &confirm("Riverside"))
        .await
        .unwrap();
    assert_eq!(public_jobs(&world).await, 0);
    assert_eq!(
        service::brand(services, "riverside").await,
        Err(AppError::NotFound)
    );
    // Whoever still has it on the screen finds nothing any more.
    assert_eq!(service::own(services, &adam).await, Err(AppError::NotFound));
    assert_eq!(world.again(&ama).await.seat, None);
    // Its name stays taken: it may come back.
    let ben = world.person("Ben").await;
    let same = OrganisationForm {
        name: "Riverside".into(),
        ..OrganisationForm::default()
    };
    assert!(service::found(services, &ben, &same).await.is_err());

    world.later(Duration::days(29));
    let one = OneForm {
        organisation: id.to_string(),
    };
    for other in [&adam, &ben] {
        assert!(service::deleted(services, other).await.unwrap().is_empty());
        assert_eq!(
            service::restore(services, other, &one).await,
            Err(AppError::NotFound)
        );
    }
    assert_eq!(service::deleted(services, &ama).await.unwrap()[0].id, id);
    assert_eq!(service::restore(services, &ama, &one).await, Ok(id));
    assert_eq!(public_jobs(&world).await, 1);
    assert_eq!(world.again(&adam).await.seat, adam.seat);
    let said: Vec<String> = world
        .trail(id)
        .await
        .into_iter()
        .map(|(action, _)| action)
        .collect();
    assert_eq!(
        said,
        [
            "organisation.founded",
            "organisation.deleted",
            "organisation.restored"
        ]
    );
}

#[tokio::test]
async fn what_was_not_restored_in_time_is_purged_but_for_what_is_kept() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let other = world.founder("Ben", "Other").await;
    world.member(&ama, "Adam", Role::Admin).await;
    job(&world, &ama).await;
    job(&world, &other).await;
    let id = organisation(&ama);
    service::delete(services, &ama, &confirm("Riverside"))
        .await
        .unwrap();
    world.later(Duration::days(30) - Duration::seconds(1));
    assert_eq!(service::purge(services).await, Ok(0));
    world.later(Duration::seconds(1));
    let one = OneForm {
        organisation: id.to_string(),
    };
    assert_eq!(
        service::restore(services, &ama, &one).await,
        Err(AppError::NotFound)
    );
    assert_eq!(service::purge(services).await, Ok(1));
    assert_eq!(service::purge(services).await, Ok(0), "only once");
    assert_eq!(
        world
            .count("select count(*) from membership where tenant_id = $1", id)
            .await,
        0
    );
    assert_eq!(
        world
            .count("select count(*) from job where tenant_id = $1", id)
            .await,
        0
    );
    assert_eq!(public_jobs(&world).await, 1, "others are left alone");
    let said: Vec<String> = world
        .trail(id)
        .await
        .into_iter()
        .map(|(action, _)| action)
        .collect();
    assert_eq!(
        said,
        [
            "organisation.founded",
            "organisation.deleted",
            "organisation.purged"
        ]
    );
    let left: String =
        sqlx::query_scalar("select name || ' ' || slug from organisation where id = $1")
            .bind(id)
            .fetch_one(&world.test.owner)
            .await
            .unwrap();
    assert!(!left.to_lowercase().contains("riverside"), "{left}");
    // The name is free again.
    world.founder("Cleo", "Riverside").await;
}

/// A table that the owner cannot empty would be left over in silence.
#[tokio::test]
async fn every_table_of_organisations_is_purged_or_kept_on_purpose() {
    let world = World::new().await;
    let neither: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and a.attname = 'tenant_id' and not a.attisdropped
           and c.relname not in (select table_name from purge_keeps)
           and not exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('*', 'd')
                           and 'app_owner'::regrole = any (p.polroles))",
    )
    .fetch_all(&world.test.owner)
    .await
    .unwrap();
    assert_eq!(
        neither, [""; 0],
        "write a policy for app_owner, or add it to purge_keeps with a reason"
    );
}

//! An organisation's own fields on jobs and on people who applied, on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod scene;

use hiring::applications::model::{ApplyForm, Filter};
use hiring::applications::service as applications;
use hiring::fields::model::{FieldFilter, FieldsForm, error_name};
use hiring::fields::service;
use hiring::jobs::model::{HiringFilter, ReviewForm};
use hiring::jobs::service as jobs;
use identity::organisations::fields::model::{Field, FieldForm, Subject};
use identity::organisations::fields::service as own;
use identity::{Actor, Role};
use kernel::AppError;
use kernel::id::JobId;
use platform::Scope;
use scene::Scene;

/// An admin of an organisation with a field of each kind on jobs, and a choice on people.
async fn admin(scene: &Scene) -> Actor {
    let recruiter = scene.employer("Riverside").await;
    let admin = scene.colleague(&recruiter, Role::Admin).await;
    // The trail and the lock want a membership that is real.
    sqlx::query("insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'ADMIN', now())")
        .bind(admin.seat.as_ref().unwrap().organisation)
        .bind(admin.person)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    for (subject, kind, name) in [
        ("JOB", "TEXT", "Cost centre"),
        ("JOB", "NUMBER", "Budget"),
        ("JOB", "DATE", "Review on"),
        ("JOB", "YES_NO", "Temporary"),
        ("PERSON", "CHOICE", "Pool"),
    ] {
        let form = FieldForm {
            subject: subject.into(),
            kind: kind.into(),
            name: name.into(),
            choices: if kind == "CHOICE" {
                "North\nSouth".into()
            } else {
                String::new()
            },
            ..FieldForm::default()
        };
        own::save(&scene.services, &admin, &form).await.unwrap();
    }
    admin
}

async fn asked(scene: &Scene, actor: &Actor, subject: Subject) -> Vec<Field> {
    service::asked(&scene.services, actor, subject)
        .await
        .unwrap()
}

fn form(of: &dyn std::fmt::Display, fields: &[Field], typed: &[(&str, &str)]) -> FieldsForm {
    let id = |name: &str| fields.iter().find(|field| field.name == name).unwrap().id;
    FieldsForm {
        of: of.to_string(),
        back: "/".into(),
        values: typed
            .iter()
            .map(|(name, text)| (id(name).to_string(), (*text).to_owned()))
            .collect(),
    }
}

fn narrowed(fields: &[Field], typed: &[(&str, &str)]) -> FieldFilter {
    FieldFilter(
        typed
            .iter()
            .map(|(name, text)| {
                let field = fields.iter().find(|field| field.name == *name).unwrap();
                (field.clone(), (*text).to_owned())
            })
            .collect(),
    )
}

#[tokio::test]
async fn what_is_noted_of_a_job_is_kept_shown_and_found() {
    let scene = Scene::new().await;
    let ama = admin(&scene).await;
    let fields = asked(&scene, &ama, Subject::Job).await;
    let (one, other) = (scene.job(&ama, 1).await, scene.job(&ama, 1).await);
    let typed = [
        ("Cost centre", "Nord 4711"),
        ("Budget", "1,200.50"),
        ("Review on", "2027-01-31"),
        ("Temporary", "yes"),
    ];
    service::save_job(&scene.services, &ama, &form(&one, &fields, &typed))
        .await
        .unwrap();
    service::save_job(
        &scene.services,
        &ama,
        &form(&other, &fields, &[("Temporary", "no")]),
    )
    .await
    .unwrap();
    let values = service::of_job(&scene.services, &ama, one).await.unwrap();
    let shown: Vec<String> = fields
        .iter()
        .map(|field| values[&field.id].shown())
        .collect();
    assert_eq!(shown, ["Nord 4711", "1200.5", "31 Jan 2027", "Yes"]);

    let found = async |typed: &[(&str, &str)]| {
        let filter = HiringFilter {
            own: narrowed(&fields, typed),
            ..HiringFilter::default()
        };
        let (page, tabs) = jobs::list(&scene.services, &ama, &filter).await.unwrap();
        let ids: Vec<JobId> = page.items.into_iter().map(|row| row.id).collect();
        assert_eq!(
            tabs[0].count,
            i64::try_from(ids.len()).unwrap(),
            "{typed:?}"
        );
        ids
    };
    assert_eq!(found(&[]).await.len(), 2);
    assert_eq!(
        found(&[("Cost centre", "NÖRD")]).await,
        [one],
        "words, as people type them"
    );
    assert_eq!(found(&[("Budget", "1200.5")]).await, [one]);
    assert_eq!(found(&[("Budget", "1200")]).await, []);
    assert_eq!(found(&[("Review on", "2027-01-31")]).await, [one]);
    assert_eq!(found(&[("Temporary", "no")]).await, [other]);
    assert_eq!(
        found(&[("Temporary", "no"), ("Budget", "1200.5")]).await,
        []
    );
    assert_eq!(found(&[("Budget", "lots")]).await, []);

    // Emptied is gone.
    service::save_job(&scene.services, &ama, &form(&one, &fields, &[]))
        .await
        .unwrap();
    assert!(
        service::of_job(&scene.services, &ama, one)
            .await
            .unwrap()
            .is_empty()
    );
    let trail: Vec<serde_json::Value> = sqlx::query_scalar(
        "select changes from audit_event where action = 'job.fields_changed' and subject_id = $1 order by created_at",
    )
    .bind(one)
    .fetch_all(&scene.test.owner)
    .await
    .unwrap();
    assert_eq!(trail[1]["Temporary"], serde_json::json!(["Yes", null]));
}

#[tokio::test]
async fn what_is_required_holds_back_the_publication_and_says_its_name() {
    let scene = Scene::new().await;
    let ama = admin(&scene).await;
    let fields = asked(&scene, &ama, Subject::Job).await;
    let required = FieldForm {
        required: "true".into(),
        ..FieldForm::of(&fields[0])
    };
    own::save(&scene.services, &ama, &required).await.unwrap();
    let job = scene.job(&ama, 1).await;
    sqlx::query("update job set status = 'DRAFT', published_at = null where id = $1")
        .bind(job)
        .execute(&scene.test.owner)
        .await
        .unwrap();
    let publish = ReviewForm {
        job: job.to_string(),
        version: "1".into(),
        ..ReviewForm::default()
    };
    let refused = jobs::publish(&scene.services, &ama, &publish)
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, AppError::Invalid(e) if e.get("").unwrap().contains("Cost centre")),
        "{refused:?}"
    );
    let fields = asked(&scene, &ama, Subject::Job).await;
    let empty = service::save_job(&scene.services, &ama, &form(&job, &fields, &[])).await;
    assert!(matches!(empty, Err(AppError::Invalid(e)) if e.get(&error_name(&fields[0])).is_some()));
    service::save_job(
        &scene.services,
        &ama,
        &form(&job, &fields, &[("Cost centre", "1")]),
    )
    .await
    .unwrap();
    jobs::publish(&scene.services, &ama, &publish)
        .await
        .unwrap();
}

#[tokio::test]
async fn of_people_only_those_who_applied_can_be_noted_and_only_here() {
    let scene = Scene::new().await;
    let ama = admin(&scene).await;
    let fields = asked(&scene, &ama, Subject::Person).await;
    let job = scene.job(&ama, 5).await;
    let (jane, kofi) = (
        scene.person("Jane", &[1]).await,
        scene.person("Kofi", &[1]).await,
    );
    let note = form(&jane.person, &fields, &[("Pool", "North")]);
    assert_eq!(
        service::save_person(&scene.services, &ama, &note).await,
        Err(AppError::NotFound),
        "she has not applied"
    );
    for person in [&jane, &kofi] {
        let apply = ApplyForm {
            job: job.to_string(),
            ..ApplyForm::default()
        };
        applications::apply(&scene.services, person, &apply)
            .await
            .unwrap();
    }
    service::save_person(&scene.services, &ama, &note)
        .await
        .unwrap();
    let filter = Filter {
        own: narrowed(&fields, &[("Pool", "North")]),
        ..Filter::default()
    };
    let (page, counts) = applications::for_job(&scene.services, &ama, job, &filter)
        .await
        .unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!((page.items[0].person, counts.total()), (jane.person, 1));

    // Neither the person nor another organisation to which she applied sees it.
    let ben = scene.employer("Other").await;
    let his = scene.job(&ben, 1).await;
    let apply = ApplyForm {
        job: his.to_string(),
        ..ApplyForm::default()
    };
    applications::apply(&scene.services, &jane, &apply)
        .await
        .unwrap();
    assert!(
        service::of_person(&scene.services, &ben, jane.person)
            .await
            .unwrap()
            .is_empty()
    );
    let tenant = ben.seat.as_ref().unwrap().organisation;
    for scope in [
        Scope::person(jane.person),
        Scope::tenant(tenant, ben.person),
    ] {
        let mut tx = scene.services.db.begin(scope).await.unwrap();
        let seen: i64 = sqlx::query_scalar(
            "select (select count(*) from person_field_value) + (select count(*) from custom_field)",
        )
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        assert_eq!(seen, 0, "{scope:?}");
    }
    let rita = scene.colleague(&ama, Role::Viewer).await;
    assert_eq!(
        service::save_person(&scene.services, &rita, &note).await,
        Err(AppError::Forbidden)
    );
    // Of a person the trail keeps which fields changed, not to what.
    let trail: serde_json::Value = sqlx::query_scalar(
        "select changes from audit_event where action = 'person.fields_changed'",
    )
    .fetch_one(&scene.test.owner)
    .await
    .unwrap();
    assert_eq!(trail, serde_json::json!({ "fields": ["Pool"] }));
}

#[tokio::test]
async fn jobs_of_others_are_not_found_and_fields_of_others_are_not_read() {
    let scene = Scene::new().await;
    let ama = admin(&scene).await;
    let fields = asked(&scene, &ama, Subject::Job).await;
    let ben = scene.employer("Other").await;
    let his = scene.job(&ben, 1).await;
    let note = form(&his, &fields, &[("Cost centre", "1")]);
    assert_eq!(
        service::save_job(&scene.services, &ama, &note).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        service::of_job(&scene.services, &ama, his).await,
        Err(AppError::NotFound)
    );
    // A form of his with ids of her fields writes nothing.
    service::save_job(&scene.services, &ben, &note)
        .await
        .unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from job_field_value")
        .fetch_one(&scene.test.owner)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

//! Writing a job, and what is refused.

use super::{act, draft, field, open, place_form, scene, start, version};
use hiring::jobs::model::{
    ActForm, BasicsForm, Category, FieldChange, HiringFilter, JobStatus, RequirementsForm,
    WhereForm,
};
use hiring::jobs::service;
use kernel::AppError;
use kernel::id::JobId;

#[tokio::test]
async fn a_title_and_a_description_make_one_draft_however_often_they_are_sent() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let form = start(services.new_id(), "Warehouse operative, days");
    let clicks: Vec<_> = (0..8)
        .map(|_| {
            let (services, ama, form) = (services.clone(), ama.clone(), form.clone());
            tokio::spawn(async move { service::start(&services, &ama, &form).await })
        })
        .collect();
    let mut ids = Vec::new();
    for click in clicks {
        ids.push(click.await.unwrap().unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let job = service::own(&services, &ama, ids[0]).await.unwrap();
    assert_eq!(
        (job.status, job.content.occupation),
        (JobStatus::Draft, Some((1, "warehouse worker".to_owned())))
    );
    let found = service::suggest_skills(&services, &job.content.description, &[2]).unwrap();
    assert_eq!(found.iter().map(|skill| skill.id).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn an_edit_on_an_old_version_is_refused_and_one_sent_twice_is_not() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = open(&services, &ama, "Cook", "E1 6AN", "12", 1).await;
    let mine = place_form(&services, &ama, job).await;
    let theirs = WhereForm {
        pay_max: "15".into(),
        ..mine.clone()
    };
    service::save(&services, &ama, &mine).await.unwrap();
    service::save(&services, &ama, &mine).await.unwrap();
    assert_eq!(
        service::save(&services, &ama, &theirs).await,
        Err(AppError::conflict("stale"))
    );
    let lines = service::activity(&services, &ama, job).await.unwrap().1;
    assert_eq!(lines[0].action, "edited");
    let pay = lines[0]
        .changes
        .iter()
        .find(|change| change.field == "Pay")
        .unwrap();
    assert_eq!(
        (pay.before.as_str(), pay.after.as_str()),
        ("GBP 12.00 an hour", "GBP 12.50 to GBP 13.20 an hour")
    );
    let actions: Vec<&str> = lines.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(
        actions,
        ["edited", "published", "edited", "edited", "created"]
    );
}

#[tokio::test]
async fn who_comes_second_is_told_what_both_sides_changed() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = draft(&services, &ama, "Cook").await;
    let first = place_form(&services, &ama, job).await;
    service::save(&services, &ama, &first).await.unwrap();
    // Both open the form; one raises the pay, the other moves the job and never looks at the pay.
    let opened = place_form(&services, &ama, job).await;
    let raised = WhereForm {
        pay_max: "15".into(),
        ..opened.clone()
    };
    service::save(&services, &ama, &raised).await.unwrap();
    let moved = WhereForm {
        place: "M1".into(),
        ..opened.clone()
    };
    assert_eq!(
        service::save(&services, &ama, &moved).await,
        Err(AppError::conflict("stale"))
    );
    let view = service::own(&services, &ama, job).await.unwrap();
    let clash = service::clash(&services, &ama, &view, &moved)
        .await
        .unwrap()
        .unwrap();
    let told = |changes: &[FieldChange]| -> Vec<[String; 3]> {
        let one = |c: &FieldChange| [c.field.clone(), c.before.clone(), c.after.clone()];
        changes.iter().map(one).collect()
    };
    let (low, high) = (
        "GBP 12.50 to GBP 13.20 an hour",
        "GBP 12.50 to GBP 15.00 an hour",
    );
    assert_eq!(clash.by, ["Riverside"]);
    assert_eq!(told(&clash.theirs), [["Pay", low, high]]);
    assert_eq!(
        told(&clash.mine),
        [["Pay", high, low], ["Place", "E1 6AN", "M1"]]
    );
    let back: Vec<bool> = clash.mine.iter().map(|one| clash.puts_back(one)).collect();
    assert_eq!(back, [true, false], "nobody typed the old pay again");
    // On the job as it stands there is nothing to tell, and saving does what was said.
    let again = WhereForm {
        version: view.version.to_string(),
        ..moved
    };
    assert_eq!(
        service::clash(&services, &ama, &view, &again)
            .await
            .unwrap(),
        None
    );
    service::save(&services, &ama, &again).await.unwrap();
    let saved = service::own(&services, &ama, job).await.unwrap().content;
    assert_eq!(
        (saved.place.text.as_str(), saved.pay.max),
        ("M1", Some(1320))
    );
}

#[tokio::test]
async fn unknown_words_are_explained_at_their_field() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = draft(&services, &ama, "Cook").await;
    let form = WhereForm {
        place: "ZZ99 9ZZ".into(),
        ..place_form(&services, &ama, job).await
    };
    assert!(
        field(
            service::save(&services, &ama, &form).await.unwrap_err(),
            "place"
        )
        .contains("ZZ99 9ZZ")
    );
    let version = version(&services, &ama, job).await;
    let form = RequirementsForm {
        job: job.to_string(),
        version: version.clone(),
        add: "stack pallets, forklifting".into(),
        ..Default::default()
    };
    assert!(
        field(
            service::save(&services, &ama, &form).await.unwrap_err(),
            "add"
        )
        .contains("“forklifting”")
    );
    let form = RequirementsForm {
        add: "stack pallets".into(),
        picked: vec!["1".into()],
        ..form
    };
    service::save(&services, &ama, &form).await.unwrap();
    let skills: Vec<i32> = service::own(&services, &ama, job)
        .await
        .unwrap()
        .content
        .skills
        .iter()
        .map(|s| s.skill)
        .collect();
    assert_eq!(skills, [1, 2]);
    let form = RequirementsForm {
        picked: vec!["77".into()],
        ..Default::default()
    };
    let form = RequirementsForm {
        job: job.to_string(),
        version,
        ..form
    };
    assert!(
        field(
            service::save(&services, &ama, &form).await.unwrap_err(),
            "skills"
        )
        .contains("no longer")
    );
}

#[tokio::test]
async fn a_copy_is_a_draft_of_its_own() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let job = open(&services, &ama, "Cook", "E1 6AN", "12", 1).await;
    let form = ActForm {
        request_key: services.new_id::<JobId>().to_string(),
        ..act(&services, &ama, job).await
    };
    let copy = service::duplicate(&services, &ama, &form).await.unwrap();
    assert_eq!(
        service::duplicate(&services, &ama, &form).await.unwrap(),
        copy
    );
    let (old, new) = (
        service::own(&services, &ama, job).await.unwrap(),
        service::own(&services, &ama, copy).await.unwrap(),
    );
    assert_eq!((new.status, new.published_at), (JobStatus::Draft, None));
    assert_eq!(new.content, old.content);
    service::delete_draft(&services, &ama, &act(&services, &ama, copy).await)
        .await
        .unwrap();
    assert_eq!(
        service::own(&services, &ama, copy).await.err(),
        Some(AppError::NotFound)
    );
    let (page, tabs) = service::list(
        &services,
        &ama,
        &HiringFilter {
            q: "COÓK".into(),
            ..Default::default()
        },
    )
    .await
    .unwrap();
    assert_eq!((page.items.len(), tabs[0].count), (1, 1));
}

#[tokio::test]
async fn the_title_suggests_a_field_of_work_and_has_not_the_last_word() {
    let (scene, services) = scene().await;
    let ama = scene.employer("Riverside").await;
    let field = async |job| {
        service::own(&services, &ama, job)
            .await
            .unwrap()
            .content
            .category
    };
    // By its words, by the group of the occupation it names, or not at all.
    let porter = draft(&services, &ama, "Kitchen porter").await;
    assert_eq!(field(porter).await, Category::Hospitality);
    let handler = draft(&services, &ama, "Freight handler").await;
    assert_eq!(field(handler).await, Category::Warehouse);
    let job = draft(&services, &ama, "Somebody good").await;
    assert_eq!(field(job).await, Category::Other);

    let save = async |title: &str, category: &str| {
        let form = BasicsForm {
            job: job.to_string(),
            version: version(&services, &ama, job).await,
            title: title.into(),
            kind: "SHIFT".into(),
            category: category.into(),
            ..Default::default()
        };
        service::save(&services, &ama, &form).await
    };
    save("Night cleaner", "").await.unwrap();
    assert_eq!(field(job).await, Category::Cleaning);
    save("Night cleaner", "SECURITY").await.unwrap();
    assert_eq!(field(job).await, Category::Security);
    save("Somebody good", "").await.unwrap();
    assert_eq!(field(job).await, Category::Other);
    let odd = save("Night cleaner", "ASTROLOGY").await.unwrap_err();
    assert_eq!(super::field(odd, "category"), "Choose one of the list");
}

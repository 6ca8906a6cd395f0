//! Whose files are, how much there may be of them, what is left when they are deleted.

use crate::scene::{NOW, Scene, delete, objects, own, pdf, put, record};
use bytes::Bytes;
use kernel::AppError;
use kernel::id::Id;
use platform::Scope;
use platform::files::{self, Owner, Purpose, Upload, sweep};
use platform::keys::{self, KeyRing};
use platform::system::SystemEntropy;
use std::fs;
use time::Duration;

#[tokio::test]
async fn what_was_put_is_got_and_lies_there_encrypted() {
    let scene = Scene::new().await;
    let bytes = pdf(5_000);
    let id = own(&scene, bytes.clone()).await;
    let (file, got) = files::get(&scene.services, Scope::person(scene.ama), id)
        .await
        .unwrap();
    assert!(got == bytes);
    assert_eq!((file.name.as_str(), file.size_bytes), ("cv.pdf", 5_000));
    assert_eq!(
        (file.owner, file.created_at),
        (Owner::Person(scene.ama), NOW)
    );
    let lying = fs::read(&objects(&scene)[0]).unwrap();
    assert!(lying.len() > 5_000 && !lying.windows(4).any(|window| window == b"%PDF"));
}

#[tokio::test]
async fn somebody_elses_file_is_not_found() {
    let scene = Scene::new().await;
    let id = own(&scene, pdf(100)).await;
    let strangers = [
        Scope::person(scene.ben),
        Scope::tenant(scene.works, scene.ben),
        Scope::PUBLIC,
    ];
    for scope in strangers {
        let got = files::get(&scene.services, scope, id).await;
        assert_eq!(got.unwrap_err(), AppError::NotFound, "{scope:?}");
        assert_eq!(
            delete(&scene, scope, id).await,
            Err(AppError::NotFound),
            "{scope:?}"
        );
    }
    files::get(&scene.services, Scope::person(scene.ama), id)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_organisations_file_is_its_members() {
    let scene = Scene::new().await;
    let (bringer, member) = (
        Scope::tenant(scene.works, scene.ama),
        Scope::tenant(scene.works, scene.ben),
    );
    let stored = put(&scene.services, pdf(100)).await;
    let owner = Owner::Organisation(scene.works, scene.ama);
    let id = record(&scene.services, &stored, bringer, owner)
        .await
        .unwrap();
    files::get(&scene.services, member, id).await.unwrap();
    // Whoever brought it and has left does not have it any more.
    for scope in [
        Scope::person(scene.ama),
        Scope::tenant(scene.other, scene.ama),
    ] {
        let got = files::get(&scene.services, scope, id).await;
        assert_eq!(got.unwrap_err(), AppError::NotFound, "{scope:?}");
    }
    delete(&scene, member, id).await.unwrap();
}

#[tokio::test]
async fn nobody_brings_a_file_in_anothers_name() {
    let scene = Scene::new().await;
    let stored = put(&scene.services, pdf(100)).await;
    for (scope, owner) in [
        (Scope::person(scene.ben), Owner::Person(scene.ama)),
        (
            Scope::person(scene.ben),
            Owner::Organisation(scene.works, scene.ben),
        ),
        (
            Scope::tenant(scene.other, scene.ben),
            Owner::Organisation(scene.works, scene.ben),
        ),
    ] {
        let recorded = record(&scene.services, &stored, scope, owner).await;
        assert!(
            matches!(recorded, Err(AppError::Internal { .. })),
            "{owner:?}: {recorded:?}"
        );
    }
    let rows = "select count(*) from file";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(rows)
            .fetch_one(&scene.test.owner)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_deleted_file_cannot_be_read_even_where_its_object_is_left() {
    let scene = Scene::new().await;
    let id = own(&scene, pdf(100)).await;
    delete(&scene, Scope::person(scene.ama), id).await.unwrap();
    assert_eq!(objects(&scene).len(), 1);
    let got = files::get(&scene.services, Scope::person(scene.ama), id).await;
    assert_eq!(got.unwrap_err(), AppError::NotFound);
    // Nothing tells what it was, and the key is nowhere.
    let row: String = sqlx::query_scalar(
        "select concat_ws('|', name, sha256, key_sealed) from file where id = $1",
    )
    .bind(id)
    .fetch_one(&scene.test.owner)
    .await
    .unwrap();
    assert_eq!(row, "");
    // Nor may the row come back to life without one.
    let back = sqlx::query("update file set deleted_at = null where id = $1")
        .bind(id)
        .execute(&scene.test.owner)
        .await;
    assert!(back.is_err());
    assert_eq!(
        delete(&scene, Scope::person(scene.ama), id).await,
        Err(AppError::NotFound)
    );
    scene.clock.forward(Duration::hours(2));
    assert_eq!(sweep(&scene.services).await.unwrap().objects, 1);
    assert_eq!(objects(&scene).len(), 0);
}

#[tokio::test]
async fn all_files_of_a_person_go_and_those_of_others_stay() {
    let scene = Scene::new().await;
    let (first, second) = (own(&scene, pdf(100)).await, own(&scene, pdf(100)).await);
    let stored = put(&scene.services, pdf(100)).await;
    let tenant = Scope::tenant(scene.works, scene.ama);
    let shared = record(
        &scene.services,
        &stored,
        tenant,
        Owner::Organisation(scene.works, scene.ama),
    )
    .await
    .unwrap();
    let mut tx = scene.services.db.begin(tenant).await.unwrap();
    assert_eq!(files::delete_all(&mut tx, scene.ama, NOW).await.unwrap(), 2);
    tx.commit().await.unwrap();
    for id in [first, second] {
        assert!(files::get(&scene.services, tenant, id).await.is_err());
    }
    files::get(&scene.services, tenant, shared).await.unwrap();
}

#[tokio::test]
async fn an_object_that_was_changed_or_exchanged_is_noticed() {
    let scene = Scene::new().await;
    let (one, other) = (own(&scene, pdf(100)).await, own(&scene, pdf(100)).await);
    let all = objects(&scene);
    let (first, second) = (fs::read(&all[0]).unwrap(), fs::read(&all[1]).unwrap());
    fs::write(&all[0], &second).unwrap();
    let mut changed = first;
    changed[40] ^= 1;
    fs::write(&all[1], changed).unwrap();
    for id in [one, other] {
        let got = files::get(&scene.services, Scope::person(scene.ama), id).await;
        assert!(matches!(got, Err(AppError::Internal { .. })));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_at_once_do_not_pass_the_quota() {
    let mut scene = Scene::new().await;
    scene.services.files.quotas.person_bytes = 10 * 1_000;
    let mut uploads = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let (services, ama) = (scene.services.clone(), scene.ama);
        uploads.spawn(async move {
            let stored = put(&services, pdf(1_000)).await;
            record(&services, &stored, Scope::person(ama), Owner::Person(ama)).await
        });
    }
    let done = uploads.join_all().await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 10);
    for refused in done.into_iter().filter_map(Result::err) {
        let AppError::Invalid(errors) = refused else {
            panic!("{refused}")
        };
        assert!(errors.get("file").unwrap().contains("no room left"));
    }
    // What was refused is not left behind, and others have room of their own.
    assert_eq!(objects(&scene).len(), 10);
    let stored = put(&scene.services, pdf(1_000)).await;
    record(
        &scene.services,
        &stored,
        Scope::person(scene.ben),
        Owner::Person(scene.ben),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn an_organisation_has_a_quota_of_its_own_and_what_is_deleted_makes_room() {
    let mut scene = Scene::new().await;
    scene.services.files.quotas.organisation_bytes = 1_500;
    scene.services.files.quotas.person_bytes = 0;
    let owner = Owner::Organisation(scene.works, scene.ama);
    let scope = Scope::tenant(scene.works, scene.ama);
    let bring = async || {
        let stored = put(&scene.services, pdf(1_000)).await;
        record(&scene.services, &stored, scope, owner).await
    };
    let first = bring().await.unwrap();
    assert!(matches!(bring().await, Err(AppError::Invalid(_))));
    delete(&scene, scope, first).await.unwrap();
    bring().await.unwrap();
}

#[tokio::test]
async fn files_open_after_keys_were_changed() {
    let mut scene = Scene::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let ring = KeyRing::from_file_or_new(&path, &SystemEntropy, NOW).unwrap();
    scene.services.keys = ring.clone();
    keys::check(&scene.test.rw, &ring, NOW).await.unwrap();
    let id = own(&scene, pdf(100)).await;
    keys::rotate(&path, &SystemEntropy, NOW).unwrap();
    // As app_owner, bound by the policies made for it.
    let report = keys::reseal(&scene.test.owner, &ring, &SystemEntropy, files::SEALED)
        .await
        .unwrap();
    assert_eq!(
        (report[0].column.as_str(), report[0].done),
        ("file.key_sealed", 1)
    );
    keys::check(&scene.test.rw, &ring, NOW).await.unwrap();
    let later = NOW + Duration::minutes(11);
    keys::retire(
        &scene.test.owner,
        &ring,
        Some(&path),
        files::SEALED,
        1,
        later,
    )
    .await
    .unwrap();
    scene.services.keys = KeyRing::from_file(&path).unwrap();
    files::get(&scene.services, Scope::person(scene.ama), id)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_server_may_neither_remove_rows_nor_give_them_away() {
    let scene = Scene::new().await;
    let id = own(&scene, pdf(100)).await;
    for sql in [
        "delete from file where id = $1",
        "update file set owner_id = owner_id where id = $1",
        "update file set size_bytes = 1 where id = $1",
    ] {
        let mut tx = scene
            .services
            .db
            .begin(Scope::person(scene.ama))
            .await
            .unwrap();
        let refused = sqlx::query(sql)
            .bind(id.uuid())
            .execute(&mut *tx)
            .await
            .unwrap_err();
        let code = refused
            .as_database_error()
            .unwrap()
            .code()
            .unwrap()
            .into_owned();
        assert_eq!(code, "42501", "{sql}");
    }
}

#[tokio::test]
async fn without_a_store_nothing_is_kept() {
    let scene = Scene::new().await;
    let mut services = scene.services.clone();
    services.files = files::Files::none();
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::from(pdf(100)))]);
    let upload = Upload::read(&services.files, Purpose::Document, "cv.pdf", source)
        .await
        .unwrap();
    assert!(matches!(
        files::put(&services, upload).await,
        Err(AppError::Internal { .. })
    ));
}

//! What is left behind when something breaks off, and who clears it away.

use crate::scene::{NOW, Scene, objects, own, pdf, put, record};
use kernel::AppError;
use kernel::id::FileId;
use platform::Scope;
use platform::files::{self, Owner, Swept, sweep};
use std::fs;
use std::path::PathBuf;
use time::Duration;

#[tokio::test]
async fn what_was_cut_off_between_object_and_row_is_swept() {
    let scene = Scene::new().await;
    let kept = own(&scene, pdf(100)).await;
    put(&scene.services, pdf(100)).await;
    let stored = put(&scene.services, pdf(100)).await;
    let mut tx = scene
        .services
        .db
        .begin(Scope::person(scene.ama))
        .await
        .unwrap();
    files::record(&scene.services, &mut tx, &stored, Owner::Person(scene.ama))
        .await
        .unwrap();
    drop(tx);
    assert_eq!(objects(&scene).len(), 3);
    // It might still be on its way into a row.
    assert_eq!(sweep(&scene.services).await.unwrap(), Swept::default());
    scene.clock.forward(Duration::hours(2));
    let swept = sweep(&scene.services).await.unwrap();
    assert_eq!((swept.objects, swept.rows), (2, 0));
    assert_eq!(objects(&scene).len(), 1);
    files::get(&scene.services, Scope::person(scene.ama), kept)
        .await
        .unwrap();
    assert_eq!(sweep(&scene.services).await.unwrap().objects, 0);
}

#[tokio::test]
async fn what_waited_too_long_for_its_row_is_not_recorded() {
    let scene = Scene::new().await;
    let stored = put(&scene.services, pdf(100)).await;
    scene.clock.forward(Duration::minutes(16));
    let late = record(
        &scene.services,
        &stored,
        Scope::person(scene.ama),
        Owner::Person(scene.ama),
    )
    .await;
    assert!(matches!(late, Err(AppError::Internal { .. })));
}

#[tokio::test]
async fn a_write_that_broke_off_is_swept_from_the_folder() {
    let scene = Scene::new().await;
    own(&scene, pdf(100)).await;
    let beside = objects(&scene)[0]
        .with_extension("")
        .to_string_lossy()
        .into_owned()
        + "#1";
    fs::write(&beside, b"half").unwrap();
    // The folder has its own clock.
    let old = std::time::SystemTime::from(NOW - Duration::hours(2));
    fs::File::options()
        .write(true)
        .open(&beside)
        .unwrap()
        .set_modified(old)
        .unwrap();
    let young = beside.clone() + "2";
    fs::write(&young, b"half").unwrap();
    fs::File::options()
        .write(true)
        .open(&young)
        .unwrap()
        .set_modified(NOW.into())
        .unwrap();
    let swept = sweep(&scene.services).await.unwrap();
    assert_eq!(
        swept,
        Swept {
            broken_off: 1,
            ..Swept::default()
        }
    );
    assert!(!PathBuf::from(beside).exists() && PathBuf::from(young).exists());
}

#[tokio::test]
async fn a_row_without_an_object_is_given_up_but_never_most_of_them() {
    let scene = Scene::new().await;
    let ids = [
        own(&scene, pdf(100)).await,
        own(&scene, pdf(100)).await,
        own(&scene, pdf(100)).await,
    ];
    let object = |id: FileId| {
        let name = id.to_string();
        scene
            .folder
            .path()
            .join("files")
            .join(&name[34..])
            .join(name)
    };
    scene.clock.forward(Duration::hours(2));
    fs::remove_file(object(ids[0])).unwrap();
    assert_eq!(sweep(&scene.services).await.unwrap().rows, 1);
    let got = files::get(&scene.services, Scope::person(scene.ama), ids[0]).await;
    assert_eq!(got.unwrap_err(), AppError::NotFound);
    // The wrong folder, or one that is not mounted.
    fs::remove_file(object(ids[1])).unwrap();
    fs::remove_file(object(ids[2])).unwrap();
    assert!(sweep(&scene.services).await.is_err());
    let living = "select count(*) from file where deleted_at is null";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(living)
            .fetch_one(&scene.test.owner)
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn what_is_not_ours_in_the_store_is_left_alone() {
    let scene = Scene::new().await;
    own(&scene, pdf(100)).await;
    let readme = scene.folder.path().join("files/readme.txt");
    fs::write(&readme, "not yours").unwrap();
    scene.clock.forward(Duration::hours(2));
    assert_eq!(sweep(&scene.services).await.unwrap(), Swept::default());
    assert!(readme.exists());
}

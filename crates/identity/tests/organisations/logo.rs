//! The logo: who may change it, what is taken, who sees it, and what is left when it goes.

use crate::world::{World, organisation};
use bytes::Bytes;
use identity::organisations::logo::service as logo;
use identity::organisations::model::ConfirmForm;
use identity::organisations::service;
use identity::{Actor, Role};
use kernel::id::FileId;
use kernel::{AppError, Result};
use platform::Services;
use platform::files::{Files, Purpose, Upload, sweep};
use platform::keys::KeyRing;
use platform::system::SystemEntropy;
use time::Duration;

/// 300 by 150 pixels, one can see through it, and it says where it was taken.
const PICTURE: &[u8] = include_bytes!("logo.png");

async fn world() -> World {
    let mut world = World::new().await;
    world.services = world
        .services
        .with_keys(KeyRing::generate(&SystemEntropy))
        .with_files(Files::in_memory());
    world
}

async fn send(services: &Services, actor: &Actor, name: &str, bytes: &[u8]) -> Result<()> {
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::copy_from_slice(bytes))]);
    let upload = Upload::read(&services.files, Purpose::Logo, name, source).await?;
    logo::set(services, actor, upload).await
}

async fn current(world: &World, actor: &Actor) -> Option<FileId> {
    service::own(&world.services, actor).await.unwrap().logo
}

#[tokio::test]
async fn everybody_sees_the_logo_as_we_drew_it() {
    let world = world().await;
    let ama = world.founder("Ama", "Riverside").await;
    send(&world.services, &ama, "logo.png", PICTURE)
        .await
        .unwrap();
    let id = current(&world, &ama).await.unwrap();
    let (file, bytes) = logo::picture(&world.services, id).await.unwrap();
    assert_eq!(file.kind.mime(), "image/png");
    // Drawn anew, no larger than it is shown, with nothing in it but the picture.
    assert_eq!(&bytes[16..24], [0, 0, 1, 0, 0, 0, 0, 128]);
    assert!(!bytes.windows(6).any(|window| window == b"canary"));
    assert!(PICTURE.windows(6).any(|window| window == b"canary"));
    // The switcher has it too, and the trail says that it came.
    let again = world.again(&ama).await;
    assert_eq!(again.seat.unwrap().logo, Some(id));
    let trail = world.trail(organisation(&ama)).await;
    assert_eq!(trail.last().unwrap().0, "organisation.logo_changed");
    // Nobody sees any other file that way.
    let source = futures::stream::iter([Ok::<_, ()>(Bytes::from_static(PICTURE))]);
    let upload = Upload::read(&world.services.files, Purpose::Avatar, "me.png", source).await;
    let stored = platform::files::put(&world.services, upload.unwrap()).await;
    let scope = platform::Scope::person(ama.person);
    let mut tx = world.services.db.begin(scope).await.unwrap();
    let owner = platform::files::Owner::Person(ama.person);
    let own = platform::files::record(&world.services, &mut tx, &stored.unwrap(), owner)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let seen = logo::picture(&world.services, own).await;
    assert_eq!(seen.err(), Some(AppError::NotFound));
}

#[tokio::test]
async fn whoever_may_not_change_the_organisation_may_not_change_its_logo() {
    let world = world().await;
    let ama = world.founder("Ama", "Riverside").await;
    send(&world.services, &ama, "logo.png", PICTURE)
        .await
        .unwrap();
    let there = current(&world, &ama).await;
    for role in [
        Role::Recruiter,
        Role::Scheduler,
        Role::Finance,
        Role::Viewer,
    ] {
        let member = world.member(&ama, role.name(), role).await;
        for done in [
            send(&world.services, &member, "logo.png", PICTURE).await,
            logo::remove(&world.services, &member).await,
        ] {
            assert_eq!(done, Err(AppError::Forbidden), "{role:?}");
        }
    }
    // Another organisation changes its own, whatever it asks for.
    let eve = world.founder("Eve", "Elsewhere").await;
    send(&world.services, &eve, "logo.png", PICTURE)
        .await
        .unwrap();
    logo::remove(&world.services, &eve).await.unwrap();
    assert_eq!(current(&world, &ama).await, there);
    // And the database lets nobody take another's file for a logo.
    let theirs = organisation(&eve);
    let scope = platform::Scope::tenant(theirs, eve.person);
    let mut tx = world.services.db.begin(scope).await.unwrap();
    let stolen = sqlx::query("update organisation set logo_id = $2 where id = $1")
        .bind(theirs)
        .bind(there)
        .execute(&mut *tx)
        .await
        .unwrap_err();
    let refused = stolen.as_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("organisation_logo_fkey"));
    drop(tx);
    let admin = world.member(&ama, "Una", Role::Admin).await;
    world.suspend(organisation(&ama)).await;
    let admin = world.again(&admin).await;
    assert_eq!(
        send(&world.services, &admin, "logo.png", PICTURE).await,
        Err(AppError::conflict("organisation_suspended"))
    );
}

#[tokio::test]
async fn what_is_no_picture_is_refused_at_the_field_and_changes_nothing() {
    let world = world().await;
    let ama = world.founder("Ama", "Riverside").await;
    send(&world.services, &ama, "logo.png", PICTURE)
        .await
        .unwrap();
    let there = current(&world, &ama).await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let half = &PICTURE[..PICTURE.len() / 2];
    let large = vec![0; (2 << 20) + 1];
    let cases: [(&str, &[u8], &str); 7] = [
        ("logo.svg", svg, "PNG, JPEG or WebP"),
        ("logo.png", svg, "it is not"),
        ("logo.jpg", PICTURE, "it is not"),
        ("logo.png", half, "damaged"),
        ("logo.png", b"", "empty"),
        ("logo.gif", b"GIF89a", "PNG, JPEG or WebP"),
        ("logo.png", &large, "larger than 2 MiB"),
    ];
    for (name, bytes, why) in cases {
        let refused = send(&world.services, &ama, name, bytes).await;
        match refused {
            Err(AppError::Invalid(errors)) => {
                let said = errors.get("file").unwrap_or_default().to_owned();
                assert!(said.contains(why), "{name}: {said}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    assert_eq!(current(&world, &ama).await, there);
}

#[tokio::test]
async fn a_logo_that_goes_is_gone_from_the_store() {
    let world = world().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let mut former = Vec::new();
    for _ in 0..2 {
        send(services, &ama, "logo.png", PICTURE).await.unwrap();
        former.push(current(&world, &ama).await.unwrap());
    }
    assert_ne!(former[0], former[1]);
    let seen = async |id: FileId| logo::picture(services, id).await.map(|_| ());
    assert_eq!(seen(former[0]).await, Err(AppError::NotFound));
    assert_eq!(seen(former[1]).await, Ok(()));
    logo::remove(services, &ama).await.unwrap();
    logo::remove(services, &ama).await.unwrap();
    assert_eq!(current(&world, &ama).await, None);
    assert_eq!(seen(former[1]).await, Err(AppError::NotFound));
    let trail = world.trail(organisation(&ama)).await;
    let removed = trail
        .iter()
        .filter(|line| line.0 == "organisation.logo_removed");
    assert_eq!(removed.count(), 1);
    let keys = "select count(*) from file where tenant_id = $1 and key_sealed is not null";
    assert_eq!(world.count(keys, organisation(&ama)).await, 0);
    world.later(Duration::hours(2));
    assert_eq!(sweep(services).await.unwrap().objects, 2);
}

#[tokio::test]
async fn the_logo_of_a_deleted_organisation_is_out_of_sight_and_purged_with_it() {
    let world = world().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    send(services, &ama, "logo.png", PICTURE).await.unwrap();
    let id = current(&world, &ama).await.unwrap();
    let form = ConfirmForm {
        confirm: "Riverside".into(),
    };
    service::delete(services, &ama, &form).await.unwrap();
    assert_eq!(
        logo::picture(services, id).await.err(),
        Some(AppError::NotFound)
    );
    world.later(Duration::days(31));
    assert_eq!(service::purge(services).await, Ok(1));
    let left = "select count(*) from file where tenant_id = $1";
    assert_eq!(world.count(left, organisation(&ama)).await, 0);
    let named = "select count(*) from organisation where id = $1 and logo_id is not null";
    assert_eq!(world.count(named, organisation(&ama)).await, 0);
    assert_eq!(sweep(services).await.unwrap().objects, 1);
}

/// An object that is lost takes its row with it: then no page shows a picture that is not there.
#[tokio::test]
async fn a_logo_whose_bytes_are_lost_is_none() {
    let world = world().await;
    let ama = world.founder("Ama", "Riverside").await;
    send(&world.services, &ama, "logo.png", PICTURE)
        .await
        .unwrap();
    let id = current(&world, &ama).await.unwrap();
    sqlx::query("select file_sweep_give_up(array[$1], now())")
        .bind(id)
        .execute(&world.test.rw)
        .await
        .unwrap();
    assert_eq!(current(&world, &ama).await, None);
}

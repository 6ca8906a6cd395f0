//! Who may make whom what, and that an owner stays.

use crate::scene::{join, who};
use crate::world::{World, organisation, seat};
use identity::organisations::members::model::{Filter, MemberForm, OwnerForm, PAGE, RoleForm};
use identity::organisations::members::service;
use identity::organisations::model::{OneForm, OrganisationForm};
use identity::organisations::service::found;
use identity::sessions::service as sessions;
use identity::{Actor, Role};
use kernel::AppError;
use kernel::id::OrganisationId;
use platform::Scope;
use serde_json::json;
use std::collections::BTreeSet;

fn to(person: &Actor, role: Role) -> RoleForm {
    RoleForm {
        person: person.person.to_string(),
        role: role.name().into(),
    }
}

fn whom(person: &Actor) -> MemberForm {
    MemberForm {
        person: person.person.to_string(),
    }
}

fn away(actor: &Actor) -> OneForm {
    OneForm {
        organisation: organisation(actor).to_string(),
    }
}

async fn owners(world: &World, id: OrganisationId) -> i64 {
    world
        .count(
            "select count(*) from membership where tenant_id = $1 and role = 'OWNER'",
            id,
        )
        .await
}

#[tokio::test]
async fn nobody_gives_or_takes_more_than_they_hold() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let mut all = vec![ama.clone()];
    for role in Role::ALL {
        all.push(world.member(&ama, &format!("{role:?}"), role).await);
    }
    let target = world.member(&ama, "Target", Role::Viewer).await;
    for actor in &all[1..] {
        let own = seat(actor).role;
        for from in Role::ALL {
            for wanted in Role::ALL {
                sqlx::query("update membership set role = $2 where account_id = $1")
                    .bind(target.person)
                    .bind(from.name())
                    .execute(&world.test.owner)
                    .await
                    .unwrap();
                let done = service::change_role(&world.services, actor, &to(&target, wanted)).await;
                let may = own.may_grant(from)
                    && (from == wanted || own.may_grant(wanted) && wanted != Role::Owner);
                let same = from == wanted && own.may_grant(Role::Viewer);
                assert_eq!(
                    done.is_ok(),
                    may || same,
                    "{own:?} makes {from:?} {wanted:?}: {done:?}"
                );
                let stored: String =
                    sqlx::query_scalar("select role from membership where account_id = $1")
                        .bind(target.person)
                        .fetch_one(&world.test.owner)
                        .await
                        .unwrap();
                assert_eq!(stored, if may { wanted.name() } else { from.name() });
            }
        }
    }
    let admin = &all[2];
    assert_eq!(
        service::remove(&world.services, admin, &whom(&ama)).await,
        Err(AppError::Forbidden)
    );
}

#[tokio::test]
async fn a_role_counts_from_the_next_request() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let (ben, token) = join(services, "ben@example.org").await;
    sqlx::query("insert into membership values ($1, $2, 'RECRUITER', now())")
        .bind(organisation(&ama))
        .bind(ben.person)
        .execute(&world.test.owner)
        .await
        .unwrap();
    let token = sessions::switch(services, &token, Some(organisation(&ama)))
        .await
        .unwrap();
    let role = async || {
        let actor = who(services, &token).await.unwrap();
        actor.seat.map(|seat| seat.role)
    };
    assert_eq!(role().await, Some(Role::Recruiter));
    service::change_role(services, &ama, &to(&ben, Role::Viewer))
        .await
        .unwrap();
    assert_eq!(role().await, Some(Role::Viewer));
    service::remove(services, &ama, &whom(&ben)).await.unwrap();
    assert_eq!(role().await, None);
    let trail = world.trail(organisation(&ama)).await;
    assert_eq!(
        trail[1..],
        [
            (
                "member.role_changed".into(),
                json!({ "role": ["RECRUITER", "VIEWER"] })
            ),
            ("member.removed".into(), json!({ "role": ["VIEWER", null] })),
        ]
    );
}

#[tokio::test]
async fn one_who_lost_the_right_a_moment_ago_no_longer_uses_it() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let adam = world.member(&ama, "Adam", Role::Admin).await;
    let vic = world.member(&ama, "Victor", Role::Viewer).await;
    service::change_role(&world.services, &ama, &to(&adam, Role::Viewer))
        .await
        .unwrap();
    // The request of Adam's that is under way still believes that he is an admin.
    assert_eq!(
        service::remove(&world.services, &adam, &whom(&vic)).await,
        Err(AppError::Forbidden)
    );
}

#[tokio::test]
async fn members_of_others_are_not_found() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let ben = world.founder("Ben", "Other").await;
    let vic = world.member(&ben, "Victor", Role::Viewer).await;
    assert_eq!(
        service::one(services, &ama, vic.person).await.unwrap_err(),
        AppError::NotFound
    );
    assert_eq!(
        service::change_role(services, &ama, &to(&vic, Role::Admin)).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        service::remove(services, &ama, &whom(&vic)).await,
        Err(AppError::NotFound)
    );
    assert_eq!(
        service::leave(services, &ama, &away(&ben)).await,
        Err(AppError::NotFound)
    );
    let (found, all) = service::list(services, &ama, &Filter::default())
        .await
        .unwrap();
    assert_eq!((found.items.len(), all), (1, 1));
}

#[tokio::test]
async fn the_last_owner_stays_one() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let last = Err(AppError::conflict("last_owner"));
    assert_eq!(service::leave(services, &ama, &away(&ama)).await, last);
    assert_eq!(service::remove(services, &ama, &whom(&ama)).await, last);
    assert_eq!(
        service::change_role(services, &ama, &to(&ama, Role::Admin)).await,
        Err(AppError::conflict("last_owner"))
    );
    assert_eq!(owners(&world, organisation(&ama)).await, 1);
    // Handing over is how it ends.
    let adam = world.member(&ama, "Adam", Role::Admin).await;
    let form = OwnerForm {
        person: adam.person.to_string(),
        confirm: "Riverside".into(),
        hand_over: "true".into(),
    };
    let unsure = OwnerForm {
        confirm: "Riverside?".into(),
        ..form.clone()
    };
    assert!(matches!(
        service::make_owner(services, &ama, &unsure).await,
        Err(AppError::Invalid(_))
    ));
    assert_eq!(
        service::make_owner(services, &adam, &form).await,
        Err(AppError::Forbidden)
    );
    service::make_owner(services, &ama, &form).await.unwrap();
    assert_eq!(seat(&world.again(&ama).await).role, Role::Admin);
    assert_eq!(seat(&world.again(&adam).await).role, Role::Owner);
    service::leave(services, &ama, &away(&ama)).await.unwrap();
    assert_eq!(world.again(&ama).await.seat, None);
}

/// Eight owners, and each at the same moment leaves, steps down, and removes or demotes the next: 32 attempts.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_owners_who_go_at_once_one_stays() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let mut all = vec![ama.clone()];
    for n in 1..8 {
        all.push(world.member(&ama, &format!("Owner{n}"), Role::Owner).await);
    }
    let mut attempts = Vec::new();
    for (at, actor) in all.iter().enumerate() {
        let next = all[(at + 1) % all.len()].clone();
        for way in 0..4 {
            let (services, actor, next) = (world.services.clone(), actor.clone(), next.clone());
            attempts.push(tokio::spawn(async move {
                match way {
                    0 => service::leave(&services, &actor, &away(&actor)).await,
                    1 => service::change_role(&services, &actor, &to(&actor, Role::Viewer))
                        .await
                        .map(|_| ()),
                    2 => service::remove(&services, &actor, &whom(&next)).await,
                    _ => service::change_role(&services, &actor, &to(&next, Role::Viewer))
                        .await
                        .map(|_| ()),
                }
            }));
        }
    }
    assert_eq!(attempts.len(), 32);
    let mut kept = 0;
    for attempt in attempts {
        match attempt.await.unwrap() {
            Err(AppError::Conflict(code)) => {
                assert_eq!(code, "last_owner");
                kept += 1;
            }
            Ok(()) | Err(AppError::Forbidden | AppError::NotFound) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(owners(&world, organisation(&ama)).await, 1);
    assert!(kept > 0, "nobody was held back");
}

/// The same without the service and its lock: the guard is the database's.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_database_keeps_an_owner_by_itself() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let id = organisation(&ama);
    let mut all = vec![ama.clone()];
    for n in 1..32 {
        all.push(world.member(&ama, &format!("Owner{n}"), Role::Owner).await);
    }
    // All have struck out their own row before the first of them commits.
    let barrier = std::sync::Arc::new(tokio::sync::Barrier::new(8));
    for round in all.chunks(8) {
        let mut attempts = Vec::new();
        for (at, actor) in round.iter().enumerate() {
            let (services, barrier, person) =
                (world.services.clone(), barrier.clone(), actor.person);
            attempts.push(tokio::spawn(async move {
                let mut tx = services.db.begin(Scope::tenant(id, person)).await.unwrap();
                barrier.wait().await;
                let sql = if at % 2 == 0 {
                    "delete from membership where account_id = $1"
                } else {
                    "update membership set role = 'VIEWER' where account_id = $1"
                };
                sqlx::query(sql).bind(person).execute(&mut *tx).await?;
                tx.commit().await.unwrap();
                Ok::<_, sqlx::Error>(())
            }));
        }
        for attempt in attempts {
            if let Err(error) = attempt.await.unwrap() {
                assert_eq!(
                    platform::db::constraint(&error),
                    Some("membership_last_owner_check"),
                    "{error}"
                );
            }
        }
    }
    assert_eq!(owners(&world, id).await, 1);
}

#[tokio::test]
async fn members_are_listed_page_by_page_and_found_by_words() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    for n in 0..PAGE + 5 {
        world
            .member(&ama, &format!("Member{n:03}"), Role::Viewer)
            .await;
    }
    let mut names = BTreeSet::new();
    let mut filter = Filter::default();
    loop {
        let (page, all) = service::list(&world.services, &ama, &filter).await.unwrap();
        assert_eq!(usize::try_from(all).unwrap(), PAGE + 6);
        names.extend(page.items.into_iter().map(|member| member.name));
        let Some(after) = page.next else { break };
        filter.after = after;
    }
    assert_eq!(names.len(), PAGE + 6);
    let filter = Filter {
        q: "MEMBER007@example".into(),
        ..Filter::default()
    };
    let (page, all) = service::list(&world.services, &ama, &filter).await.unwrap();
    assert_eq!((page.items[0].name.as_str(), all), ("Member007", 1));
}

#[tokio::test]
async fn a_person_has_another_role_in_each_organisation() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let ben = world.member(&ama, "Ben", Role::Finance).await;
    let form = OrganisationForm {
        name: "His own".into(),
        ..OrganisationForm::default()
    };
    let his = found(&world.services, &ben, &form).await.unwrap();
    assert_eq!(seat(&world.again(&ben).await).role, Role::Finance);
    assert_eq!(seat(&world.at(ben, his).await).role, Role::Owner);
}

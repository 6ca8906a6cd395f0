//! From an invitation to a seat, and every way it does not get there.

use crate::world::{World, organisation, seat};
use identity::organisations::invitations::model::{
    AcceptForm, InvitationForm, InviteForm, LASTS, OPEN_MAX, RESEND_AFTER, SENDS_MAX,
};
use identity::organisations::invitations::service;
use identity::organisations::model::ConfirmForm;
use identity::organisations::service::delete;
use identity::{Actor, Role};
use kernel::{AppError, Result};
use platform::Scope;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::Barrier;

fn invite(email: &str, role: Role) -> InviteForm {
    InviteForm {
        email: email.into(),
        role: role.name().into(),
    }
}

fn conflict<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done {
        Err(AppError::Conflict(code)) => code,
        other => format!("{other:?}"),
    }
}

fn at_email<T: std::fmt::Debug>(done: Result<T>) -> String {
    match done {
        Err(AppError::Invalid(errors)) => errors.get("email").unwrap_or_default().to_owned(),
        other => format!("{other:?}"),
    }
}

/// The tokens of the links that were sent to an address, the latest last.
async fn tokens(world: &World, email: &str) -> Vec<String> {
    let texts: Vec<String> = sqlx::query_scalar(
        "select text_body from mail where to_address = $1 and purpose = 'organisations.invitation' order by ctid",
    )
    .bind(email)
    .fetch_all(&world.test.owner)
    .await
    .unwrap();
    let token = |text: String| {
        let (_, rest) = text.split_once("/invitation?token=").unwrap();
        rest[..64].to_owned()
    };
    texts.into_iter().map(token).collect()
}

async fn asked(world: &World, by: &Actor, email: &str, role: Role) -> AcceptForm {
    service::invite(&world.services, by, &invite(email, role))
        .await
        .unwrap();
    let email = email.trim().to_lowercase();
    AcceptForm {
        token: tokens(world, &email).await.pop().unwrap(),
    }
}

async fn pending(world: &World, actor: &Actor) -> Vec<InvitationForm> {
    let found = service::pending(&world.services, actor).await.unwrap();
    found
        .into_iter()
        .map(|one| InvitationForm {
            id: one.id.to_string(),
        })
        .collect()
}

#[tokio::test]
async fn whoever_is_asked_joins_as_what_they_were_asked_to_be() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let form = asked(&world, &ama, "BEN@example.org ", Role::Recruiter).await;
    let offer = service::offer(&world.services, &form.token).await.unwrap();
    assert_eq!(
        (
            offer.organisation_name.as_str(),
            offer.role,
            offer.invited_by.as_str()
        ),
        ("Riverside", Role::Recruiter, "Ama")
    );
    // Looking uses nothing up.
    service::offer(&world.services, &form.token).await.unwrap();
    let ben = world.person("Ben").await;
    let joined = service::accept(&world.services, &ben, &form).await.unwrap();
    assert_eq!(joined, organisation(&ama));
    let ben = world.at(ben, joined).await;
    assert_eq!(seat(&ben).role, Role::Recruiter);
    assert_eq!(pending(&world, &ama).await, []);
    assert_eq!(
        world.trail(joined).await[1..],
        [
            (
                "invitation.sent".into(),
                json!({ "email": [null, "ben@example.org"], "role": [null, "RECRUITER"] })
            ),
            (
                "member.joined".into(),
                json!({ "role": [null, "RECRUITER"] })
            ),
        ]
    );
    // Pressed again they are in; for anybody else it is used up.
    assert_eq!(
        service::accept(&world.services, &ben, &form).await,
        Ok(joined)
    );
    let cleo = world.person("Cleo").await;
    assert_eq!(
        conflict(service::accept(&world.services, &cleo, &form).await),
        "invitation_other_address"
    );
}

#[tokio::test]
async fn it_is_for_one_address_and_the_link_is_the_only_way() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let form = asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    let cleo = world.person("Cleo").await;
    assert_eq!(
        conflict(service::accept(&world.services, &cleo, &form).await),
        "invitation_other_address"
    );
    let ben = world.person("Ben").await;
    for guess in ["", "0", &"0".repeat(64), &form.token[..63]] {
        let guess = AcceptForm {
            token: guess.into(),
        };
        assert_eq!(
            service::accept(&world.services, &ben, &guess).await,
            Err(AppError::NotFound)
        );
    }
    let stored: String = sqlx::query_scalar("select string_agg(i::text, '') from invitation i")
        .fetch_one(&world.test.owner)
        .await
        .unwrap();
    assert!(
        !stored.contains(&form.token),
        "the database cannot give the link away"
    );
}

#[tokio::test]
async fn an_invitation_runs_out_is_taken_back_and_is_sent_again() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let ben = world.person("Ben").await;
    let first = asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    world.later(LASTS);
    assert_eq!(
        conflict(service::accept(services, &ben, &first).await),
        "invitation_expired"
    );
    // Sent again, the new link works and the old one is no link any more.
    let one = pending(&world, &ama).await.remove(0);
    service::resend(services, &ama, &one).await.unwrap();
    let second = AcceptForm {
        token: tokens(&world, "ben@example.org").await.pop().unwrap(),
    };
    assert_eq!(
        service::accept(services, &ben, &first).await,
        Err(AppError::NotFound)
    );
    assert!(service::offer(services, &second.token).await.is_ok());
    assert!(matches!(
        service::resend(services, &ama, &one).await,
        Err(AppError::RateLimited { .. })
    ));
    service::revoke(services, &ama, &one).await.unwrap();
    assert_eq!(
        conflict(service::accept(services, &ben, &second).await),
        "invitation_revoked"
    );
    for gone in [
        service::revoke(services, &ama, &one).await,
        service::resend(services, &ama, &one).await,
    ] {
        assert_eq!(gone, Err(AppError::NotFound));
    }
    // What ran out makes room for another one to the same address.
    asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    world.later(LASTS);
    let last = asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    service::accept(services, &ben, &last).await.unwrap();
}

#[tokio::test]
async fn nobody_is_sent_the_same_mail_for_ever() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    let one = pending(&world, &ama).await.remove(0);
    for _ in 1..SENDS_MAX {
        world.later(RESEND_AFTER);
        service::resend(&world.services, &ama, &one).await.unwrap();
    }
    world.later(RESEND_AFTER);
    assert_eq!(
        conflict(service::resend(&world.services, &ama, &one).await),
        "limit"
    );
    let sent = tokens(&world, "ben@example.org").await.len();
    assert_eq!(sent, usize::try_from(SENDS_MAX).unwrap());
}

#[tokio::test]
async fn who_needs_no_invitation_is_said_and_who_has_an_account_is_not() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    world.member(&ama, "Victor", Role::Viewer).await;
    let again = service::invite(services, &ama, &invite("VICTOR@example.org", Role::Admin)).await;
    assert_eq!(at_email(again), "victor@example.org is already a member");
    world.person("Ben").await;
    // With an account or without: the same answer, the same list, the same mail.
    let mut answers = Vec::new();
    for email in ["ben@example.org", "nobody@example.org"] {
        answers.push(service::invite(services, &ama, &invite(email, Role::Viewer)).await);
        assert_eq!(tokens(&world, email).await.len(), 1);
    }
    assert_eq!(answers, [Ok(()), Ok(())]);
    let twice = service::invite(services, &ama, &invite("ben@example.org", Role::Viewer)).await;
    assert_eq!(
        at_email(twice),
        "ben@example.org has been invited already; you can send it again below"
    );
}

#[tokio::test]
async fn nobody_offers_more_than_they_hold() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    for (role, may) in [
        (Role::Admin, true),
        (Role::Recruiter, false),
        (Role::Scheduler, false),
        (Role::Finance, false),
        (Role::Viewer, false),
    ] {
        let actor = world.member(&ama, role.label(), role).await;
        let email = format!("new-{}@example.org", role.label().to_lowercase());
        let done = service::invite(services, &actor, &invite(&email, Role::Viewer)).await;
        assert_eq!(
            done,
            if may {
                Ok(())
            } else {
                Err(AppError::Forbidden)
            },
            "{role:?}"
        );
        assert_eq!(
            service::pending(services, &actor).await.is_ok(),
            may,
            "{role:?}"
        );
    }
    let owner = service::invite(services, &ama, &invite("x@example.org", Role::Owner)).await;
    assert!(matches!(owner, Err(AppError::Invalid(e)) if e.get("role").is_some()));
}

#[tokio::test]
async fn there_are_only_so_many_open_ones() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    for n in 0..OPEN_MAX {
        asked(&world, &ama, &format!("guest{n}@example.org"), Role::Viewer).await;
    }
    let more = invite("more@example.org", Role::Viewer);
    let refused = service::invite(&world.services, &ama, &more).await;
    assert!(at_email(refused).contains("revoke one"));
    let one = pending(&world, &ama).await.remove(0);
    service::revoke(&world.services, &ama, &one).await.unwrap();
    service::invite(&world.services, &ama, &more).await.unwrap();
    // Taking back and asking others all day long is not a way around it.
    let mut made = OPEN_MAX + 1;
    let limit = loop {
        let one = pending(&world, &ama).await.remove(0);
        service::revoke(&world.services, &ama, &one).await.unwrap();
        let form = invite(&format!("other{made}@example.org"), Role::Viewer);
        match service::invite(&world.services, &ama, &form).await {
            Ok(()) => made += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(limit, AppError::RateLimited { .. }), "{limit:?}");
    assert_eq!(made, 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_opened_in_many_windows_gives_one_seat() {
    let world = World::new().await;
    let ama = world.founder("Ama", "Riverside").await;
    let ben = world.person("Ben").await;
    let form = asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    let barrier = Arc::new(Barrier::new(16));
    let clicks = (0..16).map(|_| {
        let (services, ben, form) = (world.services.clone(), ben.clone(), form.clone());
        let barrier = barrier.clone();
        tokio::spawn(async move {
            barrier.wait().await;
            service::accept(&services, &ben, &form).await
        })
    });
    let mut joined = 0;
    for click in clicks.collect::<Vec<_>>() {
        match click.await.unwrap() {
            Ok(_) => joined += 1,
            Err(AppError::Conflict(code)) => {
                assert!(
                    ["already_member", "invitation_used"].contains(&code.as_str()),
                    "{code}"
                );
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(joined >= 1);
    let trail = world.trail(organisation(&ama)).await;
    let joins = trail.iter().filter(|(action, _)| action == "member.joined");
    assert_eq!(joins.count(), 1);
}

#[tokio::test]
async fn an_organisation_that_is_gone_or_suspended_takes_nobody_in() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let ben = world.person("Ben").await;
    let form = asked(&world, &ama, "ben@example.org", Role::Viewer).await;
    world.suspend(organisation(&ama)).await;
    assert_eq!(
        conflict(service::accept(services, &ben, &form).await),
        "organisation_suspended"
    );
    let suspended = world.again(&ama).await;
    let more = invite("cleo@example.org", Role::Viewer);
    assert_eq!(
        conflict(service::invite(services, &suspended, &more).await),
        "organisation_suspended"
    );
    sqlx::query("update organisation set suspended_at = null")
        .execute(&world.test.owner)
        .await
        .unwrap();
    let confirm = ConfirmForm {
        confirm: "Riverside".into(),
    };
    delete(services, &ama, &confirm).await.unwrap();
    assert_eq!(
        service::accept(services, &ben, &form).await,
        Err(AppError::NotFound)
    );
}

#[tokio::test]
async fn invitations_of_others_are_not_found() {
    let world = World::new().await;
    let services = &world.services;
    let ama = world.founder("Ama", "Riverside").await;
    let ben = world.founder("Ben", "Other").await;
    asked(&world, &ama, "cleo@example.org", Role::Viewer).await;
    let hers = pending(&world, &ama).await.remove(0);
    assert_eq!(pending(&world, &ben).await, []);
    for gone in [
        service::revoke(services, &ben, &hers).await,
        service::resend(services, &ben, &hers).await,
    ] {
        assert_eq!(gone, Err(AppError::NotFound));
    }
    // Nor does the database let anybody use one up for a seat it does not offer them.
    let id = organisation(&ama);
    let mut tx = services
        .db
        .begin(Scope::tenant(id, ben.person))
        .await
        .unwrap();
    sqlx::query("update invitation set accepted_at = $2, accepted_by = $1")
        .bind(ben.person)
        .bind(services.clock.now())
        .execute(&mut *tx)
        .await
        .unwrap();
    let sneak = "insert into membership (tenant_id, account_id, role, created_at) values ($1, $2, 'OWNER', $3)";
    let joined = sqlx::query(sneak)
        .bind(id)
        .bind(ben.person)
        .bind(services.clock.now())
        .execute(&mut *tx)
        .await;
    assert!(joined.is_err(), "a viewer's invitation made an owner");
}

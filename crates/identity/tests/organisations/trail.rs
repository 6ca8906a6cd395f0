//! The trail: what gets in, who may read it, and that whatever is done to it shows.

use crate::world::{World, organisation};
use futures::TryStreamExt as _;
use identity::organisations::fields::model::FieldForm;
use identity::organisations::fields::service as fields;
use identity::organisations::members::model::{MemberForm, RoleForm};
use identity::organisations::members::service as members;
use identity::trail::model::Filter;
use identity::trail::{chain, service};
use identity::{Actor, Role};
use kernel::AppError;
use kernel::id::OrganisationId;
use platform::Origin;
use platform::jobs::Handlers;
use platform::testing::do_jobs;
use sqlx::{AssertSqlSafe, PgPool};
use time::Duration;

/// An organisation with something in its trail: its owner, its organisation, somebody whose role was changed.
async fn busy(world: &World, name: &str) -> (Actor, OrganisationId, Actor) {
    let owner = world.founder(name, &format!("{name} & Sons")).await;
    let id = organisation(&owner);
    let member = world
        .member(&owner, &format!("{name}s-colleague"), Role::Viewer)
        .await;
    world.later(Duration::minutes(1));
    let form = RoleForm {
        person: member.person.to_string(),
        role: "RECRUITER".into(),
    };
    members::change_role(&world.services, &owner, &form)
        .await
        .unwrap();
    (owner, id, member)
}

async fn seal(world: &World) {
    let handlers = Handlers::default().on("audit.chain", chain::seal_all);
    let mut tx = world
        .services
        .db
        .begin(platform::Scope::PUBLIC)
        .await
        .unwrap();
    let job = platform::jobs::NewJob::new("audit.chain", serde_json::json!({}));
    platform::jobs::enqueue(&mut tx, &world.services, job)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    do_jobs(&world.services, handlers).await;
}

/// What verification says of an organisation.
async fn faults(world: &World, id: OrganisationId) -> Vec<String> {
    let report = chain::verify(&world.test.owner).await.unwrap();
    let found = report.chains.into_iter().find(|chain| chain.tenant == id.0);
    found.unwrap().faults
}

#[tokio::test]
async fn a_line_says_who_did_what_from_where_and_what_it_was_before() {
    let world = World::new().await;
    let services = world.services.clone().asked_from(Origin {
        address: "192.0.2.7".into(),
        user_agent: "Mozilla/5.0".into(),
    });
    let owner = world.founder("Ama", "Riverside").await;
    let member = world.member(&owner, "Ben", Role::Viewer).await;
    let form = RoleForm {
        person: member.person.to_string(),
        role: "ADMIN".into(),
    };
    world.later(Duration::minutes(1));
    members::change_role(&services, &owner, &form)
        .await
        .unwrap();
    let (page, people) = service::list(&services, &owner, &Filter::default(), None)
        .await
        .unwrap();
    let line = &page.items[0];
    assert_eq!(
        (line.actor.name.as_str(), line.action.as_str()),
        ("Ama", "member.role_changed")
    );
    assert_eq!(line.subject_name.as_deref(), Some("Ben"));
    assert_eq!(
        line.changes,
        serde_json::json!({ "role": ["VIEWER", "ADMIN"] })
    );
    assert_eq!(
        (line.address.as_str(), line.user_agent.as_str()),
        ("192.0.2.7", "Mozilla/5.0")
    );
    assert_eq!(page.items[1].action, "organisation.founded");
    assert_eq!(people.len(), 1);
    // Whom it was done to is told too, and whoever did it.
    let told = service::about_me(&services, &member).await.unwrap();
    assert_eq!(told.len(), 1);
    assert!(!told[0].by_me);
    assert_eq!(told[0].changes, line.changes);
    let done = service::about_me(&services, &owner).await.unwrap();
    assert_eq!(done.len(), 2);
    assert!(done.iter().all(|line| line.by_me));
}

#[tokio::test]
async fn filters_pages_and_files_show_the_same_lines() {
    let world = World::new().await;
    let (owner, id, member) = busy(&world, "Ama").await;
    for n in 0..70 {
        world.later(Duration::minutes(1));
        let form = RoleForm {
            person: member.person.to_string(),
            role: if n % 2 == 0 { "VIEWER" } else { "ADMIN" }.into(),
        };
        members::change_role(&world.services, &owner, &form)
            .await
            .unwrap();
    }
    let filter = Filter {
        kind: Some("member"),
        ..Filter::default()
    };
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let (page, _) = service::list(&world.services, &owner, &filter, after.as_deref())
            .await
            .unwrap();
        seen.extend(page.items.iter().map(|line| line.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 71);
    let all = service::all(&world.services, &owner, filter)
        .unwrap()
        .try_concat()
        .await
        .unwrap();
    assert_eq!(all.iter().map(|line| line.id).collect::<Vec<_>>(), seen);
    // Nobody else did anything, and nothing happened the day before.
    let now = world.services.clock.now();
    for nothing in [
        Filter {
            who: Some(member.person),
            ..Filter::default()
        },
        Filter {
            to: now.date().previous_day(),
            ..Filter::default()
        },
        Filter {
            kind: Some("api_key"),
            ..Filter::default()
        },
    ] {
        let (page, _) = service::list(&world.services, &owner, &nothing, None)
            .await
            .unwrap();
        assert_eq!(page.items, [], "{nothing:?}");
    }
    assert_eq!(world.trail(id).await.len(), 72);
}

#[tokio::test]
async fn a_trail_is_read_by_its_owner_and_admins_and_by_nobody_of_another_organisation() {
    let world = World::new().await;
    let (owner, id, recruiter) = busy(&world, "Ama").await;
    let recruiter = world.again(&recruiter).await;
    let (stranger, other, _) = busy(&world, "Cleo").await;
    assert_eq!(
        service::list(&world.services, &recruiter, &Filter::default(), None).await,
        Err(AppError::Forbidden)
    );
    assert!(service::all(&world.services, &recruiter, Filter::default()).is_err());
    // The filter names somebody of the other organisation: nothing of theirs is found, and nobody is named.
    let filter = Filter {
        who: Some(owner.person),
        ..Filter::default()
    };
    let (page, people) = service::list(&world.services, &stranger, &filter, None)
        .await
        .unwrap();
    assert_eq!(page.items, []);
    assert!(people.iter().all(|one| one.id != owner.person));
    // And past the service, in the scope of the other organisation: not one row, not one block, not one name.
    seal(&world).await;
    let scope = platform::Scope::tenant(other, stranger.person);
    let mut tx = world.services.db.begin(scope).await.unwrap();
    for table in ["audit_event", "audit_block"] {
        let sql = AssertSqlSafe(format!(
            "select count(*) filter (where tenant_id = $1), count(*) from {table}"
        ));
        let (theirs, own): (i64, i64) = sqlx::query_as(sql)
            .bind(id)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(theirs, 0, "{table}");
        assert!(own > 0, "{table}");
    }
    let named: i64 = sqlx::query_scalar("select count(*) from audit_names(array[$1::uuid])")
        .bind(owner.person)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(named, 0);
    // What was done to Ama's colleague concerns neither Cleo nor the colleague's employer elsewhere.
    let told = service::about_me(&world.services, &stranger).await.unwrap();
    assert!(told.iter().all(|line| line.organisation == "Cleo & Sons"));
}

#[tokio::test]
async fn no_role_of_the_application_changes_what_is_only_added_to() {
    let world = World::new().await;
    busy(&world, "Ama").await;
    seal(&world).await;
    for role in ["app_rw", "app_admin", "app_backup"] {
        let pool = PgPool::connect_with(world.test.login(role)).await.unwrap();
        for table in ["audit_event", "audit_block", "security_event"] {
            for verb in [
                format!("update {table} set tenant_id = tenant_id"),
                format!("update {table} set id = id"),
                format!("delete from {table}"),
                format!("truncate {table}"),
            ] {
                let refused = sqlx::query(AssertSqlSafe(verb.clone()))
                    .execute(&pool)
                    .await;
                let code = refused
                    .unwrap_err()
                    .as_database_error()
                    .and_then(sqlx::error::DatabaseError::code)
                    .map(std::borrow::Cow::into_owned);
                // A column the table does not have is refused before anybody asks who it is.
                let expected = if (table, verb.contains("tenant_id")) == ("security_event", true)
                    || (table, verb.contains("set id")) == ("audit_block", true)
                {
                    "42703"
                } else {
                    "42501"
                };
                assert_eq!(code.as_deref(), Some(expected), "{role}: {verb}");
            }
        }
    }
    // Nor does its owner, as long as the triggers stand.
    for verb in [
        "update audit_event set action = 'x'",
        "update audit_event set changes = '{}'",
        "delete from audit_event",
        "truncate audit_event",
        "update audit_block set no = no + 1",
        "delete from audit_block",
        "truncate audit_block",
    ] {
        assert!(
            sqlx::query(verb).execute(&world.test.owner).await.is_err(),
            "{verb}"
        );
    }
}

#[tokio::test]
async fn the_chain_is_whole_and_grows() {
    let world = World::new().await;
    let (owner, id, member) = busy(&world, "Ama").await;
    busy(&world, "Cleo").await;
    seal(&world).await;
    world.later(Duration::minutes(10));
    let form = MemberForm {
        person: member.person.to_string(),
    };
    members::remove(&world.services, &owner, &form)
        .await
        .unwrap();
    seal(&world).await;
    // Nothing new: no block.
    seal(&world).await;
    let report = chain::verify(&world.test.owner).await.unwrap();
    assert!(report.is_whole(), "{report:?}");
    let hers = report.chains.iter().find(|chain| chain.tenant == id.0);
    let hers = hers.unwrap();
    assert_eq!((hers.blocks, hers.events, hers.head.len()), (2, 3, 64));
    assert_eq!(report.chains.len(), 2);
}

/// Does something to a sealed trail as the owner of the database with the triggers off, and returns what shows.
async fn tampered(how: &'static str) -> Vec<String> {
    let world = World::new().await;
    let (owner, id, _) = busy(&world, "Ama").await;
    seal(&world).await;
    world.later(Duration::minutes(10));
    let field = FieldForm {
        subject: "JOB".into(),
        kind: "TEXT".into(),
        name: "Cost centre".into(),
        ..FieldForm::default()
    };
    fields::save(&world.services, &owner, &field).await.unwrap();
    seal(&world).await;
    assert_eq!(faults(&world, id).await, Vec::<String>::new());
    sqlx::raw_sql("alter table audit_event disable trigger user; alter table audit_block disable trigger user")
        .execute(&world.test.owner)
        .await
        .unwrap();
    let done = sqlx::raw_sql(how).execute(&world.test.owner).await.unwrap();
    assert!(done.rows_affected() > 0, "{how}");
    faults(&world, id).await
}

#[tokio::test]
async fn whatever_is_done_to_a_sealed_trail_shows() {
    for (how, shows) in [
        ("update audit_event set changes = '{\"role\": [\"VIEWER\", \"FINANCE\"]}' where action = 'member.role_changed'", "was altered"),
        ("update audit_event set address = '203.0.113.9' where block_no = 1", "was altered"),
        // With a hash of its own that fits.
        ("update audit_event set changes = '{}', detail_sha256 = audit_detail_sha256(salt, address, user_agent, '{}')
          where action = 'member.role_changed'", "block 1 is not what was sealed"),
        ("update audit_event set created_at = created_at + interval '1 second' where block_no = 1", "block 1 is not what was sealed"),
        ("update audit_event set actor_id = (select a.id from account a where a.id <> audit_event.actor_id limit 1) where block_no = 1", "block 1 is not what was sealed"),
        ("delete from audit_event where action = 'member.role_changed'", "of block 1 was removed"),
        ("delete from audit_block where no = 1", "block 1 is missing"),
        // Put among what was sealed, as if it had been there.
        ("insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, salt, detail_sha256, created_at, block_no)
          select uuid_in(overlay(id::text placing 'ff' from 35)::cstring), tenant_id, actor_id, 'member.removed', subject_kind, subject_id,
                 salt, audit_detail_sha256(salt, '', '', '{}'), created_at, 1
          from audit_event where action = 'member.role_changed'", "was put into block 1"),
        // Put beside it, to be sealed with the next block.
        ("insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, salt, detail_sha256, created_at)
          select uuid_in(overlay(id::text placing 'ff' from 35)::cstring), tenant_id, actor_id, 'member.removed', subject_kind, subject_id,
                 salt, audit_detail_sha256(salt, '', '', '{}'), created_at
          from audit_event where action = 'member.role_changed'", "was put in later"),
        // As if somebody had been erased.
        ("update audit_event set salt = null, erased_at = now(), changes = '{}' where action = 'member.role_changed'", "lost its detail without an erasure"),
        // Sealed anew, but what follows still names the old hash.
        ("update audit_block set sha256 = sha256('x') where no = 1", "block 2 does not follow from the one before"),
    ] {
        let found = tampered(how).await;
        assert!(found.iter().any(|fault| fault.contains(shows)), "{how}: {found:?}");
    }
}

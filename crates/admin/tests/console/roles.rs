//! What the two roles of the database may, whoever uses them.

use super::scene::{REFUSED, Scene, count, refusal};
use admin::{Permission, StaffRole};
use platform::Scope;
use sqlx::postgres::PgPoolOptions;
use std::collections::BTreeSet;

/// Across organisations and people, or what staff alone do.
const CONSOLE_ONLY: [&str; 17] = [
    "select 1 from staff_member",
    "insert into staff_member (person_id, role, granted_at) select app_person(), 'OWNER', now()",
    "update staff_member set role = 'OWNER'",
    "delete from staff_member",
    "select 1 from console_event",
    "insert into console_event (id, action, created_at) values (gen_random_uuid(), 'x', now())",
    "select console_people('', '', null, null, 10)",
    "select console_retry_jobs('', now(), 10)",
    "select console_end_device(gen_random_uuid())",
    "select auth_reset_factors(app_person())",
    "select staff_role()",
    "delete from queue_job",
    "select auth_set_status(app_person(), 'SUSPENDED', 'ACTIVE')",
    "select auth_set_status(app_person(), 'ACTIVE', 'BANNED')",
    "select auth_decide_appeal(app_person(), true, '', now())",
    "select queue_retry(gen_random_uuid(), now())",
    "insert into visit (id, person_id, staff_id, staff_name, reason, asked_at) select gen_random_uuid(), app_person(), app_person(), 'x', 'x', now()",
];

/// What the console calls that works past row-level security.
const CALLED: [&str; 11] = [
    "select auth_address(app_person())",
    "select auth_decide_appeal(app_person(), true, '', now())",
    "select auth_end_access(app_person(), null, true, now())",
    "select auth_note_security(gen_random_uuid(), app_person(), 'SIGNED_IN', '', '', '', now())",
    "select auth_set_status(app_person(), 'ACTIVE', 'BANNED')",
    "select auth_status(app_person())",
    "select auth_reset_factors(app_person())",
    "select console_end_device(gen_random_uuid())",
    "select console_people('', '', null, null, 10)",
    "select console_retry_jobs('', now(), 10)",
    "select queue_retry(gen_random_uuid(), now())",
];

/// And what says nothing of anybody.
const HARMLESS: [&str; 4] = [
    "app_read_only",
    "console_migrations",
    "queue_counts",
    "staff_role",
];

#[tokio::test]
async fn app_rw_cannot_do_what_the_console_can_not_even_for_staff() {
    let scene = Scene::new().await;
    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let jane = scene.person("Jane Mensah").await;
    let rw = &scene.test.rw;
    for sql in CONSOLE_ONLY {
        assert_eq!(
            refusal(rw, sam.person, sql).await.as_deref(),
            Some(REFUSED),
            "{sql}"
        );
    }
    // Reading others is no refusal: there is nothing to see.
    for sql in [
        "select count(*) from account where id <> app_person()",
        "select count(*) from session where account_id <> app_person()",
        "select count(*) from security_event where person_id <> app_person()",
        "select count(*) from appeal where person_id <> app_person()",
        "select count(*) from token_family where person_id <> app_person()",
    ] {
        assert_eq!(count(rw, sam.person, sql).await, 0, "{sql}");
    }
    assert_eq!(
        count(rw, jane.person, "select count(*) from account").await,
        1
    );
}

#[tokio::test]
async fn the_login_of_app_admin_opens_nothing_to_whoever_is_not_staff() {
    let scene = Scene::new().await;
    scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let jane = scene.person("Jane Mensah").await;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(scene.test.login("app_admin"));
    for table in [
        "select count(*) from account",
        "select count(*) from session",
        "select count(*) from staff_member",
        "select count(*) from console_event",
        "select count(*) from queue_job",
        "select count(*) from security_event",
        "select count(id) from passkey",
        "select count(person_id) from totp_factor",
    ] {
        assert_eq!(count(&pool, jane.person, table).await, 0, "{table}");
    }
    for sql in [
        "select console_people('', '', null, null, 10)",
        "select console_retry_jobs('', now(), 10)",
        "select console_end_device(gen_random_uuid())",
        "select auth_reset_factors(app_person())",
        "insert into staff_member (person_id, role, granted_by, granted_at) select person_id, 'OWNER', app_person(), now() from staff_member limit 1",
        "insert into console_event (id, staff_id, action, created_at) select gen_random_uuid(), app_person(), 'x', now()",
    ] {
        let refused = refusal(&pool, jane.person, sql).await;
        // Where there is no row to insert, nothing is refused and nothing is done.
        assert!(
            refused.as_deref() == Some(REFUSED) || sql.contains("from staff_member"),
            "{sql}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn not_even_staff_read_secrets_or_rewrite_the_trail() {
    let scene = Scene::new().await;
    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(scene.test.login("app_admin"));
    for sql in [
        "select password_hash from account",
        "select token_sha256 from session",
        "select token_sha256 from api_key",
        "select secret_sealed from totp_factor",
        "select credential from passkey",
        "select code_sha256 from backup_code",
        "select payload from queue_job",
        "select text_body from mail",
        "update console_event set action = 'x'",
        "delete from console_event",
        "update audit_event set action = 'x'",
        "delete from audit_event",
        "update security_event set kind = 'x'",
        "update account set status = 'BANNED'",
        "delete from session",
        "delete from passkey",
        // Not for oneself, and not in somebody else's name.
        "insert into staff_member (person_id, role, granted_by, granted_at) select app_person(), 'SUPPORT', app_person(), now()",
        "insert into console_event (id, action, created_at) values (gen_random_uuid(), 'x', now())",
    ] {
        assert_eq!(
            refusal(&pool, sam.person, sql).await.as_deref(),
            Some(REFUSED),
            "{sql}"
        );
    }
    assert_eq!(
        count(&pool, sam.person, "select count(*) from account").await,
        1
    );
}

#[tokio::test]
async fn only_an_owner_makes_staff_whatever_the_code_forgets() {
    let scene = Scene::new().await;
    scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let olu = scene.staff("Olu Bello", StaffRole::Security).await;
    scene.person("Jane Mensah").await;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(scene.test.login("app_admin"));
    let make = "insert into staff_member (person_id, role, granted_by, granted_at)
                select id, 'SUPPORT', app_person(), now() from account where display_name = 'Jane Mensah'";
    assert_eq!(
        refusal(&pool, olu.person, make).await.as_deref(),
        Some(REFUSED)
    );
    for sql in [
        "with done as (update staff_member set role = 'SUPPORT' returning 1) select count(*) from done",
        "with done as (delete from staff_member returning 1) select count(*) from done",
    ] {
        assert_eq!(count(&pool, olu.person, sql).await, 0, "{sql}");
    }
}

#[tokio::test]
async fn whatever_the_console_calls_asks_who_is_staff() {
    let scene = Scene::new().await;
    let sam = scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let jane = scene.person("Jane Mensah").await;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(scene.test.login("app_admin"));
    let there: BTreeSet<String> = sqlx::query_scalar(
        "select proname::text from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and has_function_privilege('app_admin', oid, 'execute')",
    )
    .fetch_all(&scene.test.owner)
    .await
    .unwrap()
    .into_iter()
    .collect();
    let called = CALLED.map(|sql| sql["select ".len()..].split('(').next().unwrap());
    let said = called.into_iter().chain(HARMLESS).map(str::to_owned);
    assert_eq!(there, said.collect::<BTreeSet<_>>());
    for sql in CALLED {
        assert_eq!(
            refusal(&pool, jane.person, sql).await.as_deref(),
            Some(REFUSED),
            "{sql}"
        );
        assert_eq!(refusal(&pool, sam.person, sql).await, None, "{sql}");
    }
}

#[tokio::test]
async fn the_database_asks_for_the_same_roles_as_the_table() {
    let scene = Scene::new().await;
    scene.staff("Sam Adeyemi", StaffRole::Owner).await;
    let pool = PgPoolOptions::new()
        .max_connections(2)
        .connect_lazy_with(scene.test.login("app_admin"));
    for (name, role) in [
        ("Ola Owner", StaffRole::Owner),
        ("Sef Security", StaffRole::Security),
        ("Pia Support", StaffRole::Support),
        ("Max Operations", StaffRole::Operations),
    ] {
        let person = scene.staff(name, role).await.person;
        for (sql, permission) in [
            (
                "select auth_set_status(gen_random_uuid(), 'ACTIVE', 'BANNED')",
                Permission::DecideOverPeople,
            ),
            (
                "select auth_decide_appeal(gen_random_uuid(), true, '', now())",
                Permission::DecideOverPeople,
            ),
            (
                "select auth_reset_factors(gen_random_uuid())",
                Permission::ResetFactors,
            ),
            (
                "select console_end_device(gen_random_uuid())",
                Permission::EndSessions,
            ),
            (
                "select queue_retry(gen_random_uuid(), now())",
                Permission::RunJobs,
            ),
        ] {
            let admitted = refusal(&pool, person, sql).await.is_none();
            assert_eq!(admitted, role.may(permission), "{role:?} {sql}");
        }
    }
}

#[tokio::test]
async fn leaving_and_coming_back_are_the_persons_own() {
    let scene = Scene::new().await;
    let jane = scene.person("Jane Mensah").await;
    let ben = scene.person("Ben Clarke").await;
    let rw = &scene.test.rw;
    let leave = "select auth_set_status(app_person(), 'ACTIVE', 'INACTIVE')::int::bigint";
    assert_eq!(count(rw, jane.person, leave).await, 1);
    // Not somebody else's.
    let mut tx = scene
        .services
        .db
        .begin(Scope::person(jane.person))
        .await
        .unwrap();
    let refused = sqlx::query("select auth_set_status($1, 'ACTIVE', 'INACTIVE')")
        .bind(ben.person)
        .execute(&mut *tx)
        .await
        .unwrap_err();
    let code = refused
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    assert_eq!(code.as_deref(), Some(REFUSED));
}

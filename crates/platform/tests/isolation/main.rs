//! Nobody sees or touches what is somebody else's, whatever the code above the database does: probes made
//! from the catalogue, so a new table is probed from the day it is there, and mutants that show that
//! the probes find what they look for. A fifth of the whole; `KINWORK_SOAK=1` makes it whole.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod catalogue;
mod probes;
mod scene;

use catalogue::{Table, policies, tables};
use platform::postgres::self_check;
use platform::testing::{TestDb, size};
use probes::{Probes, Who};
use scene::{NO_RIGHTS, Scene};
use sqlx::AssertSqlSafe;

/// Organisations with a row in every table.
const ORGANISATIONS: usize = 25;

#[tokio::test]
async fn no_probe_reaches_what_is_anothers() {
    let test = TestDb::new().await;
    let scene = Scene::new(&test, size(ORGANISATIONS)).await;
    let mut probes = Probes::new(&test);
    for table in &scene.tables {
        for who in Who::all(size(ORGANISATIONS)) {
            probes.probe(table, who).await;
        }
    }
    println!("{} probes of {} tables", probes.made, scene.tables.len());
    assert!(
        probes.made >= size(ORGANISATIONS) * 400,
        "{} probes",
        probes.made
    );
    assert!(probes.leaks.is_empty(), "{:#?}", probes.leaks);
}

#[tokio::test]
async fn a_row_of_an_organisation_refers_only_to_rows_of_the_same() {
    let test = TestDb::new().await;
    // Foreign keys are checked past row-level security: the organisation has to be part of them.
    let loose: Vec<String> = sqlx::query_scalar(
        "select k.conrelid::regclass || ': ' || pg_get_constraintdef(k.oid)
         from pg_constraint k
         join pg_attribute own on own.attrelid = k.conrelid and own.attname = 'tenant_id' and not own.attisdropped
         join pg_attribute its on its.attrelid = k.confrelid and its.attname = 'tenant_id' and its.attnotnull and not its.attisdropped
         where k.contype = 'f' and not (own.attnum = any (k.conkey) and its.attnum = any (k.confkey))
         order by 1",
    )
    .fetch_all(&test.owner)
    .await
    .unwrap();
    assert!(loose.is_empty(), "{loose:#?}");
}

/// Do the probes of a table find what this does to it?
async fn is_found(test: &TestDb, table: &Table, broken: &str, mended: &str) -> bool {
    run(test, broken).await;
    let mut probes = Probes::new(test);
    for who in Who::all(2) {
        probes.probe(table, who).await;
    }
    run(test, mended).await;
    !probes.leaks.is_empty()
}

#[tokio::test]
async fn the_probes_find_every_guard_that_is_taken_away() {
    let test = TestDb::new().await;
    let scene = Scene::new(&test, 2).await;
    let (mut found, mut unfound) = (0, Vec::new());
    for table in &scene.tables {
        let name = &table.name;
        let switch = |to: &str| format!("alter table {name} {to} row level security");
        if is_found(&test, table, &switch("disable"), &switch("enable")).await {
            found += 1;
        } else if !NO_RIGHTS.contains(&name.as_str()) {
            unfound.push(switch("disable"));
        }
        for policy in policies(&test.owner, name).await {
            let (mut whole, mut was, mut alone) = (policy.alter(name), policy.alter(name), true);
            for (clause, text) in policy.clauses() {
                let (one, other) = (format!(" {clause} (true)"), format!(" {clause} ({text})"));
                let alter = policy.alter(name);
                let broken = format!("{alter}{one}");
                alone &= is_found(&test, table, &broken, &format!("{alter}{other}")).await;
                whole.push_str(&one);
                was.push_str(&other);
            }
            // What may be changed and what may come of it are two guards, of which each may hold alone.
            if alone || is_found(&test, table, &whole, &was).await {
                found += 1;
            } else {
                unfound.push(whole);
            }
        }
    }
    println!("{found} guards taken away and missed");
    assert!(unfound.is_empty(), "not missed: {unfound:#?}");
    assert!(found > 2 * scene.tables.len(), "{found}");
}

#[tokio::test]
async fn the_server_does_not_start_where_a_guard_does_not_hold_for_the_owner() {
    let test = TestDb::new().await;
    assert!(self_check(&test.rw).await.is_ok());
    let mut unnoticed = Vec::new();
    for table in tables(&test.owner).await {
        let name = &table.name;
        run(
            &test,
            &format!("alter table {name} no force row level security"),
        )
        .await;
        if self_check(&test.rw).await.is_ok() {
            unnoticed.push(name.clone());
        }
        run(
            &test,
            &format!("alter table {name} force row level security"),
        )
        .await;
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
}

async fn run(test: &TestDb, sql: &str) {
    sqlx::query(AssertSqlSafe(sql.to_owned()))
        .execute(&test.owner)
        .await
        .unwrap();
}

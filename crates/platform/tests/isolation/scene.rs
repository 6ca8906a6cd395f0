//! Organisations with a person each, and a row of each in every table. What a row says does not matter,
//! only whose it is: so foreign keys, checks and triggers are out of the way here.

use crate::catalogue::{Column, Owner, Table, tables};
use platform::testing::TestDb;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;

/// Organisations are everybody's to see until they are deleted; here all are, so that nothing is public.
const HIDDEN: (&str, &str) = ("organisation", "deleted_at");

/// Tables that `app_rw` reaches through functions alone, or not at all.
pub const NO_RIGHTS: &[&str] = &[
    "access_token",
    "console_event",
    "job_alert_link",
    "mailed_link",
    "passkey_challenge",
    "person_change",
    "person_change_swept",
    "provider_flow",
    "refresh_token",
    "staff_member",
];

pub struct Scene {
    pub tables: Vec<Table>,
}

/// The organisation and the person of that number.
pub fn ids(n: usize) -> (Uuid, Uuid) {
    (
        Uuid::from_u128(1000 + n as u128),
        Uuid::from_u128(2000 + n as u128),
    )
}

impl Scene {
    pub async fn new(test: &TestDb, size: usize) -> Self {
        let tables = tables(&test.owner).await;
        let mut superuser = PgConnection::connect_with(&test.login("postgres"))
            .await
            .unwrap();
        let checks: Vec<String> = sqlx::query_scalar(
            "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint where contype = 'c' and conrelid <> 0",
        )
        .fetch_all(&mut superuser)
        .await
        .unwrap();
        for drop in checks {
            run(&mut superuser, &drop).await;
        }
        run(&mut superuser, "set session_replication_role = replica").await;
        for n in 0..size {
            for table in &tables {
                let (columns, values) = row(table, n);
                let insert = format!("insert into {} ({columns}) values ({values})", table.name);
                run(&mut superuser, &insert).await;
            }
        }
        Self { tables }
    }
}

/// Columns and values of a new row of somebody's.
pub fn row(table: &Table, n: usize) -> (String, String) {
    let needed = |column: &&Column| {
        let hides = (table.name.as_str(), column.name.as_str()) == HIDDEN;
        hides || column.owner(&table.name).is_some() || (column.not_null && !column.filled)
    };
    let (names, values): (Vec<_>, Vec<_>) = table
        .columns
        .iter()
        .filter(needed)
        .map(|column| (column.name.clone(), value(table, column, n)))
        .unzip();
    (names.join(", "), values.join(", "))
}

/// A value of a column, as SQL.
pub fn value(table: &Table, column: &Column, n: usize) -> String {
    let (organisation, person) = ids(n);
    match column.owner(&table.name) {
        Some(Owner::Organisation) if column.kind == "uuid" => return format!("'{organisation}'"),
        Some(Owner::Person) if column.kind == "uuid" => return format!("'{person}'"),
        _ => {}
    }
    let kind = column.kind.as_str();
    match kind {
        "uuid" => "gen_random_uuid()".into(),
        "text" => "'x' || gen_random_uuid()".into(),
        "bytea" => "sha256(gen_random_uuid()::text::bytea)".into(),
        "jsonb" => "'{}'".into(),
        "boolean" => "false".into(),
        "date" => "current_date".into(),
        "timestamp with time zone" => "now()".into(),
        "tsvector" => "''::tsvector".into(),
        "smallint" => "(random() * 30000)::smallint".into(),
        "xid8" => "'7'".into(),
        array if array.ends_with("[]") => "'{}'".into(),
        number => format!("(random() * 1000000)::{number}"),
    }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    sqlx::query(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap();
}

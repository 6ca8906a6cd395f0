//! The roles and the database.
//!
//! | Role | Who | May |
//! |---|---|---|
//! | `app_owner` | migrations, reference data | owns the database and its tables |
//! | `app_rw` | the server | what migrations grant it, and only rows the policies admit |
//! | `app_admin` | staff tools | the same, through policies made for it |
//! | `app_backup` | `pg_dump` | read everything, past the policies (a filtered dump is no backup) |

use super::secrets::Secrets;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

/// Name of the database.
pub const DATABASE: &str = "kinwork";
/// Name of the superuser.
pub const SUPERUSER: &str = "postgres";
/// The four roles, and whether policies bind them.
pub const ROLES: [(&str, &str); 4] = [
    ("app_owner", "nobypassrls"),
    ("app_rw", "nobypassrls"),
    ("app_admin", "nobypassrls"),
    ("app_backup", "bypassrls"),
];

/// Makes the roles what they should be, whatever they are; without secrets they get no password.
///
/// # Errors
/// Whatever the database says.
pub async fn ensure_roles(
    superuser: &mut PgConnection,
    secrets: Option<&Secrets>,
) -> Result<(), sqlx::Error> {
    // Passwords stay out of the server's log even if this is slow or fails.
    superuser.execute("set log_min_duration_statement = -1; set log_statement = none; set log_min_error_statement = panic").await?;
    for (name, bypass) in ROLES {
        let password = secrets
            .map(|secrets| format!("password '{}'", secrets.of(name)))
            .unwrap_or_default();
        let sql = format!(
            "do $$ begin if to_regrole('{name}') is null then create role {name}; end if; end $$;
             alter role {name} login nosuperuser nocreatedb nocreaterole noreplication {bypass} {password}"
        );
        superuser.execute(AssertSqlSafe(sql)).await?;
    }
    superuser
        .execute("grant pg_read_all_data to app_backup")
        .await?;
    Ok(())
}

/// Makes the database if it is not there.
///
/// # Errors
/// Whatever the database says.
pub async fn ensure_database(superuser: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    let there: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(name)
            .fetch_one(&mut *superuser)
            .await?;
    if !there {
        superuser
            .execute(AssertSqlSafe(format!(
                "create database {name} owner app_owner"
            )))
            .await?;
    }
    close_to_public(superuser, name).await
}

/// Only the four roles may connect, and only the owner may make things.
///
/// # Errors
/// Whatever the database says.
pub async fn close_to_public(superuser: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    let sql = format!(
        "revoke all on database {name} from public;
         grant connect on database {name} to app_rw, app_admin, app_backup"
    );
    superuser.execute(AssertSqlSafe(sql)).await.map(drop)
}

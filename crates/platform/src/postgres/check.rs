//! The check at start: row-level security binds whoever we are logged in as.

use sqlx::PgPool;

/// Why the server must not run on this database.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The login, or a role it may become, is a superuser.
    #[error("{role} is or may become a superuser, whom no policy binds. Log in as app_rw")]
    Superuser {
        /// Who is logged in.
        role: String,
    },
    /// The login, or a role it may become, bypasses policies.
    #[error("{role} has or may get BYPASSRLS: no policy binds it. Log in as app_rw")]
    BypassRls {
        /// Who is logged in.
        role: String,
    },
    /// The login owns tables or the database, so it could switch policies off.
    #[error("{role} owns {}, so it could switch policies off. Log in as app_rw", list(.owned))]
    Owner {
        /// Who is logged in.
        role: String,
        /// What it owns.
        owned: Vec<String>,
    },
    /// Tables with rows of organisations or people that are not guarded.
    #[error("row-level security must be enabled and forced, with at least one policy, on {}", list(.tables))]
    Unguarded {
        /// Their names.
        tables: Vec<String>,
    },
    /// Nothing to guard: migrations have not been applied.
    #[error(
        "the database has no tables of organisations and people. Apply the migrations: kinwork migrate"
    )]
    Empty,
    /// It could not be checked.
    #[error("the database could not be checked: {0}")]
    Database(#[from] sqlx::Error),
}

/// Refuses a login that policies do not bind, and tables with a `tenant_id` or `person_id` that have none.
///
/// # Errors
/// See [`CheckError`]; the first that is found.
pub async fn self_check(pool: &PgPool) -> Result<(), CheckError> {
    check_role(pool).await?;
    let tables: Vec<(String, bool)> = sqlx::query_as(TABLES).fetch_all(pool).await?;
    if tables.is_empty() {
        return Err(CheckError::Empty);
    }
    let unguarded: Vec<String> = tables
        .into_iter()
        .filter(|(_, guarded)| !guarded)
        .map(|(name, _)| name)
        .collect();
    if unguarded.is_empty() {
        Ok(())
    } else {
        Err(CheckError::Unguarded { tables: unguarded })
    }
}

async fn check_role(pool: &PgPool) -> Result<(), CheckError> {
    let (role, superuser, bypass): (String, bool, bool) =
        sqlx::query_as(ROLE).fetch_one(pool).await?;
    // A superuser is a member of every role: it would show up in all that follows.
    if superuser {
        return Err(CheckError::Superuser { role });
    }
    if bypass {
        return Err(CheckError::BypassRls { role });
    }
    let owned: Vec<String> = sqlx::query_scalar(OWNED).fetch_all(pool).await?;
    if owned.is_empty() {
        Ok(())
    } else {
        Err(CheckError::Owner { role, owned })
    }
}

/// The login, not what it has become: it can go back.
const ROLE: &str = "
select session_user::text, bool_or(rolsuper), bool_or(rolbypassrls)
from pg_roles where pg_has_role(session_user, oid, 'member')";

const OWNED: &str = "
select 'database ' || datname from pg_database
where datname = current_database() and pg_has_role(session_user, datdba, 'member')
union all
select 'table ' || c.oid::regclass from pg_class c
where c.relkind in ('r', 'p', 'v', 'm') and pg_has_role(session_user, c.relowner, 'member')";

const TABLES: &str = "
select c.oid::regclass::text,
    c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy where polrelid = c.oid)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
    and (c.relrowsecurity or exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname in ('tenant_id', 'person_id', 'account_id') and not a.attisdropped))
order by 1";

fn list(names: &[String]) -> String {
    names.join(", ")
}

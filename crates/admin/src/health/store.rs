//! SQL of the state of the system, as `app_admin`.

use super::model::{Database, Migration};
use kernel::Result;
use platform::TenantTx;
use platform::db::store_error;

pub async fn database(tx: &mut TenantTx) -> Result<Database> {
    sqlx::query_as!(
        Database,
        r#"select split_part(version(), ' on ', 1) as "version!", pg_database_size(current_database()) as "size_bytes!",
                  (select sum(numbackends)::bigint from pg_stat_database) as "connections!",
                  current_setting('max_connections')::bigint as "connections_max!""#
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

pub async fn migrations(tx: &mut TenantTx) -> Result<Vec<Migration>> {
    sqlx::query_as!(
        Migration,
        r#"select version as "version!", description as "description!", installed_on as "installed_on!", success as "success!"
           from console_migrations()"#
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)
}

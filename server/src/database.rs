//! The database of a command: the embedded cluster, or the one named by the operator.

use crate::cli::Global;
use crate::commands::{Done, Failure};
use platform::postgres::{self, Cluster};
use platform::system::SystemEntropy;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::str::FromStr;

/// Every migration, in this binary.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

/// An open database.
pub struct Database {
    cluster: Option<Cluster>,
    rw: PgConnectOptions,
    owner: Option<PgConnectOptions>,
    admin: Option<PgConnectOptions>,
}

impl Database {
    /// Starts the embedded cluster, or reads the URLs of an external one.
    pub async fn open(global: &Global) -> Done<Self> {
        let Some(url) = &global.database_url else {
            let folder = global
                .data
                .clone()
                .unwrap_or_else(postgres::default_data_dir);
            let cluster = postgres::start(&folder, &SystemEntropy)
                .await
                .map_err(|error| Failure {
                    code: error.exit_code(),
                    message: error.to_string(),
                })?;
            return Ok(Self {
                rw: cluster.app_rw(),
                owner: Some(cluster.owner()),
                admin: Some(cluster.app_admin()),
                cluster: Some(cluster),
            });
        };
        Ok(Self {
            rw: login(url)?,
            owner: global.owner_url.as_deref().map(login).transpose()?,
            admin: global.admin_url.as_deref().map(login).transpose()?,
            cluster: None,
        })
    }

    /// How to log in as `app_rw`.
    pub fn app_rw(&self) -> PgConnectOptions {
        self.rw.clone()
    }

    /// How to log in as `app_admin`, for the console; `None` if the operator gave no such login.
    pub fn app_admin(&self) -> Option<PgConnectOptions> {
        self.admin.clone()
    }

    /// A small pool as `app_owner`.
    pub async fn owner_pool(&self) -> Done<PgPool> {
        let owner = self.owner.clone().ok_or_else(|| Failure {
            code: 64,
            message: "this needs the login of app_owner: give --owner-url or KINWORK_OWNER_URL"
                .to_owned(),
        })?;
        Ok(PgPoolOptions::new()
            .max_connections(4)
            .connect_with(owner)
            .await?)
    }

    /// Can migrations be applied from here?
    pub fn has_owner(&self) -> bool {
        self.owner.is_some()
    }

    /// Applies what is missing.
    pub async fn migrate(&self) -> Done {
        let pool = self.owner_pool().await?;
        MIGRATIONS.run(&pool).await?;
        pool.close().await;
        Ok(())
    }

    /// Stops the embedded cluster; last of all, so that nothing is cut off.
    pub async fn close(self) {
        if let Some(cluster) = self.cluster {
            cluster.stop().await;
        }
    }
}

/// How to log in by a URL of the operator's.
fn login(url: &str) -> Done<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url)?;
    postgres::require_protected_way(&options).map_err(|error| Failure {
        code: 78,
        message: error.to_string(),
    })?;
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::Parser as _;

    /// Every login of the operator's is looked at, before anything is connected to.
    #[tokio::test]
    async fn a_database_elsewhere_is_refused_unless_it_shows_who_it_is() {
        let (here, open) = (
            "postgres://a@localhost/kinwork",
            "postgres://a@db.example/kinwork?sslmode=require",
        );
        for (rw, owner, admin, refused) in [
            (here, here, here, false),
            (open, here, here, true),
            (here, open, here, true),
            (here, here, open, true),
        ] {
            let line = format!(
                "kinwork migrate --database-url {rw} --owner-url {owner} --admin-url {admin}"
            );
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            let failure = Database::open(&cli.global).await.err();
            assert_eq!(failure.is_some(), refused, "{line}");
            if let Some(failure) = failure {
                assert_eq!(failure.code, 78, "{failure}");
                assert!(failure.message.contains("verify-full"), "{failure}");
            }
        }
    }
}

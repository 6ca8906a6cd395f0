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
        let login =
            |url: &Option<String>| url.as_deref().map(PgConnectOptions::from_str).transpose();
        Ok(Self {
            rw: PgConnectOptions::from_str(url)?,
            owner: login(&global.owner_url)?,
            admin: login(&global.admin_url)?,
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

//! The embedded cluster: started, logged in to, stopped.

use super::folder::Folder;
use super::postmaster::{Plan, Postmaster, last_words};
use super::roles::{self, DATABASE, SUPERUSER};
use super::secrets::Secrets;
use super::{Account, StartError, find};
use kernel::Entropy;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// After a crash the log is replayed before anyone may log in: minutes, if much was written.
const RECOVERY: Duration = Duration::from_secs(600);

/// A running PostgreSQL with its database and roles. Stopped by [`Cluster::stop`], when dropped, and
/// when this process ends, however it ends; started again if it ends by itself.
#[derive(Debug)]
pub struct Cluster {
    postmaster: Postmaster,
    login: Login,
}

/// Starts the cluster in a data folder; makes it first if there is none.
///
/// # Errors
/// See [`StartError`].
pub async fn start(data_dir: &Path, entropy: &dyn Entropy) -> Result<Cluster, StartError> {
    let account = Account::choose()?;
    let folder = Folder::open(data_dir, account)?;
    let secrets = Arc::new(Secrets::open(&folder.secrets(), entropy)?);
    let login = Login {
        socket: folder.socket()?,
        secrets: secrets.clone(),
    };
    let log = folder.log();
    let plan = Plan {
        binaries: find(account, folder.version())?,
        socket: login.socket.clone(),
        folder,
        secrets,
    };
    let postmaster = Postmaster::start(plan).await?;
    let mut superuser = login.first(&postmaster, &log).await?;
    roles::ensure_roles(&mut superuser, Some(&login.secrets)).await?;
    roles::ensure_database(&mut superuser, DATABASE).await?;
    superuser.close().await?;
    postmaster.answered();
    Ok(Cluster { postmaster, login })
}

impl Cluster {
    /// As the owner of the tables: migrations, reference data.
    pub fn owner(&self) -> PgConnectOptions {
        self.login.of("app_owner", DATABASE)
    }

    /// As the server, bound by the policies.
    pub fn app_rw(&self) -> PgConnectOptions {
        self.login.of("app_rw", DATABASE)
    }

    /// As staff tools, bound by the policies made for them.
    pub fn app_admin(&self) -> PgConnectOptions {
        self.login.of("app_admin", DATABASE)
    }

    /// As `pg_dump`, which reads everything.
    pub fn app_backup(&self) -> PgConnectOptions {
        self.login.of("app_backup", DATABASE)
    }

    /// As the superuser: to look after the cluster itself.
    pub fn superuser(&self) -> PgConnectOptions {
        self.login.of(SUPERUSER, DATABASE)
    }

    /// Stops it: sessions end, a checkpoint is written.
    pub async fn stop(self) {
        self.postmaster.stop().await;
    }
}

/// How to log in.
#[derive(Debug)]
struct Login {
    socket: PathBuf,
    secrets: Arc<Secrets>,
}

impl Login {
    fn of(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket)
            .port(5432)
            .username(role)
            .password(self.secrets.of(role))
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// The first connection, as soon as the server answers.
    async fn first(&self, postmaster: &Postmaster, log: &Path) -> Result<PgConnection, StartError> {
        let options = self.of(SUPERUSER, "postgres");
        let since = Instant::now();
        loop {
            let error = match options.connect().await {
                Ok(connection) => return Ok(connection),
                Err(error) => error,
            };
            if postmaster.has_ended() {
                return Err(StartError::Program {
                    program: "postgres",
                    output: last_words(log),
                });
            }
            if !is_starting(&error) || since.elapsed() > RECOVERY {
                return Err(error.into());
            }
            // Once it listens, each refusal is a line in its log.
            let listens = matches!(error, sqlx::Error::Database(_));
            tokio::time::sleep(Duration::from_millis(if listens { 50 } else { 10 })).await;
        }
    }
}

/// No socket yet, or "the database system is starting up" (57P03).
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
        ),
        sqlx::Error::Database(error) => error.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

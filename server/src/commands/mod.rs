//! What each command does.

mod audit;
mod demo;
mod files;
pub mod keys;
mod mail;
pub mod matching;
mod providers;
pub mod serve;
mod staff;
pub mod text;
pub mod worker;

use crate::cli::{Audit, Cli, Command, Global, Import, LogFormat, Match, Taxonomy, Text};
use crate::database::Database;
use std::fmt;
use std::path::Path;
use taxonomy::import::{ImportError, Source, Summary};
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Why a command did not succeed, with the exit code of sysexits.
#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        Self { code: 1, message }
    }
}

/// Result of a command.
pub type Done<T = ()> = Result<T, Failure>;

/// Runs a command.
pub async fn run(cli: Cli) -> Done {
    start_log(cli.global.log);
    match cli.command {
        Command::Serve(args) => serve::run(&cli.global, *args).await,
        Command::Worker(args) => worker::run(&cli.global, args).await,
        Command::Migrate => migrate(&cli.global).await,
        Command::Taxonomy(Taxonomy::Load { from }) => {
            load_taxonomy(&cli.global, from.as_deref()).await
        }
        Command::Taxonomy(Taxonomy::Import(args)) => import_taxonomy(&cli.global, &args).await,
        Command::Demo(args) => demo::run(&cli.global, args).await,
        Command::Text(Text::Extract(args)) => text::extract(&args),
        Command::Text(Text::Advert { file }) => text::advert(&file),
        Command::Text(Text::Resume { file }) => text::resume(&file).await,
        Command::Text(Text::ResumeChild) => text::resume_child(),
        Command::Match(Match::Rank(args)) => matching::rank(&args),
        Command::Match(Match::Learn) => matching::learn(&cli.global).await,
        Command::Match(Match::Replay { id }) => matching::replay(&cli.global, id).await,
        Command::Keys(args) => keys::run(&cli.global, args).await,
        Command::Audit(Audit::Verify) => audit::verify(&cli.global).await,
        Command::Staff(args) => staff::run(&cli.global, args).await,
    }
}

async fn migrate(global: &Global) -> Done {
    let database = Database::open(global).await?;
    database.migrate().await?;
    println!("The database is up to date.");
    database.close().await;
    Ok(())
}

async fn load_taxonomy(global: &Global, from: Option<&Path>) -> Done {
    let database = Database::open(global).await?;
    database.migrate().await?;
    let report = taxonomy::load::load(&database.owner_pool().await?, from).await?;
    println!("{report}");
    database.close().await;
    Ok(())
}

async fn import_taxonomy(global: &Global, args: &Import) -> Done {
    let (source, folder) = match (&args.release.esco, &args.release.onet) {
        (Some(folder), _) => (Source::Esco, folder),
        (None, Some(folder)) => (Source::Onet, folder),
        (None, None) => {
            return Err(Failure {
                code: 64,
                message: "give --esco DIR or --onet DIR".to_owned(),
            });
        }
    };
    let database = Database::open(global).await?;
    let done = import_into(&database, source, folder, args.dry_run).await;
    database.close().await;
    println!("{}", done?);
    Ok(())
}

/// Under the shipped data, so that what it knows is recognised.
async fn import_into(
    database: &Database,
    source: Source,
    folder: &Path,
    trial: bool,
) -> Done<Summary> {
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    taxonomy::load::load(&owner, None).await?;
    let done = taxonomy::import::import(&owner, source, folder, trial).await;
    done.map_err(|error| match error {
        ImportError::Broken(broken) => Failure {
            code: 65,
            ..Failure::from(broken)
        },
        ImportError::Database(_) => Failure::from(error),
    })
}

/// What is written unless `RUST_LOG` says otherwise: requests at info, sqlx only when it warns.
pub const LOGGED: &str = "info,sqlx=warn,tower_http=info";

fn start_log(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    log(format, filter, std::io::stderr).init();
}

/// The log, with times in UTC.
pub fn log<W>(format: LogFormat, filter: EnvFilter, to: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(to);
    match format {
        LogFormat::Pretty => Box::new(log.with_target(false).finish()),
        LogFormat::Json => Box::new(log.json().finish()),
    }
}

/// Reads a file somebody named.
fn file(path: &Path) -> Done<Vec<u8>> {
    std::fs::read(path).map_err(|error| Failure {
        code: 66,
        message: format!("{}: {error}", path.display()),
    })
}

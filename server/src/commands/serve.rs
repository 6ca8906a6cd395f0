//! `kinwork serve`.

use super::{Done, Failure, mail, providers, worker};
use crate::cli::{Global, Serve, StaffTwoSteps};
use crate::database::Database;
use crate::http::{Admin, Limits, Probe, Site, hashes, listen, router};
use admin::TwoSteps;
use kernel::Clock as _;
use leptos::config::{Env, LeptosOptions};
use platform::events::Pace;
use platform::jobs::Options;
use platform::snapshots::Snapshots;
use platform::system::{SystemClock, SystemEntropy};
use platform::{Db, Services};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Database connections of the console: few people use it.
const CONSOLE_POOL: u32 = 4;

/// Leptos's own.
const RELOAD_PORT: u32 = 3001;

/// Starts everything, serves until told to stop, stops everything.
pub async fn run(global: &Global, args: Serve) -> Done {
    let database = Database::open(global).await?;
    let served = serve(global, &database, args).await;
    database.close().await;
    served
}

async fn serve(global: &Global, database: &Database, args: Serve) -> Done {
    if database.has_owner() {
        prepare(database, &args).await?;
    }
    let db = connect(database, args.pool).await?;
    let listener = TcpListener::bind((args.host, args.port))
        .await
        .map_err(|error| Failure {
            code: 69,
            message: format!("cannot listen on {}:{}: {error}", args.host, args.port),
        })?;
    let address = listener.local_addr()?;
    let public_url = args
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{address}"));
    let stop = CancellationToken::new();
    let services = services(db.clone(), &public_url).await?;
    let services = with_stores(global, services).await?;
    let services = mail::install(services, &args.mail)?;
    let services = providers::install(services, &args.providers)?;
    let services = platform::events::install(services, stop.clone(), Pace::default());
    let services = with_index(global, services);
    let services = with_console(database, services, two_steps(&args)).await?;
    let probe = Probe::new(db);
    let admin = match args.admin_addr {
        Some(address) => Some(Admin::start(address, services.clone(), probe.clone()).await?),
        None => None,
    };
    let limits = Limits::new();
    let site = Site {
        services: services.clone(),
        options: site_options(&args, address),
        probe: probe.clone(),
        trusted_proxies: args.trusted_proxies,
        limits: limits.clone(),
    };
    tokio::spawn(drain_on_signal(probe, stop.clone()));
    tokio::spawn(housekeeping(services.clone(), limits, stop.clone()));
    println!("Kinwork is ready at {public_url}");
    let work = async {
        if !args.no_worker {
            worker::work(services.clone(), Options::default().slots, stop.clone()).await;
        }
    };
    // Requests and jobs in flight are finished at the same time; PostgreSQL stops after both.
    tokio::join!(
        listen(listener, router(&site), stop.clone()),
        platform::jobs::forward_wakes(&services, &stop),
        people::index::follow(&services, &stop),
        work,
    );
    if let Some(admin) = admin {
        admin.stop().await;
    }
    Ok(())
}

/// Connects, and refuses a database that does not keep people apart.
pub async fn connect(database: &Database, size: u32) -> Done<Db> {
    checked(Db::connect(database.app_rw(), size).await?).await
}

async fn checked(db: Db) -> Done<Db> {
    platform::postgres::self_check(db.pool())
        .await
        .map_err(|error| Failure {
            code: 78,
            message: error.to_string(),
        })?;
    Ok(db)
}

/// Migrations, reference data and, on request, demo data.
async fn prepare(database: &Database, args: &Serve) -> Done {
    database.migrate().await?;
    let owner = database.owner_pool().await?;
    taxonomy::load::load(&owner, None).await?;
    if args.demo {
        let done =
            crate::demo::load(&owner, crate::demo::Size::default(), SystemClock.now()).await?;
        println!("{done}");
        super::demo::print_logins();
    }
    owner.close().await;
    Ok(())
}

/// What the areas keep in memory is loaded here.
pub async fn services(db: Db, public_url: &str) -> Done<Services> {
    let services = Services::new(
        db,
        Arc::new(SystemClock),
        Arc::new(SystemEntropy),
        public_url,
    );
    let services = platform::flags::install(platform::jobs::install(services));
    let services = services.with(crate::subjects::all());
    let services = taxonomy::install(services).await.map_err(|error| Failure {
        code: 1,
        message: error.to_string(),
    })?;
    let services = people::resume::install(services, super::text::ChildReader::new());
    hiring::install(people::install(services))
        .await
        .map_err(|error| Failure {
            code: 1,
            message: error.to_string(),
        })
}

/// Adds what lies outside the database: keys and files.
pub async fn with_stores(global: &Global, services: Services) -> Done<Services> {
    let keys = super::keys::open(global, services.db.pool()).await?;
    let files = super::files::open(global)?;
    Ok(services.with_keys(keys).with_files(files))
}

/// Adds the index of people, empty: until it is ready, lists are made without it.
fn with_index(global: &Global, services: Services) -> Services {
    let data = global.data.clone();
    let folder = data
        .unwrap_or_else(platform::postgres::default_data_dir)
        .join("index");
    let snapshots = Snapshots::in_folder(&folder)
        .inspect_err(|error| {
            let folder = folder.display();
            tracing::warn!(%error, %folder, "every start makes the index of people anew");
        })
        .ok();
    people::index::install(services, snapshots, people::index::Pace::default())
}

/// Opens the platform console, if there is a login for it. It has a small pool of its own.
async fn with_console(
    database: &Database,
    services: Services,
    two_steps: TwoSteps,
) -> Done<Services> {
    let Some(options) = database.app_admin() else {
        tracing::info!("no login of app_admin is given (--admin-url): there is no console");
        return Ok(services);
    };
    let db = checked(Db::connect(options, CONSOLE_POOL).await?).await?;
    Ok(admin::install(services, db, two_steps))
}

/// Demo logins are everybody's: nobody could set up a second step that the next one has.
fn two_steps(args: &Serve) -> TwoSteps {
    match args.staff_two_steps {
        Some(StaffTwoSteps::Required) => TwoSteps::Required,
        Some(StaffTwoSteps::Optional) => TwoSteps::Optional,
        None if args.demo => TwoSteps::Optional,
        None => TwoSteps::Required,
    }
}

fn site_options(args: &Serve, address: std::net::SocketAddr) -> LeptosOptions {
    // While watching, cargo-leptos does not rename what it rebuilds.
    let watching = std::env::var_os("LEPTOS_WATCH").is_some();
    let found = hashes::of_site(&args.site_root).filter(|_| !watching);
    if !watching && found.is_none() && !hashes::are_absent(&args.site_root) {
        let folder = args.site_root.display();
        tracing::warn!(%folder, "there is no built site (--site-root): pages come without styles and scripts");
    }
    // Where cargo-leptos tells browsers that something has changed.
    let reload_port = std::env::var("LEPTOS_RELOAD_PORT").ok();
    let reload_port = reload_port.and_then(|port| port.parse().ok());
    LeptosOptions::builder()
        .output_name(env!("LEPTOS_OUTPUT_NAME"))
        .site_root(args.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(address)
        .reload_port(reload_port.unwrap_or(RELOAD_PORT))
        .env(if watching { Env::DEV } else { Env::PROD })
        .hash_files(found.is_some())
        .hash_file(found.unwrap_or_default().to_string_lossy().into())
        .build()
}

/// Nobody is sent here any more once it is told to stop; then no connection is taken, live events end, and the rest is finished.
async fn drain_on_signal(probe: Probe, stop: CancellationToken) {
    told_to_stop().await;
    probe.drain();
    stop.cancel();
}

/// SIGTERM and Ctrl-C.
pub async fn told_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
}

/// Every ten minutes: take up what was learned, and forget who asked often, which each server keeps in memory.
async fn housekeeping(services: Services, limits: Limits, stop: CancellationToken) {
    let mut every = tokio::time::interval(Duration::from_secs(600));
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        limits.sweep();
        if let Err(error) = hiring::matches::refresh(&services).await {
            tracing::warn!(%error, "what is usual");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn staff_need_two_steps_but_for_the_demo_or_where_it_was_said() {
        for (line, wanted) in [
            ("kinwork serve", TwoSteps::Required),
            ("kinwork serve --demo", TwoSteps::Optional),
            (
                "kinwork serve --staff-two-steps optional",
                TwoSteps::Optional,
            ),
            (
                "kinwork serve --demo --staff-two-steps required",
                TwoSteps::Required,
            ),
        ] {
            let cli = Cli::try_parse_from(line.split(' ')).unwrap();
            let Command::Serve(args) = cli.command else {
                panic!("{line}");
            };
            assert_eq!(two_steps(&args), wanted, "{line}");
        }
    }
}

//! `kinwork serve`.

use super::{Done, Failure};
use crate::cli::{Global, Serve};
use crate::database::Database;
use crate::http::{Admin, Limits, Probe, Site, listen, router};
use kernel::Clock as _;
use leptos::config::{Env, LeptosOptions};
use platform::events::Pace;
use platform::system::{SystemClock, SystemEntropy};
use platform::{Db, Services};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Starts everything, serves until told to stop, stops everything.
pub async fn run(global: &Global, args: Serve) -> Done {
    let database = Database::open(global).await?;
    let served = serve(&database, args).await;
    database.close().await;
    served
}

async fn serve(database: &Database, args: Serve) -> Done {
    if database.has_owner() {
        prepare(database, &args).await?;
    }
    let db = Db::connect(database.app_rw(), args.pool).await?;
    platform::postgres::self_check(db.pool())
        .await
        .map_err(|error| Failure {
            code: 78,
            message: error.to_string(),
        })?;
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
    let services = platform::events::install(services, stop.clone(), Pace::default());
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
    tokio::spawn(stop_on_signal(probe, stop.clone()));
    tokio::spawn(housekeeping(services, limits, stop.clone()));
    println!("Kinwork is ready at {public_url}");
    listen(listener, router(&site), stop).await;
    if let Some(admin) = admin {
        admin.stop().await;
    }
    Ok(())
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
    let services = taxonomy::install(services).await.map_err(|error| Failure {
        code: 1,
        message: error.to_string(),
    })?;
    hiring::install(people::install(services))
        .await
        .map_err(|error| Failure {
            code: 1,
            message: error.to_string(),
        })
}

fn site_options(args: &Serve, address: std::net::SocketAddr) -> LeptosOptions {
    let watching = std::env::var_os("LEPTOS_WATCH").is_some();
    LeptosOptions::builder()
        .output_name(env!("LEPTOS_OUTPUT_NAME"))
        .site_root(args.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(address)
        .env(if watching { Env::DEV } else { Env::PROD })
        .hash_files(std::env::var("LEPTOS_HASH_FILES").is_ok_and(|value| value == "true"))
        .build()
}

/// SIGTERM and Ctrl-C.
async fn stop_on_signal(probe: Probe, stop: CancellationToken) {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
    // Nobody is sent here any more; then no connection is taken, live events end, and the rest is finished.
    probe.drain();
    stop.cancel();
}

/// Every ten minutes: throw away what has run out.
async fn housekeeping(services: Services, limits: Limits, stop: CancellationToken) {
    let mut every = tokio::time::interval(Duration::from_secs(600));
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        limits.sweep();
        if let Err(error) = identity::service::sweep(&services).await {
            tracing::warn!(%error, "housekeeping");
        }
        if let Err(error) = platform::events::sweep(&services).await {
            tracing::warn!(%error, "housekeeping");
        }
    }
}

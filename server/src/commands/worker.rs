//! `kinwork worker`, and the worker within `kinwork serve`.

use super::serve::{connect, services, told_to_stop, with_stores};
use super::{Done, mail};
use crate::cli::{Global, Worker};
use crate::database::Database;
use platform::Services;
use platform::jobs::{self, Handlers, Options};
use tokio_util::sync::CancellationToken;

/// What every area does in the background.
pub fn handlers() -> Handlers {
    [
        jobs::handlers,
        platform::mail::handlers,
        platform::files::handlers,
        platform::events::handlers,
        identity::jobs::handlers,
        people::index::handlers,
        hiring::handlers,
    ]
    .into_iter()
    .fold(Handlers::default(), |handlers, area| area(handlers))
}

/// Works until told to stop, without a site.
pub async fn run(global: &Global, args: Worker) -> Done {
    let database = Database::open(global).await?;
    let worked = work_alone(global, &database, &args).await;
    database.close().await;
    worked
}

async fn work_alone(global: &Global, database: &Database, args: &Worker) -> Done {
    if database.has_owner() {
        database.migrate().await?;
    }
    let db = connect(database, args.pool).await?;
    let services = services(db, &args.public_url).await?;
    let services = with_stores(global, services).await?;
    let services = mail::install(services, &args.mail)?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        told.cancel();
    });
    println!("Kinwork works in the background");
    tokio::join!(
        jobs::forward_wakes(&services, &stop),
        work(services.clone(), args.slots, stop.clone())
    );
    Ok(())
}

/// Works until `stop`, finishing what can be finished.
pub async fn work(services: Services, slots: usize, stop: CancellationToken) {
    let options = Options {
        slots,
        ..Options::default()
    };
    jobs::run(services, handlers(), options, stop).await;
}

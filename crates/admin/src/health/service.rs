//! Looking at the state of the system.

use super::model::Health;
use super::store;
use crate::queue::store as queue;
use crate::staff::service::Console;
use kernel::Result;

/// The state of the system, at this moment.
///
/// # Errors
/// `Internal`.
pub async fn look(console: &Console) -> Result<Health> {
    let services = &console.services;
    let now = services.clock.now();
    let mut tx = console.begin().await?;
    let health = Health {
        version: env!("CARGO_PKG_VERSION"),
        now,
        database: store::database(&mut tx).await?,
        migrations: store::migrations(&mut tx).await?,
        counts: queue::counts(&mut tx, now).await?,
        schedules: queue::schedules(&mut tx).await?,
        disk: services.files.disk(),
        index: people::index::report(services),
    };
    tx.commit().await?;
    Ok(health)
}

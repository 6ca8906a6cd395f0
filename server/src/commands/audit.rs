//! `kinwork audit`

use super::{Done, Failure};
use crate::cli::Global;
use crate::database::Database;
use identity::trail::chain;

/// Reads every trail again. Keep what it prints somewhere else: a chain whose end was cut off has another head.
pub async fn verify(global: &Global) -> Done {
    let database = Database::open(global).await?;
    let pool = database.owner_pool().await?;
    let report = chain::verify(&pool).await;
    pool.close().await;
    database.close().await;
    let report = report?;
    for chain in &report.chains {
        println!(
            "{} {}: {} events in {} blocks, {} without detail after an erasure, head {}",
            chain.tenant, chain.name, chain.events, chain.blocks, chain.erased, chain.head
        );
        for fault in &chain.faults {
            println!("  {fault}");
        }
    }
    if report.is_whole() {
        println!("Every trail is whole.");
        return Ok(());
    }
    Err(Failure {
        code: 1,
        message: "a trail is not as it was sealed".to_owned(),
    })
}

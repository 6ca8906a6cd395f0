//! Hiring: an organisation posts a **job**, everybody finds it, the scorer says who fits and why, a
//! person sends an **application**, the organisation answers.
//!
//! Invariants: an organisation's drafts and applications are its own; published jobs are public; an
//! id of somebody else's is not found; every list is ordered by a score that can be replayed.

pub mod alerts;
pub mod applications;
pub mod contests;
pub mod fields;
pub mod jobs;
pub mod matches;
#[cfg(feature = "ssr")]
mod prose;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod subjects;

/// Adds the kinds of work this area does in the background.
#[cfg(feature = "ssr")]
pub fn handlers(handlers: platform::jobs::Handlers) -> platform::jobs::Handlers {
    alerts::jobs::handlers(contests::jobs::handlers(handlers))
}

/// Adds what this area keeps in memory: the pages of the public list, the world of the scorer.
///
/// # Errors
/// `Internal` if the reference data cannot be read.
#[cfg(feature = "ssr")]
pub async fn install(services: platform::Services) -> kernel::Result<platform::Services> {
    let services = services
        .with(jobs::service::PublicJobs::new())
        .with(jobs::service::ReaderFlags::new());
    matches::install(services).await
}

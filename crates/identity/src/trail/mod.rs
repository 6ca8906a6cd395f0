//! The trail: who did what in an organisation, when, from where, and what it was before and after. It is only ever
//! added to, and sealed in blocks that hang together by their hashes, so that a change shows.
//!
//! ```ignore
//! let what = Change::of("member.removed", "account", person.0, json!({ "role": ["VIEWER", null] }));
//! trail::service::record(&services, &mut tx, actor.person, tenant, what).await?;
//! ```
//!
//! Invariant: a line is written in the transaction of what it tells of. Secrets never get into it.

#[cfg(feature = "ssr")]
pub mod chain;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod redact;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(crate) mod store;

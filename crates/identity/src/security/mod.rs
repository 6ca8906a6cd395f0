//! What concerns the security of one's own account: a **security event** ends what it must, is written
//! into the person's own trail and, if it matters, told to them by mail, all in one transaction.
//!
//! Invariant: whatever changes how somebody gets in goes through [`service::security_event`].

pub mod model;
#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

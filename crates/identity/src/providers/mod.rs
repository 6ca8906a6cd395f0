//! Signing in with another **provider**: Google, GitHub, LinkedIn. Whoever comes back from one is known by
//! the id it gives them there, never by an address alone.
//!
//! Invariants: an account that exists is linked only by whoever is signed in to it; the last way in is not
//! removed; what comes back is taken only in the browser that was sent, once, within minutes.

pub mod api;
#[cfg(feature = "ssr")]
pub mod config;
#[cfg(feature = "ssr")]
mod github;
pub mod model;
#[cfg(feature = "ssr")]
mod oidc;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(crate) mod store;

//! Sessions: one browser's use of an account. Found anew by its token at every request, so that one
//! that was ended stops working at once, on every server.
//!
//! Invariants: only the SHA-256 of a token is stored; a session gets a new token with every proof of
//! who its person is and with every change of role; a person sees and ends their own sessions alone.

#[cfg(feature = "ssr")]
pub mod agent;
pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod place;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(crate) mod store;

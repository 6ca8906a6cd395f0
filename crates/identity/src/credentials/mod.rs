//! What one gets in with, and what is done about it by mail: an account is made, an address confirmed or
//! changed, a password changed or set anew. A **link** is sent by mail and used once.
//!
//! Invariants: there is an account only where a link was opened that went to its address; of a link only
//! the hash is kept; nobody learns from an answer whether there is an account under an address.

pub mod api;
#[cfg(feature = "ssr")]
mod letters;
#[cfg(feature = "ssr")]
mod links;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(crate) mod store;

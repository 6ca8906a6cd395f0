//! Organisations: tenants, the seats of people in them, and what a seat permits.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod permissions;
#[cfg(feature = "ssr")]
pub mod service;
pub mod slug;
#[cfg(feature = "ssr")]
pub(crate) mod store;

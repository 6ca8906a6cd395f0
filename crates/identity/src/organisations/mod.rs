//! Organisations: tenants, how they look, who belongs to them, who is asked to join, and what a seat permits.

pub mod api;
pub mod brand;
pub mod fields;
pub mod invitations;
pub mod logo;
pub mod members;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
pub mod permissions;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod service;
pub mod slug;
#[cfg(feature = "ssr")]
pub(crate) mod store;

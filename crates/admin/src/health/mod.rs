//! The state of the system as operators see it.

pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

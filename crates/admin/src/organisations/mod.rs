//! Organisations as staff see them: found by name, address or id, who belongs to them, suspended and restored.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

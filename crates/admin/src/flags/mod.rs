//! Feature flags as staff switch them. What they are is said in `platform::flags`.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

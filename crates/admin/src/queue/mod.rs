//! The work in the background as operators see it: what waits, what runs, what failed for good, what recurs.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

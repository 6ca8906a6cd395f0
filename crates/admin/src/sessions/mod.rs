//! Where people are signed in, all of them together: to see from one address what else came from it, and to end one.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

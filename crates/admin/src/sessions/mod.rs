//! Where people are signed in, all of them together: to see from one address what else came from it.

pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

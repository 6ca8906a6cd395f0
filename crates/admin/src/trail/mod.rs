//! The trail of the console: what staff did and what they looked at. Append-only in the database.

pub mod model;
pub mod pages;
pub mod rest;
pub mod service;
pub(crate) mod store;

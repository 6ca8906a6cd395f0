//! The trails of all organisations at once, for staff: looked through and taken away as a file.

pub mod model;
pub mod pages;
pub mod rest;
pub mod service;
pub(crate) mod store;

//! Staff: who they are, what each role may do, and how anything of the console begins.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

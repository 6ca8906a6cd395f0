//! People as staff see them: found by name, address or id, how they stand, where they are signed in, what happened;
//! and what staff decide.

pub mod api;
pub mod model;
pub mod pages;
pub mod service;
pub(crate) mod store;

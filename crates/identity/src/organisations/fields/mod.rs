//! Fields of an organisation's own on jobs and people: what they are called, what they hold, what a value is.
//! Which values a job or a person has is kept where jobs and people are.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

//! What an organisation's own fields hold for its jobs and for the people who applied to it. The fields
//! themselves are `identity`'s; a value is seen by the organisation that wrote it and by nobody else.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

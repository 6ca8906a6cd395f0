//! Who belongs to an organisation and as what. It keeps an owner, whatever happens at the same moment.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(super) mod store;

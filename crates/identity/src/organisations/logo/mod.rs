//! The logo of an organisation: a picture that everybody may see while the organisation is in sight.
//!
//! Invariant: an organisation has one at most, and the file of a former one has lost its key.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod service;

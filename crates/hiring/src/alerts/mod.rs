//! Job alerts: a person's saved searches with the fit they want at least, told of as jobs appear.
//!
//! Invariants: nobody is told of one job twice, however often it is edited and whatever runs again; only who agreed to mail about
//! jobs is told, of jobs that everybody may see; every mail says how it is stopped, without a sign-in.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

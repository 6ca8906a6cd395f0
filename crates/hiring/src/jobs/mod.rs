//! Jobs: an organisation writes one as a draft, publishes it, people find it, it fills or closes.
//! A **draft** is its organisation's alone; once published a job is public for good, closed or not.
//!
//! Invariants: every edit carries the version it was made on, and what it changed is in the history;
//! only the moves of [`model::JobStatus`] are made; closing answers everyone.

pub mod api;
pub mod islands;
#[cfg(feature = "ssr")]
mod lookup;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod scoring;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

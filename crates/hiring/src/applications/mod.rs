//! Applications: one person's answer to one job, from the note they sent to the last word on it.
//!
//! Invariants: one live application per person and job; only the moves in [`model::Stage`] happen, and
//! each leaves an event that both sides read; no more people are accepted than the job has places.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

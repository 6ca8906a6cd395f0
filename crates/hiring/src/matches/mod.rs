//! Matches: the scorer of the `matching` crate over the people and the jobs of the database. Candidates
//! of a job, jobs for a person, why a score is what it is, and the scores that are kept.
//!
//! Invariants: the index of people, or SQL while that is not ready, only narrows, the scorer alone ranks; lists are ordered by the harmonic mean of both
//! sides and each side is shown its own score; a score that was acted on is kept with all it was made of.

#[cfg(feature = "ssr")]
mod csv;
#[cfg(feature = "ssr")]
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod words;
#[cfg(feature = "ssr")]
mod world;

#[cfg(feature = "ssr")]
pub use world::{Matching, install, refresh};

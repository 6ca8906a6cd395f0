//! Contests: every number of one's score, and a way to say that one of them is wrong. Whoever answers for the input accepts it or
//! declines it in words; what is accepted is scored anew.
//!
//! Invariants: the numbers shown are those the scorer worked with; a contest names a score that is kept with all it was made of;
//! nobody answers their own; an organisation reads what it answers for, never who asks.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
#[cfg(feature = "ssr")]
mod numbers;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

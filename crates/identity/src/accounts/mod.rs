//! How an account stands. **Active** is the rule; whoever is **inactive** has left for a while and may
//! come back; the **suspended** read everything, change nothing and may appeal; the **banned** are out.
//!
//! Invariant: only the moves of [`model::Status`] are made, each is in the person's own trail, and what
//! they had open ends with the move that takes it away.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

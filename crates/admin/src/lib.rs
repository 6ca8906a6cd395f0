//! The platform console, for **staff**: people, organisations and their trails, the state of the system, and the trail of all that. What staff look
//! at across organisations is read as the database role `app_admin`, for which policies of its own are made
//! (docs/adr/0008); the server's own role, `app_rw`, sees no more than ever.
//!
//! Invariants: whoever is not staff finds nothing under `/console`; staff have shown a short while ago who they
//! are, and sign in with two steps; what staff do and what they look at is in the trail of the console, in the transaction in which they did it;
//! nobody makes themselves staff, and a platform owner stays.

pub mod audit;
pub mod contests;
mod files;
pub mod flags;
pub mod frame;
pub mod health;
mod listing;
pub mod organisations;
pub mod people;
pub mod queue;
pub mod sessions;
pub mod staff;
pub mod trail;
pub mod visits;

pub use staff::model::{Permission, StaffRole};
pub use staff::service::{TwoSteps, install};

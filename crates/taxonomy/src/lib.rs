//! Taxonomy: what skills, occupations and places there are, and how to find them by what people
//! type. A **term** is a label or an alias; a **group** is a family of skills that ESCO or O*NET
//! names. Reference data is the same for everybody and only read here; [`load`] alone writes it.
//!
//! Invariants: ids never change their meaning; search answers from memory, so it cannot slow down
//! with the database; a person typing gets an answer for any input, never an error.

pub mod api;
pub mod model;

#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
mod index;
#[cfg(feature = "ssr")]
pub mod load;
#[cfg(feature = "ssr")]
mod places;
#[cfg(feature = "ssr")]
mod prose;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod shipped;
#[cfg(feature = "ssr")]
mod slips;
#[cfg(feature = "ssr")]
mod store;

pub use model::{OccupationHit, OccupationId, Place, PlaceHit, SkillHit, SkillId, SkillKind};
#[cfg(feature = "ssr")]
pub use prose::shipped as shipped_extractor;
#[cfg(feature = "ssr")]
pub use service::{Taxonomy, install};
#[cfg(feature = "ssr")]
pub use shipped::Shipped;

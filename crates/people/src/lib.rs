//! People: the **profile** of a person — where and when they can work, what they want, can do and have
//! done — the wizard that fills it the first time, and what the scorer is given of it. A résumé can be read for it: what was read waits in a **review** until its person
//! takes it over, row by row.
//!
//! Invariants: a profile is written by its person alone; `version` counts every change to it or to
//! anything below it; organisations see whom is discoverable or applied to them, everybody sees a
//! public page, and nobody else's eyes get past row-level security; what is hidden neither shows nor
//! counts; an expired certificate counts no longer; a full postcode is never shown to others.

pub mod api;
#[cfg(feature = "ssr")]
pub mod completeness;
pub mod dates;
pub mod forms;
#[cfg(feature = "ssr")]
pub mod index;
pub mod islands;
pub mod model;
#[cfg(feature = "ssr")]
mod onward;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod resume;
#[cfg(feature = "ssr")]
pub mod scoring;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod subjects;

#[cfg(feature = "ssr")]
pub use scoring::install;

//! What a person may ask of us about their own data: what they agreed to, a copy of everything, to be erased, and to know
//! what is thrown away when.
//!
//! Invariant: which tables name a person is said once (`platform::subjects`), and copy and erasure both follow from it.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
#[cfg(feature = "ssr")]
mod pack;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod retention;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod subjects;

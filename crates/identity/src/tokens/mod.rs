//! What lets in whoever has no browser: **tokens** of a native client, for a person, and **keys** of a
//! machine, for an organisation.
//!
//! Invariants: only the SHA-256 of a secret is stored; a refresh token is used once, and one that comes
//! back ends its whole family; a key may do what its scopes permit and nothing else, and stops at once
//! when it is revoked or its maker no longer manages the organisation.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rest;
pub mod scope;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use scope::KeyScope;

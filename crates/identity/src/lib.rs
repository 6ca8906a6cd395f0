//! Identity: who someone is and for whom they act. An **account** is a person's way in; a
//! **session** is one browser's use of it; a **token** is a native client's, a **key** a machine's; an **organisation** is a tenant; a **membership** gives
//! a person a **role** there. An [`Actor`] is the result: what every service function asks for.
//!
//! Invariants: passwords are kept as argon2id, session tokens as SHA-256; an unknown address and a
//! wrong password cannot be told apart; what an organisation owns is seen by its members alone.

pub mod accounts;
pub mod api;
pub mod credentials;
pub mod factors;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod organisations;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod password;
pub mod privacy;
pub mod providers;
#[cfg(feature = "ssr")]
pub mod rest;
#[cfg(feature = "ssr")]
pub mod secret;
pub mod security;
#[cfg(feature = "ssr")]
pub mod service;
pub mod sessions;
#[cfg(feature = "ssr")]
mod shown_once;
#[cfg(feature = "ssr")]
mod store;
pub mod tokens;
#[cfg(feature = "ssr")]
pub mod trail;

pub use model::{Actor, WayIn};
pub use organisations::model::Seat;
pub use organisations::permissions::{Permission, Role};

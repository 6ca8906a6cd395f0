//! Passkeys: keys that a phone, a computer or a password manager keeps and unlocks by a finger, a face or a PIN
//! (W3C Web Authentication). One is a whole sign-in, and does for the second step and for a proof too.
//!
//! Invariants: a challenge is answered once, within five minutes, for what it was asked for; a passkey proves the
//! presence of its person, not only of the device; the last way in is not removed.

pub mod api;
pub mod model;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod party;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

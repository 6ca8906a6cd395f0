//! Organisations, their members, invitations and fields on a real database, as `app_rw`.
#![cfg(feature = "ssr")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod fields;
mod invitations;
mod life;
mod logo;
mod members;
#[path = "../scene/mod.rs"]
mod scene;
mod seats;
mod trail;
mod world;

//! Files on a real database, in a real folder, through real forms, in a bucket.
#![cfg(feature = "testing")]
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod bucket;
mod chunks;
mod http;
mod owning;
mod scanning;
mod scene;
mod sweeping;

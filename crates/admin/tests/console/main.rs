//! The console on a real database: staff as `app_admin`, everybody else as `app_rw`.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod contests;
mod factors;
mod jobs;
mod organisations;
mod people;
mod roles;
mod scene;
mod staff;
mod system;
mod visits;

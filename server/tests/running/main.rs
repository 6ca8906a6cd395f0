//! The real server, from outside: what it tells its operator, and how it bears clients and its own end.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop at what it did not expect"
)]

mod admin;
mod files;
mod framing;
mod half_open;
mod killed;
mod logs;
mod same_work;
mod shutdown;
mod site;

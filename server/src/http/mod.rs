//! From a TCP connection to an area and back.

mod admin;
mod api;
mod guard;
pub mod hashes;
mod limits;
mod listen;
mod live;
mod measure;
mod probe;
mod refusal;
mod router;
#[cfg(test)]
mod tests;
mod visits;

pub use admin::Admin;
pub use limits::Limits;
pub use listen::listen;
pub use probe::Probe;
pub use router::{Site, router};

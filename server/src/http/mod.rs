//! From a TCP connection to an area and back.

mod guard;
mod listen;
mod probe;
mod router;
#[cfg(test)]
mod tests;

pub use listen::listen;
pub use probe::Probe;
pub use router::{Site, router};

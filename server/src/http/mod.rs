//! From a TCP connection to an area and back.

mod guard;
mod listen;
mod probe;
mod router;

pub use listen::listen;
pub use probe::Probe;
pub use router::{Site, router};

//! Pages of the console's trail.

mod trail;

pub use trail::TrailPage;

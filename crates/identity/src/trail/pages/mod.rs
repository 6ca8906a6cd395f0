//! The page of the trail.

mod trail;

pub use trail::TrailPage;

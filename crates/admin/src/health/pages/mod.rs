//! Pages of the console about the state of the system.

mod health;

pub use health::HealthPage;

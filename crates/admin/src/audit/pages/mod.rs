//! Pages of the console about the trails of organisations.

mod audit;

pub use audit::AuditPage;

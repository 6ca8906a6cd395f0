//! Pages of sessions, one a file.

mod devices;

pub use devices::SessionsPage;

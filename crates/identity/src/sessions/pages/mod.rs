//! Pages of sessions, one a file.

mod confirm;
mod devices;

pub use confirm::ConfirmPage;
pub use devices::DevicesPage;

//! Pages of the console about sessions.

mod sessions;

pub use sessions::SessionsPage;

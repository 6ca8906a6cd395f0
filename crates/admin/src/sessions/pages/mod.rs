//! Pages of the console about sessions.

mod session;
mod sessions;

pub use session::SessionPage;
pub use sessions::SessionsPage;

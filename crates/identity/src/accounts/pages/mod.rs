//! Pages about how one's account stands, one a file.

mod appeal;
mod deactivate;

pub use appeal::AppealPage;
pub use deactivate::DeactivatePage;

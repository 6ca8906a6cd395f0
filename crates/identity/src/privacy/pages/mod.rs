//! Pages about one's own data, one a file.

mod erase;
mod overview;
mod retention;

pub use erase::{ErasePage, ErasedPage};
pub use overview::PrivacyPage;
pub use retention::RetentionPage;

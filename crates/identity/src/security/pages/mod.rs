//! Pages about the security of one's own account, one a file.

mod activity;
mod overview;

pub use activity::ActivityPage;
pub use overview::SecurityPage;

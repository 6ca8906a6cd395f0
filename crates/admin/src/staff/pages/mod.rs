//! Pages of the console about itself, one a file.

mod help;
mod overview;
mod staff;

pub use help::HelpPage;
pub use overview::OverviewPage;
pub use staff::StaffPage;

//! Pages of the console about contests, one a file.

mod contests;

pub use contests::ContestsPage;

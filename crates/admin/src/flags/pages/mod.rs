//! Pages of the console about feature flags, one a file.

mod flag;
mod flags;

pub use flag::FlagPage;
pub use flags::FlagsPage;

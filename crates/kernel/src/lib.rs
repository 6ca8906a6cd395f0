//! The words every area shares: typed ids, money, time, the one wire error, parsed newtypes, page
//! cursors, closed lists of words and the state-machine helper. Floor 0: no I/O, compiles to
//! WebAssembly, knows no area.
//!
//! Invariants: nothing here reads a clock or draws randomness; a value of a parsed type is valid.
#![warn(missing_docs)]

pub mod clock;
pub mod email;
pub mod error;
pub mod geo;
pub mod id;
pub mod money;
pub mod page;
pub mod postcode;
pub mod state;
pub mod week;
pub mod words;

pub use clock::{Clock, Entropy};
pub use error::{AppError, FieldErrors, Result};

//! Pages of the second step, one a file.

pub(crate) mod code;
mod second_step;
mod set_up;
mod two_steps;

pub use second_step::SecondStepPage;
pub use set_up::SetUpPage;
pub use two_steps::TwoStepsPage;

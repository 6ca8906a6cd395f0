//! What moves in the browser: choosing skills while typing, painting the week. Forms work without.

pub mod skill_picker;
pub mod week_grid_input;

pub use skill_picker::SkillPicker;
pub use week_grid_input::WeekGridInput;

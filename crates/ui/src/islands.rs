//! The few things that move. Each improves a page that works without it.

pub mod command_palette;
mod dom;
pub mod form_checks;
pub mod live_notice;
pub mod local_times;
pub mod theme_switch;

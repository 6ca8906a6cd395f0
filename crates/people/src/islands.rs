//! What moves in the browser: choosing skills while typing, painting the week. Forms work without.

pub mod skill_picker;
pub mod week_grid_input;

pub use skill_picker::SkillPicker;
pub use week_grid_input::WeekGridInput;

/// Writes into a control as if somebody had typed it, so that whoever follows the control hears of it.
fn type_into(control: &web_sys::HtmlInputElement, text: &str) {
    control.set_value(text);
    let bubbling = web_sys::EventInit::new();
    bubbling.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &bubbling) {
        let _ = control.dispatch_event(&event);
    }
}

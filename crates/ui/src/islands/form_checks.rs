//! Says what is wrong beside a field when it is left, and makes a second click harmless. The form itself
//! works without it.

use super::dom;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use std::{cell::Cell, rc::Rc, time::Duration};
use web_sys::{Event, HtmlElement, HtmlFormElement, HtmlInputElement};

/// Part of [`crate::FormGuard`].
#[island]
pub fn FormChecks() -> impl IntoView {
    let place = NodeRef::<leptos::html::Span>::new();
    Effect::new(move || {
        let form = place
            .get()
            .and_then(|place| place.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            check_on_blur(&form);
            send_once(&form);
        }
    });
    view! { <span node_ref=place hidden=true></span> }
}

/// Shows the browser's own message beside a field that was left wrong, and takes it away once right.
fn check_on_blur(form: &HtmlFormElement) {
    dom::listen(form, "focusout", false, |event: Event| {
        if let Some(control) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        {
            // An empty field that was only passed by is not yet wrong. One that is right stays as it is:
            // taking its message away here would move the button that is just being pressed.
            if !dom::text(&control, "value").is_empty() && !message(&control).is_empty() {
                let _ = check(&control);
            }
        }
    });
    dom::listen(form, "input", false, |event: Event| {
        if let Some(control) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok())
            .filter(|control| control.has_attribute("aria-invalid"))
        {
            let _ = check(&control);
        }
    });
    dom::listen(form, "invalid", true, |event: Event| {
        if let Some(control) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        {
            let _ = check(&control);
        }
    });
}

fn check(control: &HtmlElement) -> Option<()> {
    let message = message(control);
    let place = dom::document()?.get_element_by_id(&format!("{}-error", control.id()))?;
    let text = place.query_selector("span").ok()??;
    text.set_text_content(Some(&message));
    if message.is_empty() {
        place.set_attribute("hidden", "").ok()?;
        control.remove_attribute("aria-invalid").ok()
    } else {
        place.remove_attribute("hidden").ok()?;
        control.set_attribute("aria-invalid", "true").ok()
    }
}

/// A pattern's own words stand in `title`; the rest the browser says in the person's language.
fn message(control: &HtmlElement) -> String {
    let mismatch = control
        .dyn_ref::<HtmlInputElement>()
        .is_some_and(|input| input.validity().pattern_mismatch());
    match control.get_attribute("title") {
        Some(title) if mismatch => title,
        _ => dom::text(control, "validationMessage"),
    }
}

/// Lets one submission through.
fn send_once(form: &HtmlFormElement) {
    let sent = Rc::new(Cell::new(false));
    let (target, flag) = (form.clone(), sent.clone());
    dom::listen(form, "submit", false, move |event: Event| {
        if flag.replace(true) {
            event.prevent_default();
            return;
        }
        // Not disabled: that would drop the pressed button's own value from what is sent.
        mark(&target, true);
        // Stopped, or answered without a page: it may be sent again.
        let (form, flag) = (target.clone(), flag.clone());
        let _ = set_timeout(
            move || {
                flag.set(false);
                mark(&form, false);
            },
            Duration::from_secs(10),
        );
    });
    // Back from the next page the form may be sent again.
    if let Some(window) = web_sys::window() {
        let target = form.clone();
        dom::listen(&window, "pageshow", false, move |_: Event| {
            sent.set(false);
            mark(&target, false);
        });
    }
}

fn mark(form: &HtmlFormElement, busy: bool) {
    for button in dom::all(form, "button[type=submit]") {
        let _ = if busy {
            button.set_attribute("aria-disabled", "true")
        } else {
            button.remove_attribute("aria-disabled")
        };
    }
    let _ = form.set_attribute("aria-busy", if busy { "true" } else { "false" });
}

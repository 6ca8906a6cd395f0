//! Looks after a form: keeps what is typed through a reload, says what is wrong beside the field when
//! it is left, and makes a second click harmless. The form itself works without it.

use super::dom;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use std::{cell::Cell, rc::Rc, time::Duration};
use web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, Storage};

/// The controls whose content is kept. Not passwords, hidden inputs, files and `data-no-draft`.
const KEPT: &str = "input:not([type=password], [type=hidden], [type=file], [type=submit], [data-no-draft]), textarea, select";

/// Put it inside the form it guards.
#[island]
pub fn FormGuard() -> impl IntoView {
    let place = NodeRef::<leptos::html::P>::new();
    let restored = RwSignal::new(false);
    Effect::new(move || {
        let form = place
            .get()
            .and_then(|place| place.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            restored.set(keep_draft(&form));
            check_on_blur(&form);
            send_once(&form);
        }
    });
    let start_again = move |_| {
        if let Some(form) = place
            .get()
            .and_then(|place| place.closest("form").ok().flatten())
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        {
            forget(&form);
            form.reset();
            restored.set(false);
        }
    };
    view! {
        <p class="form-guard" role="status" node_ref=place hidden=move || !restored.get()>
            <span>"What you typed before is back."</span>
            <button type="button" class="button quiet" on:click=start_again>"Start again"</button>
        </p>
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// A draft belongs to a page and to a form on it.
fn key(form: &HtmlFormElement) -> Option<String> {
    let path = web_sys::window()?.location().pathname().ok()?;
    Some(format!(
        "draft {path} {}",
        form.get_attribute("action").unwrap_or_default()
    ))
}

fn forget(form: &HtmlFormElement) -> Option<()> {
    storage()?.remove_item(&key(form)?).ok()
}

/// Restores a draft if there is one that differs, and keeps it from then on. True if it restored.
fn keep_draft(form: &HtmlFormElement) -> bool {
    let restored = restore(form).unwrap_or(false);
    let (target, waiting) = (form.clone(), Rc::new(Cell::new(false)));
    dom::listen(form, "input", false, move |_: Event| {
        if !waiting.replace(true) {
            let (form, waiting) = (target.clone(), waiting.clone());
            let _ = set_timeout(
                move || {
                    waiting.set(false);
                    let _ = save(&form);
                },
                Duration::from_millis(300),
            );
        }
    });
    restored
}

/// A draft is a JSON array of `[name, content]` in document order, a box with its state as content.
fn save(form: &HtmlFormElement) -> Option<()> {
    let draft = js_sys::Array::new();
    for control in dom::all(form, KEPT) {
        let pair = js_sys::Array::of2(&dom::get(&control, "name"), &content(&control));
        draft.push(&pair);
    }
    let json: String = js_sys::JSON::stringify(&draft).ok()?.into();
    storage()?.set_item(&key(form)?, &json).ok()
}

fn ticks(control: &Element) -> bool {
    matches!(dom::text(control, "type").as_str(), "checkbox" | "radio")
}

fn content(control: &Element) -> JsValue {
    dom::get(control, if ticks(control) { "checked" } else { "value" })
}

fn restore(form: &HtmlFormElement) -> Option<bool> {
    let (storage, key) = (storage()?, key(form)?);
    let draft = storage.get_item(&key).ok()??;
    let sent = format!("{key} sent");
    let was_sent = storage.get_item(&sent).ok()?.is_some();
    storage.remove_item(&sent).ok()?;
    // The server gives back what it refused; what it took need not come back unless the person goes back.
    let refused = web_sys::window()?
        .location()
        .search()
        .ok()?
        .contains("draft=");
    if refused || (was_sent && navigation() == "navigate") {
        storage.remove_item(&key).ok()?;
        return Some(false);
    }
    let draft: js_sys::Array = js_sys::JSON::parse(&draft).ok()?.dyn_into().ok()?;
    let controls = dom::all(form, KEPT);
    // Another version of the form: better nothing than a mix.
    if u32::try_from(controls.len()).ok()? != draft.length() {
        return Some(false);
    }
    let mut changed = false;
    for (control, pair) in controls.iter().zip(draft.iter()) {
        let pair: js_sys::Array = pair.dyn_into().ok()?;
        let kept = pair.get(1);
        if dom::get(control, "name") == pair.get(0) && content(control) != kept {
            js_sys::Reflect::set(
                control,
                &if ticks(control) { "checked" } else { "value" }.into(),
                &kept,
            )
            .ok()?;
            changed = true;
        }
    }
    Some(changed)
}

/// How this page was reached: `navigate`, `reload` or `back_forward`.
fn navigation() -> String {
    let entries = web_sys::window()
        .and_then(|window| window.performance())
        .map(|p| p.get_entries_by_type("navigation"));
    entries
        .map(|entries| dom::text(&entries.get(0), "type"))
        .unwrap_or_default()
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

/// Lets one submission through; the draft stays until the next page shows that it arrived.
fn send_once(form: &HtmlFormElement) {
    let sent = Rc::new(Cell::new(false));
    let (target, flag) = (form.clone(), sent.clone());
    dom::listen(form, "submit", false, move |event: Event| {
        if flag.replace(true) {
            event.prevent_default();
            return;
        }
        let _ = save(&target);
        if let (Some(storage), Some(key)) = (storage(), key(&target)) {
            let _ = storage.set_item(&format!("{key} sent"), "1");
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

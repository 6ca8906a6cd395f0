//! Makes every `<time data-local>` local: the words where they are absolute, the title always.

use super::dom;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use web_sys::Element;

/// Once a page; renders nothing.
#[island]
pub fn LocalTimes() -> impl IntoView {
    Effect::new(|| {
        if let Some(root) = dom::document().and_then(|document| document.document_element()) {
            localise(&root);
        }
    });
}

/// Rewrites the times below `root`; an island that adds some later calls it again.
pub fn localise(root: &Element) {
    for element in dom::all(root, "time[data-local]") {
        let kind = element.get_attribute("data-local").unwrap_or_default();
        let at = js_sys::Date::new(&element.get_attribute("datetime").unwrap_or_default().into());
        if at.get_time().is_nan() {
            continue;
        }
        let exact = words(&at, &[("dateStyle", "full"), ("timeStyle", "short")]);
        if kind == "date" {
            element.set_text_content(Some(&words(&at, &[("dateStyle", "medium")])));
        } else if kind == "date-time" {
            element.set_text_content(Some(&words(
                &at,
                &[("dateStyle", "medium"), ("timeStyle", "short")],
            )));
        }
        let _ = element.set_attribute("title", &exact);
    }
}

fn words(at: &js_sys::Date, options: &[(&str, &str)]) -> String {
    let object = js_sys::Object::new();
    for (key, value) in options {
        let _ = js_sys::Reflect::set(&object, &JsValue::from(*key), &JsValue::from(*value));
    }
    at.to_locale_string("en-GB", &object).into()
}

//! Short ways to the browser. Everything here answers `None` on the server.

use leptos::wasm_bindgen::prelude::{Closure, JsValue};
use leptos::wasm_bindgen::{JsCast, convert::FromWasmAbi};
use web_sys::{Document, Element, EventTarget, NodeList};

/// The document.
pub fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Elements of a list.
pub fn each(list: &NodeList) -> Vec<Element> {
    (0..list.length())
        .filter_map(|i| list.item(i)?.dyn_into().ok())
        .collect()
}

/// Elements a selector finds below `root`.
pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    root.query_selector_all(selector)
        .map(|list| each(&list))
        .unwrap_or_default()
}

/// Listens for as long as the page lives. `capture` also hears events that do not bubble.
pub fn listen<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    event: &str,
    capture: bool,
    handler: impl FnMut(E) + 'static,
) {
    let closure = Closure::<dyn FnMut(E)>::new(handler);
    let _ = target.add_event_listener_with_callback_and_bool(
        event,
        closure.as_ref().unchecked_ref(),
        capture,
    );
    closure.forget();
}

/// A property of a script object.
pub fn get(object: &JsValue, key: &str) -> JsValue {
    js_sys::Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property that is text, or empty.
pub fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_default()
}

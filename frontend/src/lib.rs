//! Starts the islands in the browser, and nothing else.

// Links every island of every area into the module.
use app as _;

/// Called by the hydration script.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}

//! Every component in every state.

use leptos::prelude::*;

/// Shown at `/dev/ui`.
#[component]
pub fn Gallery() -> impl IntoView {
    view! { <p></p> }
}

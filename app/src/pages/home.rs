//! `/home`

use leptos::prelude::*;

/// Placeholder until the areas provide their parts.
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <div class="page"></div> }
}

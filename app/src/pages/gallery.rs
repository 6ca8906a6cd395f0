//! `/dev/ui`

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// Every component in every state.
#[component]
pub fn GalleryPage() -> impl IntoView {
    view! {
        <Title text="Components" />
        <Meta name="robots" content="noindex" />
        <div class="page"><ui::gallery::Gallery /></div>
    }
}

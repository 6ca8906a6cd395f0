//! Every address that shows nothing else.

use leptos::prelude::*;
use leptos_meta::Title;
use ui::{ErrorState, LinkButton};

/// 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    platform::web::set_status(404);
    view! {
        <Title text="There is nothing here" />
        <div class="page">
            <ErrorState title="There is nothing here" text="The address may be mistyped, or what was here is gone.">
                <LinkButton href="/jobs">"Look at open jobs"</LinkButton>
            </ErrorState>
        </div>
    }
}

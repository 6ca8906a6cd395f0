//! Every address that shows nothing else.

use admin::visits::model::Gate;
use admin::visits::pages::ShutPage;
use leptos::prelude::*;
use leptos_meta::Title;
use platform::web::Refused;
use ui::{ErrorState, LinkButton};

/// 404, or what stopped the request on its way.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    if let Some(gate) = use_context::<Option<Gate>>().flatten() {
        return view! { <ShutPage gate=gate /> }.into_any();
    }
    match use_context::<Refused>() {
        Some(Refused(error)) => identity::page::refused(&error).into_any(),
        None => nothing_here().into_any(),
    }
}

fn nothing_here() -> impl IntoView {
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

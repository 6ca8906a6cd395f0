//! Instead of what is not shown during a visit.

use crate::visits::model::Gate;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{ErrorState, LinkButton};

/// Says that it stays shut, and why.
#[component]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a view owns what it is given"
)]
pub fn ShutPage(gate: Gate) -> impl IntoView {
    platform::web::set_status(403);
    let (title, text) = match gate {
        Gate::Looking(_) => (
            "This stays shut",
            "Whoever looks as somebody else changes nothing and sees no secrets: neither how they sign in, nor copies of their data.",
        ),
        Gate::Over => ("The visit is over", "Nothing was done."),
    };
    view! {
        <Title text=title />
        <div class="page">
            <ErrorState title=title.to_owned() text=text.to_owned()>
                <LinkButton href="/home">"Home"</LinkButton>
            </ErrorState>
        </div>
    }
}

//! Ways to the providers, on other pages.

use crate::model::Actor;
use crate::providers::api::StartProvider;
use crate::providers::model::{Provider, Purpose};
use crate::providers::service::{linked, offered};
use kernel::Result;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use ui::Button;

/// A button that leads to a provider.
pub fn button(
    provider: Provider,
    purpose: Purpose,
    next: &str,
    label: String,
) -> impl IntoView + use<> {
    let next = next.to_owned();
    view! {
        <form method="post" action=StartProvider::PATH>
            <input type="hidden" name="form[provider]" value=provider.name() />
            <input type="hidden" name="form[purpose]" value=purpose.name() />
            <input type="hidden" name="form[next]" value=next />
            <Button wide=true>{label}</Button>
        </form>
    }
}

fn buttons(
    providers: Vec<Provider>,
    purpose: Purpose,
    next: &str,
) -> Option<impl IntoView + use<>> {
    let shown = !providers.is_empty();
    let buttons = providers
        .into_iter()
        .map(|one| button(one, purpose, next, format!("Continue with {}", one.label())))
        .collect_view();
    shown.then(|| view! { <div class="stack">{buttons}</div> })
}

/// To sign in or up with what is configured; nothing if nothing is.
pub fn sign_in_buttons(services: &Services, next: &str) -> Option<impl IntoView + use<>> {
    let buttons = buttons(offered(services), Purpose::SignIn, next)?;
    Some(view! {
        <div class="stack">
            // `join` notes that whoever is new has agreed.
            <p class="muted">
                "If you are new here, continuing makes an account, and you agree to the terms of use and the privacy notice: "
                <a class="link" href="/about">"how Kinwork works"</a>" and "
                <a class="link" href="/privacy/retention">"what we keep, and how long"</a>"."
            </p>
            {buttons}
        </div>
    })
}

/// To show by what is linked that one is who one says; nothing if nothing is.
///
/// # Errors
/// `Internal`.
pub async fn prove_buttons(
    services: &Services,
    actor: &Actor,
    next: &str,
) -> Result<Option<impl IntoView + use<>>> {
    let mut here = offered(services);
    if here.is_empty() {
        return Ok(None);
    }
    let linked = linked(services, actor).await?;
    here.retain(|one| linked.iter().any(|link| link.provider == *one));
    Ok(buttons(here, Purpose::Prove, next))
}

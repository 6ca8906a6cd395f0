//! Ways to the providers, on other pages.

use crate::credentials::pages::consents;
use crate::model::Actor;
use crate::providers::api::StartProvider;
use crate::providers::model::{Provider, Purpose, StartForm};
use crate::providers::service::{linked, offered};
use kernel::Result;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use platform::draft::Draft;
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

/// To sign in with what is configured; nothing if nothing is. Whoever is new is led on to [`sign_up_form`].
pub fn sign_in_buttons(services: &Services, next: &str) -> Option<impl IntoView + use<>> {
    buttons(offered(services), Purpose::SignIn, next)
}

/// To make an account with what is configured; nothing if nothing is. What is agreed to is asked first, as it is of whoever
/// signs up by mail.
pub fn sign_up_form(
    services: &Services,
    next: &str,
    draft: &Draft<StartForm>,
) -> Option<impl IntoView + use<>> {
    let providers = offered(services);
    let Draft { form, errors } = draft;
    let buttons = providers
        .iter()
        .map(|one| {
            view! { <Button wide=true name="form[provider]" value=one.name()>{format!("Continue with {}", one.label())}</Button> }
        })
        .collect_view();
    let (next, consents) = (
        next.to_owned(),
        consents(&form.terms, &form.matching, errors),
    );
    (!providers.is_empty()).then(|| {
        view! {
            <h2>"Or with an account you have elsewhere"</h2>
            <form class="form" method="post" action=StartProvider::PATH>
                <input type="hidden" name="form[next]" value=next />
                {consents}
                {buttons}
            </form>
        }
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

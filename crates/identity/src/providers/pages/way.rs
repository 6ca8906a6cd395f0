//! `/auth/continue` and `/auth/:provider/callback`: the way to a provider and back.

use crate::Actor;
use crate::api::client;
use crate::factors::api::enter;
use crate::model::SignInForm;
use crate::page::page;
use crate::providers::api::cookie;
use crate::providers::model::{Provider, Purpose};
use crate::providers::service::{Arrived, Return, arrive, there};
use crate::sessions::api::{cookie as session, token};
use kernel::{AppError, FieldErrors, Result};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use platform::draft;
use platform::web::{self, Request, explain};
use ui::{Kind, LinkButton, PageHead};

/// Goes on to the provider by itself, and by a link where that is switched off.
#[component]
pub fn ContinuePage() -> impl IntoView {
    let request = web::request();
    let response = use_context::<ResponseOptions>();
    page(async move {
        let request = request?;
        let (state, _) = cookie::get(&request).ok_or(AppError::NotFound)?;
        let (provider, url) = match there(&request.services, &state).await {
            Ok(found) => found,
            Err(error @ AppError::Conflict(_)) => {
                refuse(&request, Purpose::SignIn, "", &error).await?;
                return Ok(().into_any());
            }
            Err(error) => return Err(error),
        };
        if let (Some(response), Ok(value)) = (
            response,
            http::HeaderValue::from_str(&format!("0; url={url}")),
        ) {
            response.insert_header(http::header::REFRESH, value);
        }
        let title = format!("On to {}", provider.label());
        Ok(view! {
            <Title text=title.clone() />
            <div class="page narrow stack">
                <PageHead title=title lead="You will be brought back here." />
                <div class="actions"><LinkButton href=url kind=Kind::Primary>"Continue"</LinkButton></div>
            </div>
        }
        .into_any())
    })
}

/// Takes whoever comes back to where they wanted to go.
#[component]
pub fn CallbackPage() -> impl IntoView {
    let request = web::request();
    let actor = use_context::<Option<Actor>>().flatten();
    let provider = use_params_map().get_untracked().get("provider");
    page(async move {
        let request = request?;
        let provider = provider.and_then(|name| Provider::from_name(&name));
        let provider = provider.ok_or(AppError::NotFound)?;
        let (kept, next) = cookie::get(&request).unwrap_or_default();
        let state = request.query("state").unwrap_or_default();
        let back = Return {
            provider,
            state: &state,
            kept: &kept,
            code: request.query("code"),
            session: token(&request),
        };
        let client = client(&request);
        let (purpose, done) = arrive(&request.services, client, actor.as_ref(), back).await;
        cookie::set(&request, "", "");
        match done {
            Ok(Arrived::In(entry)) => web::redirect(&enter(&request, entry, &next)),
            Ok(Arrived::Proved(token)) => {
                session::set(&request, &token);
                web::redirect(if next.is_empty() { "/security" } else { &next });
            }
            Ok(Arrived::Linked) => web::redirect("/security/providers?done=linked"),
            Err(error) => refuse(&request, purpose, &next, &error).await?,
        }
        Ok(())
    })
}

/// Says why on the page it began on; whoever is new and has not agreed to anything goes on where they can.
async fn refuse(request: &Request, purpose: Purpose, next: &str, error: &AppError) -> Result<()> {
    let new_here = *error == AppError::conflict("agree_first");
    let errors = match error {
        AppError::Invalid(errors) => errors.clone(),
        AppError::Conflict(_) if new_here => {
            let mut errors = FieldErrors::default();
            errors.add("terms", explain(error));
            errors
        }
        AppError::Conflict(_) | AppError::RateLimited { .. } | AppError::ReadOnly => {
            let mut errors = FieldErrors::default();
            errors.add("", explain(error));
            errors
        }
        other => return Err(other.clone()),
    };
    let page = match purpose {
        Purpose::SignIn if new_here => "/sign-up",
        Purpose::SignIn => "/sign-in",
        Purpose::Link => "/security/providers",
        Purpose::Prove => web::CONFIRM,
    };
    let id = draft::keep(&request.services, page, &SignInForm::default(), &errors).await?;
    let mut back = web::with_query(page, "draft", &id.to_string());
    if new_here && !next.is_empty() {
        back = web::with_query(&back, "next", next);
    }
    web::redirect(&back);
    Ok(())
}

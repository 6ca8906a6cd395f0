//! `/security/providers`

use super::buttons::button;
use crate::api::caller;
use crate::page::page;
use crate::providers::api::UnlinkProvider;
use crate::providers::model::{Linked, Provider, Purpose};
use crate::providers::service::{linked, offered};
use crate::sessions::service::require_recent_proof;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use time::OffsetDateTime;
use ui::{Button, Card, ErrorSummary, Flash, Moment, PageHead, Tone, Wording};

/// What lets one in besides the password, and what could.
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        // Asked before anything is pressed, not after.
        require_recent_proof(&request.services, &actor)?;
        let links = linked(&request.services, &actor).await?;
        // Of several forms, only why they were refused is read.
        let refused = request.draft::<serde_json::Value>().await?;
        let errors = refused.unwrap_or_default().errors;
        let done = request.query("done").filter(|_| errors.is_empty());
        let done = done.map(|done| match done.as_str() {
            "linked" => "Linked. You can sign in with it from now on.",
            _ => "Unlinked. It does not let anybody in any more.",
        });
        let now = request.services.clock.now();
        // What is linked is shown even if it is not offered any more.
        let here = offered(&request.services);
        let rows = Provider::ALL
            .into_iter()
            .filter_map(|one| {
                let link = links.iter().find(|link| link.provider == one).cloned();
                (link.is_some() || here.contains(&one)).then(|| row(one, link, now))
            })
            .collect_view();
        Ok(view! {
            <Title text="Other ways to sign in" />
            <div class="page">
                <PageHead title="Other ways to sign in" lead="Link an account you have elsewhere, and sign in with it. Every other device is signed out when something changes here." />
                {done.map(|text| view! { <Flash tone=Tone::Good>{text}</Flash> })}
                <ErrorSummary errors=errors />
                <Card><ul class="list">{rows}</ul></Card>
            </div>
        })
    })
}

fn row(provider: Provider, link: Option<Linked>, now: OffsetDateTime) -> impl IntoView {
    let name = provider.label();
    let (about, way) = match link {
        Some(link) => (
            view! { <p class="muted">{link.email}" · linked "<Moment at=link.created_at wording=Wording::Since(now) /></p> }.into_any(),
            view! {
                <form method="post" action=UnlinkProvider::PATH>
                    <input type="hidden" name="form[provider]" value=provider.name() />
                    <Button label=format!("Unlink {name}")>"Unlink"</Button>
                </form>
            }
            .into_any(),
        ),
        None => (
            view! { <p class="muted">"Not linked"</p> }.into_any(),
            button(provider, Purpose::Link, "", format!("Link {name}")).into_any(),
        ),
    };
    view! {
        <li class="list-row">
            <div class="list-text"><b>{name}</b>{about}</div>
            {way}
        </li>
    }
}

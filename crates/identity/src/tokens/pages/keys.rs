//! `/security/keys`

use crate::api::caller;
use crate::page::page;
use crate::shown_once;
use crate::tokens::api::{MakeKey, NEW_KEY, RevokeKey};
use crate::tokens::model::{KEY_DAYS, KeyForm, KeyRow};
use crate::tokens::scope::KeyScope;
use crate::tokens::service;
use kernel::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use time::OffsetDateTime;
use ui::choice::Pick;
use ui::field::Choice;
use ui::{
    Badge, Button, Card, ChoiceGroup, EmptyState, ErrorSummary, Flash, FormGuard, Icon, Kind,
    Moment, PageHead, SelectField, TextField, Tone, Wording,
};

/// Keys of the organisation's own programs.
#[component]
pub fn KeysPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let keys = service::keys(&request.services, &actor).await?;
        let Draft { form, errors } = request.draft::<KeyForm>().await?.unwrap_or_default();
        let new = shown_once::take(&request, NEW_KEY);
        let revoked = request.query("revoked").is_some();
        let now = request.services.clock.now();
        let organisation = actor.seat.map(|seat| seat.name).unwrap_or_default();
        let lead = format!(
            "Let your own programs work with {organisation}. A key does what it is allowed here and nothing else, and stops when whoever made it no longer manages the organisation."
        );
        let list = if keys.is_empty() {
            view! { <EmptyState icon=Icon::Lock title="No keys yet" text="A key lets a program read your jobs for your careers site, or bring applications into the system you use." /> }.into_any()
        } else {
            let rows = keys.into_iter().map(|key| row(key, now)).collect_view();
            view! { <ul class="list">{rows}</ul> }.into_any()
        };
        Ok(view! {
            <Title text="API keys" />
            <div class="page">
                <PageHead title="API keys" lead=lead />
                {new.map(shown)}
                {revoked.then(|| view! { <Flash tone=Tone::Good>"Revoked. The next request with that key is refused."</Flash> })}
                <Card title="Keys">{list}</Card>
                <Card title="New key">{make(form, &errors)}</Card>
                <p><a href="/developers">"What a key can be used for: the API"</a></p>
            </div>
        })
    })
}

fn shown(key: String) -> impl IntoView {
    view! {
        <Flash tone=Tone::Good>
            <p>"Copy the key now: it is not kept and cannot be shown again."</p>
            <p><code class="secret" tabindex="0" aria-label="The new key">{key}</code></p>
        </Flash>
    }
}

fn row(key: KeyRow, now: OffsetDateTime) -> impl IntoView {
    let (tone, state) = match (key.revoked_at, key.is_live(now)) {
        (Some(_), _) => (Tone::Bad, "Revoked"),
        (None, false) => (Tone::Neutral, "Ended"),
        (None, true) => (Tone::Good, "Works"),
    };
    let live = key.is_live(now);
    let label = format!("Revoke {}", key.name);
    let scopes = key
        .scopes
        .iter()
        .map(|scope| scope.label())
        .collect::<Vec<_>>()
        .join(" · ");
    let used = match key.last_used_at {
        Some(at) => view! { "last used "<Moment at=at wording=Wording::Since(now) /> }.into_any(),
        None => "never used".into_any(),
    };
    view! {
        <li class="list-row">
            <div class="list-text">
                <b>{key.name}</b>" "<code>{key.hint}"…"</code>" "<Badge tone=tone>{state}</Badge>
                <p class="muted">{scopes}</p>
                <p class="muted">
                    {used}" · ends "<Moment at=key.expires_at wording=Wording::Date />
                    " · made by "{key.made_by}" "<Moment at=key.created_at wording=Wording::Since(now) />
                </p>
            </div>
            {live.then(|| view! {
                <form method="post" action=RevokeKey::PATH>
                    <input type="hidden" name="form[id]" value=key.id.to_string() />
                    <Button kind=Kind::Danger label=label>"Revoke"</Button>
                </form>
            })}
        </li>
    }
}

fn make(form: KeyForm, errors: &FieldErrors) -> impl IntoView + use<> {
    let scopes = KeyScope::ALL
        .into_iter()
        .map(|scope| Choice::new(scope.name(), scope.label()).hint(scope.name()))
        .collect();
    let days = KEY_DAYS
        .into_iter()
        .map(|days| Choice::new(days.to_string(), format!("After {days} days")))
        .collect();
    let chosen_days = if form.days.is_empty() {
        "90".to_owned()
    } else {
        form.days
    };
    view! {
        <form class="form" method="post" action=MakeKey::PATH>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            <TextField label="Name" name="form[name]" value=form.name maxlength=Some(80)
                hint="What the key is for: “Careers site”." error=errors.get("name") />
            <ChoiceGroup legend="It may" name="form[scopes][]" pick=Pick::Any choices=scopes chosen=form.scopes error=errors.get("scopes") />
            <SelectField label="Ends" name="form[days]" choices=days value=chosen_days error=errors.get("days") />
            <Button kind=Kind::Primary>"Make key"</Button>
        </form>
    }
}

//! `/privacy`

use crate::api::caller;
use crate::page::page;
use crate::privacy::api::{AskCopy, Keep, Say};
use crate::privacy::model::{AskForm, Consent, Copy, CopyState, Erasure};
use crate::privacy::rest::copy_path;
use crate::privacy::service;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::{events, web};
use time::OffsetDateTime;
use ui::{
    Badge, Button, Card, ErrorSummary, Flash, Icon, Kind, LinkButton, LiveNotice, Moment, PageHead,
    Progress, Tone, Wording,
};

/// What one agreed to, a copy of one's data, the way out.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let after = events::head(&request.services, actor.person).await?;
        let shown = service::overview(&request.services, &actor).await?;
        let errors = request.draft::<AskForm>().await?.unwrap_or_default().errors;
        let now = request.services.clock.now();
        let watched = shown.copy.map(|copy| copy.id.to_string());
        let consents: Vec<_> = shown
            .consents
            .into_iter()
            .map(|one| consent(one, now))
            .collect();
        Ok(view! {
            <Title text="Privacy" />
            <div class="page stack">
                <PageHead title="Privacy" lead="What you agreed to, what we hold about you, and how to leave." />
                {done(&request).map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
                <ErrorSummary errors=errors />
                {shown.erasure.map(leaving)}
                <Card title="What you agree to"><ul class="list">{consents}</ul></Card>
                {watched.map(|id| view! { <LiveNotice subjects=vec![id] after=after here="/privacy".to_owned() /> })}
                {copy(shown.copy)}
                <Card title="What we keep, and how long">
                    <p>"Rules say what is thrown away when, and each run of them leaves a line."</p>
                    <div class="actions"><LinkButton href="/privacy/retention">"Read the rules"</LinkButton></div>
                </Card>
                {shown.erasure.is_none().then(|| view! {
                    <Card title="Erase my account">
                        <p>"Everything that says who you are goes for good."</p>
                        <div class="actions"><LinkButton href="/privacy/erase">"Erase my account"</LinkButton></div>
                    </Card>
                })}
            </div>
        })
    })
}

fn done(request: &web::Request) -> Option<&'static str> {
    match request.query("done").as_deref()? {
        "said" => Some("Noted."),
        "asked" => Some("We are packing it, and write to you when it is ready."),
        "kept" => Some("You stay. Nothing was erased."),
        _ => None,
    }
}

fn leaving(erasure: Erasure) -> impl IntoView {
    view! {
        <Card title="You will be erased">
            <p>"On "<Moment at=erasure.due_at />" everything about you goes for good. Until then you can change your mind."</p>
            <form method="post" action=Keep::PATH>
                <input type="hidden" name="form[sure]" value="true" />
                <Button kind=Kind::Primary>"Keep my account"</Button>
            </form>
        </Card>
    }
}

fn consent(one: Consent, now: OffsetDateTime) -> impl IntoView {
    let holds = one.given && !one.is_old();
    let badge = match (one.said, holds) {
        (None, _) => view! { <Badge>"Not asked yet"</Badge> }.into_any(),
        (Some(_), true) => view! { <Badge tone=Tone::Good>"Agreed"</Badge> }.into_any(),
        (Some(_), false) if one.given => {
            view! { <Badge tone=Tone::Warn>"The words have changed since"</Badge> }.into_any()
        }
        (Some(_), false) => view! { <Badge>"Not agreed"</Badge> }.into_any(),
    };
    let since = one
        .said
        .map(|(_, at)| view! { " "<Moment at=at wording=Wording::Since(now) /> });
    let title = one.purpose.title();
    let (verb, label) = if holds {
        ("Withdraw", format!("Withdraw: {title}"))
    } else {
        ("Agree", format!("Agree: {title}"))
    };
    let button = (!holds || one.purpose.can_be_withdrawn()).then(|| {
        view! {
            <form method="post" action=Say::PATH>
                <input type="hidden" name="form[purpose]" value=one.purpose.name() />
                <input type="hidden" name="form[given]" value=if holds { "" } else { "true" } />
                <Button label=label>{verb}</Button>
            </form>
        }
    });
    view! {
        <li class="list-row">
            <div class="list-text">
                <b>{title}</b>" "{badge}
                <p class="muted">{one.purpose.text()}{since}</p>
            </div>
            <div class="actions">{button}</div>
        </li>
    }
}

fn copy(latest: Option<Copy>) -> impl IntoView {
    let packing = matches!(
        latest,
        Some(Copy {
            state: CopyState::Packing(_),
            ..
        })
    );
    let stands = latest.map(|copy| match copy.state {
        CopyState::Packing(percent) => {
            view! { <Progress label="Packing" percent=percent hint="We write to you when it is ready." /> }.into_any()
        }
        CopyState::Ready(until) => view! {
            <p>"Ready. You can fetch it until "<Moment at=until wording=Wording::Date />"."</p>
            <div class="actions"><LinkButton href=copy_path(copy.id) kind=Kind::Primary icon=Some(Icon::Download)>"Fetch my data"</LinkButton></div>
        }
        .into_any(),
        CopyState::Expired => {
            view! { <p class="muted">"The copy you asked for "<Moment at=copy.asked_at wording=Wording::Date />" is gone; ask for a new one."</p> }.into_any()
        }
    });
    let ask = (!packing).then(|| {
        view! {
            <form method="post" action=AskCopy::PATH>
                <input type="hidden" name="form[sure]" value="true" />
                <Button>"Ask for a copy"</Button>
            </form>
        }
    });
    view! {
        <Card title="A copy of your data">
            <p>"Everything we hold about you, as a ZIP archive: a page to read, the data as JSON, and your files."</p>
            {stands}
            {ask}
        </Card>
    }
}

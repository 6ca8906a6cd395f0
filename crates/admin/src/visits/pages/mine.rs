//! `/security/visits`

use crate::visits::api::{AllowVisit, RefuseVisit};
use crate::visits::model::{AnswerForm, MINUTES, Standing, Visit};
use crate::visits::service;
use identity::Seat;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::web::Request;
use time::OffsetDateTime;
use ui::{
    Badge, Button, Card, EmptyState, ErrorSummary, Flash, FormGuard, Icon, Kind, Moment, PageHead,
    Tone, Wording,
};

/// Who of the staff asked to look at Kinwork as oneself, and one's answer.
#[component]
pub fn VisitsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let visits = service::mine(&request.services, &actor).await?;
        let draft = request.draft::<AnswerForm>().await?.unwrap_or_default();
        let now = request.services.clock.now();
        let done = done(&request);
        let acting = actor.seat.as_ref();
        let rows: Vec<_> = visits
            .into_iter()
            .map(|visit| row(visit, acting, now))
            .collect();
        let list = if rows.is_empty() {
            view! { <EmptyState icon=Icon::Eye title="Nobody has asked" text="When you ask us for help, somebody of our staff may ask to see what you see." /> }
                .into_any()
        } else {
            view! { <Card><ul class="list">{rows}</ul></Card> }.into_any()
        };
        Ok(view! {
            <Title text="Staff who look as you" />
            <div class="page">
                <PageHead title="Staff who look as you"
                    lead="Whoever you let look sees Kinwork as you see it, but not how you sign in. They change nothing, and each page they open is noted in your security activity. You can end it at any moment." />
                {done.map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
                <ErrorSummary errors=draft.errors />
                {list}
            </div>
        })
    })
}

fn done(request: &Request) -> Option<&'static str> {
    Some(match request.query("done")?.as_str() {
        "allowed" => "They may look now. You can end it here at any moment.",
        _ => "Done. They see nothing any more.",
    })
}

fn row(visit: Visit, acting: Option<&Seat>, now: OffsetDateTime) -> impl IntoView + use<> {
    let standing = visit.standing(now);
    let (tone, state) = match standing {
        Standing::Asked => (Tone::Warn, "Asks to look"),
        Standing::Allowed(_) => (Tone::Info, "May look"),
        Standing::Over => (Tone::Neutral, "Over"),
    };
    let until = match standing {
        Standing::Allowed(until) => Some(view! { " · until "<Moment at=until /> }),
        Standing::Asked | Standing::Over => None,
    };
    let id = visit.id.to_string();
    let asked = standing == Standing::Asked;
    let open = standing != Standing::Over;
    view! {
        <li class="list-row">
            <div class="list-text">
                <b>{visit.staff_name}</b><Badge tone=tone>{state}</Badge>
                <p class="muted">"asked "<Moment at=visit.asked_at wording=Wording::Since(now) />{until}</p>
                <div class="own-words">{visit.reason}</div>
            </div>
            <div class="actions">
                {asked.then(|| allow(&id, acting))}
                {open.then(|| refuse(&id, asked))}
            </div>
        </li>
    }
}

/// A button for each length of time, and a tick for the organisation one acts for: nothing is allowed by default.
fn allow(id: &str, acting: Option<&Seat>) -> impl IntoView + use<> {
    let id = id.to_owned();
    let too = acting.map(|seat| {
        let label = format!("And what I see at {}", seat.name);
        let id = seat.organisation.to_string();
        view! { <label class="choice"><input type="checkbox" name="form[organisation]" value=id /><span>{label}</span></label> }
    });
    let buttons = MINUTES
        .into_iter()
        .map(|minutes| {
            let label = format!("Let them look for {minutes} minutes");
            view! { <Button kind=Kind::Primary name="form[minutes]" value=minutes.to_string() label=label>{minutes}" min"</Button> }
        })
        .collect_view();
    view! {
        <form class="actions" method="post" action=AllowVisit::PATH>
            <FormGuard />
            <input type="hidden" name="form[visit]" value=id />
            {too}
            {buttons}
        </form>
    }
}

fn refuse(id: &str, asked: bool) -> impl IntoView + use<> {
    let id = id.to_owned();
    let verb = if asked { "Refuse" } else { "End it now" };
    view! {
        <form method="post" action=RefuseVisit::PATH>
            <input type="hidden" name="form[visit]" value=id />
            <Button kind=Kind::Danger>{verb}</Button>
        </form>
    }
}

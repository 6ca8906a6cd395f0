//! `/console/people/{person}/visit`

use crate::frame::ConsoleFrame;
use crate::people;
use crate::staff::api::enter;
use crate::staff::model::{Permission, REASON_MAX};
use crate::visits::api::{AskVisit, EndVisit, StartVisit};
use crate::visits::model::{AskForm, Standing, Visit};
use crate::visits::service;
use identity::api::caller;
use identity::page::page;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::web::Request;
use time::OffsetDateTime;
use ui::{
    Breadcrumb, Button, Card, Crumb, ErrorSummary, FormGuard, Kind, Moment, TextArea, Wording,
};

/// Asks somebody whether one may look as them, and begins when they allow it.
#[component]
pub fn VisitPage() -> impl IntoView {
    let called = caller();
    let person = id_param();
    page(async move {
        let (request, console) = enter(called, Permission::LookAs).await?;
        let person = people::service::name(&console, person?).await?;
        let latest = service::latest(&console, person.id).await?;
        let draft = request.draft::<AskForm>().await?.unwrap_or_default();
        let now = request.services.clock.now();
        let crumbs = vec![
            Crumb::link("People", "/console/people"),
            Crumb::link(
                person.name.clone(),
                format!("/console/people/{}", person.id),
            ),
            Crumb::here("Look as them"),
        ];
        let open = latest
            .filter(|visit| visit.standing(now) != Standing::Over)
            .map(|visit| shown(visit, now));
        let asking = open.is_none().then(|| ask(person.id, draft));
        let title = format!("Look as {}", person.name);
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/people" title=title done=done(&request)>
                <Breadcrumb crumbs=crumbs />
                <p>"You see Kinwork as they see it, and change nothing. What asks for a password stays shut. Every page you open is noted for both of you."</p>
                {open}
                {asking}
            </ConsoleFrame>
        })
    })
}

fn id_param() -> Result<PersonId> {
    use_params_map()
        .get_untracked()
        .get_str("person")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

fn done(request: &Request) -> Option<&'static str> {
    Some(match request.query("done")?.as_str() {
        "asked" => "They are asked, by mail. This page says when they have answered.",
        _ => "Over. You see your own Kinwork again.",
    })
}

fn shown(visit: Visit, now: OffsetDateTime) -> impl IntoView {
    let id = visit.id.to_string();
    let stop = id.clone();
    let allowed = match visit.standing(now) {
        Standing::Allowed(until) => Some(view! {
            <p>"They let you look until "<Moment at=until />"."</p>
            <form method="post" action=StartVisit::PATH>
                <input type="hidden" name="form[visit]" value=id />
                <Button kind=Kind::Primary>"Look now"</Button>
            </form>
        }),
        Standing::Asked | Standing::Over => None,
    };
    let waiting = allowed.is_none().then_some("They have not answered yet.");
    view! {
        <Card title="Your request">
            <p class="muted">"asked "<Moment at=visit.asked_at wording=Wording::Since(now) />": "{visit.reason}</p>
            {waiting.map(|waiting| view! { <p>{waiting}</p> })}
            {allowed}
            <form method="post" action=EndVisit::PATH>
                <input type="hidden" name="form[visit]" value=stop />
                <Button>"Take it back"</Button>
            </form>
        </Card>
    }
}

fn ask(person: PersonId, Draft { form, errors }: Draft<AskForm>) -> impl IntoView {
    view! {
        <Card title="Ask">
            <form class="form" method="post" action=AskVisit::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() />
                <input type="hidden" name="form[person]" value=person.to_string() />
                <TextArea label="What for" name="form[reason]" value=form.reason hint="They read it." rows=3 maxlength=u32::try_from(REASON_MAX).ok() error=errors.get("reason") />
                <Button kind=Kind::Primary>"Ask them"</Button>
            </form>
        </Card>
    }
}

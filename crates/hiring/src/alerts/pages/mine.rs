//! `/matches/alerts`

use crate::alerts::api::{Change, Make};
use crate::alerts::model::{Alert, AlertForm, Cadence};
use crate::alerts::service::{self, Shown};
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{
    Badge, Button, Card, Checkbox, Choice, ChoiceGroup, Crumb, Crumbs, ErrorSummary, Flash,
    FormGuard, Input, Kind, PageHead, TextField, Tone, format,
};

/// My alerts, and a form for another: about the search it was come from, or about all open jobs.
#[component]
pub fn AlertsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let (alerts, agreed) = service::mine(&request.services, &actor).await?;
        let draft = request.draft::<AlertForm>().await?;
        let Draft { mut form, errors } = draft.unwrap_or_default();
        if form.search.is_empty() {
            let (_, query) = request.path.split_once('?').unwrap_or_default();
            form.search = query.to_owned();
        }
        let shown = service::shown(&request.services, &form).await?;
        let done = match request.query("done").as_deref() {
            Some("made") => Some("Saved. You are told of jobs that appear from now on."),
            Some("changed") => Some("Done."),
            _ => None,
        };
        let quiet = (!agreed && !alerts.is_empty()).then(|| {
            view! {
                <Flash tone=Tone::Warn>"You have not agreed to mail about jobs, so none of these tells you anything. "
                    <a class="link" href="/privacy">"Agree under Privacy"</a></Flash>
            }
        });
        let rows: Vec<_> = alerts
            .into_iter()
            .map(|(alert, words)| row(alert, &words))
            .collect();
        let list = (!rows.is_empty())
            .then(|| view! { <Card title="Your alerts"><ul class="list">{rows}</ul></Card> });
        let form = new_form(Draft { form, errors }, shown);
        Ok(view! {
            <Title text="Job alerts" />
            <Crumbs crumbs=vec![Crumb::link("Jobs for me", "/matches"), Crumb::here("Job alerts")] />
            <div class="page stack">
                <PageHead title="Job alerts" lead="Be told by mail when a job appears that you look for. Of each job you are told once." />
                {done.map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
                {quiet}
                {list}
                {form}
            </div>
        })
    })
}

fn new_form(draft: Draft<AlertForm>, shown: Shown) -> impl IntoView {
    let Draft { form, errors } = draft;
    let often = Cadence::ALL
        .iter()
        .map(|cadence| Choice::new(cadence.name(), cadence.label()))
        .collect();
    let chosen = if form.cadence.is_empty() {
        Cadence::Daily.name().to_owned()
    } else {
        form.cadence
    };
    let name = if form.name.is_empty() {
        shown.words.chars().take(80).collect()
    } else {
        form.name
    };
    let change = format!("/jobs?{}", shown.query);
    view! {
        <Card title="A new alert" id="new">
            <form class="form" method="post" action=Make::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() />
                <p>"Looks for: "<b>{shown.words}</b>". "<a class="link" href=change>"Change the search"</a></p>
                <input type="hidden" name="form[search]" value=shown.query />
                <TextField label="Name" name="form[name]" value=name error=errors.get("name") />
                <TextField label="Least fit" name="form[min_fit]" value=form.min_fit input=Input::Number min="1" max="100" required=false narrow=true
                    after="of 100" hint="Only jobs that fit you at least so well. It needs a profile; empty tells you of all." error=errors.get("min_fit") />
                <ChoiceGroup legend="How often" name="form[cadence]" choices=often chosen=vec![chosen] required=true error=errors.get("cadence") />
                <Checkbox label="Write to me about such jobs" name="form[agree]" required=true checked={form.agree == "true"}
                    hint="You can take this back under Privacy, and stop each alert from its mails." error=errors.get("agree") />
                <Button kind=Kind::Primary>"Save alert"</Button>
            </form>
        </Card>
    }
}

fn row(alert: Alert, words: &str) -> impl IntoView + use<> {
    let id = alert.id.to_string();
    let least = alert
        .min_fit
        .map(|fit| format!(", fit {fit} or more"))
        .unwrap_or_default();
    let line = format!("{words}{least} · {}", alert.cadence.label().to_lowercase());
    let found = format::count(
        u64::try_from(alert.found).unwrap_or(0),
        "job found",
        "jobs found",
    );
    let (to, label) = if alert.paused {
        ("RESUME", "Resume")
    } else {
        ("PAUSE", "Pause")
    };
    let href = format!("/jobs?{}", alert.search);
    let named = alert.name.clone();
    let badge = alert.paused.then(|| view! { " "<Badge>"Paused"</Badge> });
    view! {
        <li class="list-row">
            <div class="list-text">
                <p><a class="link" href=href><b>{alert.name}</b></a>{badge}</p>
                <p class="muted">{line}</p>
                <p class="muted">{found}</p>
            </div>
            <form class="actions" method="post" action=Change::PATH>
                <FormGuard />
                <input type="hidden" name="form[alert]" value=id />
                <Button kind=Kind::Plain name="form[to]" value=to label=format!("{label}: {named}")>{label}</Button>
                <Button kind=Kind::Quiet name="form[to]" value="DELETE" label=format!("Delete: {named}")>"Delete"</Button>
            </form>
        </li>
    }
}

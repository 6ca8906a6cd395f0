//! `/console/jobs/{job}`

use super::tone;
use crate::frame::{Act as Choosable, ActPanel, ConsoleFrame};
use crate::queue::api::ActOnJob;
use crate::queue::model::{Act, Job, JobState};
use crate::queue::service;
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use identity::page::page;
use kernel::id::QueuedJobId;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use ui::{Badge, Breadcrumb, Card, Crumb, Facts, Text, format};

/// One job: what it is, how it went, what can be done if it failed for good.
#[component]
pub fn JobPage() -> impl IntoView {
    let called = caller();
    let id = id_param();
    page(async move {
        let (request, console) = enter(called, Permission::RunJobs).await?;
        let job = service::one(&console, id?).await?;
        let draft = request.draft::<ActForm>().await?.unwrap_or_default();
        let done = request
            .query("done")
            .map(|_| "Done. It is tried again from the start.");
        let crumbs = vec![
            Crumb::link("Background", "/console/jobs"),
            Crumb::here(job.kind.clone()),
        ];
        let state = JobState::from_name(&job.state)
            .map(|state| view! { <p><Badge tone=tone(state)>{state.label()}</Badge></p> });
        let error = wrong(&job.last_error);
        let facts = facts(&job);
        let acts = job.is_dead().then(|| acts(&job, draft));
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/jobs" title=job.kind done=done>
                <Breadcrumb crumbs=crumbs />
                {state}
                {error}
                <Card><Facts facts=facts columns=true /></Card>
                {acts}
            </ConsoleFrame>
        })
    })
}

fn id_param() -> Result<QueuedJobId> {
    use_params_map()
        .get_untracked()
        .get_str("job")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

fn wrong(error: &str) -> Option<impl IntoView + use<>> {
    let error = error.to_owned();
    let shown = !error.is_empty();
    shown.then(
        || view! { <Card title="What went wrong the last time"><p><code>{error}</code></p></Card> },
    )
}

fn facts(job: &Job) -> Vec<(String, Text)> {
    let fact = |name: &str, value: Text| (name.to_owned(), value);
    vec![
        fact("Id", job.id.to_string().into()),
        fact("Asked for", format::date_time(job.created_at).into()),
        fact("Due", format::date_time(job.run_at).into()),
        fact("Over", job.finished_at.map(format::date_time).into()),
        fact(
            "Tried",
            format!("{} of {} times", job.attempts, job.max_attempts).into(),
        ),
        fact("Key", job.key.clone().into()),
        fact(
            "For the organisation",
            job.tenant.map(|id| id.to_string()).into(),
        ),
        fact("For the person", job.person.map(|id| id.to_string()).into()),
    ]
}

fn acts(job: &Job, draft: Draft<ActForm>) -> impl IntoView + use<> {
    let acts = Act::ALL
        .into_iter()
        .map(|act| {
            let (name, label, hint) = act.words();
            Choosable { name, label, hint }
        })
        .collect();
    let id = job.id.to_string();
    view! {
        <Card title="Decide">
            <ActPanel action=ActOnJob::PATH subject=id acts=acts draft=draft reason_hint="It stands in the trail of the console." />
        </Card>
    }
}

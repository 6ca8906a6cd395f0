//! `/console/jobs`

use crate::frame::{Act as Choosable, ActPanel, ConsoleFrame, words};
use crate::queue::api::RetryJobs;
use crate::queue::model::{Act, Filter, Job, JobState, Overview};
use crate::queue::service;
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web::{Request, with_query};
use time::OffsetDateTime;
use ui::{
    Choice, Column, Disclosure, EmptyState, FilterBar, Flash, Icon, Moment, Pagination,
    SelectField, Stage, StageList, Table, Tone, Wording, format,
};

const PATH: &str = "/console/jobs";

/// What the system does in the background; what failed for good comes first.
#[component]
pub fn JobsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::RunJobs).await?;
        let filter = Filter {
            state: JobState::from_name(&words(&request, "state")).unwrap_or(JobState::Dead),
            kind: words(&request, "kind"),
            after: request.query("after").unwrap_or_default(),
        };
        let seen = service::overview(&console, &filter).await?;
        let draft = request.draft::<ActForm>().await?.unwrap_or_default();
        let now = request.services.clock.now();
        let stages = stages(&seen, filter.state);
        let search = (
            "kind".to_owned(),
            filter.kind.clone(),
            "Kind, such as mail.deliver".to_owned(),
        );
        let retry = (filter.state == JobState::Dead && !seen.jobs.items.is_empty())
            .then(|| retry_all(&filter.kind, draft));
        let state = filter.state.name();
        let states = JobState::ALL
            .map(|state| Choice::new(state.name(), state.label()))
            .into();
        let list = list(&filter, seen.jobs, now);
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Work in the background" done=done(&request)>
                {retried(&request)}
                <StageList label="Where jobs are" stages=stages />
                <FilterBar action=PATH search=search>
                    <SelectField label="State" name="state" choices=states value=state />
                </FilterBar>
                {list}
                {retry}
            </ConsoleFrame>
        })
    })
}

fn done(request: &Request) -> Option<&'static str> {
    request.query("done").map(|_| "Done. It is gone.")
}

fn retried(request: &Request) -> Option<impl IntoView + use<>> {
    let count: u64 = request.query("retried")?.parse().ok()?;
    let count = format::count(count, "job is", "jobs are");
    Some(view! { <Flash tone=Tone::Good>{count}" tried again from the start."</Flash> })
}

fn stages(seen: &Overview, current: JobState) -> Vec<Stage> {
    let counts = &seen.counts;
    let listed = [
        (JobState::Dead, counts.dead),
        (JobState::Running, counts.running),
        (JobState::Ready, counts.ready),
        (JobState::Later, counts.later),
    ];
    listed
        .into_iter()
        .map(|(state, count)| Stage {
            label: state.label().to_owned(),
            count: u64::try_from(count).unwrap_or(0),
            href: with_query(PATH, "state", state.name()),
            tone: super::tone(state),
            current: state == current,
        })
        .collect()
}

fn list(filter: &Filter, jobs: kernel::page::Page<Job>, now: OffsetDateTime) -> AnyView {
    let here = with_query(
        &with_query(PATH, "state", filter.state.name()),
        "kind",
        &filter.kind,
    );
    let next = jobs.next.map(|after| with_query(&here, "after", &after));
    let first = (!filter.after.is_empty()).then(|| here.clone());
    let rows: Vec<_> = jobs.items.into_iter().map(|job| row(job, now)).collect();
    if rows.is_empty() {
        let title = match filter.state {
            JobState::Dead => "Nothing failed for good",
            _ => "There are none",
        };
        return view! { <EmptyState icon=Icon::CircleCheck title=title text="Choose another state above, or another kind." /> }
            .into_any();
    }
    let columns = ["Kind", "Tried", "When", "What went wrong"].map(Column::new);
    view! {
        <div class="stacking"><Table caption=filter.state.label() columns=columns.into()>{rows}</Table></div>
        <Pagination first=first next=next />
    }
    .into_any()
}

fn row(job: Job, now: OffsetDateTime) -> impl IntoView {
    let href = format!("{PATH}/{}", job.id);
    let at = job.moment();
    view! {
        <tr>
            <th scope="row"><a class="link" href=href>{job.kind}</a></th>
            <td data-label="Tried" class="num">{job.attempts}" of "{job.max_attempts}</td>
            <td data-label="When"><Moment at=at wording=Wording::Since(now) /></td>
            <td data-label="What went wrong">{Some(job.last_error).filter(|text| !text.is_empty())}</td>
        </tr>
    }
}

fn retry_all(kind: &str, draft: Draft<ActForm>) -> impl IntoView + use<> {
    let (name, _, hint) = Act::Retry.words();
    let (summary, label) = if kind.is_empty() {
        ("Retry all of them".to_owned(), "Retry all, of every kind")
    } else {
        (format!("Retry all {kind}"), "Retry all of this kind")
    };
    let acts = vec![Choosable { name, label, hint }];
    let (open, kind) = (!draft.errors.is_empty(), kind.to_owned());
    view! {
        <Disclosure summary=summary open=open>
            <ActPanel action=RetryJobs::PATH subject=kind acts=acts draft=draft reason_hint="It stands in the trail of the console." />
        </Disclosure>
    }
}

//! `/hiring/jobs`

use super::no_seat::no_seat;
use super::words::{place_line, status_tone};
use crate::contests;
use crate::fields;
use crate::fields::model::FieldFilter;
use crate::fields::pages::{chips, filter_inputs};
use crate::jobs::model::{HiringFilter, HiringRow, HiringTab, JobStatus};
use crate::jobs::service;
use identity::Permission;
use identity::api::caller;
use identity::organisations::fields::model::{Field, Subject};
use identity::page::page;
use kernel::state::State;
use leptos::prelude::*;
use leptos_meta::Title;
use platform::web::{Request, percent};
use time::OffsetDateTime;
use ui::time_text::Wording;
use ui::{
    Badge, Chip, Choice, Column, EmptyState, FilterBar, Flash, Icon, Kind, LinkButton, Moment,
    PageHead, Pagination, SelectField, Stage, StageList, Table, Tone, format,
};

const PATH: &str = "/hiring/jobs";

/// The way to what people contest of the organisation's jobs, and how many wait.
fn contested(waiting: u64) -> impl IntoView {
    let label = if waiting > 0 {
        format!("Contested inputs ({waiting})")
    } else {
        "Contested inputs".to_owned()
    };
    view! { <LinkButton href="/hiring/contests" kind=Kind::Quiet>{label}</LinkButton> }
}

/// The organisation's jobs.
#[component]
pub fn HiringJobsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        if actor.seat.is_none() {
            return no_seat(&request.services, &actor).await;
        }
        let asked = fields::service::asked(&request.services, &actor, Subject::Job).await?;
        let filter = filter(&request, &asked);
        let writes = actor.seat_with(Permission::WriteHiring).is_ok();
        let (jobs, tabs) = service::list(&request.services, &actor, &filter).await?;
        let now = request.services.clock.now();
        let all = tabs.first().map_or(0, |tab| tab.count);
        let shown = tabs
            .iter()
            .find(|tab| tab.status == filter.status)
            .map_or(0, |tab| tab.count);
        let contested = contested(contests::service::waiting(&request.services, &actor).await?);
        let post = writes.then(|| view! { <LinkButton href="/hiring/jobs/new" kind=Kind::Primary icon=Some(Icon::Plus)>"Post a job"</LinkButton> }.into_any());
        let organisation = actor.seat.as_ref().map(|seat| seat.name.clone());
        let flash = match () {
            () if request.query("founded").is_some() => {
                Some("Your organisation is ready. Post your first job.")
            }
            () if request.query("done").as_deref() == Some("deleted") => {
                Some("The draft is deleted.")
            }
            () => None,
        };
        let next = jobs.next.map(|after| {
            address(&HiringFilter {
                after,
                ..filter.clone()
            })
        });
        let first = (!filter.after.is_empty()).then(|| {
            address(&HiringFilter {
                after: String::new(),
                ..filter.clone()
            })
        });
        let empty = jobs.items.is_empty().then(|| {
            nothing(
                all == 0 && filter.q.is_empty() && filter.own.0.is_empty(),
                writes,
            )
        });
        let rows: Vec<_> = jobs.items.into_iter().map(|job| row(job, now)).collect();
        let count = format::count(u64::try_from(shown).unwrap_or(0), "job", "jobs");
        let stages = tabs.iter().map(|tab| stage(tab, &filter)).collect();
        let search = search(&filter, &asked, count);
        Ok(view! {
            <Title text="Jobs" />
            <div class="page stack">
                <PageHead title="Jobs" lead=organisation actions=view! { {contested}{post} }.into_any() />
                {flash.map(|flash| view! { <Flash tone=Tone::Good>{flash}</Flash> })}
                <StageList label="Jobs by state" stages=stages />
                {search}
                {match empty {
                    Some(empty) => empty.into_any(),
                    None => view! {
                        <div class="stacking hiring-jobs"><Table caption="Jobs of the organisation" columns=columns()>{rows}</Table></div>
                        <Pagination first=first next=next />
                    }
                    .into_any(),
                }}
            </div>
        }
        .into_any())
    })
}

fn filter(request: &Request, asked: &[Field]) -> HiringFilter {
    let text = |name: &str| request.query(name).unwrap_or_default();
    let q: String = text("q")
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    HiringFilter {
        q,
        status: JobStatus::from_name(&text("status")),
        after: text("after"),
        own: FieldFilter::read(asked, |name| request.query(name)),
    }
}

fn address(filter: &HiringFilter) -> String {
    let status = filter.status.map(State::name).unwrap_or_default();
    let pairs = [
        ("q", filter.q.as_str()),
        ("status", status),
        ("after", filter.after.as_str()),
    ];
    let query: Vec<String> = pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", percent(value)))
        .collect();
    let query = query.join("&") + &filter.own.query(percent);
    match query.trim_start_matches('&') {
        "" => PATH.to_owned(),
        query => format!("{PATH}?{query}"),
    }
}

/// The search with the state chosen, so that new words look where the old ones did.
fn search(filter: &HiringFilter, asked: &[Field], count: String) -> impl IntoView + use<> {
    let words = ("q".to_owned(), filter.q.clone(), "Search titles".to_owned());
    let states: Vec<Choice> = JobStatus::ALL
        .iter()
        .map(|status| Choice::new(status.name(), status.label()))
        .collect();
    let chosen = filter.status.map(State::name);
    let everywhere = HiringFilter {
        status: None,
        after: String::new(),
        ..filter.clone()
    };
    let own = chips(&filter.own, |own| {
        address(&HiringFilter {
            own: own.clone(),
            after: String::new(),
            ..filter.clone()
        })
    });
    let chips: Vec<Chip> = filter
        .status
        .map(|status| Chip {
            label: status.label().to_owned(),
            remove: address(&everywhere),
        })
        .into_iter()
        .chain(own)
        .collect();
    let own = filter_inputs(asked, &filter.own);
    view! {
        <FilterBar action=PATH search=words chips=chips count=count>
            <SelectField label="State" name="status" choices=states value=chosen empty="All" required=false />
            {own}
        </FilterBar>
    }
}

fn stage(tab: &HiringTab, filter: &HiringFilter) -> Stage {
    Stage {
        label: tab.status.map_or("All", JobStatus::label).to_owned(),
        count: u64::try_from(tab.count).unwrap_or(0),
        href: address(&HiringFilter {
            status: tab.status,
            after: String::new(),
            ..filter.clone()
        }),
        tone: tab.status.map_or(Tone::Accent, status_tone),
        current: tab.status == filter.status,
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Job"),
        Column::new("State"),
        Column::new("Place"),
        Column::figures("Applications"),
        Column::figures("Filled"),
        Column::new("Published"),
    ]
}

fn row(job: HiringRow, now: OffsetDateTime) -> AnyView {
    let href = format!("{PATH}/{}", job.id);
    let applications = format!("{href}/applications");
    let place = place_line(job.mode, &job.place);
    let waiting =
        (job.waiting > 0).then(|| view! { <span class="badge warn">{job.waiting}" new"</span> });
    let published = job
        .published_at
        .map(|at| view! { <Moment at=at wording=Wording::Since(now) /> });
    let live = (job.status != JobStatus::Draft)
        .then(|| view! { <a class="link" href=applications>{job.applications}</a>" "{waiting} });
    view! {
        <tr>
            <th scope="row"><a class="link" href=href>{job.title}</a><small class="muted">{job.kind.label()}</small></th>
            <td class="hiring-job-state"><Badge tone=status_tone(job.status)>{job.status.label()}</Badge></td>
            <td class="hiring-job-place">{place}</td>
            <td class="figures num hiring-job-applied" data-label="Applications">{live}</td>
            <td class="figures num hiring-job-filled" data-label="Filled">{job.filled}" of "{job.headcount}</td>
            <td data-label="Published">{published}</td>
        </tr>
    }
    .into_any()
}

fn nothing(none_at_all: bool, writes: bool) -> AnyView {
    if !none_at_all {
        return view! {
            <EmptyState icon=Icon::Search title="No job matches" text="Try other words, or look at all states.">
                <LinkButton href=PATH>"Show all jobs"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let post = writes.then(|| view! { <LinkButton href="/hiring/jobs/new" kind=Kind::Primary icon=Some(Icon::Plus)>"Post a job"</LinkButton> });
    view! {
        <EmptyState icon=Icon::Briefcase title="No jobs yet" text="Paste a description, and you see who fits as soon as it is published.">{post}</EmptyState>
    }
    .into_any()
}

//! `/matches`

use super::href;
use super::parts::job_item;
use crate::matches::model::{JobFilter, Matches};
use crate::matches::{Matching, service, words};
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use matching::{Opportunity, World};
use ui::format;
use ui::{
    Checkbox, Chip, Choice, EmptyState, FieldRow, FilterBar, Icon, Input, Kind, LinkButton,
    MatchItem, MatchList, PageHead, Pagination, Panel, PanelSection, SelectField, TextField,
};

const PATH: &str = "/matches";

/// Jobs for me: ranked for both sides, with what would change the most.
#[component]
pub fn MatchesPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let filter = JobFilter::read(|name| request.query(name));
        let found = service::jobs_for_me(&request.services, &actor, &filter).await?;
        let world = Matching::world(&request.services)?;
        let body = match &found {
            Some(found) => list(found, &filter, &world).into_any(),
            None => no_profile().into_any(),
        };
        Ok(view! {
            <Title text="Jobs for me" />
            <div class="page">
                <PageHead title="Jobs for me" lead="Open jobs by how well they suit you and you suit them. Each score opens its reasons."
                    actions=view! { <LinkButton href="/matches/alerts">"Job alerts"</LinkButton> }.into_any() />
                {body}
            </div>
        })
    })
}

fn no_profile() -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Target title="Tell us what you can do first"
            text="A few minutes are enough: where you are, when you can work, your skills. Then every open job gets a score with its reasons.">
            <LinkButton href="/onboarding/about" kind=Kind::Primary>"Fill in profile"</LinkButton>
        </EmptyState>
    }
}

fn list(found: &Matches, filter: &JobFilter, world: &World) -> impl IntoView + use<> {
    let items: Vec<MatchItem> = found
        .rows
        .iter()
        .map(|row| {
            let mut item = job_item(row, world, true);
            item.week = found
                .availability
                .zip(row.job.pattern)
                .map(|(has, needs)| (has, Some(needs)));
            item
        })
        .collect();
    let rows = if items.is_empty() {
        empty(found, filter).into_any()
    } else {
        view! { <MatchList label="Jobs for me" items=items heads=["Fit", "Job", "Distance", "Hours", "Pay"] /> }.into_any()
    };
    let bar = filter_bar(found, filter);
    let pages = pages(found, filter);
    let changes = changes(&found.changes, found.compared, world);
    view! {
        {bar}
        <div class="split">
            <div class="stack">{rows}{pages}</div>
            {changes}
        </div>
    }
}

fn empty(found: &Matches, filter: &JobFilter) -> impl IntoView + use<> {
    let narrowed = found.compared > 0 && !filter.pairs().is_empty();
    let (title, text) = if narrowed {
        (
            "No job is left under these filters",
            "Take a filter away to see more.",
        )
    } else {
        (
            "No open job near you asks for what you list",
            "More skills, a wider travel radius or remote work reach more jobs.",
        )
    };
    view! {
        <EmptyState icon=Icon::Briefcase title=title text=text>
            {if narrowed {
                view! { <LinkButton href=PATH>"Clear filters"</LinkButton> }.into_any()
            } else {
                view! { <LinkButton href="/profile">"Edit profile"</LinkButton><LinkButton href="/jobs">"All jobs"</LinkButton> }.into_any()
            }}
        </EmptyState>
    }
}

fn filter_bar(found: &Matches, filter: &JobFilter) -> impl IntoView + use<> {
    let pairs = filter.pairs();
    let chips: Vec<Chip> = pairs
        .iter()
        .map(|(name, value)| {
            let rest: Vec<_> = pairs
                .iter()
                .filter(|(other, _)| other != name)
                .cloned()
                .collect();
            let label = match *name {
                "eligible" => "Open to me now".to_owned(),
                "km" => format!("Within {value} km"),
                _ => format!("Fit {value} or more"),
            };
            Chip {
                label,
                remove: href(PATH, &rest, None),
            }
        })
        .collect();
    let kilometres: Vec<Choice> = [5, 10, 20, 40, 80]
        .map(|km| Choice::new(km.to_string(), format!("{km} km")))
        .to_vec();
    let total = u64::try_from(found.total).unwrap_or(0);
    let (eligible, km, min) = (filter.eligible, filter.km, filter.min);
    view! {
        <FilterBar action=PATH no_search=true chips=chips count=format!("{} · ranked for both sides", format::count(total, "job", "jobs"))>
            <Checkbox label="Open to me now" name="eligible" checked=eligible hint="I hold every document the job asks for" />
            <FieldRow>
                <SelectField label="Within" name="km" choices=kilometres value=km.map(|km| km.to_string()) empty="Any distance" required=false />
                <TextField label="Least fit" name="min" input=Input::Number min="1" max="100" value=min.map(|min| min.to_string()) required=false />
            </FieldRow>
        </FilterBar>
    }
}

fn pages(found: &Matches, filter: &JobFilter) -> impl IntoView + use<> {
    let pairs = filter.pairs();
    let (from, to) = (
        filter.page * service::JOBS_PAGE,
        (filter.page + 1) * service::JOBS_PAGE,
    );
    let first = (filter.page > 0).then(|| href(PATH, &pairs, None));
    let next = (to < found.total)
        .then(|| href(PATH, &pairs, Some(("page", &(filter.page + 1).to_string()))));
    let shown = format!("{}–{} of {}", from + 1, to.min(found.total), found.total);
    (found.total > 0).then(|| view! { <Pagination first=first next=next shown=shown /> })
}

/// How many of today's open jobs a change lifts, and how many it brings within reach.
fn effect(change: &Opportunity) -> String {
    let jobs = |number: u32| format::count(u64::from(number), "open job", "open jobs");
    match (change.best_plus > 0, change.unlocks) {
        (true, 0) => format!("Lifts your score in {}", jobs(change.jobs)),
        (true, 1) => format!(
            "Lifts your score in {}; 1 comes within reach",
            jobs(change.jobs)
        ),
        (true, within) => format!(
            "Lifts your score in {}; {within} come within reach",
            jobs(change.jobs)
        ),
        (false, within) => format!("Opens {} to you", jobs(within.max(change.jobs))),
    }
}

/// What would change the most over today's open jobs, each tried with the scorer.
fn changes(changes: &[Opportunity], compared: usize, world: &World) -> impl IntoView + use<> {
    let rows = changes
        .iter()
        .map(|change| {
            let points = (change.best_plus > 0).then(|| {
                view! { <b class="num plus">{format::points(f64::from(change.best_plus) / 10_000.0)}</b> }
            });
            view! {
                <li>
                    <a class="link" href=words::action_href(&change.action)>{words::action(&change.action, world)}</a>
                    <p>{effect(change)}</p>
                    {points}
                </li>
            }
        })
        .collect_view();
    let none = changes.is_empty();
    let over = format::count(
        u64::try_from(compared).unwrap_or(0),
        "open job",
        "open jobs",
    );
    view! {
        <Panel label="What would change it">
            <PanelSection title="What would change it">
                {if none {
                    view! { <p class="note">"Nothing you could add would lift your score in today’s open jobs."</p> }.into_any()
                } else {
                    view! { <ul class="changes">{rows}</ul> }.into_any()
                }}
                <p class="note">
                    {format!("You were compared with {over}. Each change was tried by scoring you again with it; the points are the most it brings in one job.")}
                    " "<a href="/how-fit-works">"How the score works"</a>
                </p>
            </PanelSection>
        </Panel>
    }
}

//! The frame of every page about one job of one's own: head, tabs, what can be done.

use super::words::{dates_line, pay_line, place_line, places_line, status_tone};
use crate::jobs::model::{Facts, JobStatus, JobView, Step};
use identity::{Actor, Permission};
use kernel::state::State;
use leptos::prelude::*;
use ui::{Badge, Crumb, Crumbs, Icon, Kind, LinkButton, Meta, MetaLine, PageHead, Tab, Tabs};

/// What the frame shows of a job.
#[derive(Debug, Clone)]
pub struct JobHead {
    /// The job.
    pub job: JobView,
    /// Its counts.
    pub facts: Facts,
    /// May the reader change it?
    pub writes: bool,
}

impl JobHead {
    /// The head of a job for somebody.
    pub fn new(job: JobView, facts: Facts, actor: &Actor) -> Self {
        Self {
            job,
            facts,
            writes: actor.seat_with(Permission::WriteHiring).is_ok(),
        }
    }
}

/// Head and tabs around a page about one job; `tab` is the last part of its path, empty for the overview.
#[component]
pub fn JobFrame(head: JobHead, tab: &'static str, children: Children) -> impl IntoView {
    let JobHead { job, facts, writes } = head;
    let base = format!("/hiring/jobs/{}", job.id);
    let current = if tab.is_empty() {
        base.clone()
    } else {
        format!("{base}/{tab}")
    };
    let published = job.status != JobStatus::Draft;
    let mut tabs = vec![
        Tab::new(base.clone(), "Overview"),
        Tab::new(format!("{base}/candidates"), "Candidates"),
    ];
    if published {
        let applications = u64::try_from(facts.applications).unwrap_or(0);
        tabs.push(Tab::new(format!("{base}/applications"), "Applications").count(applications));
    }
    tabs.push(Tab::new(format!("{base}/activity"), "Activity"));
    let title = job.content.title.clone();
    view! {
        <Crumbs crumbs=vec![Crumb::link("Jobs", "/hiring/jobs"), Crumb::here(title.clone())] />
        <div class="page stack">
            <PageHead
                title=title
                badge=view! { <Badge tone=status_tone(job.status)>{job.status.label()}</Badge> }.into_any()
                meta=meta(&job).into_any()
                actions=actions(&job, writes, published).into_any()
            />
            <Tabs label="Job" tabs=tabs current=current />
            {children()}
        </div>
    }
}

fn meta(job: &JobView) -> impl IntoView + use<> {
    let place = place_line(job.content.mode, &job.content.place.text);
    let pay = pay_line(&job.content.pay);
    let dates = dates_line(&job.content);
    let places = places_line(job);
    view! {
        <MetaLine>
            {(!place.is_empty()).then(|| view! { <Meta icon=Some(Icon::MapPin)>{place}</Meta> })}
            {pay.map(|pay| view! { <Meta icon=Some(Icon::Banknote)>{pay}</Meta> })}
            {dates.map(|dates| view! { <Meta icon=Some(Icon::Calendar)>{dates}</Meta> })}
            <Meta icon=Some(Icon::Users)>{places}</Meta>
        </MetaLine>
    }
}

fn actions(job: &JobView, writes: bool, published: bool) -> impl IntoView + use<> {
    let edit = (writes && job.status.is_editable()).then(|| {
        let (href, kind, label) = if published {
            (Step::Basics.href(job.id), Kind::Plain, "Edit")
        } else {
            (Step::Review.href(job.id), Kind::Primary, "Review and publish")
        };
        let basics = (!published).then(|| view! { <LinkButton href=Step::Basics.href(job.id) icon=Some(Icon::Pencil)>"Edit"</LinkButton> });
        view! { {basics}<LinkButton href=href kind=kind icon=published.then_some(Icon::Pencil)>{label}</LinkButton> }
    });
    let public = published.then(|| {
        view! { <LinkButton href=format!("/jobs/{}", job.id) kind=Kind::Quiet icon=Some(Icon::ExternalLink)>"Public page"</LinkButton> }
    });
    view! { {public}{edit} }
}

/// Which moves a reader may still make.
pub(super) fn may(job: &JobView, to: JobStatus) -> bool {
    job.status.may_become(to)
}

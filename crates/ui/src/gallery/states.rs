//! Everything else.

use super::matches::skills;
use crate::{
    Act, Avatar, Badge, Breadcrumb, Button, Card, Chip, Column, ConfirmDialog, Crumb, Dialog,
    Disclosure, EmptyState, ErrorState, Event, Facts, FilterBar, Flash, Icon, Input, Kind,
    LinkButton, Meta, MetaLine, Moment, PageHead, Pagination, Progress, Ring, ScoreRing, Shape,
    Skeleton, Sort, Stage, StageList, Stat, Stats, Step, Stepper, Tab, Table, Tabs, TagList, Text,
    TextField, Timeline, Toast, Tone, Wording,
};
use leptos::prelude::*;
use time::{Date, Month, OffsetDateTime, Time};

/// The day the gallery is seen from.
fn now() -> OffsetDateTime {
    let day = Date::from_calendar_date(2026, Month::November, 21).unwrap_or(Date::MIN);
    OffsetDateTime::new_utc(day, Time::MIDNIGHT)
}

pub fn buttons(_: &'static str) -> AnyView {
    view! {
        <div class="actions">
            <Button act=Act::Button kind=Kind::Primary icon=Some(Icon::Send)>"Publish job"</Button>
            <Button act=Act::Button>"Edit"</Button>
            <Button act=Act::Button kind=Kind::Quiet icon=Some(Icon::Plus)>"Add filter"</Button>
            <Button act=Act::Button kind=Kind::Danger icon=Some(Icon::Trash)>"Close job"</Button>
            <Button act=Act::Button icon=Some(Icon::Ellipsis) label="More" />
            <Button act=Act::Button disabled=true>"Not now"</Button>
            <LinkButton href="/dev/ui" icon=Some(Icon::Download)>"Export CSV"</LinkButton>
        </div>
        <p><a class="link" href="/dev/ui">"A link in a sentence"</a>", "<kbd>"Ctrl K"</kbd>" and "<code>"kfn-1.0"</code></p>
    }
    .into_any()
}

pub fn badges(_: &'static str) -> AnyView {
    view! {
        <div class="cluster">
            <Badge>"Draft"</Badge>
            <Badge tone=Tone::Good>"Active"</Badge>
            <Badge tone=Tone::Accent>"£14.80 an hour"</Badge>
            <Badge tone=Tone::Warn>"Provisional"</Badge>
            <Badge tone=Tone::Bad icon=Some(Icon::X)>"Rejected"</Badge>
            <Badge tone=Tone::Info icon=Some(Icon::Info)>"New"</Badge>
        </div>
        <TagList label="Skills" tags=skills() />
        <div class="cluster">
            <Avatar name="Jane Mensah" />
            <Avatar name="Jane Mensah" small=true />
            <Avatar name="Jane Mensah" large=true />
            <Avatar name="Riverside Logistics" shape=Shape::Organisation />
            <Avatar name="Riverside Logistics" shape=Shape::Organisation small=true />
        </div>
    }
    .into_any()
}

pub fn ways(p: &'static str) -> AnyView {
    let tabs = vec![
        Tab::new("/jobs/1", "Overview"),
        Tab::new("/jobs/1/candidates", "Candidates").count(37),
        Tab::new("/jobs/1/applications", "Applications").count(12),
        Tab::new("/jobs/1/activity", "Activity"),
    ];
    let step = |label: &str, done| Step {
        label: label.to_owned(),
        href: if done {
            "/dev/ui".into()
        } else {
            Text::default()
        },
        done,
    };
    let stage = |label: &str, count, tone, current| Stage {
        label: label.to_owned(),
        count,
        href: "/dev/ui".to_owned(),
        tone,
        current,
    };
    view! {
        <Breadcrumb label=format!("Breadcrumb, {p}") crumbs=vec![Crumb::link("Jobs", "/jobs"), Crumb::here("Warehouse operative, days")] />
        <Tabs label=format!("Job, {p}") tabs=tabs current="/jobs/1/candidates?page=2" />
        <Stepper label=format!("Post a job, {p}") current=2 steps=vec![step("Basics", true), step("Place and time", true), step("Skills", false), step("Pay", false), step("Publish", false)] />
        <StageList
            label=format!("Stages, {p}")
            stages=vec![
                stage("Applied", 1_204, Tone::Neutral, false), stage("Shortlisted", 5, Tone::Accent, true), stage("Offered", 2, Tone::Info, false),
                stage("Accepted", 1, Tone::Good, false), stage("Rejected", 3, Tone::Bad, false),
            ]
        />
    }
    .into_any()
}

pub fn filters(p: &'static str) -> AnyView {
    let chip = |label: &str| Chip {
        label: label.to_owned(),
        remove: "/dev/ui".to_owned(),
    };
    view! {
        <FilterBar
            action="/dev/ui"
            label=format!("Search and filter, {p}")
            search=("q".to_owned(), "warehouse".to_owned(), "Title, skill or organisation".to_owned())
            chips=vec![chip("Within 10 km"), chip("Forklift")]
            count="37 people · ranked for both sides"
        >
            <TextField label="Within" name=format!("{p}-within") input=Input::Number after="km" required=false />
            <TextField label="Skill" name=format!("{p}-skill") required=false list=vec!["Forklift truck".into(), "Order picking".into()] />
        </FilterBar>
        <Pagination label=format!("Pages, {p}") shown="21–40 of about 2,000" first="/dev/ui" next="/dev/ui?after=1" />
    }
    .into_any()
}

pub fn cards(_: &'static str) -> AnyView {
    let fact = |name: &str, fact: &str| (name.to_owned(), Text::from(fact));
    let stat = |value: &str, label: &str, href: &str| Stat {
        value: value.to_owned(),
        label: label.to_owned(),
        href: href.into(),
    };
    view! {
        <PageHead
            title="Warehouse operative, days"
            badge=view! { <Badge tone=Tone::Good>"Active"</Badge> }.into_any()
            meta=view! {
                <MetaLine>
                    <Meta icon=Some(Icon::MapPin)>"Shoreditch, E1 6AN"</Meta>
                    <Meta icon=Some(Icon::Banknote)>"£12.50–£13.20 an hour"</Meta>
                    <Meta icon=Some(Icon::Calendar)>"Starts Mon 30 Nov"</Meta>
                </MetaLine>
            }.into_any()
            actions=view! { <LinkButton href="/dev/ui">"Edit"</LinkButton> }.into_any()
        />
        <Stats stats=vec![stat("8", "open jobs", "/dev/ui"), stat("41", "applications", "/dev/ui"), stat("84", "mean fit of shortlisted", "")] />
        <Card title="About you" action=view! { <LinkButton href="/dev/ui" kind=Kind::Quiet icon=Some(Icon::Pencil)>"Edit"</LinkButton> }.into_any()>
            <div class="person">
                <Avatar name="Jane Mensah" />
                <div><h3>"Jane Mensah"</h3><p>"Bethnal Green · last active today"</p></div>
                <ScoreRing score=91 size=Ring::Large />
            </div>
            <Facts facts=vec![fact("Place", "Bethnal Green, E2"), fact("Travels", "up to 10 km"), fact("Empty", ""), fact("Rate", "£12.00 an hour")] />
            <Progress label="Profile" percent=72 hint="Add your availability: it would count in 14 open jobs near you." />
            <Disclosure summary="What would change it"><p>"Verify your reach-truck ticket: +9"</p></Disclosure>
        </Card>
    }
    .into_any()
}

pub fn table(p: &'static str) -> AnyView {
    let columns = vec![
        Column::new("Person"),
        Column::figures("Fit").sort("/dev/ui?sort=fit", Sort::Descending),
        Column::new("Stage"),
        Column::figures("Rate").sort("/dev/ui?sort=rate", Sort::None),
        Column::hidden("Actions"),
    ];
    let rows: Vec<_> = [("Jane Mensah", "Forklift driver", 91, "Shortlisted", Tone::Accent, "£12.00"), ("Sana Iqbal", "Stock controller", 79, "Applied", Tone::Neutral, "£12.90")]
        .map(|(name, text, score, stage, tone, rate)| {
            view! {
                <tr>
                    <th scope="row"><a href="/dev/ui">{name}</a><small>{text}</small></th>
                    <td class="figures">{score}</td>
                    <td><Badge tone=tone>{stage}</Badge></td>
                    <td class="figures">{rate}</td>
                    <td><Button act=Act::Button kind=Kind::Quiet icon=Some(Icon::Ellipsis) label=format!("More for {name}") /></td>
                </tr>
            }
        })
        .into();
    view! { <Table caption=format!("Applications, {p}") columns=columns>{rows}</Table> }.into_any()
}

pub fn timeline(_: &'static str) -> AnyView {
    let event = |icon, tone, title: &str, by: &str, hours: i64, text: &str| Event {
        icon,
        tone,
        title: title.to_owned(),
        by: by.into(),
        at: now() - time::Duration::hours(hours),
        text: text.into(),
    };
    view! {
        <Timeline
            now=now()
            events=vec![
                event(Icon::Check, Tone::Good, "Accepted", "Jane Mensah", 2, ""),
                event(Icon::Send, Tone::Accent, "Offered", "Ama Owusu", 30, "Start on 30 November, £12.50 an hour."),
                event(Icon::X, Tone::Bad, "Rejected", "Ama Owusu", 400, "The forklift licence is needed from the first day."),
            ]
        />
        <p>"Posted "<Moment at=now() wording=Wording::Date />", changed "<Moment at=now() /></p>
    }
    .into_any()
}

pub fn messages(_: &'static str) -> AnyView {
    view! {
        <Flash tone=Tone::Good>"Job posted. 37 people fit it."</Flash>
        <Flash tone=Tone::Info>"This job closes in 2 days."</Flash>
        <Flash tone=Tone::Warn>"Your right to work expires before the last day. "<a href="/dev/ui">"Renew it"</a></Flash>
        <Flash tone=Tone::Bad>"All places have been filled."</Flash>
        <Toast>"Saved"</Toast>
    }
    .into_any()
}

pub fn empties(_: &'static str) -> AnyView {
    view! {
        <Card>
            <EmptyState icon=Icon::Briefcase title="No jobs yet" text="Paste a description and we suggest the skills. You see who fits before you publish.">
                <LinkButton href="/dev/ui" kind=Kind::Primary icon=Some(Icon::Plus)>"Post a job"</LinkButton>
            </EmptyState>
        </Card>
        <Card>
            <ErrorState title="Something went wrong on our side" text="Nothing was lost. Try again in a moment." reference="01HF-7K2Q">
                <LinkButton href="/dev/ui">"Try again"</LinkButton>
            </ErrorState>
        </Card>
        <Card title="Loading"><Skeleton lines=4 /></Card>
    }
    .into_any()
}

pub fn dialogs(p: &'static str) -> AnyView {
    let (one, two) = (format!("{p}-dialog"), format!("{p}-confirm"));
    view! {
        <div class="actions">
            <Button act=Act::Button popover=one.clone()>"Why this score"</Button>
            <Button act=Act::Button kind=Kind::Danger popover=two.clone()>"Close job"</Button>
        </div>
        <Dialog id=one title="Why this score"><p>"Every point opens its evidence."</p></Dialog>
        <ConfirmDialog
            id=two
            title="Close “Warehouse operative”?"
            text="12 people who applied are told that it is closed. This cannot be undone."
            action="/dev/ui"
            verb="Close job"
            name_it="Warehouse operative"
        />
    }
    .into_any()
}

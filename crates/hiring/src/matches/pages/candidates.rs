//! `/hiring/jobs/{id}/candidates`

use super::parts::score_sections;
use super::{compare, href, param};
use crate::applications::pages::stage_tag;
use crate::jobs;
use crate::jobs::model::{JobStatus, Step};
use crate::jobs::pages::{JobFrame, JobHead};
use crate::matches::Matching;
use crate::matches::model::{Candidate, CandidateFilter, Candidates, JobCard};
use crate::matches::{service, words};
use identity::api::caller;
use identity::page::page;
use identity::{Actor, Permission};
use kernel::id::{JobId, PersonId};
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos_meta::Title;
use matching::World;
use platform::Services;
use platform::web::Request;
use ui::format;
use ui::{
    Actions, Avatar, Checkbox, Chip, Choice, Disclosure, EmptyState, FieldRow, FilterBar, Flash,
    Icon, Input, Kind, LinkButton, MatchItem, MatchList, Pagination, Panel, PanelSection, Ring,
    ScoreRing, SelectField, TagList, TextField, Tone, WeekGrid,
};

/// Who fits a job and why: the ranked list, and one of them in full beside it.
#[component]
pub fn CandidatesPage() -> impl IntoView {
    let called = caller();
    let job = param::<JobId>("id");
    page(async move {
        let ((request, actor), job) = (called?, job?);
        let services = &request.services;
        let view = jobs::service::own(services, &actor, job).await?;
        let facts = jobs::service::counts(services, &actor, job).await?;
        let head = JobHead::new(view, facts, &actor);
        let body = match compared(&request) {
            [Some(one), Some(other)] => {
                let both = compare::body(services, &actor, job, [one, other], &request).await?;
                let preview =
                    (head.job.status == JobStatus::Draft).then(|| preview(job, head.writes));
                view! { {preview}{both} }.into_any()
            }
            [one, _] => list(services, &actor, job, one, &request).await?,
        };
        Ok(view! {
            <Title text=format!("Candidates · {}", head.job.content.title) />
            <JobFrame head=head tab="candidates">{body}</JobFrame>
        })
    })
}

/// Whom to compare: two, or the first of them.
fn compared(request: &Request) -> [Option<PersonId>; 2] {
    let asked = request.query("compare").unwrap_or_default();
    let mut ids = asked.split(',').filter_map(|id| id.trim().parse().ok());
    let one: Option<PersonId> = ids.next();
    [one, ids.next().filter(|other| Some(*other) != one)]
}

/// The address of the list.
pub(super) fn path(job: JobId) -> String {
    format!("/hiring/jobs/{job}/candidates")
}

async fn list(
    services: &Services,
    actor: &Actor,
    job: JobId,
    picking: Option<PersonId>,
    request: &Request,
) -> Result<AnyView> {
    let world = Matching::world(services)?;
    let filter = CandidateFilter::read(|name| request.query(name));
    let (card, found) = service::candidates(services, actor, job, &filter).await?;
    if found.blank {
        return Ok(blank(job).into_any());
    }
    let wanted = request
        .query("person")
        .map(|id| id.parse::<PersonId>().map_err(|_| AppError::NotFound))
        .transpose()?;
    let open = match wanted.or(picking) {
        Some(person) => Some(service::panel(services, actor, job, person).await?),
        None => found.rows.first().cloned(),
    };
    let picked = picking
        .and(open.as_ref())
        .map(|candidate| candidate.person.name.clone());
    let lists = lists(&card, &found, &filter, open.as_ref(), picking, &world);
    let bar = filter_bar(&card, &found, &filter);
    let foot = foot(&card, &found, &filter);
    let class = if wanted.is_some() {
        "split candidates panel-open"
    } else {
        "split candidates"
    };
    let back = href(&path(job), &filter.pairs(), None);
    let panel = open.map(|candidate| panel(&candidate, &card, &filter, &world, back));
    let preview = card
        .is_draft()
        .then(|| preview(job, actor.seat_with(Permission::WriteHiring).is_ok()));
    let no_skills = found.skills.is_empty().then(|| {
        view! {
            <Flash tone=Tone::Info>
                "This job asks for no skills yet, so everyone near counts. "
                <a class="link" href=format!("/hiring/jobs/{job}/edit/requirements")>"Add skills"</a>" to rank by what people can do."
            </Flash>
        }
    });
    Ok(view! {
        {preview}
        {no_skills}
        {picked.map(|name| view! { <Flash tone=Tone::Info>{format!("Choose whom to compare with {name}.")}</Flash> })}
        {bar}
        <div class=class>
            <div class="stack candidates-list">{lists}{foot}</div>
            {panel}
        </div>
    }
    .into_any())
}

/// What an employer must know who looks at people for a job that nobody sees.
fn preview(job: JobId, writes: bool) -> impl IntoView + use<> {
    let review = writes.then(|| {
        let href = Step::Review.href(job);
        view! { " "<a class="link" href=href>"Review and publish"</a> }
    });
    view! {
        <Flash tone=Tone::Info>
            "This is a preview: the job is not published yet. Nobody listed here sees it, or knows that they are listed, and nobody can apply."
            {review}
        </Flash>
    }
}

fn blank(job: JobId) -> impl IntoView + use<> {
    let (skills, basics) = (Step::Requirements.href(job), Step::Basics.href(job));
    view! {
        <EmptyState icon=Icon::Target title="Say first what the work asks"
            text="This draft names no skill and no occupation, so there is nothing to rank anybody by. With one of them you see here who would fit, before you publish.">
            <LinkButton href=skills kind=Kind::Primary>"Add skills"</LinkButton>
            <LinkButton href=basics>"Choose the occupation"</LinkButton>
        </EmptyState>
    }
}

/// Those who reach the employer's bar, then a line, then the others.
fn lists(
    card: &JobCard,
    found: &Candidates,
    filter: &CandidateFilter,
    open: Option<&Candidate>,
    picking: Option<PersonId>,
    world: &World,
) -> AnyView {
    if found.rows.is_empty() {
        return empty(card, found, filter);
    }
    let item = |row: &Candidate| item(row, card, filter, open, picking, world);
    let (below, above): (Vec<&Candidate>, Vec<&Candidate>) =
        found.rows.iter().partition(|row| row.below);
    let above: Vec<MatchItem> = above.into_iter().map(item).collect();
    let below: Vec<MatchItem> = below.into_iter().map(item).collect();
    let bar = card.threshold.unwrap_or(0);
    view! {
        {(!above.is_empty()).then(|| view! { <MatchList label="Candidates" items=above /> })}
        {(!below.is_empty()).then(|| view! {
            <h2 class="candidates-bar">{format!("Below the fit of {bar} this job looks for")}</h2>
            <MatchList label="Candidates below the bar" items=below />
        })}
    }
    .into_any()
}

fn item(
    row: &Candidate,
    card: &JobCard,
    filter: &CandidateFilter,
    open: Option<&Candidate>,
    picking: Option<PersonId>,
    world: &World,
) -> MatchItem {
    let id = row.person.id;
    let mut reasons = href(
        &path(card.id),
        &filter.pairs(),
        Some(("person", &id.to_string())),
    );
    if filter.page > 0 {
        reasons = href(&reasons, &[], Some(("page", &filter.page.to_string())));
    }
    // While somebody chooses whom to compare, only the chips lead to the reasons.
    let link = match picking.filter(|first| *first != id) {
        Some(first) => format!("{}?compare={first},{id}", path(card.id)),
        None => reasons.clone(),
    };
    let mut item = MatchItem::new(row.person.name.clone(), link, Some(row.fit.kfn.rounded()));
    item.rank = u64::try_from(row.rank).ok();
    item.provisional = row.fit.provisional;
    item.text = row.person.headline.clone().into();
    item.tags = row
        .application
        .map(|(_, stage)| stage_tag(stage))
        .into_iter()
        .collect();
    item.tags.extend(words::chips(&row.fit, world, &reasons));
    item.place = (
        row.metres.map(words::away).into(),
        row.person.place.clone().into(),
    );
    item.pay = (
        row.person.rate.map(format::money).into(),
        row.person.rate.map(|_| "an hour".to_owned()).into(),
    );
    item.week = row.availability.map(|week| (week, card.pattern));
    item.selected = open.is_some_and(|open| open.person.id == id);
    item
}

fn empty(card: &JobCard, found: &Candidates, filter: &CandidateFilter) -> AnyView {
    let (all, requirements) = (
        path(card.id),
        format!("/hiring/jobs/{}/edit/requirements", card.id),
    );
    if !filter.is_open() && found.compared > 0 {
        let compared = if found.compared > service::COUNTED {
            let most = format::thousands(many(service::COUNTED));
            format!("More than {most} people were")
        } else {
            format::count(many(found.compared), "person was", "people were")
        };
        return view! {
            <EmptyState icon=Icon::Filter title="Nobody is left under these filters"
                text=format!("{compared} compared with this job. Take a filter away to see them.")>
                <LinkButton href=all>"Clear filters"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon=Icon::Users title="Nobody to show yet"
            text="Nobody who lets themselves be found has these skills near this place. A wider radius, fewer must-haves or remote work would reach more people.">
            <LinkButton href=requirements icon=Some(Icon::Pencil)>"Edit requirements"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn many(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn filter_bar(
    card: &JobCard,
    found: &Candidates,
    filter: &CandidateFilter,
) -> impl IntoView + use<> {
    let base = path(card.id);
    let pairs = filter.pairs();
    let label = |name: &str, value: &str| match name {
        "eligible" => "Eligible only".to_owned(),
        "km" => format!("Within {value} km"),
        "min" => format!("Fit {value} or more"),
        "sure" => "No provisional scores".to_owned(),
        _ => {
            let named = found.skills.iter().find(|(id, _)| id.to_string() == value);
            named.map_or_else(|| "Skill".to_owned(), |(_, label)| label.clone())
        }
    };
    let chips: Vec<Chip> = pairs
        .iter()
        .map(|(name, value)| {
            let rest: Vec<_> = pairs
                .iter()
                .filter(|(other, _)| other != name)
                .cloned()
                .collect();
            Chip {
                label: label(name, value),
                remove: href(&base, &rest, None),
            }
        })
        .collect();
    let kilometres: Vec<Choice> = [5, 10, 20, 40, 80]
        .map(|km| Choice::new(km.to_string(), format!("{km} km")))
        .to_vec();
    let skills: Vec<Choice> = found
        .skills
        .iter()
        .map(|(id, label)| Choice::new(id.to_string(), label.clone()))
        .collect();
    let has_skills = !skills.is_empty();
    let skill = filter.skill.map(|skill| skill.to_string());
    let count = format!(
        "{}{} · ranked for both sides",
        if found.more { "More than " } else { "" },
        format::count(many(found.total), "person", "people")
    );
    let (eligible, sure, km, min) = (filter.eligible, filter.sure, filter.km, filter.min);
    let has_place = card.point.is_some();
    view! {
        <FilterBar action=base no_search=true chips=chips count=count>
            <Checkbox label="Eligible only" name="eligible" checked=eligible hint="All documents on file and valid to the end" />
            <Checkbox label="No provisional scores" name="sure" checked=sure hint="Only people of whom enough is known" />
            <FieldRow>
                {has_place.then(|| view! {
                    <SelectField label="Within" name="km" choices=kilometres value=km.map(|km| km.to_string()) empty="Any distance" required=false />
                })}
                {has_skills.then(|| view! { <SelectField label="With the skill" name="skill" choices=skills value=skill empty="Any skill" required=false /> })}
                <TextField label="Least fit" name="min" input=Input::Number min="1" max="100" value=min.map(|min| min.to_string()) required=false />
            </FieldRow>
        </FilterBar>
    }
}

fn foot(card: &JobCard, found: &Candidates, filter: &CandidateFilter) -> impl IntoView + use<> {
    let (from, to) = (
        filter.page * service::PAGE,
        (filter.page + 1) * service::PAGE,
    );
    let pairs = filter.pairs();
    let base = path(card.id);
    let first = (filter.page > 0).then(|| href(&base, &pairs, None));
    let next = (to < found.total).then(|| {
        href(
            &base,
            &pairs,
            Some(("page", &(filter.page + 1).to_string())),
        )
    });
    let shown = (found.total > 0).then(|| {
        format!(
            "{}–{} of {}{}",
            from + 1,
            to.min(found.total),
            if found.more { "more than " } else { "" },
            format::thousands(many(found.total))
        )
    });
    let file = href(&format!("{base}.csv"), &pairs, None);
    let cut = found.cut.then(|| {
        let most = format::thousands(many(service::MOST_PEOPLE));
        view! { <p class="note">{format!("More than {most} people share something with this job. The {most} who share most were compared.")}</p> }
    });
    view! {
        {cut}
        {(found.total > 0).then(|| view! {
            <Pagination first=first next=next shown=shown />
            <Actions><LinkButton href=file icon=Some(Icon::Download) download=true>"Export CSV"</LinkButton></Actions>
        })}
    }
}

/// One candidate in full.
fn panel(
    candidate: &Candidate,
    card: &JobCard,
    filter: &CandidateFilter,
    world: &World,
    back: String,
) -> impl IntoView + use<> {
    let person = &candidate.person;
    let (name, headline, score, provisional) = (
        person.name.clone(),
        person.headline.clone(),
        candidate.fit.kfn.rounded(),
        candidate.fit.provisional,
    );
    let away = candidate
        .metres
        .map(|metres| format!("{} away", words::away(metres)))
        .unwrap_or_default();
    let place = [person.place.as_str(), away.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let compare = href(
        &path(card.id),
        &filter.pairs(),
        Some(("compare", &person.id.to_string())),
    );
    let profile = format!("/people/{}", person.id);
    let stage = candidate
        .application
        .map(|(_, stage)| view! { <TagList tags=vec![stage_tag(stage)] label="Application" /> });
    let application = candidate.application.map(|(id, _)| {
        let href = format!("/hiring/jobs/{}/applications?application={id}", card.id);
        view! { <LinkButton href=href kind=Kind::Primary>"Open application"</LinkButton> }
    });
    let sections = score_sections(&candidate.fit, world);
    let needed = card.pattern;
    let hours = candidate.availability.map(|week| {
        view! {
            <PanelSection title="Hours">
                <Disclosure summary="The week in full"><WeekGrid week=week needed=needed caption="Hours this person can work" /></Disclosure>
            </PanelSection>
        }
    });
    view! {
        <Panel label=format!("Why {name} fits")>
            <PanelSection>
                <a class="button quiet panel-back" href=back>{Icon::ChevronLeft.view()}"All candidates"</a>
                <div class="fit-head">
                    <Avatar name=name.clone() />
                    <div>
                        <h2>{name.clone()}</h2>
                        {(!headline.is_empty()).then(|| view! { <p>{headline}</p> })}
                        <p>{place}</p>
                    </div>
                    <ScoreRing score=score size=Ring::Large provisional=provisional />
                </div>
                {stage}
                <div class="panel-actions">
                    {application}
                    <LinkButton href=profile>"View profile"</LinkButton>
                    <LinkButton href=compare>"Compare"</LinkButton>
                </div>
            </PanelSection>
            {sections}
            {hours}
        </Panel>
    }
}

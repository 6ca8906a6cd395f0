//! `/hiring/jobs/{id}/applications`

use super::parts::{bare, history, tone, with};
use crate::applications::api::Decide;
use crate::applications::model::{
    Application, Counts, DecideForm, Filter, Order, REASON_MAX, Stage, Story,
};
use crate::applications::service;
use crate::fields;
use crate::fields::model::FieldFilter;
use crate::fields::pages::{applicant_fields, chips, filter_inputs};
use crate::jobs;
use crate::jobs::pages::{JobFrame, JobHead};
use crate::matches::pages::param;
use identity::Permission;
use identity::api::caller;
use identity::organisations::fields::model::{Field, Subject};
use identity::page::page;
use kernel::AppError;
use kernel::id::{ApplicationId, JobId};
use kernel::page::Page;
use kernel::state::State;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::events;
use platform::web::{self, Request};
use time::OffsetDateTime;
use ui::{
    Avatar, Badge, Button, Card, Disclosure, EmptyState, ErrorSummary, FilterBar, Flash, FormGuard,
    Icon, Kind, LinkButton, LiveNotice, Moment, Pagination, Panel, PanelSection, Ring, ScoreRing,
    StageList, TextArea, Tone, Wording,
};

/// Who applied, with their fit, and one of them in full beside the list.
#[component]
pub fn JobApplicationsPage() -> impl IntoView {
    let called = caller();
    let job = param::<JobId>("id");
    page(async move {
        let ((request, actor), job) = (called?, job?);
        let services = &request.services;
        let after = events::head(services, actor.person).await?;
        let view = jobs::service::own(services, &actor, job).await?;
        let facts = jobs::service::counts(services, &actor, job).await?;
        let asked = fields::service::asked(services, &actor, Subject::Person).await?;
        let filter = filter(&request, &asked);
        let (found, counts) = service::for_job(services, &actor, job, &filter).await?;
        let wanted = request
            .query("application")
            .map(|id| id.parse::<ApplicationId>().map_err(|_| AppError::NotFound))
            .transpose()?;
        let story = match wanted {
            Some(id) => Some(service::story_for_job(services, &actor, job, id).await?),
            None => None,
        };
        let draft = request.draft::<DecideForm>().await?.unwrap_or_default();
        let path = bare(&request.path);
        let own = match &story {
            Some(story) => {
                let whom = story.application.person;
                applicant_fields(&request, &actor, whom, &path, &asked).await?
            }
            None => None,
        };
        let writes = actor.seat_with(Permission::WriteHiring).is_ok();
        let around = Around {
            job,
            path,
            writes,
            now: services.clock.now(),
            asked,
        };
        let story = story.map(|story| (story, own));
        let head = JobHead::new(view, facts, &actor);
        let title = format!("Applications · {}", head.job.content.title);
        let done = request
            .query("done")
            .and_then(|name| Stage::from_name(&name));
        let rejecting = request.query("reject").is_some();
        let here = around.path.clone();
        let body = body(
            &found, counts, story, &filter, draft, done, rejecting, &around,
        );
        Ok(view! {
            <Title text=title />
            <JobFrame head=head tab="applications">{body}</JobFrame>
            <LiveNotice subjects=vec![job.to_string()] after=after here=here />
        })
    })
}

/// What every part of the page needs.
struct Around {
    job: JobId,
    /// This page with its filter.
    path: String,
    writes: bool,
    now: OffsetDateTime,
    /// Fields of the organisation's own on people.
    asked: Vec<Field>,
}

impl Around {
    fn base(&self) -> String {
        format!("/hiring/jobs/{}/applications", self.job)
    }

    /// The list in its order, of those whom the own fields leave.
    fn sorted(&self, filter: &Filter) -> String {
        with(&self.base(), "sort", filter.order.name()) + &filter.own.query(web::percent)
    }
}

fn filter(request: &Request, asked: &[Field]) -> Filter {
    Filter {
        stage: request
            .query("stage")
            .and_then(|name| Stage::from_name(&name)),
        order: request
            .query("sort")
            .and_then(|name| Order::from_name(&name))
            .unwrap_or_default(),
        cursor: request.query("cursor"),
        own: FieldFilter::read(asked, |name| request.query(name)),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of one page, each used once"
)]
fn body(
    found: &Page<Application>,
    counts: Counts,
    story: Option<(Story, Option<AnyView>)>,
    filter: &Filter,
    draft: Draft<DecideForm>,
    done: Option<Stage>,
    rejecting: bool,
    around: &Around,
) -> impl IntoView + use<> {
    let flash = done.map(|stage| view! { <Flash tone=Tone::Good>{format!("Done: {}. The person sees it now.", stage.label().to_lowercase())}</Flash> });
    let Draft { form, errors } = draft;
    let rejecting = rejecting || errors.get("reason").is_some();
    let open = story.as_ref().map(|(story, _)| story.application.id);
    let class = if open.is_some() {
        "split candidates panel-open"
    } else {
        "stack"
    };
    let stages = stages(counts, filter, around);
    let list = list(found, counts, filter, open, around);
    let panel = story.map(|(story, own)| {
        panel(
            story,
            own,
            form,
            errors.get("reason").map(str::to_owned),
            rejecting,
            around,
        )
    });
    view! {
        <ErrorSummary errors=errors />
        {flash}
        {stages}
        <div class=class>
            <div class="stack candidates-list">{list}</div>
            {panel}
        </div>
    }
}

fn stages(counts: Counts, filter: &Filter, around: &Around) -> impl IntoView + use<> {
    let base = around.sorted(filter);
    let mut stages = vec![ui::Stage {
        label: "All".to_owned(),
        count: counts.total(),
        href: base.clone(),
        tone: Tone::Neutral,
        current: filter.stage.is_none(),
    }];
    stages.extend(Stage::ALL.iter().map(|stage| ui::Stage {
        label: stage.label().to_owned(),
        count: counts.of(*stage),
        href: with(&base, "stage", stage.name()),
        tone: tone(*stage),
        current: filter.stage == Some(*stage),
    }));
    view! { <StageList label="Stages" stages=stages /> }
}

fn list(
    found: &Page<Application>,
    counts: Counts,
    filter: &Filter,
    open: Option<ApplicationId>,
    around: &Around,
) -> AnyView {
    if counts.total() == 0 && filter.own.0.is_empty() {
        let candidates = format!("/hiring/jobs/{}/candidates", around.job);
        return view! {
            <EmptyState icon=Icon::Send title="No applications yet" text="People who fit are listed under Candidates; the public page can be shared.">
                <LinkButton href=candidates kind=Kind::Primary>"See candidates"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let rows: Vec<_> = found
        .items
        .iter()
        .map(|one| row(one, open == Some(one.id), around))
        .collect();
    let none = rows.is_empty();
    let here = around.sorted(filter);
    let here = filter
        .stage
        .map_or(here.clone(), |stage| with(&here, "stage", stage.name()));
    let next = found
        .next
        .as_deref()
        .map(|cursor| web::with_query(&here, "cursor", cursor));
    let first = filter.cursor.is_some().then(|| here.clone());
    let orders: Vec<_> = Order::ALL
        .iter()
        .map(|order| {
            let current = (*order == filter.order).then_some("true");
            view! { <li><a class="chip" href=web::with_query(&here, "sort", order.name()) aria-current=current>{order.label()}</a></li> }
        })
        .collect();
    view! {
        {narrow(filter, counts, around)}
        <div class="cluster application-orders"><span class="muted">"Order"</span><ul class="chips">{orders}</ul></div>
        {if none {
            view! { <p class="muted">"Nobody is here."</p> }.into_any()
        } else {
            view! { <Card><ul class="list applications">{rows}</ul></Card> }.into_any()
        }}
        {(first.is_some() || next.is_some()).then(|| view! { <Pagination first=first next=next /> })}
    }
    .into_any()
}

/// Narrows the list by the organisation's own fields, if it has some.
fn narrow(filter: &Filter, counts: Counts, around: &Around) -> Option<impl IntoView + use<>> {
    if around.asked.is_empty() {
        return None;
    }
    let inputs = filter_inputs(&around.asked, &filter.own);
    let chips = chips(&filter.own, |own| {
        around.sorted(&Filter {
            own: own.clone(),
            ..filter.clone()
        })
    });
    let stage = filter
        .stage
        .map(|stage| view! { <input type="hidden" name="stage" value=stage.name() /> });
    let count = ui::format::count(counts.total(), "application", "applications");
    let (action, order) = (around.base(), filter.order.name());
    Some(view! {
        <FilterBar action=action no_search=true chips=chips count=count>
            {stage}
            <input type="hidden" name="sort" value=order />
            {inputs}
        </FilterBar>
    })
}

fn row(one: &Application, open: bool, around: &Around) -> impl IntoView + use<> {
    let href = with(&around.path, "application", &one.id.to_string());
    let fit = one
        .fit_points()
        .map(|score| fit_link(around.job, one, score, Ring::Medium));
    let headline = (!one.headline.is_empty()).then(|| view! { <p>{one.headline.clone()}</p> });
    let stage = one.stage;
    let moves = (around.writes && !stage.is_final()).then(|| moves(one, around, false));
    view! {
        <li class="list-row application-row" aria-current=open.then_some("true")>
            {fit}
            <div class="list-text">
                <a class="application-title" href=href>{one.name.clone()}</a>
                {headline}
                <p class="muted"><Badge tone=tone(stage)>{stage.label()}</Badge>" Applied "<Moment at=one.created_at wording=Wording::Since(around.now) /></p>
            </div>
            {moves}
        </li>
    }
}

fn fit_link(job: JobId, one: &Application, score: i32, size: Ring) -> impl IntoView + use<> {
    let href = format!("/hiring/jobs/{job}/candidates?person={}", one.person);
    view! {
        <a class="fit-link" href=href aria-label=format!("Fit {score} of 100 when they applied: why")><ScoreRing score=score size=size /></a>
    }
}

/// The next step forward as a button, and the way to say no.
fn moves(one: &Application, around: &Around, primary: bool) -> impl IntoView + use<> {
    let forward = one
        .stage
        .next()
        .iter()
        .copied()
        .find(|stage| matches!(stage, Stage::Shortlisted | Stage::Offered));
    let kind = if primary { Kind::Primary } else { Kind::Plain };
    let forward = forward.map(|to| {
        let verb = if to == Stage::Offered {
            "Offer job"
        } else {
            "Shortlist"
        };
        let whom = format!(": {}", one.name);
        view! {
            <form method="post" action=Decide::PATH>
                {hidden(one, to, &around.path)}
                <Button kind=kind>{verb}<span class="visually-hidden">{whom}</span></Button>
            </form>
        }
    });
    let reject = with(&around.path, "application", &one.id.to_string());
    let reject = (!primary).then(|| {
        view! {
            <a class="button quiet" href=format!("{}#reject", web::with_query(&reject, "reject", "1"))>
                "Reject…"<span class="visually-hidden">{format!(" {}", one.name)}</span>
            </a>
        }
    });
    view! { <div class="actions">{forward}{reject}</div> }
}

fn hidden(one: &Application, to: Stage, back: &str) -> impl IntoView + use<> {
    view! {
        <input type="hidden" name="form[application]" value=one.id.to_string() />
        <input type="hidden" name="form[version]" value=one.version.to_string() />
        <input type="hidden" name="form[to]" value=to.name() />
        <input type="hidden" name="form[back]" value=back.to_owned() />
    }
}

/// What of it can still be decided: the next step, and a reasoned no.
fn decisions(
    one: &Application,
    form: DecideForm,
    error: Option<String>,
    rejecting: bool,
    around: &Around,
) -> impl IntoView + use<> {
    let forward = match one.stage {
        Stage::Offered => {
            view! { <p class="note">"The offer stands. It is for the person to accept."</p> }
                .into_any()
        }
        _ => moves(one, around, true).into_any(),
    };
    let reason = if form.application == one.id.to_string() {
        form.reason
    } else {
        String::new()
    };
    let hidden = hidden(one, Stage::Rejected, &around.path);
    view! {
        {forward}
        <div id="reject">
            <Disclosure summary="Reject with a reason" open=rejecting>
                <form class="form" method="post" action=Decide::PATH>
                    <FormGuard />
                    {hidden}
                    <TextArea label="Reason" name="form[reason]" value=reason error=error rows=3 maxlength=u32::try_from(REASON_MAX).ok()
                        hint="The person reads it, word for word." />
                    <div class="actions"><Button kind=Kind::Danger>"Reject"</Button></div>
                </form>
            </Disclosure>
        </div>
    }
}

/// This page without the application that is open.
fn closed(path: &str) -> String {
    let (base, query) = path.split_once('?').unwrap_or((path, ""));
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("application="))
        .collect();
    if rest.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", rest.join("&"))
    }
}

/// One application in full.
fn panel(
    story: Story,
    own: Option<AnyView>,
    form: DecideForm,
    error: Option<String>,
    rejecting: bool,
    around: &Around,
) -> impl IntoView + use<> {
    let Story {
        application: one,
        steps,
    } = story;
    let (stage, name) = (one.stage, one.name.clone());
    let (label, back) = (format!("Application of {name}"), closed(&around.path));
    let why = format!(
        "/hiring/jobs/{}/candidates?person={}",
        around.job, one.person
    );
    let profile = format!("/people/{}", one.person);
    let fit = one
        .fit_points()
        .map(|score| fit_link(around.job, &one, score, Ring::Large));
    let decide = (around.writes && !stage.is_final())
        .then(|| decisions(&one, form, error, rejecting, around));
    let note = Some(one.note.clone()).filter(|note| !note.is_empty());
    let note = note.map(|note| view! { <PanelSection title="Their note"><p class="own-words">{note}</p></PanelSection> });
    let history = history(steps, around.now);
    let line: Vec<String> = [one.headline, one.place]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    view! {
        <Panel label=label>
            <PanelSection>
                <a class="button quiet panel-back" href=back>{Icon::ChevronLeft.view()}"All applications"</a>
                <div class="fit-head">
                    <Avatar name=name.clone() />
                    <div>
                        <h2>{name.clone()}</h2>
                        <p>{line.join(" · ")}</p>
                        <p><Badge tone=tone(stage)>{stage.label()}</Badge></p>
                    </div>
                    {fit}
                </div>
                <div class="panel-actions">
                    <LinkButton href=why>"Why this fit"</LinkButton>
                    <LinkButton href=profile>"View profile"</LinkButton>
                </div>
                {decide}
            </PanelSection>
            {note}
            {own}
            <PanelSection title="What happened">{history}</PanelSection>
        </Panel>
    }
}

//! `/matches/{job}`

use super::param;
use super::parts::score_sections;
use crate::applications;
use crate::applications::model::{ApplyForm, WayIn};
use crate::applications::pages::{onboarding, to_apply, way_in};
use crate::matches::model::OwnMatch;
use crate::matches::{Matching, service, words};
use identity::api::caller;
use identity::organisations::logo::model::logo_path;
use identity::page::page;
use kernel::AppError;
use kernel::id::JobId;
use leptos::prelude::*;
use leptos_meta::Title;
use matching::{Change, World};
use platform::draft::Draft;
use ui::format;
use ui::{
    Avatar, Card, Crumb, Crumbs, EmptyState, Icon, Kind, LinkButton, Meta, MetaLine, PageHead,
    Panel, PanelSection, Reasons, Ring, ScoreRing, Shape, WeekGrid,
};

/// Why I fit this job, or not, and what would change it: before applying as after.
#[component]
pub fn MatchPage() -> impl IntoView {
    let called = caller();
    let job = param::<JobId>("job");
    page(async move {
        let ((request, actor), job) = (called?, job?);
        let found = match service::own_match(&request.services, &actor, job).await {
            Err(AppError::Conflict(code)) if code == "no_profile" => None,
            other => Some(other?),
        };
        let way = applications::service::way_in(&request.services, Some(&actor), job).await?;
        let draft = request.draft::<ApplyForm>().await?.unwrap_or_default();
        let world = Matching::world(&request.services)?;
        Ok(match found {
            Some(found) => view! {
                <Title text=format!("Your fit · {}", found.job.title) />
                {body(found, to_apply(way).into_any(), apply(job, way, draft, &request.path).into_any(), &world)}
            }
            .into_any(),
            None => view! {
                <Title text="Your fit" />
                <div class="page">
                    <EmptyState icon=Icon::Target title="Tell us what you can do first"
                        text="Your score for this job needs a profile: where you are, when you can work, your skills.">
                        <LinkButton href=onboarding(&request.path) kind=Kind::Primary>"Fill in profile"</LinkButton>
                        <LinkButton href=format!("/jobs/{job}")>"Back to the job"</LinkButton>
                    </EmptyState>
                </div>
            }
            .into_any(),
        })
    })
}

fn apply(job: JobId, way: WayIn, draft: Draft<ApplyForm>, here: &str) -> impl IntoView + use<> {
    let way_in = way_in(job, way, draft, here);
    view! { <Card title=way.title() id="apply">{way_in}</Card> }
}

fn body(
    found: OwnMatch,
    to_apply: AnyView,
    apply: AnyView,
    world: &World,
) -> impl IntoView + use<> {
    let OwnMatch {
        job,
        fit,
        wishes,
        changes,
        metres,
        availability,
    } = found;
    let sections = score_sections(&fit, world);
    let changes = (!changes.is_empty()).then(|| changes_section(&changes, world));
    let wanted = words::wishes(&wishes);
    let wish = wishes.score.rounded();
    let below = job.threshold.filter(|bar| fit.kfn.rounded() < *bar);
    let pay = job.pay.0.clone().map(|amount| {
        [Some(amount), job.pay.1.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let hours = availability.zip(job.pattern);
    let title = job.title.clone();
    let numbers = format!("/matches/{}/numbers", job.id);
    view! {
        <Crumbs crumbs=vec![Crumb::link("Jobs for me", "/matches"), Crumb::here(title.clone())] />
        <div class="page">
            <PageHead
                title=title
                mark=view! { <Avatar name=job.organisation_name.clone() picture=job.organisation_logo.map(logo_path) shape=Shape::Organisation /> }.into_any()
                meta=view! {
                    <MetaLine>
                        <Meta icon=Some(Icon::Building)>{job.organisation_name.clone()}</Meta>
                        {(!job.place.is_empty()).then(|| view! {
                            <Meta icon=Some(Icon::MapPin)>{job.place.clone()}{metres.map(|metres| format!(", {} away", words::away(metres).to_lowercase()))}</Meta>
                        })}
                        {pay.map(|pay| view! { <Meta icon=Some(Icon::Banknote)>{pay}</Meta> })}
                    </MetaLine>
                }.into_any()
                actions=view! { {to_apply}<LinkButton href=format!("/jobs/{}", job.id)>"View job"</LinkButton> }.into_any()
            />
            <div class="split own-match">
                <Panel label="Why this score">
                    <PanelSection>
                        <div class="fit-head">
                            <div>
                                <h2>"Your fit"</h2>
                                <p>"What the employer would see, to the digit."</p>
                                {below.map(|bar| view! { <p>{format!("This job looks for {bar} or more. You may apply all the same.")}</p> })}
                            </div>
                            <ScoreRing score=fit.kfn.rounded() size=Ring::Large provisional=fit.provisional />
                        </div>
                    </PanelSection>
                    {sections}
                    <PanelSection>
                        <p><a class="link" href=numbers>"Every number of this score"</a></p>
                        <p class="note">"Where each comes from, and what to do if one is wrong."</p>
                    </PanelSection>
                    {changes}
                </Panel>
                <div class="stack">
                    {apply}
                    <Card title="What you wish for">
                        <div class="fit-head">
                            <div><p>{if wanted.is_empty() { "You have not said what a job must offer, so nothing is left unmet." } else { "How well the job answers your wishes. The employer does not see this." }}</p></div>
                            <ScoreRing score=wish size=Ring::Medium />
                        </div>
                        {(!wanted.is_empty()).then(|| view! { <Reasons items=wanted /> })}
                        <p class="note"><a href="/profile/work">"Change what I wish for"</a></p>
                    </Card>
                    {hours.map(|(has, needs)| view! {
                        <Card title="Hours"><WeekGrid week=has needed=Some(needs) caption="Hours you can work and hours the job needs" /></Card>
                    })}
                </div>
            </div>
        </div>
    }
}

fn changes_section(changes: &[Change], world: &World) -> impl IntoView + use<> {
    let rows = changes
        .iter()
        .map(|change| {
            let unlocks = change.unlocks.then_some("Opens this job to you");
            view! {
                <li>
                    <a class="link" href=words::action_href(&change.action)>{words::action(&change.action, world)}</a>
                    {unlocks.map(|text| view! { <p>{text}</p> })}
                    {(change.plus > 0).then(|| view! { <b class="num plus">{format::points(f64::from(change.plus) / 10_000.0)}</b> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <PanelSection title="What would change it">
            <ul class="changes">{rows}</ul>
            <p class="note">"Each was tried by scoring you again with it. State only what is true: employers see the evidence."</p>
        </PanelSection>
    }
}

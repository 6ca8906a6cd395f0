//! `/home`

use hiring::applications::model::{Application, Stage};
use hiring::applications::pages::stage_tag;
use hiring::matches::Matching;
use hiring::matches::model::Match;
use hiring::matches::pages::MatchCards;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use matching::World;
use people::pages::next_steps;
use std::sync::Arc;
use ui::{Card, EmptyState, Icon, InstallButton, Kind, LinkButton, PageHead, TagList};

/// Jobs shown on the start page.
const MATCHES: usize = 5;
/// Applications shown on the start page.
const APPLICATIONS: usize = 5;

/// A person's start: what to do next, what fits, what is under way.
#[component]
pub fn HomePage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let services = &request.services;
        let profile = people::service::own(services, &actor).await?;
        let today = people::service::today(services);
        let begun = profile.onboarded_at.is_some();
        let matches = hiring::matches::service::top_matches(services, &actor, MATCHES).await?;
        let world = Matching::world(services)?;
        let applications = hiring::applications::service::mine(services, &actor).await?;
        let unverified = identity::credentials::pages::unverified_notice(services, &actor).await?;
        let first = actor
            .name
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned();
        Ok(view! {
            <Title text="Home" />
            <div class="page">
                <PageHead title=format!("Hello, {first}") actions=view! { <InstallButton /> }.into_any() />
                {unverified}
                {if begun { found(matches, world).into_any() } else { start().into_any() }}
                <div class="columns">
                    {begun.then(|| next_steps(&profile, today))}
                    {(!applications.is_empty()).then(|| under_way(&applications))}
                    {actor.seat.is_none().then(hire)}
                </div>
            </div>
        })
    })
}

fn start() -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Target title="Find work that fits"
            text="Say where you are, when you can work and what you can do. Every open job then gets a score for you, with its reasons.">
            <LinkButton href="/onboarding" kind=Kind::Primary>"Fill in profile"</LinkButton>
            <LinkButton href="/jobs">"Look around first"</LinkButton>
        </EmptyState>
    }
}

fn found(matches: Vec<Match>, world: Arc<World>) -> impl IntoView {
    if matches.is_empty() {
        return view! {
            <EmptyState icon=Icon::Search title="No open job shares anything with your profile yet"
                text="Add what you can do, or widen how far you travel.">
                <LinkButton href="/profile/skills" kind=Kind::Primary>"Add skills"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let all = view! { <a class="link" href="/matches">"All jobs for me"</a> };
    view! { <Card title="Fits you" action=all.into_any()><MatchCards rows=matches world=world /></Card> }.into_any()
}

fn under_way(applications: &[Application]) -> impl IntoView + use<> {
    let open = applications
        .iter()
        .filter(|one| one.stage.is_open() || one.stage == Stage::Accepted);
    let rows = open
        .take(APPLICATIONS)
        .map(|one| {
            view! {
                <li class="list-row">
                    <div class="list-text">
                        <a class="link" href=format!("/applications/{}", one.id)>{one.job_title.clone()}</a>
                        <p class="muted">{one.organisation_name.clone()}</p>
                    </div>
                    <TagList tags=vec![stage_tag(one.stage)] />
                </li>
            }
        })
        .collect_view();
    let all = view! { <a class="link" href="/applications">"All"</a> };
    view! { <Card title="My applications" action=all.into_any()><ul class="list">{rows}</ul></Card> }
}

fn hire() -> impl IntoView {
    view! {
        <Card title="Hiring?">
            <p class="muted">"Post a job, a shift, a project or volunteering, and see who fits, and why."</p>
            <LinkButton href="/hiring/jobs/new" icon=Some(Icon::Plus)>"Post a job"</LinkButton>
        </Card>
    }
}

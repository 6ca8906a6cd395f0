//! `/applications`

use super::parts::tone;
use crate::applications::model::{Application, Stage};
use crate::applications::service;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use time::OffsetDateTime;
use ui::{
    Badge, Card, EmptyState, Icon, Kind, LinkButton, Moment, PageHead, Ring, ScoreRing, Wording,
};

/// The groups of the page, in order: what waits for the person comes first.
const GROUPS: [(&str, &[Stage]); 4] = [
    ("Waiting for your answer", &[Stage::Offered]),
    (
        "Waiting for the employer",
        &[Stage::Shortlisted, Stage::Applied],
    ),
    ("Accepted", &[Stage::Accepted]),
    ("Over", &[Stage::Rejected, Stage::Withdrawn]),
];

/// My applications, grouped by where they stand.
#[component]
pub fn ApplicationsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let all = service::mine(&request.services, &actor).await?;
        let now = request.services.clock.now();
        let body = if all.is_empty() {
            empty().into_any()
        } else {
            groups(&all, now).into_any()
        };
        Ok(view! {
            <Title text="My applications" />
            <div class="page">
                <PageHead title="My applications" lead="You and the employer see the same state and the same history." />
                {body}
            </div>
        })
    })
}

fn empty() -> impl IntoView {
    view! {
        <EmptyState icon=Icon::Send title="You have not applied anywhere yet" text="Jobs that suit you are ranked for you, with the reasons.">
            <LinkButton href="/matches" kind=Kind::Primary icon=Some(Icon::Target)>"Jobs for me"</LinkButton>
            <LinkButton href="/jobs">"All jobs"</LinkButton>
        </EmptyState>
    }
}

fn groups(all: &[Application], now: OffsetDateTime) -> impl IntoView + use<> {
    GROUPS
        .iter()
        .filter_map(|(title, stages)| {
            let rows: Vec<_> = all
                .iter()
                .filter(|one| stages.contains(&one.stage))
                .map(|one| row(one, now))
                .collect();
            (!rows.is_empty()).then(
                || view! { <Card title=*title><ul class="list applications">{rows}</ul></Card> },
            )
        })
        .collect_view()
}

fn row(one: &Application, now: OffsetDateTime) -> impl IntoView + use<> {
    let fit = one.fit_points().map(|score| {
        view! {
            <a class="fit-link" href=format!("/matches/{}", one.job) aria-label=format!("Fit {score} of 100 when you applied: why")>
                <ScoreRing score=score size=Ring::Small />
            </a>
        }
    });
    let reason = (one.stage == Stage::Rejected && !one.reason.is_empty())
        .then(|| view! { <p class="own-words">{one.reason.clone()}</p> });
    let stage = one.stage;
    let href = format!("/applications/{}", one.id);
    view! {
        <li class="list-row application-row">
            {fit}
            <div class="list-text">
                <a class="cover application-title" href=href>{one.job_title.clone()}</a>
                <p class="muted">{one.organisation_name.clone()}" · "<Moment at=one.updated_at wording=Wording::Since(now) /></p>
                {reason}
            </div>
            <Badge tone=tone(stage)>{stage.label()}</Badge>
        </li>
    }
}

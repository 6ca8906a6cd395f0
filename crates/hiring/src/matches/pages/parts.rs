//! What several pages show of a score.

use crate::matches::model::Match;
use crate::matches::words;
use leptos::prelude::*;
use matching::{Fit, World};
use std::sync::Arc;
use ui::{MatchItem, MatchList, PanelSection, Reasons, ScoreBreakdown, Tag, TagList, Text};

/// Where a score comes from, why, and what the law asks: the sections of a panel.
pub(super) fn score_sections(fit: &Fit, world: &World) -> impl IntoView + use<> {
    let checks = words::checks(fit);
    let reasons = words::reasons(fit, world);
    let parts = words::parts(fit);
    let confidence = words::confidence(fit);
    view! {
        <PanelSection title=format!("Where the {} comes from", fit.kfn.rounded())>
            <ScoreBreakdown parts=parts>
                "The mark on each bar is what is usual for this occupation. "{confidence}" "
                <a href="/how-fit-works">"How the score works"</a>
            </ScoreBreakdown>
        </PanelSection>
        <PanelSection title="Strengths and concerns">
            {if reasons.is_empty() {
                view! { <p class="note">"Nothing lifts this score above what is usual, or lowers it."</p> }.into_any()
            } else {
                view! { <Reasons items=reasons /> }.into_any()
            }}
        </PanelSection>
        <PanelSection title="May work this job">
            {if checks.is_empty() {
                view! { <p class="note">"The job asks for no documents."</p> }.into_any()
            } else {
                view! { <TagList tags=checks label="Legal needs" /> }.into_any()
            }}
        </PanelSection>
    }
}

/// One row of a person's jobs.
pub(super) fn job_item(row: &Match, world: &World, ranked: bool) -> MatchItem {
    let mut item = MatchItem::new(
        row.job.title.clone(),
        format!("/matches/{}", row.job.id),
        Some(row.fit.kfn.rounded()),
    );
    item.rank = ranked.then(|| u64::try_from(row.rank).unwrap_or(0));
    item.provisional = row.fit.provisional;
    let line = [row.job.organisation_name.as_str(), row.job.place.as_str()];
    item.text = line
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
        .into();
    item.tags = row
        .application
        .map(|(_, stage)| crate::applications::pages::stage_tag(stage))
        .into_iter()
        .collect();
    item.tags
        .push(Tag::new("Your wishes").detail(format!("{}%", row.wish.rounded())));
    item.tags.extend(words::chips(&row.fit, world, &item.href));
    item.place = match row.metres {
        Some(metres) => (words::away(metres).into(), Text::default()),
        None => (row.job.place.clone().into(), Text::default()),
    };
    item.pay = (row.job.pay.0.clone().into(), row.job.pay.1.clone().into());
    item
}

/// A person's best jobs, for their start page.
#[component]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a view owns what it is given"
)]
pub fn MatchCards(rows: Vec<Match>, world: Arc<World>) -> impl IntoView {
    let items: Vec<MatchItem> = rows
        .iter()
        .map(|row| job_item(row, &world, false))
        .collect();
    view! { <MatchList label="Jobs for you" items=items heads=["Fit", "Job", "Distance", "Hours", "Pay"] /> }
}

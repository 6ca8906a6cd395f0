//! `/hiring/jobs/{id}/activity`

use super::frame::{JobFrame, JobHead};
use super::words::job_param;
use crate::jobs::model::{FieldChange, Revision};
use crate::jobs::service;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use time::OffsetDateTime;
use ui::time_text::Wording;
use ui::{Disclosure, Icon, Moment, Tone};

/// Longer values are shown when asked for.
const SHORT: usize = 120;

/// Who changed what in a job, the latest first.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let called = caller();
    let id = job_param();
    page(async move {
        let (request, actor) = called?;
        let id = id?;
        let (job, lines) = service::activity(&request.services, &actor, id).await?;
        let facts = service::counts(&request.services, &actor, id).await?;
        let now = request.services.clock.now();
        let title = format!("{}: activity", job.content.title);
        let items: Vec<_> = lines.into_iter().map(|line| entry(line, now)).collect();
        Ok(view! {
            <Title text=title />
            <JobFrame head=JobHead::new(job, facts, &actor) tab="activity">
                <h2 class="visually-hidden">"Activity"</h2>
                <ol class="timeline">{items}</ol>
            </JobFrame>
        })
    })
}

fn entry(line: Revision, now: OffsetDateTime) -> AnyView {
    let (title, icon, tone) = match line.action.as_str() {
        "created" => ("Draft created", Icon::File, Tone::Neutral),
        "published" => ("Published", Icon::CircleCheck, Tone::Good),
        "edited" => ("Edited", Icon::Pencil, Tone::Accent),
        "filled" => ("All places filled", Icon::Users, Tone::Info),
        "reopened" => ("Open again", Icon::Users, Tone::Good),
        "closed" => ("Closed", Icon::Lock, Tone::Bad),
        _ => ("Changed", Icon::Info, Tone::Neutral),
    };
    let changes: Vec<_> = line.changes.into_iter().map(change).collect();
    view! {
        <li class=tone.class()>
            <span class="timeline-mark">{icon.view()}</span>
            <div>
                <p class="timeline-title">
                    <b>{title}</b>
                    <span class="timeline-by"><span>{line.by}</span><Moment at=line.at wording=Wording::Since(now) /></span>
                </p>
                {(!changes.is_empty()).then(|| view! { <dl class="job-changes">{changes}</dl> })}
            </div>
        </li>
    }
    .into_any()
}

/// One field: as it was, as it became.
pub(super) fn change(change: FieldChange) -> AnyView {
    let FieldChange {
        field,
        before,
        after,
    } = change;
    let long = before.chars().count() > SHORT || after.chars().count() > SHORT;
    let shown = |text: String| {
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            text
        }
    };
    let value = if long {
        view! {
            <Disclosure summary="Before and after">
                <h3>"Before"</h3><div class="own-words">{shown(before)}</div>
                <h3>"After"</h3><div class="own-words">{shown(after)}</div>
            </Disclosure>
        }
        .into_any()
    } else if before.is_empty() {
        after.into_any()
    } else {
        view! { <del>{before}</del><span aria-hidden="true">" → "</span><ins>{shown(after)}</ins> }
            .into_any()
    };
    view! { <div><dt>{field}</dt><dd>{value}</dd></div> }.into_any()
}

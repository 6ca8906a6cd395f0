//! What a candidate reads of a job: on its public page, and in the preview before it is published.

use super::words::{
    capital, dates_line, experience_line, hours_line, pay_line, place_line, skill_tag,
};
use crate::jobs::model::{Content, Document, Importance, STYLES, Seniority, qualification};
use leptos::prelude::*;
use ui::{Disclosure, Facts, TagList, Text, Tone, WeekGrid};

/// Description, skills and hours.
#[component]
pub fn JobText(job: Content) -> impl IntoView {
    let skills = skills(&job);
    let hours = job.pattern.map(|week| {
        view! {
            <section class="stack close">
                <h2>"Hours"</h2>
                <p>{hours_line(&week)}</p>
                <Disclosure summary="The week in full"><WeekGrid week=week caption="Hours of the week" /></Disclosure>
            </section>
        }
    });
    let asks = asks(&job);
    view! {
        <div class="stack">
            <section class="stack close">
                <h2>"About the work"</h2>
                <div class="own-words">{job.description}</div>
            </section>
            {skills}
            {(!asks.is_empty()).then(|| view! {
                <section class="stack close"><h2>"Also asked"</h2><ul class="job-asks">{asks}</ul></section>
            })}
            {hours}
        </div>
    }
}

fn skills(job: &Content) -> Option<impl IntoView + use<>> {
    let group = |importance: Importance, tone: Tone| {
        let tags: Vec<_> = job
            .skills
            .iter()
            .filter(|skill| skill.importance == importance)
            .map(|skill| skill_tag(skill, tone))
            .collect();
        (!tags.is_empty()).then(|| {
            view! {
                <div class="stack close">
                    <h3>{importance.label()}</h3>
                    <TagList tags=tags label=importance.label() />
                </div>
            }
        })
    };
    let must = group(Importance::Must, Tone::Accent);
    let should = group(Importance::Should, Tone::Neutral);
    let nice = group(Importance::Nice, Tone::Neutral);
    (!job.skills.is_empty()).then(
        || view! { <section class="stack close"><h2>"Skills"</h2>{must}{should}{nice}</section> },
    )
}

fn asks(job: &Content) -> Vec<AnyView> {
    let mut lines = Vec::new();
    if let Some(level) = job.education.and_then(qualification) {
        lines.push(format!("{level}, or higher"));
    }
    if let Some(months) = job.experience_months.filter(|months| *months > 0) {
        lines.push(experience_line(months));
    }
    if !job.documents.is_empty() {
        let names: Vec<&str> = job
            .documents
            .iter()
            .map(|document: &Document| document.label())
            .collect();
        lines.push(format!("Documents: {}", names.join(", ")));
    }
    if let Some(styles) = job.styles {
        let lean = |((one, other), value): (&(&str, &str), i8)| match value {
            i8::MIN..=-1 => Some((*one).to_owned()),
            0 => None,
            _ => Some((*other).to_owned()),
        };
        let leanings: Vec<String> = STYLES.iter().zip(styles).filter_map(lean).collect();
        if !leanings.is_empty() {
            lines.push(format!(
                "How the team works: {}",
                leanings.join(", ").to_lowercase()
            ));
        }
    }
    lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect()
}

/// Place, pay, dates and the rest by name.
#[component]
pub fn JobFacts(job: Content) -> impl IntoView {
    let fact = |name: &str, value: Option<String>| (name.to_owned(), Text::from(value));
    let place = Some(place_line(job.mode, &job.place.text)).filter(|place| !place.is_empty());
    let headcount = (job.headcount > 1).then(|| format!("{} people wanted", job.headcount));
    let bar = job
        .fit_threshold
        .map(|bar| format!("{bar} of 100; you may apply below it"));
    let dates = dates_line(&job);
    let facts = vec![
        fact("Pay", pay_line(&job.pay)),
        fact("Place", place),
        fact("Type", Some(job.kind.label().to_owned())),
        fact("Field", Some(job.category.label().to_owned())),
        fact(
            "Level",
            job.seniority.map(Seniority::label).map(str::to_owned),
        ),
        fact(
            "Occupation",
            job.occupation.map(|(_, label)| capital(&label)),
        ),
        fact("Dates", dates),
        fact("Places", headcount),
        fact("Fit looked for", bar),
    ];
    view! { <Facts facts=facts /> }
}

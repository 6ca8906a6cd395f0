//! `/profile`: how complete it is, what would change what, and every section at a glance.

use crate::completeness::{Completeness, Missing, completeness};
use crate::model::{Profile, Section, WorkMode, WorkType};
use crate::service;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use time::Date;
use ui::format::{count, date, money};
use ui::{
    Card, Facts, Flash, Icon, Kind, LinkButton, PageHead, Progress, Tag, TagList, Text, Tone,
};

/// The profile as its person sees it.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let profile = service::own(&request.services, &actor).await?;
        let today = service::today(&request.services);
        let complete = completeness(&profile, today);
        let read = request.query("read").is_some();
        let page_path = format!("/people/{}", profile.id);
        let unfinished = profile
            .onboarded_at
            .is_none()
            .then(|| profile.onboarding_step.path());
        let sections: Vec<_> = Section::ALL
            .iter()
            .map(|section| section_card(*section, &profile, today))
            .collect();
        let actions = view! {
            <LinkButton href="/profile/resume" icon=Some(Icon::File)>"Read my résumé"</LinkButton>
            <LinkButton href=page_path icon=Some(Icon::Eye)>"See it as others do"</LinkButton>
            {unfinished.map(|href| view! { <LinkButton href=href kind=Kind::Primary>"Go on with the first steps"</LinkButton> })}
        };
        Ok(view! {
            <Title text="Your profile" />
            <div class="page">
                <PageHead title="Your profile" lead="What jobs are matched with. You decide in each section what others see." actions=actions.into_any() />
                {read.then(|| view! { <Flash tone=Tone::Good>"Saved. What you took over from your résumé is in your profile."</Flash> })}
                <Card title="How complete it is">{missing_list(complete, 5)}</Card>
                <div class="columns">{sections}</div>
            </div>
        })
    })
}

/// How complete a profile is and what to do next, for the person's start page. Nothing once it is complete.
pub fn next_steps(profile: &Profile, today: Date) -> impl IntoView + use<> {
    let complete = completeness(profile, today);
    (!complete.missing.is_empty())
        .then(|| view! { <Card title="Make your profile count">{missing_list(complete, 3)}</Card> })
}

/// The bar and the things that are missing, the first few open.
pub fn missing_list(complete: Completeness, first: usize) -> impl IntoView {
    let row = |missing: Missing| {
        let gain = (missing.gain > 0).then(
            || view! { <span class="plus num nowrap">{format!("+{}%", missing.gain)}</span> },
        );
        view! {
            <li class="list-row">
                <div class="list-text">
                    <a class="link" href=missing.section.path()>{missing.what}</a>
                    <p class="muted">{missing.why}</p>
                </div>
                {gain}
            </li>
        }
    };
    let mut missing = complete.missing;
    let rest = missing.split_off(first.min(missing.len()));
    let hint = if missing.is_empty() {
        "Nothing is missing."
    } else {
        "Each of these changes how jobs are found for you."
    };
    view! {
        <Progress label="Complete" percent=complete.percent hint=hint />
        {(!missing.is_empty()).then(|| view! { <ul class="list">{missing.into_iter().map(row).collect::<Vec<_>>()}</ul> })}
        {(!rest.is_empty()).then(|| view! {
            <ui::Disclosure summary=format!("{} more", rest.len())>
                <ul class="list">{rest.into_iter().map(row).collect::<Vec<_>>()}</ul>
            </ui::Disclosure>
        })}
    }
}

fn section_card(section: Section, profile: &Profile, today: Date) -> impl IntoView + use<> {
    let edit = view! { <LinkButton href=section.path() kind=Kind::Quiet icon=Some(Icon::Pencil) label=format!("Edit {}", section.label()) /> };
    let body = match section {
        Section::Skills if !profile.skills.is_empty() => {
            let tags = profile
                .skills
                .iter()
                .take(12)
                .map(|skill| Tag::new(skill.label.clone()))
                .collect();
            let more = profile.skills.len().saturating_sub(12);
            view! { <TagList tags=tags />{(more > 0).then(|| view! { <p class="note">{format!("and {more} more")}</p> })} }.into_any()
        }
        _ => {
            let facts = facts(section, profile, today);
            if facts.is_empty() {
                view! { <p class="muted">"Nothing yet"</p> }.into_any()
            } else {
                view! { <Facts facts=facts /> }.into_any()
            }
        }
    };
    view! { <Card title=section.label() action=edit.into_any()>{body}</Card> }
}

/// What a section says, as pairs; empty if it says nothing.
fn facts(section: Section, profile: &Profile, today: Date) -> Vec<(String, Text)> {
    let fact = |name: &str, value: Option<String>| {
        value
            .filter(|value| !value.is_empty())
            .map(|value| (name.to_owned(), Text::from(value)))
    };
    let number = |name: &str, n: usize, one: &str, many: &str| {
        fact(name, (n > 0).then(|| count(n as u64, one, many)))
    };
    let all = match section {
        Section::About => vec![
            fact("Name", Some(profile.name.clone())),
            fact("Headline", Some(profile.headline.clone())),
            fact("Place", Some(profile.place.clone())),
            fact(
                "Travels",
                profile.travel_radius_km.map(|km| format!("up to {km} km")),
            ),
        ],
        Section::Work => vec![
            fact(
                "Kinds",
                Some(
                    profile
                        .wish_types
                        .iter()
                        .copied()
                        .map(WorkType::label)
                        .collect::<Vec<_>>()
                        .join(", "),
                ),
            ),
            fact(
                "Where",
                Some(
                    profile
                        .work_modes
                        .iter()
                        .copied()
                        .map(WorkMode::label)
                        .collect::<Vec<_>>()
                        .join(", "),
                ),
            ),
            fact(
                "At least",
                profile
                    .wish_pay
                    .map(|pay| format!("{} an hour", money(pay))),
            ),
            fact(
                "Rate",
                profile.rate.map(|rate| format!("{} an hour", money(rate))),
            ),
            fact(
                "Journey",
                profile.wish_commute_km.map(|km| format!("up to {km} km")),
            ),
        ],
        Section::Availability => vec![
            fact(
                "Hours a week",
                profile.availability.map(|week| hours(week.count())),
            ),
            fact(
                "From",
                profile.available_from.filter(|day| *day > today).map(date),
            ),
            number("Other days", profile.exceptions.len(), "day", "days"),
        ],
        Section::Skills => vec![],
        Section::Experience if profile.no_experience => {
            vec![fact("Jobs held", Some("None yet".to_owned()))]
        }
        Section::Experience => vec![
            number("Jobs held", profile.experience.len(), "job", "jobs"),
            fact(
                "Latest",
                profile.experience.first().map(|line| line.title.clone()),
            ),
        ],
        Section::Education => vec![
            number(
                "Qualifications",
                profile.education.len(),
                "qualification",
                "qualifications",
            ),
            fact(
                "Highest finished",
                profile
                    .education_level
                    .and_then(crate::model::qualification)
                    .map(str::to_owned),
            ),
        ],
        Section::Certifications => profile
            .certifications
            .iter()
            .take(6)
            .map(|line| fact(&line.name, Some(super::history::expiry(line))))
            .collect(),
        Section::Style => vec![fact("Answered", profile.styles.map(|_| "Yes".to_owned()))],
        Section::Visibility => vec![
            fact(
                "Employers",
                Some(
                    if profile.discoverable {
                        "can find you"
                    } else {
                        "see you only if you apply"
                    }
                    .to_owned(),
                ),
            ),
            fact(
                "Public page",
                Some(if profile.public_page { "on" } else { "off" }.to_owned()),
            ),
        ],
    };
    all.into_iter().flatten().collect()
}

/// Half hours as hours.
fn hours(half_hours: u32) -> String {
    if half_hours.is_multiple_of(2) {
        (half_hours / 2).to_string()
    } else {
        format!("{}.5", half_hours / 2)
    }
}

//! `/people/{id}`: a person as others see them.

use super::history::{expiry, standing};
use crate::dates::{months_between, months_text};
use crate::model::{Experience, LEVELS, Profile, Skill, qualification};
use crate::service;
use identity::Actor;
use identity::page::page;
use kernel::AppError;
use kernel::id::PersonId;
use leptos::prelude::*;
use leptos_meta::{Meta as Tagged, Title};
use leptos_router::hooks::use_params_map;
use platform::web;
use time::Date;
use ui::format::{date, money, month_year};
use ui::{
    Avatar, Card, Crumb, Crumbs, EmptyState, Icon, LinkButton, Meta, MetaLine, Tag, TagList, Tone,
    WeekGrid,
};

/// The page of a person, if the visitor may see it.
#[component]
pub fn PersonPage() -> impl IntoView {
    let request = web::request();
    let visitor = use_context::<Option<Actor>>().flatten();
    let id = use_params_map().with_untracked(|params| params.get("id"));
    page(async move {
        let request = request?;
        let id: PersonId = id
            .and_then(|id| id.parse().ok())
            .ok_or(AppError::NotFound)?;
        let profile = service::visible_profile(&request.services, visitor.as_ref(), id).await?;
        let own = visitor.is_some_and(|actor| actor.person == id);
        let today = service::today(&request.services);
        let description = if profile.headline.is_empty() {
            format!("{} on Kinwork", profile.name)
        } else {
            profile.headline.clone()
        };
        Ok(view! {
            <Title text=profile.name.clone() />
            <Tagged name="description" content=description />
            {(!profile.public_page).then(|| view! { <Tagged name="robots" content="noindex" /> })}
            {own.then(|| view! { <Crumbs crumbs=vec![Crumb::link("My profile", "/profile"), Crumb::here("As others see it")] /> })}
            <div class="page">
                {head(&profile, own, today)}
                {sections(&profile, today)}
            </div>
        })
    })
}

fn head(profile: &Profile, own: bool, today: Date) -> impl IntoView + use<> {
    let place = (!profile.place.is_empty()).then(|| profile.place.clone());
    let rate = profile.rate.map(|rate| format!("{} an hour", money(rate)));
    let from = profile
        .available_from
        .filter(|day| *day > today)
        .map(|day| format!("Free from {}", date(day)));
    let who = if profile.public_page {
        "This page is public."
    } else {
        "Only employers who may find you, and those you apply to, can open this page."
    };
    view! {
        <header class="profile-head">
            <Avatar name=profile.name.clone() />
            <div class="profile-name">
                <h1>{profile.name.clone()}</h1>
                {(!profile.headline.is_empty()).then(|| view! { <p class="lead">{profile.headline.clone()}</p> })}
                <MetaLine>
                    {place.map(|place| view! { <Meta icon=Some(Icon::MapPin)>{place}</Meta> })}
                    {rate.map(|rate| view! { <Meta icon=Some(Icon::Banknote)>{rate}</Meta> })}
                    {from.map(|from| view! { <Meta icon=Some(Icon::Calendar)>{from}</Meta> })}
                </MetaLine>
            </div>
            {own.then(|| view! {
                <div class="profile-own">
                    <LinkButton href="/profile" icon=Some(Icon::Pencil)>"Edit your profile"</LinkButton>
                    <p class="note">{who}" "<a href="/profile/visibility">"Change"</a></p>
                </div>
            })}
        </header>
    }
}

fn sections(profile: &Profile, today: Date) -> impl IntoView + use<> {
    let nothing = profile.bio.is_empty()
        && profile.skills.is_empty()
        && profile.experience.is_empty()
        && profile.education.is_empty()
        && profile.certifications.is_empty()
        && profile.availability.is_none();
    if nothing {
        return view! { <EmptyState icon=Icon::User title="Nothing more to see" text="This person shows no more than their name." /> }.into_any();
    }
    let bio = (!profile.bio.is_empty()).then(|| profile.bio.clone());
    let skills = (!profile.skills.is_empty())
        .then(|| profile.skills.iter().map(skill_tag).collect::<Vec<_>>());
    let experience: Vec<_> = profile
        .experience
        .iter()
        .map(|line| experience_line(line, today))
        .collect();
    let education: Vec<_> = profile
        .education
        .iter()
        .map(|line| view! {
            <li class="history-line">
                <b>{line.qualification.clone()}</b>
                <p class="muted">{line.institution.clone()}{line.ended_on.map(|day| format!(" · {}", month_year(day)))}" · "{qualification(line.level)}</p>
            </li>
        })
        .collect();
    let certifications: Vec<_> = profile
        .certifications
        .iter()
        .map(|line| {
            let link = (!line.credential_url.is_empty())
                .then(|| view! { " · "<a class="link" href=line.credential_url.clone() rel="nofollow noopener">"Check it"</a> });
            view! {
                <li class="history-line">
                    <p><b>{line.name.clone()}</b>" "{standing(line, today)}</p>
                    <p class="muted">{(!line.issuer.is_empty()).then(|| format!("{} · ", line.issuer))}{expiry(line)}{link}</p>
                </li>
            }
        })
        .collect();
    view! {
        <div class="split">
            <div class="stack">
                {bio.map(|bio| view! { <Card title="About"><p class="own-words">{bio}</p></Card> })}
                {(!experience.is_empty()).then(|| view! { <Card title="Experience"><ol class="history">{experience}</ol></Card> })}
                {(!education.is_empty()).then(|| view! { <Card title="Education"><ol class="history">{education}</ol></Card> })}
            </div>
            <div class="stack">
                {skills.map(|tags| view! { <Card title="Skills"><TagList tags=tags /></Card> })}
                {(!certifications.is_empty()).then(|| view! { <Card title="Certificates and licences"><ol class="history">{certifications}</ol></Card> })}
                {profile.availability.map(|week| view! { <Card title="Availability"><WeekGrid week=week caption="Hours this person can work" /></Card> })}
            </div>
        </div>
    }
    .into_any()
}

fn skill_tag(skill: &Skill) -> Tag {
    let level = skill
        .level
        .and_then(|level| LEVELS.get(usize::from(level)).copied());
    let years = skill
        .months
        .filter(|months| *months >= 12)
        .map(|months| months_text(months - months % 12));
    let detail = [level.map(str::to_owned), years]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let tag = Tag::new(skill.label.clone()).detail(detail);
    if skill.evidence == crate::model::Evidence::Verified {
        tag.tone(Tone::Good).icon(Icon::Shield)
    } else {
        tag
    }
}

fn experience_line(line: &Experience, today: Date) -> impl IntoView + use<> {
    let until = line.ended_on.map_or_else(|| "now".to_owned(), month_year);
    let length = months_text(months_between(
        line.started_on,
        line.ended_on.unwrap_or(today),
    ));
    view! {
        <li class="history-line">
            <b>{line.title.clone()}</b>
            <p class="muted">
                {(!line.organisation.is_empty()).then(|| format!("{} · ", line.organisation))}
                {month_year(line.started_on)}" – "{until}" · "{length}
            </p>
            {(!line.description.is_empty()).then(|| view! { <p class="own-words">{line.description.clone()}</p> })}
        </li>
    }
}

//! `/jobs/{id}`

use super::body::{JobFacts, JobText};
use super::flags::reader_notes;
use super::json_ld::{is_open, job_posting};
use super::words::{dates_line, job_param, pay_line, place_line};
use crate::applications;
use crate::applications::model::{ApplyForm, WayIn};
use crate::applications::pages::{to_apply, way_in};
use crate::jobs::model::{JobStatus, JobView, OwnFit};
use crate::jobs::service;
use identity::Actor;
use identity::organisations::logo::model::logo_path;
use identity::page::page;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{Link, Meta as MetaTag, Title};
use platform::web::request;
use time::OffsetDateTime;
use ui::time_text::Wording;
use ui::{
    Avatar, Badge, Crumb, Crumbs, Flash, Icon, Meta, MetaLine, Moment, PageHead, Panel,
    PanelSection, Ring, ScoreRing, Shape, Tone,
};

/// A published job, for everybody and for search engines.
#[component]
pub fn PublicJobPage() -> impl IntoView {
    let asked = request();
    let actor = use_context::<Option<Actor>>().flatten();
    let id = job_param();
    let nonce = use_nonce().map(|nonce| nonce.to_string());
    page(async move {
        let request = asked?;
        let services = &request.services;
        let job = service::public(services, id?).await?;
        let way = applications::service::way_in(services, actor.as_ref(), job.id).await?;
        let fit = match &actor {
            // Nothing is known yet of whoever has no profile, and nobody fits a job of their own.
            Some(actor) if !matches!(way, WayIn::Profile | WayIn::Posted) => {
                service::own_fits(services, actor, &[job.id])
                    .await?
                    .get(&job.id)
                    .copied()
            }
            _ => None,
        };
        let draft = request.draft::<ApplyForm>().await?.unwrap_or_default();
        let now = services.clock.now();
        let url = format!("{}/jobs/{}", services.public_url, job.id);
        let logo = job
            .organisation_logo
            .map(|logo| format!("{}{}", services.public_url, logo_path(logo)));
        let posting = job_posting(&job, &url, logo.as_deref());
        let posting =
            view! { <script type="application/ld+json" nonce=nonce inner_html=posting></script> };
        let content = job.content.clone();
        let crumbs = vec![
            Crumb::link("Find work", "/jobs"),
            Crumb::here(content.title.clone()),
        ];
        let fit = fit.map(|fit| fit_line(&job, fit));
        let to_apply = to_apply(way);
        let apply = way_in(job.id, way, draft, &request.path);
        let notes = reader_notes(&service::reader_flags(
            services,
            &job,
            pay_line(&content.pay).as_deref(),
        ));
        let employer = employer(&job);
        let facts = view! { <JobFacts job=content.clone() /> };
        Ok(view! {
            {head(&job, &url, logo)}
            {posting}
            <Crumbs crumbs=crumbs />
            <div class="page stack">
                <PageHead title=content.title.clone() lead=job.organisation_name.clone() badge=badge(&job) meta=meta(&job, now).into_any() actions=to_apply.into_any() />
                {closed(&job)}
                {notes}
                <div class="split">
                    <div class="card job-text"><JobText job=content.clone() /></div>
                    <Panel label="Apply and facts">
                        <PanelSection id="apply">{fit}{apply}</PanelSection>
                        <PanelSection title="Facts">{facts}</PanelSection>
                        {employer}
                    </Panel>
                </div>
            </div>
        })
    })
}

/// What search engines and social sites read.
fn head(job: &JobView, url: &str, logo: Option<String>) -> impl IntoView + use<> {
    let content = &job.content;
    let title = format!("{} at {}", content.title, job.organisation_name);
    let place =
        Some(place_line(content.mode, &content.place.text)).filter(|place| !place.is_empty());
    let facts: Vec<String> = [place, pay_line(&content.pay), dates_line(content)]
        .into_iter()
        .flatten()
        .collect();
    let text: String = content
        .description
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(140)
        .collect();
    let description = format!("{}. {text}", facts.join(", "));
    let hidden = (!is_open(job)).then(|| view! { <MetaTag name="robots" content="noindex" /> });
    view! {
        <Title text=title.clone() />
        <Link rel="canonical" href=url.to_owned() />
        <MetaTag name="description" content=description.clone() />
        <MetaTag property="og:type" content="website" />
        <MetaTag property="og:site_name" content="Kinwork" />
        <MetaTag property="og:title" content=title />
        <MetaTag property="og:description" content=description />
        <MetaTag property="og:url" content=url.to_owned() />
        {logo.map(|logo| view! { <MetaTag property="og:image" content=logo /> })}
        <MetaTag name="twitter:card" content="summary" />
        {hidden}
    }
}

fn badge(job: &JobView) -> AnyView {
    let (tone, label) = match job.status {
        JobStatus::Filled => (Tone::Info, "Filled"),
        JobStatus::Closed => (Tone::Bad, "Closed"),
        JobStatus::Active | JobStatus::Draft => return ().into_any(),
    };
    view! { <Badge tone=tone>{label}</Badge> }.into_any()
}

fn meta(job: &JobView, now: OffsetDateTime) -> impl IntoView + use<> {
    let content = &job.content;
    let place = place_line(content.mode, &content.place.text);
    let pay = pay_line(&content.pay);
    let dates = dates_line(content);
    let posted = job.published_at.map(|at| view! { <Meta icon=Some(Icon::Clock)>"Posted "<Moment at=at wording=Wording::Since(now) /></Meta> });
    view! {
        <MetaLine>
            {(!place.is_empty()).then(|| view! { <Meta icon=Some(Icon::MapPin)>{place}</Meta> })}
            {pay.map(|pay| view! { <Meta icon=Some(Icon::Banknote)>{pay}</Meta> })}
            {dates.map(|dates| view! { <Meta icon=Some(Icon::Calendar)>{dates}</Meta> })}
            {posted}
        </MetaLine>
    }
}

fn closed(job: &JobView) -> Option<impl IntoView + use<>> {
    let text = match job.status {
        JobStatus::Closed => "This job is closed. It stays here for those who applied.",
        JobStatus::Filled => "All places are filled. It opens again if one is freed.",
        JobStatus::Active | JobStatus::Draft => return None,
    };
    Some(
        view! { <Flash tone=Tone::Info>{text}" "<a class="link" href="/jobs">"See open jobs"</a></Flash> },
    )
}

fn fit_line(job: &JobView, fit: OwnFit) -> impl IntoView + use<> {
    let href = format!("/matches/{}", job.id);
    view! {
        <div class="person">
            <div>
                <p><b>"Your fit"</b></p>
                <p><a class="link" href=href>"Why, and what would change it"</a></p>
            </div>
            <ScoreRing score=fit.score size=Ring::Large provisional=fit.provisional />
        </div>
    }
}

fn employer(job: &JobView) -> impl IntoView + use<> {
    let name = job.organisation_name.clone();
    let picture = job.organisation_logo.map(logo_path);
    let site = (!job.organisation_website.is_empty()).then(|| {
        view! {
            <p><a class="link" href=job.organisation_website.clone() rel="noopener nofollow ugc">{Icon::ExternalLink.view()}" Website"</a></p>
        }
    });
    let about = (!job.organisation_about.is_empty())
        .then(|| view! { <p class="own-words">{job.organisation_about.clone()}</p> });
    view! {
        <PanelSection title="Employer">
            <div class="person">
                <Avatar name=name.clone() picture=picture shape=Shape::Organisation large=true />
                <div><p><b>{name}</b></p></div>
            </div>
            {about}
            {site}
        </PanelSection>
    }
}

//! The public API of matches, and the candidates of a job as a file.
#![expect(
    unused_qualifications,
    reason = "utoipa writes parameters out with their path"
)]

mod wire;

use super::model::{CandidateFilter, JobFilter};
use super::service;
use super::world::Matching;
use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use identity::Actor;
use identity::rest::Myself;
use identity::tokens::KeyScope;
use identity::tokens::service::Caller;
use kernel::id::JobId;
use kernel::page::encode;
use kernel::{AppError, FieldErrors, Result};
use platform::Services;
use platform::rest::{Answer, Id, List, Params, cursor, said};
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{CandidateShown, MatchShown, OwnMatchShown};

/// The public API of matches.
pub(crate) fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(list))
        .routes(routes!(mine))
        .routes(routes!(mine_for))
        .with_state(services.clone())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CandidatesAsked {
    /// Nobody with a legal need unmet or unknown.
    eligible: bool,
    /// At most so many kilometres away.
    #[param(minimum = 1, maximum = 500)]
    #[serde(deserialize_with = "said")]
    km: Option<u16>,
    /// With this skill, or a narrower one.
    #[param(minimum = 1)]
    #[serde(deserialize_with = "said")]
    skill: Option<i32>,
    /// With at least this fit, whole points.
    #[param(minimum = 1, maximum = 100)]
    #[serde(deserialize_with = "said")]
    min_fit: Option<i32>,
    /// Nobody of whom too little is known.
    sure: bool,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

/// Who fits a job, and why
///
/// The best for both sides first, twenty-five at a time: everybody who lets themselves be found or has applied, each with
/// the reasons. The list is made anew for each page, so somebody may move while one reads on.
#[utoipa::path(get, path = "/api/v1/organisation/jobs/{id}/candidates", tag = "Matches", security(("bearer" = ["matches:read"])),
    params(("id" = Uuid, Path, description = "The job"), CandidatesAsked),
    responses((status = 200, description = "A page of candidates", body = List<CandidateShown>)))]
async fn list(
    State(services): State<Services>,
    caller: Caller,
    Id(id): Id,
    Params(asked): Params<CandidatesAsked>,
) -> Answer<List<CandidateShown>> {
    let actor = caller.acting(KeyScope::MatchesRead)?;
    let limits = (asked.km, asked.min_fit);
    let page = page_of(&asked.after, limits)?;
    let filter = CandidateFilter {
        eligible: asked.eligible,
        km: asked.km,
        skill: skill_of(asked.skill)?,
        min: asked.min_fit,
        sure: asked.sure,
        page,
    };
    let (_, found) = service::candidates(&services, &actor, JobId(id), &filter).await?;
    let world = Matching::world(&services)?;
    let next = (found.total > (page + 1) * service::PAGE).then(|| encode(&(page + 1)));
    let items = found.rows.iter().map(|row| CandidateShown::of(row, &world));
    Ok(Json(List {
        items: items.collect(),
        next,
    }))
}

/// The number of a skill. The document calls it a number of 32 bits with a sign, so that is what is read.
fn skill_of(asked: Option<i32>) -> Result<Option<u32>> {
    let wrong = || AppError::invalid("skill", "Send the number of a skill");
    let number = |skill: i32| u32::try_from(skill).ok().filter(|skill| *skill > 0);
    asked
        .map(|skill| number(skill).ok_or_else(wrong))
        .transpose()
}

/// Which page a cursor means, once the figures are in order. A ranking has no key to go on from but the place in it.
fn page_of(after: &str, (km, min_fit): (Option<u16>, Option<i32>)) -> Result<usize> {
    let mut errors = FieldErrors::default();
    if km.is_some_and(|km| !(1..=500).contains(&km)) {
        errors.add("km", "Send a whole number from 1 to 500");
    }
    if min_fit.is_some_and(|min| !(1..=100).contains(&min)) {
        errors.add("min_fit", "Send a whole number from 1 to 100");
    }
    errors.into_result()?;
    Ok(cursor::<usize>(after)?.unwrap_or(0).min(1_000))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MatchesAsked {
    /// No job with a legal need unmet or unknown.
    eligible: bool,
    /// At most so many kilometres away.
    #[param(minimum = 1, maximum = 500)]
    #[serde(deserialize_with = "said")]
    km: Option<u16>,
    /// With at least this fit, whole points.
    #[param(minimum = 1, maximum = 100)]
    #[serde(deserialize_with = "said")]
    min_fit: Option<i32>,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

/// Jobs for me, and why
///
/// The best for both sides first, twenty at a time.
#[utoipa::path(get, path = "/api/v1/me/matches", tag = "Matches", params(MatchesAsked), security(("bearer" = [])),
    responses((status = 200, description = "A page of matches", body = List<MatchShown>)))]
async fn mine(
    State(services): State<Services>,
    Myself(actor): Myself,
    Params(asked): Params<MatchesAsked>,
) -> Answer<List<MatchShown>> {
    let page = page_of(&asked.after, (asked.km, asked.min_fit))?;
    let filter = JobFilter {
        eligible: asked.eligible,
        km: asked.km,
        min: asked.min_fit,
        page,
    };
    let found = service::jobs_for_me(&services, &actor, &filter).await?;
    let found = found.ok_or_else(|| AppError::conflict("no_profile"))?;
    let world = Matching::world(&services)?;
    let next = (found.total > (page + 1) * service::JOBS_PAGE).then(|| encode(&(page + 1)));
    let items = found.rows.iter().map(|row| MatchShown::of(row, &world));
    Ok(Json(List {
        items: items.collect(),
        next,
    }))
}

/// My fit with one job
///
/// The score the employer would see, with every reason, what of my wishes the job answers, and what would raise it.
#[utoipa::path(get, path = "/api/v1/me/matches/{id}", tag = "Matches", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The job")),
    responses((status = 200, description = "The match", body = OwnMatchShown)))]
async fn mine_for(
    State(services): State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
) -> Answer<OwnMatchShown> {
    let found = service::own_match(&services, &actor, JobId(id)).await?;
    let world = Matching::world(&services)?;
    Ok(Json(OwnMatchShown::of(&found, &world)))
}

/// The routes of matches.
pub(crate) fn routes(services: &Services) -> Router {
    Router::new()
        .route("/hiring/jobs/{id}/candidates.csv", get(candidates))
        .with_state(services.clone())
}

async fn candidates(
    State(services): State<Services>,
    actor: Option<Extension<Option<Actor>>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let actor = actor.and_then(|Extension(actor)| actor);
    match file(&services, actor.as_ref(), &id, &query).await {
        Ok((name, text)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{name}\""),
                ),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(error) => crate::rest::refused(&error),
    }
}

async fn file(
    services: &Services,
    actor: Option<&Actor>,
    id: &str,
    query: &HashMap<String, String>,
) -> Result<(String, String)> {
    let actor = actor.ok_or(AppError::Unauthenticated)?;
    let job: JobId = id.parse().map_err(|_| AppError::NotFound)?;
    let filter = CandidateFilter::read(|name| query.get(name).cloned());
    service::candidates_csv(services, actor, job, &filter).await
}

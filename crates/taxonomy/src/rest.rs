//! The public API of skills, occupations and places: for everybody.
#![expect(
    unused_qualifications,
    reason = "utoipa writes parameters out with their path"
)]

use crate::model::{LONGEST_QUERY, MOST_HITS, OccupationHit, PlaceHit, SkillHit};
use crate::service;
use axum::Json;
use axum::extract::State;
use kernel::AppError;
use platform::Services;
use platform::rest::{Answer, Id32, List, Params};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The public API of the taxonomy.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(skills))
        .routes(routes!(skill))
        .routes(routes!(occupations))
        .routes(routes!(typical))
        .routes(routes!(places))
        .with_state(services.clone())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Search {
    /// What somebody is typing: a label or another name, a beginning of it, any of its words; slips are forgiven.
    #[param(min_length = 1, max_length = 100, example = "fork")]
    q: String,
    /// Most answers.
    #[serde(default = "ten")]
    #[param(minimum = 1, maximum = 50, default = 10)]
    limit: u16,
}

fn ten() -> u16 {
    10
}

impl Search {
    fn limit(&self) -> Result<usize, AppError> {
        if self.q.trim().is_empty() || self.q.chars().count() > LONGEST_QUERY {
            let why = format!("Send 1 to {LONGEST_QUERY} characters");
            return Err(AppError::invalid("q", why));
        }
        let limit = usize::from(self.limit);
        if (1..=MOST_HITS).contains(&limit) {
            Ok(limit)
        } else {
            let why = format!("Send a number from 1 to {MOST_HITS}");
            Err(AppError::invalid("limit", why))
        }
    }
}

/// Find skills
///
/// The best first. There is no next page: write more of the word.
#[utoipa::path(get, path = "/api/v1/skills", tag = "Reference data", params(Search), security(()),
    responses((status = 200, description = "Skills, the best first", body = List<SkillHit>)))]
async fn skills(
    State(services): State<Services>,
    Params(asked): Params<Search>,
) -> Answer<List<SkillHit>> {
    let found = service::search_skills(&services, &asked.q, asked.limit()?)?;
    Ok(Json(List::whole(found)))
}

/// One skill
#[utoipa::path(get, path = "/api/v1/skills/{id}", tag = "Reference data", security(()),
    params(("id" = i32, Path, description = "Number of the skill")),
    responses((status = 200, description = "The skill", body = SkillHit)))]
async fn skill(State(services): State<Services>, Id32(id): Id32) -> Answer<SkillHit> {
    let found = service::labels_of(&services, &[id])?.pop();
    Ok(Json(found.ok_or(AppError::NotFound)?))
}

/// Find occupations
#[utoipa::path(get, path = "/api/v1/occupations", tag = "Reference data", params(Search), security(()),
    responses((status = 200, description = "Occupations, the best first", body = List<OccupationHit>)))]
async fn occupations(
    State(services): State<Services>,
    Params(asked): Params<Search>,
) -> Answer<List<OccupationHit>> {
    let found = service::search_occupations(&services, &asked.q, asked.limit()?)?;
    Ok(Json(List::whole(found)))
}

/// What people of an occupation typically can
///
/// The most typical first.
#[utoipa::path(get, path = "/api/v1/occupations/{id}/skills", tag = "Reference data", security(()),
    params(("id" = i32, Path, description = "Number of the occupation")),
    responses((status = 200, description = "Skills, the most typical first", body = List<SkillHit>)))]
async fn typical(State(services): State<Services>, Id32(id): Id32) -> Answer<List<SkillHit>> {
    let known = service::taxonomy(&services)?;
    known.occupation_label(id).ok_or(AppError::NotFound)?;
    let found = service::typical_skills(&services, id, MOST_HITS).await?;
    Ok(Json(List::whole(found)))
}

/// A place to choose.
#[derive(Debug, Serialize, ToSchema)]
struct Place {
    /// `Leeds, England`, `Lyon, France`, `E1 6`.
    label: String,
    /// Degrees north of its centre.
    lat: f64,
    /// Degrees east.
    lon: f64,
}

impl From<PlaceHit> for Place {
    fn from(place: PlaceHit) -> Self {
        Self {
            label: place.label,
            lat: place.point.lat,
            lon: place.point.lon,
        }
    }
}

/// Find places
///
/// British postcode districts and sectors, or cities of the world.
#[utoipa::path(get, path = "/api/v1/places", tag = "Reference data", params(Search), security(()),
    responses((status = 200, description = "Places", body = List<Place>)))]
async fn places(
    State(services): State<Services>,
    Params(asked): Params<Search>,
) -> Answer<List<Place>> {
    let found = service::search_places(&services, &asked.q, asked.limit()?).await?;
    Ok(Json(List::whole(
        found.into_iter().map(Place::from).collect(),
    )))
}

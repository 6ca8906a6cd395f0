//! What islands ask while somebody types. Public and read-only, so plain GET.

use crate::model::{OccupationHit, PlaceHit, SkillHit};
use kernel::AppError;
use leptos::prelude::*;
use server_fn::codec::GetUrl;

/// Answers asked for when nobody says how many.
#[cfg(feature = "ssr")]
const USUAL: usize = 10;

/// Skills for what somebody is typing, best first; at most 50.
#[server(endpoint = "taxonomy/search_skills", input = GetUrl)]
pub async fn search_skills(q: String, limit: Option<usize>) -> Result<Vec<SkillHit>, AppError> {
    crate::service::search_skills(
        &platform::web::request()?.services,
        &q,
        limit.unwrap_or(USUAL),
    )
}

/// Occupations for what somebody is typing, best first; at most 50.
#[server(endpoint = "taxonomy/search_occupations", input = GetUrl)]
pub async fn search_occupations(
    q: String,
    limit: Option<usize>,
) -> Result<Vec<OccupationHit>, AppError> {
    crate::service::search_occupations(
        &platform::web::request()?.services,
        &q,
        limit.unwrap_or(USUAL),
    )
}

/// Postcodes and cities for what somebody is typing, best first; at most 50.
#[server(endpoint = "taxonomy/search_places", input = GetUrl)]
pub async fn search_places(q: String, limit: Option<usize>) -> Result<Vec<PlaceHit>, AppError> {
    crate::service::search_places(
        &platform::web::request()?.services,
        &q,
        limit.unwrap_or(USUAL),
    )
    .await
}

/// Skills named in a text, in the order they come. A text is longer than an address may be: POST.
#[server(endpoint = "taxonomy/match_labels")]
pub async fn match_labels(text: String) -> Result<Vec<SkillHit>, AppError> {
    crate::service::match_labels(&platform::web::request()?.services, &text)
}

//! The public API of people: one's own profile, and others as one may see them.

mod change;
mod entries;
pub mod upload;
mod wire;

use crate::forms::SkillsForm;
use crate::service;
use axum::Json;
use axum::extract::State;
use change::{ProfileChange, SkillsChange};
use identity::rest::Myself;
use identity::tokens::KeyScope;
use identity::tokens::service::Caller;
use kernel::id::PersonId;
use platform::Services;
use platform::rest::{Answer, Body, Id, List};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{HeldSkill, Person, Profile};

/// The public API of people.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(own, change_own))
        .routes(routes!(own_skills, change_skills))
        .routes(routes!(entries::add_experience))
        .routes(routes!(entries::remove_experience))
        .routes(routes!(entries::add_education))
        .routes(routes!(entries::remove_education))
        .routes(routes!(entries::add_certification))
        .routes(routes!(entries::remove_certification))
        .routes(routes!(person))
        .with_state(services.clone())
}

/// One's own profile
#[utoipa::path(get, path = "/api/v1/me/profile", tag = "My profile", security(("bearer" = [])),
    responses((status = 200, description = "The whole profile", body = Profile)))]
async fn own(State(services): State<Services>, Myself(actor): Myself) -> Answer<Profile> {
    Ok(Json(service::own(&services, &actor).await?.into()))
}

/// Change one's own profile
///
/// What is left out stays as it is. All that is sent is saved, or nothing.
#[utoipa::path(patch, path = "/api/v1/me/profile", tag = "My profile", security(("bearer" = [])), request_body = ProfileChange,
    responses((status = 200, description = "The profile as it is now", body = Profile)))]
async fn change_own(
    State(services): State<Services>,
    Myself(actor): Myself,
    Body(change): Body<ProfileChange>,
) -> Answer<Profile> {
    let before = service::own(&services, &actor).await?;
    let forms = change.forms(&before);
    service::save_all(&services, &actor, &forms)
        .await
        .map_err(change::renamed)?;
    Ok(Json(service::own(&services, &actor).await?.into()))
}

/// One's own skills
#[utoipa::path(get, path = "/api/v1/me/skills", tag = "My profile", security(("bearer" = [])),
    responses((status = 200, description = "All of them, the best first", body = List<HeldSkill>)))]
async fn own_skills(
    State(services): State<Services>,
    Myself(actor): Myself,
) -> Answer<List<HeldSkill>> {
    let profile = service::own(&services, &actor).await?;
    let skills = profile.skills.into_iter().map(HeldSkill::from).collect();
    Ok(Json(List::whole(skills)))
}

/// Change one's own skills
///
/// Those in `set` are added or changed, those in `remove` taken out; the others stay. At most 100 in all.
#[utoipa::path(patch, path = "/api/v1/me/skills", tag = "My profile", security(("bearer" = [])), request_body = SkillsChange,
    responses((status = 200, description = "All of them as they are now", body = List<HeldSkill>)))]
async fn change_skills(
    services: State<Services>,
    Myself(actor): Myself,
    Body(change): Body<SkillsChange>,
) -> Answer<List<HeldSkill>> {
    change.known(&services)?;
    let form = SkillsForm::from(&change);
    service::save_skills(&services, &actor, &form)
        .await
        .map_err(change::renamed_skills)?;
    own_skills(services, Myself(actor)).await
}

/// Another person
///
/// As one may see them: whoever lets themselves be found or has applied, for those who hire; public pages, for everybody
/// who is signed in. What they hide is not there, and their place is no closer than a district.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "People", security(("bearer" = ["matches:read"])),
    params(("id" = uuid::Uuid, Path, description = "The person")),
    responses((status = 200, description = "The person, as far as they show themselves", body = Person)))]
async fn person(State(services): State<Services>, caller: Caller, Id(id): Id) -> Answer<Person> {
    let actor = caller.acting(KeyScope::MatchesRead)?;
    let found = service::visible_profile(&services, Some(&actor), PersonId(id)).await?;
    Ok(Json(found.into()))
}

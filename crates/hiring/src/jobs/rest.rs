//! The public API of jobs: everybody searches the published ones, an organisation writes its own.
#![expect(
    unused_qualifications,
    reason = "utoipa writes parameters out with their path"
)]

mod change;
mod search;
mod wire;

use super::model::{ActForm, HiringFilter, JobStatus, ReviewForm};
use super::service::{self, Handle};
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use change::JobFields;
use identity::Actor;
use identity::rest::Anyone;
use identity::tokens::KeyScope;
use identity::tokens::service::Caller;
use kernel::Result;
use kernel::id::JobId;
use platform::Services;
use platform::rest::{Answer, Body, BodyOr, Id, List, Params, Refusal, at_most, cursor, said};
use search::Search;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use wire::{JobInList, OwnJob, OwnJobInList, PublishedJob};

/// The public API of jobs.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(search))
        .routes(routes!(one))
        .routes(routes!(own_list, create))
        .routes(routes!(own_one, change_one, delete_one))
        .routes(routes!(publish))
        .routes(routes!(close))
        .with_state(services.clone())
}

/// Search open jobs
///
/// For everybody, with the filters of the page `/jobs`. A person who is signed in gets their own fit with each.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "Jobs", params(Search), security((), ("bearer" = [])),
    responses((status = 200, description = "A page of twenty", body = List<JobInList>)))]
async fn search(
    State(services): State<Services>,
    Anyone(caller): Anyone,
    Params(asked): Params<Search>,
) -> Answer<List<JobInList>> {
    let reader = caller.as_ref().and_then(Caller::person);
    Ok(Json(search::search(&services, reader, asked).await?))
}

/// One published job
///
/// Open or not: `status` says whether one can still apply.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "Jobs", security((), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The job")),
    responses((status = 200, description = "The job", body = PublishedJob)))]
async fn one(State(services): State<Services>, Id(id): Id) -> Answer<PublishedJob> {
    Ok(Json(service::public(&services, JobId(id)).await?.into()))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OwnAsked {
    /// Words of the title.
    #[param(max_length = 100)]
    q: String,
    /// Only in this state.
    #[param(inline)]
    #[serde(deserialize_with = "said")]
    status: Option<JobStatus>,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

/// The organisation's own jobs
///
/// Drafts too, the newest first, twenty-five at a time.
#[utoipa::path(get, path = "/api/v1/organisation/jobs", tag = "Jobs of the organisation", params(OwnAsked), security(("bearer" = ["jobs:read"])),
    responses((status = 200, description = "A page of them", body = List<OwnJobInList>)))]
async fn own_list(
    State(services): State<Services>,
    caller: Caller,
    Params(asked): Params<OwnAsked>,
) -> Answer<List<OwnJobInList>> {
    let actor = caller.acting(KeyScope::JobsRead)?;
    cursor::<(i64, Uuid)>(&asked.after)?;
    at_most("q", &asked.q, 100)?;
    let filter = HiringFilter {
        q: asked.q,
        status: asked.status,
        after: asked.after,
        ..HiringFilter::default()
    };
    let (page, _) = service::list(&services, &actor, &filter).await?;
    Ok(Json(List::of(page, OwnJobInList::from)))
}

/// Write a job
///
/// It needs a `title`, and begins as a draft, which nobody else sees; publish it when it says what is needed.
#[utoipa::path(post, path = "/api/v1/organisation/jobs", tag = "Jobs of the organisation", request_body = JobFields, security(("bearer" = ["jobs:write"])),
    responses((status = 201, description = "The draft; `Location` is where it stands", body = OwnJob)))]
async fn create(
    State(services): State<Services>,
    caller: Caller,
    Body(draft): Body<JobFields>,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<OwnJob>), Refusal> {
    let actor = caller.acting(KeyScope::JobsWrite)?;
    let id = made(&services, &actor, draft).await?;
    let location = [(header::LOCATION, format!("/api/v1/organisation/jobs/{id}"))];
    Ok((
        StatusCode::CREATED,
        location,
        shown(&services, &actor, id).await?,
    ))
}

async fn made(services: &Services, actor: &Actor, draft: JobFields) -> Result<JobId> {
    let (new, forms) = draft.new_job(services).map_err(change::renamed)?;
    service::create(services, actor, new, &forms)
        .await
        .map_err(change::renamed)
}

async fn shown(services: &Services, actor: &Actor, id: JobId) -> Result<Json<OwnJob>> {
    Ok(Json(service::own(services, actor, id).await?.into()))
}

/// One of the organisation's own jobs
#[utoipa::path(get, path = "/api/v1/organisation/jobs/{id}", tag = "Jobs of the organisation", security(("bearer" = ["jobs:read"])),
    params(("id" = Uuid, Path, description = "The job")),
    responses((status = 200, description = "The job", body = OwnJob)))]
async fn own_one(State(services): State<Services>, caller: Caller, Id(id): Id) -> Answer<OwnJob> {
    let actor = caller.acting(KeyScope::JobsRead)?;
    Ok(shown(&services, &actor, JobId(id)).await?)
}

/// Change a job
///
/// What is left out stays as it is; all that is sent is saved, or nothing. `version` is the one that was read: if
/// somebody has changed the job since, it is refused with 409 `stale`.
#[utoipa::path(patch, path = "/api/v1/organisation/jobs/{id}", tag = "Jobs of the organisation", security(("bearer" = ["jobs:write"])),
    params(("id" = Uuid, Path, description = "The job")), request_body = JobFields,
    responses((status = 200, description = "The job as it is now", body = OwnJob)))]
async fn change_one(
    State(services): State<Services>,
    caller: Caller,
    Id(id): Id,
    Body(change): Body<JobFields>,
) -> Answer<OwnJob> {
    let actor = caller.acting(KeyScope::JobsWrite)?;
    let handle = Handle {
        job: JobId(id),
        version: change.version()?,
    };
    let id = service::save_all(&services, &actor, handle, |before| change.forms(before))
        .await
        .map_err(change::renamed)?;
    Ok(shown(&services, &actor, id).await?)
}

/// Which version of a job is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JobVersion {
    /// The version that was read.
    version: i32,
}

/// Throw a draft away
///
/// A job that was published is closed, never deleted: 409 `illegal_transition`.
#[utoipa::path(delete, path = "/api/v1/organisation/jobs/{id}", tag = "Jobs of the organisation", security(("bearer" = ["jobs:write"])),
    params(("id" = Uuid, Path, description = "The job")),
    responses((status = 204, description = "It is gone")))]
async fn delete_one(
    State(services): State<Services>,
    caller: Caller,
    Id(id): Id,
) -> Result<StatusCode, Refusal> {
    let actor = caller.acting(KeyScope::JobsWrite)?;
    let form = ActForm {
        job: id.to_string(),
        ..ActForm::default()
    };
    service::delete_draft(&services, &actor, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publish a job
///
/// Everybody sees it from now on. What is still missing is told at `errors`.
#[utoipa::path(post, path = "/api/v1/organisation/jobs/{id}/publish", tag = "Jobs of the organisation", security(("bearer" = ["jobs:write"])),
    params(("id" = Uuid, Path, description = "The job")), request_body = JobVersion,
    responses((status = 200, description = "The job, open", body = OwnJob)))]
async fn publish(
    State(services): State<Services>,
    caller: Caller,
    Id(id): Id,
    Body(of): Body<JobVersion>,
) -> Answer<OwnJob> {
    let actor = caller.acting(KeyScope::JobsWrite)?;
    let before = service::own(&services, &actor, JobId(id)).await?;
    let form = ReviewForm {
        job: id.to_string(),
        version: of.version.to_string(),
        ..ReviewForm::from(&before.content)
    };
    let id = service::publish(&services, &actor, &form).await?;
    Ok(shown(&services, &actor, id).await?)
}

/// The closing of a job.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Closing {
    /// The version that was read; any, if it is left out.
    version: Option<i32>,
    /// Why, in words for those who applied.
    #[schema(max_length = 200)]
    reason: String,
}

/// Close a job
///
/// For good: everybody who still waits is answered, with the reason if there is one.
#[utoipa::path(post, path = "/api/v1/organisation/jobs/{id}/close", tag = "Jobs of the organisation", security(("bearer" = ["jobs:write"])),
    params(("id" = Uuid, Path, description = "The job")), request_body = Option<Closing>,
    responses((status = 200, description = "The job, closed", body = OwnJob)))]
async fn close(
    State(services): State<Services>,
    caller: Caller,
    Id(id): Id,
    BodyOr(closing): BodyOr<Closing>,
) -> Answer<OwnJob> {
    let actor = caller.acting(KeyScope::JobsWrite)?;
    let version = match closing.version {
        Some(version) => version,
        None => service::own(&services, &actor, JobId(id)).await?.version,
    };
    let form = ActForm {
        job: id.to_string(),
        version: version.to_string(),
        reason: closing.reason,
        ..ActForm::default()
    };
    let id = service::close(&services, &actor, &form).await?;
    Ok(shown(&services, &actor, id).await?)
}

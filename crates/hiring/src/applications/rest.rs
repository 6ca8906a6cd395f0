//! The public API of applications: a person's own, and those to an organisation's jobs.
#![expect(
    unused_qualifications,
    reason = "utoipa writes parameters out with their path"
)]

use super::model::{
    Application, ApplyForm, DecideForm, Filter, NOTE_MAX, Order, OwnForm, REASON_MAX, Stage, Step,
    Story,
};
use super::service;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use identity::rest::Myself;
use identity::tokens::KeyScope;
use identity::tokens::service::Caller;
use kernel::id::{ApplicationId, JobId};
use kernel::state::State as _;
use platform::Services;
use platform::rest::{Answer, Body, BodyOr, Id, List, Params, Refusal, cursor, said};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The public API of applications.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(mine, apply))
        .routes(routes!(my_story))
        .routes(routes!(withdraw))
        .routes(routes!(accept))
        .routes(routes!(of_job))
        .routes(routes!(story))
        .routes(routes!(decide))
        .with_state(services.clone())
}

/// An application.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Application)]
struct Shown {
    id: Uuid,
    stage: Stage,
    job_id: Uuid,
    job_title: String,
    organisation_id: Uuid,
    organisation: String,
    person_id: Uuid,
    name: String,
    headline: String,
    /// No closer than a district for the organisation.
    place: String,
    /// What they wrote.
    note: String,
    /// The reason of the last move, perhaps empty.
    reason: String,
    /// Fit when they applied, whole points.
    fit: Option<i32>,
    /// Counts the moves; send it with a decision.
    version: i32,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<Application> for Shown {
    fn from(one: Application) -> Self {
        Self {
            fit: one.fit_points(),
            id: one.id.0,
            stage: one.stage,
            job_id: one.job.0,
            job_title: one.job_title,
            organisation_id: one.organisation.0,
            organisation: one.organisation_name,
            person_id: one.person.0,
            name: one.name,
            headline: one.headline,
            place: people::model::public_place(&one.place),
            note: one.note,
            reason: one.reason,
            version: one.version,
            created_at: one.created_at,
            updated_at: one.updated_at,
        }
    }
}

/// An application with its history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationWithSteps)]
struct Told {
    application: Shown,
    /// The latest first.
    steps: Vec<StepShown>,
}

/// One move.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationStep)]
struct StepShown {
    from: Option<Stage>,
    to: Stage,
    reason: String,
    /// The person's name, or the organisation's.
    by: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<Step> for StepShown {
    fn from(step: Step) -> Self {
        Self {
            from: step.from,
            to: step.to,
            reason: step.reason,
            by: step.by,
            at: step.at,
        }
    }
}

impl From<Story> for Told {
    fn from(story: Story) -> Self {
        Self {
            application: story.application.into(),
            steps: story.steps.into_iter().map(StepShown::from).collect(),
        }
    }
}

/// My applications
///
/// What moved last first; the latest two hundred.
#[utoipa::path(get, path = "/api/v1/me/applications", tag = "Applications", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = List<Shown>)))]
async fn mine(State(services): State<Services>, Myself(actor): Myself) -> Answer<List<Shown>> {
    let all = service::mine(&services, &actor).await?;
    Ok(Json(List::whole(
        all.into_iter().map(Shown::from).collect(),
    )))
}

/// An application to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApplication {
    job_id: Uuid,
    /// What one wants to say.
    #[serde(default)]
    #[schema(max_length = 4000)]
    note: String,
}

const _: () = assert!(NOTE_MAX == 4000 && REASON_MAX == 1000, "as documented here");

/// Apply for a job
///
/// With one's fit as it is now. One person has one live application to a job: applied again, it is the same.
#[utoipa::path(post, path = "/api/v1/me/applications", tag = "Applications", request_body = NewApplication, security(("bearer" = [])),
    responses((status = 201, description = "The application; `Location` is where it stands", body = Told)))]
async fn apply(
    State(services): State<Services>,
    Myself(actor): Myself,
    Body(new): Body<NewApplication>,
) -> Result<(StatusCode, [(header::HeaderName, String); 1], Json<Told>), Refusal> {
    let form = ApplyForm {
        job: new.job_id.to_string(),
        note: new.note,
    };
    let id = service::apply(&services, &actor, &form).await?;
    let story = service::my_story(&services, &actor, id).await?;
    let location = [(header::LOCATION, format!("/api/v1/me/applications/{id}"))];
    Ok((StatusCode::CREATED, location, Json(story.into())))
}

/// One of my applications
#[utoipa::path(get, path = "/api/v1/me/applications/{id}", tag = "Applications", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The application")),
    responses((status = 200, description = "With its history", body = Told)))]
async fn my_story(
    State(services): State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
) -> Answer<Told> {
    let story = service::my_story(&services, &actor, ApplicationId(id)).await?;
    Ok(Json(story.into()))
}

/// A move of one's own.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct OwnMove {
    /// Why, if one cares to say.
    #[schema(max_length = 1000)]
    reason: String,
}

impl OwnMove {
    fn form(self, id: Uuid) -> OwnForm {
        OwnForm {
            application: id.to_string(),
            reason: self.reason,
        }
    }
}

/// Withdraw my application
#[utoipa::path(post, path = "/api/v1/me/applications/{id}/withdraw", tag = "Applications", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The application")), request_body = Option<OwnMove>,
    responses((status = 200, description = "The application, withdrawn", body = Told)))]
async fn withdraw(
    services: State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
    BodyOr(body): BodyOr<OwnMove>,
) -> Answer<Told> {
    service::withdraw(&services, &actor, &body.form(id)).await?;
    my_story(services, Myself(actor), Id(id)).await
}

/// Accept an offer
///
/// Of many at once, as many as there are places are accepted: the others get 409 `job_full`.
#[utoipa::path(post, path = "/api/v1/me/applications/{id}/accept", tag = "Applications", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The application")), request_body = Option<OwnMove>,
    responses((status = 200, description = "The application, accepted", body = Told)))]
async fn accept(
    services: State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
    BodyOr(body): BodyOr<OwnMove>,
) -> Answer<Told> {
    service::accept(&services, &actor, &body.form(id)).await?;
    my_story(services, Myself(actor), Id(id)).await
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Only this stage.
    #[param(inline)]
    #[serde(deserialize_with = "said")]
    stage: Option<Stage>,
    /// Best fit first, or the latest; fit if it is left out.
    #[param(inline)]
    #[serde(deserialize_with = "said")]
    order: Option<By>,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    Fit,
    Date,
}

/// Applications to a job
///
/// Twenty-five at a time.
#[utoipa::path(get, path = "/api/v1/organisation/jobs/{id}/applications", tag = "Applications", security(("bearer" = ["applications:read"])),
    params(("id" = Uuid, Path, description = "The job"), Asked),
    responses((status = 200, description = "A page of them", body = List<Shown>)))]
async fn of_job(
    State(services): State<Services>,
    caller: Caller,
    Id(job): Id,
    Params(asked): Params<Asked>,
) -> Answer<List<Shown>> {
    let actor = caller.acting(KeyScope::ApplicationsRead)?;
    cursor::<(i64, Uuid)>(&asked.after)?;
    let filter = Filter {
        stage: asked.stage,
        order: match asked.order {
            Some(By::Date) => Order::Date,
            Some(By::Fit) | None => Order::Fit,
        },
        cursor: Some(asked.after).filter(|after| !after.is_empty()),
        ..Filter::default()
    };
    let (page, _) = service::for_job(&services, &actor, JobId(job), &filter).await?;
    Ok(Json(List::of(page, Shown::from)))
}

/// One application to the organisation
#[utoipa::path(get, path = "/api/v1/organisation/applications/{id}", tag = "Applications", security(("bearer" = ["applications:read"])),
    params(("id" = Uuid, Path, description = "The application")),
    responses((status = 200, description = "With its history", body = Told)))]
async fn story(State(services): State<Services>, caller: Caller, Id(id): Id) -> Answer<Told> {
    let actor = caller.acting(KeyScope::ApplicationsRead)?;
    let story = service::story_for_organisation(&services, &actor, ApplicationId(id)).await?;
    Ok(Json(story.into()))
}

/// A decision of the employer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    /// The version that was read.
    version: i32,
    /// The stage it shall have.
    to: Decided,
    /// Why, for the person to read; needed to reject.
    #[serde(default)]
    #[schema(max_length = 1000)]
    reason: String,
}

/// What an employer may decide.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Decided {
    Shortlisted,
    Offered,
    Rejected,
}

impl From<Decided> for Stage {
    fn from(decided: Decided) -> Self {
        match decided {
            Decided::Shortlisted => Self::Shortlisted,
            Decided::Offered => Self::Offered,
            Decided::Rejected => Self::Rejected,
        }
    }
}

/// Decide on an application
///
/// If it has moved since it was read, it is refused with 409 `stale`.
#[utoipa::path(post, path = "/api/v1/organisation/applications/{id}/decide", tag = "Applications", security(("bearer" = ["applications:write"])),
    params(("id" = Uuid, Path, description = "The application")), request_body = Decision,
    responses((status = 200, description = "The application as it is now", body = Told)))]
async fn decide(
    State(services): State<Services>,
    caller: Caller,
    Id(id): Id,
    Body(decision): Body<Decision>,
) -> Answer<Told> {
    let actor = caller.acting(KeyScope::ApplicationsWrite)?;
    let form = DecideForm {
        application: id.to_string(),
        version: decision.version.to_string(),
        to: Stage::from(decision.to).name().to_owned(),
        reason: decision.reason,
        back: String::new(),
    };
    let id = service::decide(&services, &actor, &form).await?;
    let story = service::story_for_organisation(&services, &actor, id).await?;
    Ok(Json(story.into()))
}

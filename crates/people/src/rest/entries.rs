//! Lines of one's own history: experience, education, certificates. A line is added and taken out; to change one, do both.

use super::wire::Profile;
use crate::forms::{CertificationForm, EducationForm, EntryForm, ExperienceForm};
use crate::model::{self, Document};
use crate::service;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use identity::Actor;
use identity::rest::Myself;
use kernel::id::EntryId;
use kernel::{AppError, Result};
use platform::Services;
use platform::rest::{Body, Id, Refusal};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Where something that was made stands, and what it is part of.
type Made = (StatusCode, [(header::HeaderName, String); 1], Json<Profile>);

async fn made(services: &Services, actor: &Actor, id: EntryId, kind: &str) -> Result<Made> {
    let profile = service::own(services, actor).await?;
    let location = [(header::LOCATION, format!("/api/v1/me/{kind}/{id}"))];
    Ok((StatusCode::CREATED, location, Json(profile.into())))
}

/// A line of one's own, or not found.
async fn held(
    services: &Services,
    actor: &Actor,
    id: Uuid,
    has: impl Fn(&model::Profile, EntryId) -> bool,
) -> Result<EntryForm> {
    let profile = service::own(services, actor).await?;
    if has(&profile, EntryId(id)) {
        Ok(EntryForm {
            id: id.to_string(),
            ..EntryForm::default()
        })
    } else {
        Err(AppError::NotFound)
    }
}

/// A job held.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExperience {
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    #[serde(default)]
    #[schema(max_length = 120)]
    organisation: String,
    /// Number of the occupation it counts towards; else the title names one, if it does so exactly.
    #[serde(default)]
    occupation_id: Option<i32>,
    /// First month.
    #[schema(example = "2021-03")]
    started: String,
    /// Last month; without it, it is the present job.
    #[serde(default)]
    ended: Option<String>,
    #[serde(default)]
    #[schema(max_length = 3000)]
    description: String,
}

/// Add a job held
#[utoipa::path(post, path = "/api/v1/me/experience", tag = "My profile", security(("bearer" = [])), request_body = NewExperience,
    responses((status = 201, description = "The profile as it is now; `Location` is the line", body = Profile)))]
pub async fn add_experience(
    State(services): State<Services>,
    Myself(actor): Myself,
    Body(new): Body<NewExperience>,
) -> Result<Made, Refusal> {
    let id: EntryId = services.new_id();
    let form = ExperienceForm {
        id: id.to_string(),
        title: new.title,
        organisation: new.organisation,
        occupation: new
            .occupation_id
            .map(|id| id.to_string())
            .unwrap_or_default(),
        started: new.started,
        ended: new.ended.unwrap_or_default(),
        description: new.description,
        ..ExperienceForm::default()
    };
    service::save_experience(&services, &actor, &form).await?;
    Ok(made(&services, &actor, id, "experience").await?)
}

/// Take a job held out
#[utoipa::path(delete, path = "/api/v1/me/experience/{id}", tag = "My profile", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The line")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove_experience(
    State(services): State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
) -> Result<StatusCode, Refusal> {
    let has = |profile: &model::Profile, id| profile.experience.iter().any(|one| one.id == id);
    let form = held(&services, &actor, id, has).await?;
    service::remove_experience(&services, &actor, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A qualification.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEducation {
    #[schema(min_length = 1, max_length = 160)]
    institution: String,
    #[schema(min_length = 1, max_length = 160)]
    qualification: String,
    /// 1 to 8 of the European Qualifications Framework.
    #[schema(minimum = 1, maximum = 8)]
    level: u8,
    /// First month.
    #[serde(default)]
    started: Option<String>,
    /// Last month; it may lie ahead.
    #[serde(default)]
    ended: Option<String>,
}

/// Add a qualification
#[utoipa::path(post, path = "/api/v1/me/education", tag = "My profile", security(("bearer" = [])), request_body = NewEducation,
    responses((status = 201, description = "The profile as it is now; `Location` is the line", body = Profile)))]
pub async fn add_education(
    State(services): State<Services>,
    Myself(actor): Myself,
    Body(new): Body<NewEducation>,
) -> Result<Made, Refusal> {
    let id: EntryId = services.new_id();
    let form = EducationForm {
        id: id.to_string(),
        institution: new.institution,
        qualification: new.qualification,
        level: new.level.to_string(),
        started: new.started.unwrap_or_default(),
        ended: new.ended.unwrap_or_default(),
    };
    service::save_education(&services, &actor, &form).await?;
    Ok(made(&services, &actor, id, "education").await?)
}

/// Take a qualification out
#[utoipa::path(delete, path = "/api/v1/me/education/{id}", tag = "My profile", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The line")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove_education(
    State(services): State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
) -> Result<StatusCode, Refusal> {
    let has = |profile: &model::Profile, id| profile.education.iter().any(|one| one.id == id);
    let form = held(&services, &actor, id, has).await?;
    service::remove_education(&services, &actor, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A certificate or licence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertification {
    /// What it is called; taken from the document if it is left out.
    #[serde(default)]
    #[schema(max_length = 160)]
    name: String,
    /// The document it is, if a job may ask for it.
    #[serde(default)]
    document: Option<Document>,
    #[serde(default)]
    #[schema(max_length = 160)]
    issuer: String,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    issued_on: Option<String>,
    /// Last day; without it, it never ends.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<String>,
    /// Where it can be checked.
    #[serde(default)]
    credential_url: String,
}

/// Add a certificate
#[utoipa::path(post, path = "/api/v1/me/certifications", tag = "My profile", security(("bearer" = [])), request_body = NewCertification,
    responses((status = 201, description = "The profile as it is now; `Location` is the line", body = Profile)))]
pub async fn add_certification(
    State(services): State<Services>,
    Myself(actor): Myself,
    Body(new): Body<NewCertification>,
) -> Result<Made, Refusal> {
    let id: EntryId = services.new_id();
    let form = CertificationForm {
        id: id.to_string(),
        name: new.name,
        document: new
            .document
            .map(Document::name)
            .unwrap_or_default()
            .to_owned(),
        issuer: new.issuer,
        issued_on: new.issued_on.unwrap_or_default(),
        expires_on: new.expires_on.unwrap_or_default(),
        credential_url: new.credential_url,
    };
    service::save_certification(&services, &actor, &form).await?;
    Ok(made(&services, &actor, id, "certifications").await?)
}

/// Take a certificate out
#[utoipa::path(delete, path = "/api/v1/me/certifications/{id}", tag = "My profile", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The line")),
    responses((status = 204, description = "It is gone")))]
pub async fn remove_certification(
    State(services): State<Services>,
    Myself(actor): Myself,
    Id(id): Id,
) -> Result<StatusCode, Refusal> {
    let has = |profile: &model::Profile, id| profile.certifications.iter().any(|one| one.id == id);
    let form = held(&services, &actor, id, has).await?;
    service::remove_certification(&services, &actor, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

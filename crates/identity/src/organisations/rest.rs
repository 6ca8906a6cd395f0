//! What is not a page: the public API of organisations, the style sheet with an organisation's colours, and its logo on the
//! way in and out.
#![expect(
    unused_qualifications,
    reason = "utoipa writes parameters out with their path"
)]

use super::brand::stylesheet;
use super::logo;
use super::logo::model::{LogoForm, UPLOAD_PATH, logo_path};
use super::members::model::{Filter, Member};
use super::model::{Kind, Organisation};
use super::permissions::Role;
use super::{members, service};
use crate::Actor;
use crate::rest::Myself;
use crate::tokens::service::Caller;
use axum::extract::{Extension, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::id::FileId;
use kernel::{AppError, Result};
use platform::files::{self, Purpose};
use platform::rest::{Answer, List, Params, at_most, cursor};
use platform::{Services, web};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The public API of organisations.
pub fn api(services: &Services) -> OpenApiRouter {
    OpenApiRouter::default()
        .routes(routes!(own))
        .routes(routes!(own_members))
        .with_state(services.clone())
}

/// An organisation as its members see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organisation)]
struct OwnOrganisation {
    id: Uuid,
    name: String,
    /// Its name in addresses.
    slug: String,
    /// What it does.
    about: String,
    /// Its own site, or empty.
    website: String,
    /// Its colour, such as `#0b7a75`.
    colour: Option<String>,
    /// Where its logo is, for everybody; another logo has another address.
    logo: Option<String>,
    kind: Kind,
    /// Grows with each change.
    version: i32,
}

impl OwnOrganisation {
    fn of(one: Organisation, public_url: &str) -> Self {
        Self {
            id: one.id.0,
            name: one.name,
            slug: one.slug,
            about: one.about,
            website: one.website,
            colour: one.colour.map(|colour| colour.to_string()),
            logo: one
                .logo
                .map(|logo| format!("{public_url}{}", logo_path(logo))),
            kind: one.kind,
            version: one.version,
        }
    }
}

/// The organisation acted for
#[utoipa::path(get, path = "/api/v1/organisation", tag = "Organisation", security(("bearer" = ["organisation:read"])),
    responses((status = 200, description = "The organisation", body = OwnOrganisation)))]
async fn own(State(services): State<Services>, caller: Caller) -> Answer<OwnOrganisation> {
    let found = service::own_of(&services, &caller).await?;
    Ok(Json(OwnOrganisation::of(found, &services.public_url)))
}

/// Somebody who belongs to the organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Member)]
struct OneMember {
    person_id: Uuid,
    name: String,
    email: String,
    role: Role,
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
}

impl From<Member> for OneMember {
    fn from(member: Member) -> Self {
        Self {
            person_id: member.person.0,
            name: member.name,
            email: member.email,
            role: member.role,
            since: member.since,
        }
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MembersAsked {
    /// Words in name or address.
    #[param(max_length = 100)]
    q: String,
    /// `next` of the page before.
    #[param(max_length = 600)]
    after: String,
}

/// Members of the organisation acted for
///
/// In the order of their names, fifty at a time. For people; machines are not told who works where.
#[utoipa::path(get, path = "/api/v1/organisation/members", tag = "Organisation", security(("bearer" = [])), params(MembersAsked),
    responses((status = 200, description = "A page of members", body = List<OneMember>)))]
async fn own_members(
    State(services): State<Services>,
    Myself(actor): Myself,
    Params(asked): Params<MembersAsked>,
) -> Answer<List<OneMember>> {
    cursor::<(String, Uuid)>(&asked.after)?;
    at_most("q", &asked.q, 100)?;
    let filter = Filter {
        q: asked.q,
        after: asked.after,
    };
    let (page, _) = members::service::list(&services, &actor, &filter).await?;
    Ok(Json(List::of(page, OneMember::from)))
}

/// The address of an organisation's style sheet; it changes with its settings.
pub fn brand_path(slug: &str, version: i32) -> String {
    format!("/organisations/{slug}/brand.css?v={version}")
}

/// The routes of this area that ask for nobody: what they answer is everybody's.
pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/organisations/{slug}/brand.css", get(brand))
        .route("/logos/{id}", get(picture))
        .with_state(services.clone())
}

/// What takes files, with limits of its own: it belongs outside of the one for ordinary bodies.
pub fn uploads() -> Router {
    Router::new().route(UPLOAD_PATH, post(upload))
}

/// A form with a file, answered like those of server functions.
async fn upload(
    Extension(request): Extension<web::Request>,
    Extension(actor): Extension<Option<Actor>>,
    form: Request,
) -> Response {
    let done = new_logo(&request, actor, form).await;
    let next = |()| "/organisation?done=logo".to_owned();
    match web::leads_to(&request, &LogoForm::sent(), done, next).await {
        Ok(to) => web::see_other(&to),
        Err(error) => refused(&error),
    }
}

async fn new_logo(request: &web::Request, actor: Option<Actor>, form: Request) -> Result<()> {
    let actor = actor.ok_or(AppError::Unauthenticated);
    let allowed = actor.and_then(|actor| logo::service::may_change(&actor).map(|()| actor));
    let actor = match allowed {
        Ok(actor) => actor,
        Err(error) => {
            files::decline(form).await;
            return Err(error);
        }
    };
    let received = files::receive(&request.services, form, Purpose::Logo).await?;
    logo::service::set(&request.services, &actor, received.file()?).await
}

/// A logo, for everybody. Its address changes with it, so it may be kept.
async fn picture(State(services): State<Services>, Path(id): Path<String>) -> Response {
    let found = match id.parse::<FileId>() {
        Ok(id) => logo::service::picture(&services, id).await,
        Err(_) => Err(AppError::NotFound),
    };
    match found {
        Ok((file, bytes)) => files::respond_public(&file, bytes),
        Err(error) => refused(&error),
    }
}

fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, format!("{error}\n")).into_response()
}

/// The content security policy forbids styles in the page, so a colour of one's own comes as a file.
async fn brand(
    State(services): State<Services>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Response {
    let css = match service::brand(&services, &slug).await {
        Ok(colour) => stylesheet(&slug, colour),
        Err(error) => return refused(&error),
    };
    let tag = format!("\"{}\"", hex(&Sha256::digest(css.as_bytes())[..8]));
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().trim_start_matches("W/") == tag);
    let kept = [
        (header::ETAG, tag.as_str()),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    if known {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (
        kept,
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        css,
    )
        .into_response()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! The file of a résumé, sent by a form of the site.

use crate::forms::review::PasteForm;
use crate::service;
use axum::Router;
use axum::extract::{Extension, Request};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use identity::Actor;
use kernel::{AppError, FieldErrors};
use platform::files::{self, Purpose};
use platform::{draft, web};

/// Where the form posts to.
pub const UPLOAD: &str = "/profile/resume/file";
/// The page it stands on.
pub const PAGE: &str = "/profile/resume";

/// The route, which must lie outside of the limit for ordinary bodies.
pub fn routes() -> Router {
    Router::new().route(UPLOAD, post(upload))
}

async fn upload(
    Extension(request): Extension<web::Request>,
    Extension(actor): Extension<Option<Actor>>,
    body: Request,
) -> Response {
    let Some(actor) = actor else {
        return Redirect::to(&web::with_query("/sign-in", "next", PAGE)).into_response();
    };
    match read(&request, &actor, body).await {
        Ok(()) => Redirect::to(PAGE).into_response(),
        Err(error) => refused(&request, error).await,
    }
}

async fn read(request: &web::Request, actor: &Actor, body: Request) -> kernel::Result<()> {
    let received = files::receive(&request.services, body, Purpose::Document).await?;
    service::read_file(&request.services, actor, received.file()?).await
}

/// Back to the page, which says what was wrong.
async fn refused(request: &web::Request, error: AppError) -> Response {
    let mut errors = FieldErrors::default();
    match error {
        AppError::Invalid(inner) => errors = inner,
        AppError::RateLimited { .. } => errors.add(
            "file",
            "Too many files are being read at this moment. Try again in a few seconds",
        ),
        AppError::Internal { .. } => errors.add(
            "file",
            "Something went wrong on our side, and the file was not read. Try again",
        ),
        other => errors.add("file", web::explain(&other)),
    }
    match draft::keep(&request.services, PAGE, &PasteForm::default(), &errors).await {
        Ok(id) => Redirect::to(&web::with_query(PAGE, "draft", &id.to_string())).into_response(),
        Err(_) => Redirect::to(PAGE).into_response(),
    }
}

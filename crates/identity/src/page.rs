//! The frame of every page body: data first, then the view; errors become the right page.

use crate::factors::model::{TWO_STEPS_FIRST, TWO_STEPS_PAGE};
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos_meta::Title;
use platform::web;

/// Renders a page body once its data is there. Take the request, the caller and the parameters from
/// the context before the first `.await`.
///
/// Nobody signed in leads to sign-in and back, an old proof to a new one and back, staff with one step to the second; everything
/// else refused gets its own page and status.
pub fn page<V: IntoView + 'static>(
    work: impl Future<Output = Result<V>> + Send + 'static,
) -> impl IntoView {
    let owner = Owner::current();
    Suspend::new(async move {
        let done = work.await;
        let shown = move || match done {
            Ok(view) => view.into_any(),
            Err(error) => refused(&error).into_any(),
        };
        match owner {
            Some(owner) => owner.with(shown),
            None => shown(),
        }
    })
}

/// The page of an error.
pub fn refused(error: &AppError) -> impl IntoView + use<> {
    web::set_status(error.status());
    platform::rest::note_refused(error);
    let here = web::request()
        .map(|request| request.path.to_string())
        .unwrap_or_default();
    let sign_in = web::with_query("/sign-in", "next", &here);
    let confirm = web::with_query(web::CONFIRM, "next", &here);
    match error {
        AppError::Unauthenticated => web::redirect(&sign_in),
        AppError::Unproved => web::redirect(&confirm),
        AppError::Conflict(code) if code == TWO_STEPS_FIRST => web::redirect(TWO_STEPS_PAGE),
        _ => {}
    }
    let (title, advice) = match error {
        AppError::Unauthenticated => (
            "Sign in to continue",
            "This page is yours alone. Sign in and you will be brought back here.",
        ),
        AppError::Forbidden => (
            "You cannot see this",
            "Your role does not include it. An admin of the organisation can change that.",
        ),
        AppError::Unproved => (
            "Confirm that it is you",
            "This is sensitive, so we ask again. You will be brought back here.",
        ),
        AppError::ReadOnly => (
            "This cannot be changed now",
            "The account, or the organisation it acts for, is suspended: it reads and changes nothing.",
        ),
        AppError::NotFound | AppError::Invalid(_) | AppError::Transport => (
            "There is nothing here",
            "The address may be mistyped, or what was here is gone.",
        ),
        AppError::Conflict(code) if code == TWO_STEPS_FIRST => (
            "Turn on two-step sign-in first",
            "Our staff sign in with two steps, and you do not yet.",
        ),
        AppError::Conflict(_) => (
            "That is not possible as things stand",
            "Go back and look at how it stands now.",
        ),
        AppError::RateLimited { .. } => (
            "Too many requests",
            "That was more at once than we take. Wait a minute, then go back and send it again.",
        ),
        AppError::Internal { .. } => (
            "Something went wrong on our side",
            "Nothing of yours was lost. Try again in a moment.",
        ),
    };
    let (way, href) = match error {
        AppError::Unauthenticated => ("Sign in", sign_in),
        AppError::Unproved => ("Confirm", confirm),
        AppError::Conflict(code) if code == TWO_STEPS_FIRST => {
            ("Turn it on", TWO_STEPS_PAGE.to_owned())
        }
        AppError::Forbidden | AppError::ReadOnly => ("Home", "/home".to_owned()),
        AppError::NotFound | AppError::Invalid(_) => ("Look at open jobs", "/jobs".to_owned()),
        AppError::Transport
        | AppError::Conflict(_)
        | AppError::RateLimited { .. }
        | AppError::Internal { .. } => (
            "Try again",
            web::local_path(&here).unwrap_or("/").to_owned(),
        ),
    };
    let reference = match error {
        AppError::Internal { incident_id } => Some(incident_id.clone()),
        _ => None,
    };
    view! {
        <Title text=title />
        <ui::ErrorState title=title.to_owned() text=advice.to_owned() reference=reference>
            <ui::LinkButton href=href>{way}</ui::LinkButton>
        </ui::ErrorState>
    }
}

//! The one click of RFC 8058: mailboxes post to the address that a mail names, without a cookie and from their own servers.

use super::service;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::post;
use platform::Services;
use serde::Deserialize;

/// What the address says. In the query, where no log has it.
#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

/// The route, outside of what asks where a request comes from: who knows the token may stop the alert, and nothing else.
pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/alerts/unsubscribe", post(unsubscribe))
        .with_state(services.clone())
}

/// No redirect, as the RFC wants it.
async fn unsubscribe(
    State(services): State<Services>,
    Query(link): Query<Link>,
) -> (StatusCode, &'static str) {
    match service::stop(&services, &link.token).await {
        Ok(()) => (StatusCode::OK, "Stopped. You get no more of these mails.\n"),
        Err(error) => {
            let status =
                StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, "This link is not known here.\n")
        }
    }
}

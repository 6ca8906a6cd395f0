//! What is not a page: files for search engines, the command palette's answers.

use crate::jobs;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use identity::{Actor, Permission};
use kernel::AppError;
use platform::Services;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa_axum::router::OpenApiRouter;

/// The routes of this area.
pub fn routes(services: &Services) -> Router {
    Router::new()
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
        .route("/palette.json", get(palette))
        .with_state(services.clone())
        .merge(crate::matches::rest::routes(services))
}

/// Routes that other sites' servers post to: no cookie is read there.
pub fn open_routes(services: &Services) -> Router {
    crate::alerts::rest::routes(services)
}

/// The public API of this area.
pub fn api(services: &Services) -> OpenApiRouter {
    jobs::rest::api(services)
        .merge(crate::matches::rest::api(services))
        .merge(crate::applications::rest::api(services))
        .merge(crate::prose::rest::api(services))
}

/// An error as an answer without a page.
pub(crate) fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, format!("{error}\n")).into_response()
}

async fn sitemap(State(services): State<Services>) -> Response {
    let open = match jobs::service::sitemap(&services).await {
        Ok(open) => open,
        Err(error) => return refused(&error),
    };
    let site = escape(&services.public_url);
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in ["/", "/jobs", "/how-fit-works", "/about"] {
        let _ = writeln!(xml, "<url><loc>{site}{page}</loc></url>");
    }
    for (job, changed) in open {
        let _ = writeln!(
            xml,
            "<url><loc>{site}/jobs/{job}</loc><lastmod>{}</lastmod></url>",
            ui::format::machine_time(changed)
        );
    }
    xml.push_str("</urlset>\n");
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=600"),
    ];
    (headers, xml).into_response()
}

/// Addresses hold none of these, but the site's own may be configured.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

async fn robots(State(services): State<Services>) -> Response {
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /hiring/\nDisallow: /applications\nDisallow: /security\nDisallow: /privacy\nAllow: /privacy/retention\nDisallow: /confirm-it-is-you\nDisallow: /dev/\n\nSitemap: {}/sitemap.xml\n",
        services.public_url
    );
    (
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ],
        text,
    )
        .into_response()
}

#[derive(Debug, Deserialize)]
struct Ask {
    #[serde(default)]
    q: String,
}

/// A line of the command palette; the fields are those of `ui`'s `Command`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Line {
    label: String,
    hint: String,
    href: String,
}

async fn palette(
    State(services): State<Services>,
    actor: Option<Extension<Option<Actor>>>,
    Query(ask): Query<Ask>,
) -> Response {
    let actor = actor.and_then(|Extension(actor)| actor);
    let q: String = ask.q.trim().chars().take(100).collect();
    let mut lines = pages(actor.as_ref(), &q);
    if !q.is_empty() {
        match own_jobs(&services, actor.as_ref(), &q).await {
            Ok(found) => lines.extend(found),
            Err(error) => return refused(&error),
        }
        lines.push(Line {
            label: format!("Search jobs for “{q}”"),
            hint: "Find work".to_owned(),
            href: format!("/jobs?q={}", platform::web::percent(&q)),
        });
    }
    (
        [(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        )],
        Json(lines),
    )
        .into_response()
}

async fn own_jobs(
    services: &Services,
    actor: Option<&Actor>,
    q: &str,
) -> kernel::Result<Vec<Line>> {
    let Some(actor) = actor else {
        return Ok(Vec::new());
    };
    let rows = jobs::service::palette(services, actor, q).await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            label: row.title,
            hint: format!("{} job", row.status.label()),
            href: format!("/hiring/jobs/{}", row.id),
        })
        .collect())
}

/// Pages whose name has all the words.
fn pages(actor: Option<&Actor>, q: &str) -> Vec<Line> {
    let hires = actor
        .and_then(|actor| actor.seat.as_ref())
        .is_some_and(|seat| seat.role.may(Permission::ReadHiring));
    let all = [
        ("Find work", "Page", "/jobs", true),
        ("How fit works", "Page", "/how-fit-works", true),
        ("Sign in", "Page", "/sign-in", actor.is_none()),
        ("Home", "Page", "/home", actor.is_some()),
        ("Jobs for me", "Page", "/matches", actor.is_some()),
        ("My applications", "Page", "/applications", actor.is_some()),
        ("My profile", "Page", "/profile", actor.is_some()),
        ("Devices", "Security", "/security/devices", actor.is_some()),
        ("Jobs of your organisation", "Hiring", "/hiring/jobs", hires),
        ("Post a job", "Hiring", "/hiring/jobs/new", hires),
    ];
    let words = q.to_lowercase();
    all.into_iter()
        .filter(|(label, .., shown)| {
            *shown
                && words
                    .split_whitespace()
                    .all(|word| label.to_lowercase().contains(word))
        })
        .map(|(label, hint, href, _)| Line {
            label: label.to_owned(),
            hint: hint.to_owned(),
            href: href.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_offers_what_one_may_open() {
        let open = |q| {
            pages(None, q)
                .into_iter()
                .map(|line| line.href)
                .collect::<Vec<_>>()
        };
        assert_eq!(open("work"), ["/jobs", "/how-fit-works"]);
        assert_eq!(open("post job"), [""; 0]);
    }
}

//! The mailbox of a development server: mail is kept instead of sent, and shown at `/dev/mail`.
//!
//! What it shows was never sent to anybody: where a mail server is configured there is no mailbox, and the database
//! tells only of mail that was put into one.

use super::deliver::{Delivery, HandOver, Mailer, Outgoing, Refusal};
use super::letter::escape;
use super::store::{self, BoxedMail, BoxedRow};
use crate::Services;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use kernel::AppError;
use kernel::id::QueuedJobId;
use serde::Deserialize;
use time::format_description::well_known::Rfc3339;

/// A mail brings its own styles, which pages of the site must not have. No script, no frame of others.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Takes every mail and keeps it.
pub(super) struct Boxed;

impl Mailer for Boxed {
    fn deliver<'a>(
        &'a self,
        _: &'a Outgoing,
        _: HandOver<'a>,
    ) -> BoxFuture<'a, Result<Delivery, Refusal>> {
        async { Ok(Delivery::Boxed) }.boxed()
    }
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    to: String,
}

/// Is mail kept here, for whoever develops, instead of sent?
pub fn has_mailbox(services: &Services) -> bool {
    services.part::<Boxed>().is_some()
}

/// The pages of the mailbox; nothing if mail is really sent.
pub fn routes<S: Clone + Send + Sync + 'static>(services: &Services) -> Router<S> {
    if !has_mailbox(services) {
        return Router::new();
    }
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/mailbox.css", get(style))
        .route("/dev/mail/{id}", get(one))
        .with_state(services.clone())
}

async fn style() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css")],
        include_str!("mailbox.css"),
    )
}

async fn list(State(services): State<Services>, Query(filter): Query<Filter>) -> Response {
    let to = filter.to.trim().to_lowercase();
    match store::boxed(services.db.pool(), &to).await {
        Ok(rows) => page(&list_page(&rows, &to)),
        Err(error) => failed(&error),
    }
}

async fn one(State(services): State<Services>, Path(id): Path<QueuedJobId>) -> Response {
    match store::boxed_one(services.db.pool(), id).await {
        Ok(Some(mail)) => page(&mail_page(&mail)),
        Ok(None) => failed(&AppError::NotFound),
        Err(error) => failed(&error),
    }
}

fn page(body: &str) -> Response {
    let document = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Mailbox</title><link rel=\"stylesheet\" href=\"/dev/mail/mailbox.css\"></head><body>{body}</body></html>"
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(document)).into_response()
}

fn failed(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (
        status,
        page(&format!("<p>{}</p>", escape(&error.to_string()))),
    )
        .into_response()
}

fn list_page(rows: &[BoxedRow], to: &str) -> String {
    let lines: String = rows
        .iter()
        .map(|row| {
            format!(
                "<tr><td>{}</td><td>{}</td><td><a href=\"/dev/mail/{}\">{}</a></td><td>{}</td></tr>",
                escape(&row.sent_at.format(&Rfc3339).unwrap_or_default()),
                escape(&row.to),
                row.id,
                escape(&row.subject),
                escape(&row.purpose),
            )
        })
        .collect();
    let found = if rows.is_empty() {
        "<p>No mail yet.</p>".to_owned()
    } else {
        format!(
            "<table><thead><tr><th>When<th>To<th>Subject<th>Purpose</thead><tbody>{lines}</tbody></table>"
        )
    };
    format!(
        "<h1>Mailbox</h1><p>No mail server is configured, so mail is kept here. The newest 200:</p>\
         <form><label>To <input name=\"to\" value=\"{}\"></label> <button>Show</button></form>{found}",
        escape(to)
    )
}

fn mail_page(mail: &BoxedMail) -> String {
    // Links lead out of the frame, which the site does not let itself be shown in.
    let framed = format!("<base target=\"_top\">{}", mail.html);
    format!(
        "<p><a href=\"/dev/mail\">Mailbox</a></p><h1>{}</h1><p>To {} · {} · {}</p>\
         <h2>HTML</h2><iframe title=\"The mail as HTML\" sandbox=\"allow-top-navigation-by-user-activation\" srcdoc=\"{}\"></iframe>\
         <h2>Text</h2><pre>{}</pre>",
        escape(&mail.subject),
        escape(&mail.to),
        escape(&mail.sent_at.format(&Rfc3339).unwrap_or_default()),
        escape(&mail.purpose),
        escape(&framed),
        with_links(&mail.text),
    )
}

/// Text with its addresses of the web as links.
fn with_links(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let (link, space) = word.split_at(word.trim_end().len());
            if link.starts_with("https://") || link.starts_with("http://") {
                let link = escape(link);
                format!("<a href=\"{link}\">{link}</a>{space}")
            } else {
                escape(word)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_can_be_followed_and_nothing_else_is_html() {
        assert_eq!(
            with_links("Open:\nhttps://kinwork.test/?a=1&b=\"2 <b>\n"),
            "Open:\n<a href=\"https://kinwork.test/?a=1&amp;b=&quot;2\">https://kinwork.test/?a=1&amp;b=&quot;2</a> &lt;b&gt;\n"
        );
    }
}

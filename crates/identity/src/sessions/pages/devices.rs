//! `/settings/sessions`

use crate::api::caller;
use crate::page::page;
use crate::sessions::api::{EndOtherSessions, EndSession, SignOut};
use crate::sessions::model::SessionRow;
use crate::sessions::service;
use kernel::id::SessionId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use time::OffsetDateTime;
use ui::{Badge, Button, Card, ErrorSummary, Flash, Kind, Moment, PageHead, Tone, Wording};

/// Where one is signed in, with a way to end each session.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let sessions = service::sessions(&request.services, &actor).await?;
        let errors = request.draft::<()>().await?.unwrap_or_default().errors;
        let now = request.services.clock.now();
        let ended = request.query("ended").is_some();
        let others = sessions.len() > 1;
        let rows = sessions
            .into_iter()
            .map(|row| session(row, actor.session, now))
            .collect_view();
        Ok(view! {
            <Title text="Where you are signed in" />
            <div class="page">
                <PageHead title="Where you are signed in" lead="End a session you do not recognise; it stops working at its next request." />
                {ended.then(|| view! { <Flash tone=Tone::Good>"Done. Whoever used that session has to sign in again."</Flash> })}
                <ErrorSummary errors=errors />
                <Card>
                    <ul class="list">{rows}</ul>
                </Card>
                <div class="actions">
                    {others.then(|| view! {
                        <form method="post" action=EndOtherSessions::PATH><Button>"End all other sessions"</Button></form>
                    })}
                    <form method="post" action=SignOut::PATH data-sign-out=""><Button kind=Kind::Danger>"Sign out here"</Button></form>
                </div>
            </div>
        })
    })
}

fn session(row: SessionRow, this: SessionId, now: OffsetDateTime) -> impl IntoView {
    let current = row.id == this;
    view! {
        <li class="list-row">
            <div class="list-text">
                <b>{browser(&row.user_agent)}</b>
                {current.then(|| view! { <Badge tone=Tone::Good>"This browser"</Badge> })}
                <p class="muted">
                    {row.address}" · last seen "<Moment at=row.last_seen_at wording=Wording::Since(now) />
                    " · signed in "<Moment at=row.created_at wording=Wording::Since(now) />
                </p>
            </div>
            {(!current).then(|| view! {
                <form method="post" action=EndSession::PATH>
                    <input type="hidden" name="id" value=row.id.to_string() />
                    <Button>"End session"</Button>
                </form>
            })}
        </li>
    }
}

/// The name people know a browser by; its own description if it is none of the usual ones.
fn browser(agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = known(&[
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = known(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ if agent.is_empty() => "Unknown browser".to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn browsers_have_the_names_people_know() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        assert_eq!(super::browser(chrome), "Chrome on Linux");
        assert_eq!(super::browser(""), "Unknown browser");
        assert_eq!(super::browser("curl/8"), "curl/8");
    }
}

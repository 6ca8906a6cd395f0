//! `/console/sessions/{session}`

use crate::frame::{Act as Choosable, ActPanel, ConsoleFrame};
use crate::sessions::api::ActOnSession;
use crate::sessions::model::{Act, Line};
use crate::sessions::service;
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use identity::page::page;
use identity::sessions::place;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::Services;
use time::OffsetDateTime;
use ui::{Breadcrumb, Card, Crumb, Moment, Wording};
use uuid::Uuid;

/// One browser or app of somebody, and its end.
#[component]
pub fn SessionPage() -> impl IntoView {
    let called = caller();
    let session = id_param();
    page(async move {
        let (request, console) = enter(called, Permission::SeePeople).await?;
        let line = service::one(&console, session?).await?;
        let draft = request.draft::<ActForm>().await?.unwrap_or_default();
        let now = request.services.clock.now();
        let title = line.with();
        let crumbs = vec![
            Crumb::link("Sessions", "/console/sessions"),
            Crumb::here(title.clone()),
        ];
        let subject = line.device.id.to_string();
        let body = if console.person == line.person {
            view! { <p class="muted">"This is yours. You end it at your own devices."</p> }
                .into_any()
        } else if console.role.may(Permission::EndSessions) {
            let (name, label, hint) = Act::End.words();
            let acts = vec![Choosable { name, label, hint }];
            view! { <ActPanel action=ActOnSession::PATH subject=subject acts=acts draft=draft reason_hint="They read it, by mail and in their security activity." /> }
                .into_any()
        } else {
            view! { <p class="muted">"There is nothing your role could do here."</p> }.into_any()
        };
        let about = about(&request.services, line, now);
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/sessions" title=title>
                <Breadcrumb crumbs=crumbs />
                {about}
                <Card title="Decide" id="decide">{body}</Card>
            </ConsoleFrame>
        })
    })
}

fn id_param() -> Result<Uuid> {
    use_params_map()
        .get_untracked()
        .get_str("session")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

fn about(services: &Services, line: Line, now: OffsetDateTime) -> impl IntoView + use<> {
    let href = format!("/console/people/{}", line.person);
    let device = line.device;
    let from = place::describe(services, &device.address);
    view! {
        <Card>
            <p>"Of "<a class="link" href=href>{line.name}</a></p>
            <p>{from}" · "{device.address}</p>
            <p class="muted">"last seen "<Moment at=device.last_seen_at wording=Wording::Since(now) />" · signed in "<Moment at=device.created_at wording=Wording::Since(now) /></p>
            <p class="muted">{device.user_agent}</p>
        </Card>
    }
}

//! `/security/activity`

use crate::api::caller;
use crate::page::page;
use crate::security::model::{Ends, SecurityEvent, TrailLine};
use crate::security::service;
use crate::sessions::{agent, place};
use crate::trail::model::{OwnLine, differences, words};
use crate::trail::service as trail;
use leptos::prelude::*;
use leptos_meta::Title;
use platform::{Services, web};
use time::OffsetDateTime;
use ui::{Card, Event, Icon, LinkButton, PageHead, Text, Timeline, Tone};

/// What happened to one's own account, the latest first.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let cursor = request.query("before");
        let lines = service::trail(&request.services, &actor, cursor.as_deref()).await?;
        let now = request.services.clock.now();
        let events = lines
            .items
            .into_iter()
            .map(|line| event(&request.services, line))
            .collect();
        let own = in_organisations(trail::about_me(&request.services, &actor).await?, now);
        let older = lines
            .next
            .map(|cursor| web::with_query("/security/activity", "before", &cursor));
        Ok(view! {
            <Title text="Security activity" />
            <div class="page">
                <PageHead title="Security activity" lead="Is there something you did not do? Sign out all other devices and change your password." />
                <Timeline events=events now=now />
                {older.map(|href| view! { <div class="actions"><LinkButton href=href>"Older"</LinkButton></div> })}
                {own}
            </div>
        })
    })
}

/// What organisations noted about one, and what one did there.
fn in_organisations(lines: Vec<OwnLine>, now: OffsetDateTime) -> Option<impl IntoView> {
    if lines.is_empty() {
        return None;
    }
    let events = lines
        .into_iter()
        .map(|line| Event {
            icon: Icon::Building,
            tone: Tone::Neutral,
            title: words(&line.action),
            by: if line.by_me {
                format!("By you · {}", line.organisation).into()
            } else {
                line.organisation.into()
            },
            at: line.at,
            text: differences(&line.changes).join(" · ").into(),
        })
        .collect();
    Some(view! { <Card title="In organisations"><Timeline events=events now=now /></Card> })
}

fn event(services: &Services, line: TrailLine) -> Event {
    let (icon, tone) = look(line.what);
    let from = if line.address.is_empty() {
        Text::default()
    } else {
        let agent = agent::describe(&line.user_agent);
        let place = place::describe(services, &line.address);
        format!("{agent} · {place} · {}", line.address).into()
    };
    let text = if line.detail.is_empty() {
        Text::default()
    } else {
        line.detail.into()
    };
    Event {
        icon,
        tone,
        title: line.what.label().to_owned(),
        by: from,
        at: line.at,
        text,
    }
}

fn look(what: SecurityEvent) -> (Icon, Tone) {
    match what {
        SecurityEvent::SignedIn | SecurityEvent::AppSignedIn => (Icon::LogIn, Tone::Neutral),
        SecurityEvent::DeviceEnded | SecurityEvent::OtherDevicesEnded => {
            (Icon::LogOut, Tone::Neutral)
        }
        SecurityEvent::CameBack | SecurityEvent::Reinstated => (Icon::CircleCheck, Tone::Good),
        SecurityEvent::TokenReused
        | SecurityEvent::LockedOut
        | SecurityEvent::Suspended
        | SecurityEvent::AppealDenied => (Icon::Triangle, Tone::Bad),
        _ if what.ends() == Ends::Everything => (Icon::Triangle, Tone::Bad),
        _ => (Icon::Shield, Tone::Info),
    }
}

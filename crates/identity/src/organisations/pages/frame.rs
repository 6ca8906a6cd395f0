//! The frame of every page about the organisation one works for: its name, what one is there, the tabs.

use crate::Actor;
use crate::organisations::model::{Kind, Seat};
use crate::organisations::permissions::Permission;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Badge, Flash, PageHead, Tab, Tabs, Tone};

/// The organisation one works for.
///
/// # Errors
/// `Forbidden` if one works for oneself.
pub fn seat_of(actor: &Actor) -> Result<Seat> {
    actor.seat.clone().ok_or(AppError::Forbidden)
}

/// Head and tabs around a page; `tab` is the last part of its path, empty for the overview. `done` is what
/// has just worked.
#[component]
pub fn OrganisationFrame(
    seat: Seat,
    tab: &'static str,
    #[prop(into)] title: String,
    #[prop(optional_no_strip)] done: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    const BASE: &str = "/organisation";
    let current = if tab.is_empty() {
        BASE.to_owned()
    } else {
        format!("{BASE}/{tab}")
    };
    let mut tabs = vec![Tab::new(BASE, "Overview")];
    // Whoever hires alone has nobody to list.
    if seat.kind == Kind::Full {
        tabs.push(Tab::new(format!("{BASE}/members"), "Members"));
    }
    if seat.may(Permission::ManageOrganisation) {
        tabs.push(Tab::new(format!("{BASE}/fields"), "Own fields"));
    }
    if seat.may(Permission::ReadTrail) {
        tabs.push(Tab::new(format!("{BASE}/trail"), "Trail"));
    }
    if seat.may(Permission::GiveAway) {
        tabs.push(Tab::new(format!("{BASE}/ownership"), "Ownership"));
    }
    view! {
        <Title text=title />
        <div class="page stack">
            <PageHead title=seat.name badge=view! { <Badge>{seat.role.label()}</Badge> }.into_any() />
            <Tabs label="Organisation" tabs=tabs current=current />
            {done.map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
            {children()}
        </div>
    }
}

//! The frame around the pages: who is signed in decides what it offers.

use identity::api::SetTheme;
use identity::sessions::api::{SignOut, Switch};
use identity::{Actor, Permission, Seat};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::web;
use ui::{
    Account, AppShell, Frame, Icon, Nav, NavGroup, NavItem, OrgChoice, PublicShell, Text, Theme,
};

/// The theme this browser chose.
pub fn theme() -> Theme {
    use_context::<web::Request>()
        .and_then(|request| request.cookie("theme").map(Theme::from_name))
        .unwrap_or_default()
}

/// The frame of every page.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    let path = use_context::<web::Request>()
        .map(|request| request.path.to_string())
        .unwrap_or_default();
    let frame = Frame {
        path: path.split('?').next().unwrap_or_default().to_owned(),
        theme: theme(),
        theme_action: SetTheme::PATH.to_owned(),
        search_url: "/palette.json".to_owned(),
        search_page: "/jobs".to_owned(),
    };
    let content = children();
    match use_context::<Option<Actor>>().flatten() {
        Some(actor) => Suspend::new(async move {
            let seats = seats(&actor).await;
            view! { <AppShell nav=nav(&actor) account=account(&actor, seats) frame=frame>{content}</AppShell> }
        })
        .into_any(),
        None => view! { <PublicShell frame=frame links=public_links()>{content}</PublicShell> }.into_any(),
    }
}

/// The organisations of the switcher. Without them the page still works, so a failure is only logged.
async fn seats(actor: &Actor) -> Vec<Seat> {
    let Ok(request) = web::request() else {
        return Vec::new();
    };
    identity::organisations::service::seats(&request.services, actor)
        .await
        .unwrap_or_default()
}

fn public_links() -> Vec<NavItem> {
    vec![
        NavItem::new("Find work", "/jobs", Icon::Search),
        NavItem::new("How fit works", "/how-fit-works", Icon::Info),
    ]
}

fn nav(actor: &Actor) -> Nav {
    let work = vec![
        NavItem::new("Home", "/home", Icon::Home),
        NavItem::new("Jobs for me", "/matches", Icon::Target),
        NavItem::new("Find work", "/jobs", Icon::Search),
        NavItem::new("Applications", "/applications", Icon::Send),
        NavItem::new("My profile", "/profile", Icon::User),
    ];
    let hiring = vec![
        NavItem::new("Jobs", "/hiring/jobs", Icon::Briefcase),
        NavItem::new("Post a job", "/hiring/jobs/new", Icon::Plus),
    ];
    let hires = actor
        .seat
        .as_ref()
        .is_some_and(|seat| seat.role.may(Permission::ReadHiring));
    if hires {
        return Nav {
            bottom: vec![
                hiring[0].clone(),
                hiring[1].clone(),
                work[0].clone(),
                work[2].clone(),
            ],
            groups: vec![
                NavGroup {
                    label: "Hiring".into(),
                    items: hiring,
                },
                NavGroup {
                    label: "Working".into(),
                    items: work,
                },
            ],
        };
    }
    Nav {
        bottom: work[..4].to_vec(),
        groups: vec![NavGroup {
            label: Text::default(),
            items: work,
        }],
    }
}

fn account(actor: &Actor, seats: Vec<Seat>) -> Account {
    let current = actor.seat.as_ref().map(|seat| seat.organisation);
    let mut organisations: Vec<OrgChoice> = seats
        .into_iter()
        .map(|seat| OrgChoice {
            current: current == Some(seat.organisation),
            id: seat.organisation.to_string(),
            name: seat.name,
        })
        .collect();
    if !organisations.is_empty() {
        organisations.insert(
            0,
            OrgChoice {
                id: String::new(),
                name: "Myself".to_owned(),
                current: current.is_none(),
            },
        );
    }
    let mut links = vec![
        NavItem::new(
            "Where you are signed in",
            "/settings/sessions",
            Icon::Monitor,
        ),
        NavItem::new("How fit works", "/how-fit-works", Icon::Info),
        NavItem::new("About Kinwork", "/about", Icon::Info),
    ];
    if organisations.is_empty() {
        links.insert(
            0,
            NavItem::new("Hire for an organisation", "/organisations/new", Icon::Plus),
        );
    }
    Account {
        id: actor.person.to_string(),
        name: actor.name.clone(),
        role: actor
            .seat
            .as_ref()
            .map_or("Working for myself".to_owned(), |seat| {
                seat.role.label().to_owned()
            }),
        links,
        sign_out_action: SignOut::PATH.to_owned(),
        organisations,
        switch_action: Switch::PATH.to_owned(),
        create_organisation: "/organisations/new".into(),
    }
}

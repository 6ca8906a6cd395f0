//! The frame around the pages: who is signed in decides what it offers.

use admin::visits::model::Gate;
use admin::visits::pages::Banner;
use futures::StreamExt as _;
use futures::future::join;
use identity::accounts::model::Status;
use identity::api::SetTheme;
use identity::organisations::logo::model::logo_path;
use identity::sessions::api::{SignOut, Switch};
use identity::{Actor, Permission, Seat};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::tachys::html::InertElement;
use platform::web;
use ui::{
    Account, AppShell, Flash, Frame, Icon, Nav, NavGroup, NavItem, OrgChoice, PublicShell, Text,
    Theme, Tone, Trail,
};

/// The theme this browser chose.
pub fn theme() -> Theme {
    use_context::<web::Request>()
        .and_then(|request| {
            let name = Theme::cookie_name(request.services.secure_cookies);
            request.cookie(name).map(Theme::from_name)
        })
        .unwrap_or_default()
}

/// The frame of every page.
#[component]
pub fn Layout(children: Children) -> impl IntoView {
    let Some(request) = use_context::<web::Request>() else {
        // The routes are being listed, and nobody reads it.
        return children();
    };
    let trail = Trail::default();
    provide_context(trail.clone());
    let page = children();
    let frame = Frame {
        path: request
            .path
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned(),
        theme: theme(),
        theme_action: SetTheme::PATH.to_owned(),
        search_url: "/palette.json".to_owned(),
        search_page: "/jobs".to_owned(),
    };
    let Some(actor) = use_context::<Option<Actor>>().flatten() else {
        return Suspend::new(async move {
            let page = whole(page).await;
            view! { <PublicShell frame=frame links=public_links() crumbs=trail.take()>{page}</PublicShell> }
        })
        .into_any();
    };
    let gate = use_context::<Option<Gate>>().flatten();
    Suspend::new(async move {
        let (page, (seats, staff)) = join(
            whole(page),
            join(seats(&request, &actor), is_staff(&request, &actor)),
        )
        .await;
        let gate = gate.map(|gate| view! { <Banner gate=gate /> });
        let notices = (gate, account_suspended(&actor), organisation_suspended(&actor));
        view! { <AppShell nav=nav(&actor) account=account(&actor, seats, staff) frame=frame crumbs=trail.take()>{notices}{page}</AppShell> }
    })
    .into_any()
}

/// The page as it is sent. It comes before its frame, because the frame shows what the page says about itself.
async fn whole(page: AnyView) -> InertElement {
    let html: String = page.to_html_stream_in_order().collect().await;
    InertElement::new(html)
}

/// Stands over every page while it lasts.
fn account_suspended(actor: &Actor) -> Option<impl IntoView + use<>> {
    let said = view! {
        <Flash tone=Tone::Bad>
            "Your account is suspended: you can read everything and change nothing. "
            <a href="/security/appeal">"Read why, or appeal"</a>
        </Flash>
    };
    (actor.status == Status::Suspended).then_some(said)
}

/// Stands over every page while it lasts.
fn organisation_suspended(actor: &Actor) -> Option<impl IntoView + use<>> {
    let seat = actor.seat.as_ref().filter(|seat| seat.suspended)?;
    let text = format!(
        "{} is suspended: it can be read and can pay, nothing else.",
        seat.name
    );
    Some(view! { <Flash tone=Tone::Warn>{text}</Flash> })
}

/// The organisations of the switcher. Without them the page still works, so a failure is only logged.
async fn seats(request: &web::Request, actor: &Actor) -> Vec<Seat> {
    identity::organisations::service::seats(&request.services, actor)
        .await
        .unwrap_or_default()
}

/// Is the way to the console shown? A failure hides it; the address still works.
async fn is_staff(request: &web::Request, actor: &Actor) -> bool {
    admin::staff::service::is_staff(&request.services, actor)
        .await
        .unwrap_or(false)
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
    let Some(seat) = &actor.seat else {
        return Nav {
            bottom: work[..4].to_vec(),
            groups: vec![NavGroup {
                label: Text::default(),
                items: work,
            }],
        };
    };
    let mut bottom = vec![work[0].clone(), work[2].clone()];
    let mut hiring = Vec::new();
    if seat.may(Permission::ReadHiring) {
        hiring = vec![
            NavItem::new("Jobs", "/hiring/jobs", Icon::Briefcase),
            NavItem::new("Post a job", "/hiring/jobs/new", Icon::Plus),
        ];
        bottom.splice(0..0, hiring.iter().cloned());
    }
    hiring.push(NavItem::new(
        "Organisation",
        "/organisation",
        Icon::Building,
    ));
    Nav {
        bottom,
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
    }
}

fn account(actor: &Actor, seats: Vec<Seat>, staff: bool) -> Account {
    let current = actor.seat.as_ref().map(|seat| seat.organisation);
    let mut organisations: Vec<OrgChoice> = seats
        .into_iter()
        .map(|seat| OrgChoice {
            current: current == Some(seat.organisation),
            id: seat.organisation.to_string(),
            name: seat.name,
            logo: seat.logo.map(logo_path).into(),
        })
        .collect();
    if !organisations.is_empty() {
        organisations.insert(
            0,
            OrgChoice {
                id: String::new(),
                name: "Myself".to_owned(),
                logo: Text::default(),
                current: current.is_none(),
            },
        );
    }
    let mut links = vec![
        NavItem::new("Security", "/security", Icon::Shield),
        NavItem::new("Privacy", "/privacy", Icon::Lock),
        NavItem::new("How fit works", "/how-fit-works", Icon::Info),
        NavItem::new("About Kinwork", "/about", Icon::Info),
    ];
    links.insert(
        0,
        if organisations.is_empty() {
            NavItem::new("Hire for an organisation", "/organisations/new", Icon::Plus)
        } else {
            NavItem::new("Your organisations", "/organisations", Icon::Building)
        },
    );
    if staff {
        links.push(NavItem::new("Console", "/console", Icon::Settings));
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

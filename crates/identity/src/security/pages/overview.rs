//! `/security`

use crate::accounts::model::Status;
use crate::api::caller;
use crate::credentials::pages::unverified_notice;
use crate::model::Actor;
use crate::organisations::permissions::Permission;
use crate::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Card, Icon, PageHead};

/// Everything that keeps an account safe, each a link with what it is for.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let unverified = unverified_notice(&request.services, &actor).await?;
        let rows = links(&actor)
            .into_iter()
            .map(|link| {
                view! {
                    <li class="list-row">
                        {link.icon.view()}
                        <div class="list-text">
                            <a href=link.href><b>{link.name}</b></a>
                            <p class="muted">{link.about}</p>
                        </div>
                    </li>
                }
            })
            .collect_view();
        Ok(view! {
            <Title text="Security" />
            <div class="page">
                <PageHead title="Security" lead="How you get in, who else does, and what happened." />
                {unverified}
                <Card><ul class="list">{rows}</ul></Card>
            </div>
        })
    })
}

struct Link {
    icon: Icon,
    name: &'static str,
    href: &'static str,
    about: &'static str,
}

fn links(actor: &Actor) -> Vec<Link> {
    let mut links = vec![
        Link {
            icon: Icon::Mail,
            name: "E-mail address",
            href: "/security/email",
            about: "The address you sign in with, and where we write to.",
        },
        Link {
            icon: Icon::Lock,
            name: "Password",
            href: "/security/password",
            about: "Change it, or set a new one by mail.",
        },
        Link {
            icon: Icon::LogIn,
            name: "Other ways to sign in",
            href: "/security/providers",
            about: "Accounts elsewhere that let you in.",
        },
        Link {
            icon: Icon::Lock,
            name: "Passkeys",
            href: "/security/passkeys",
            about: "Sign in with a finger, your face or a PIN instead of a password.",
        },
        Link {
            icon: Icon::Smartphone,
            name: "Two-step sign-in",
            href: "/security/second-step",
            about: "Ask for a code of your phone after the password.",
        },
        Link {
            icon: Icon::Monitor,
            name: "Devices",
            href: "/security/devices",
            about: "Where you are signed in. Sign out what you do not recognise.",
        },
        Link {
            icon: Icon::History,
            name: "Security activity",
            href: "/security/activity",
            about: "Sign-ins, and everything that changed how you get in.",
        },
        Link {
            icon: Icon::Eye,
            name: "Staff who look as you",
            href: "/security/visits",
            about: "Let somebody of our staff see what you see, for an hour at most.",
        },
    ];
    if actor.seat_with(Permission::ManageOrganisation).is_ok() {
        links.push(Link {
            icon: Icon::Lock,
            name: "API keys",
            href: "/security/keys",
            about: "Let your own programs work with your organisation.",
        });
    }
    links.push(match actor.status {
        Status::Suspended => Link {
            icon: Icon::Scale,
            name: "Appeal",
            href: "/security/appeal",
            about: "Your account is suspended. Tell us if that is wrong.",
        },
        _ => Link {
            icon: Icon::LogOut,
            name: "Deactivate account",
            href: "/security/deactivate",
            about: "Leave for a while. You can come back.",
        },
    });
    links
}

//! `/invitation?token=`

use crate::Actor;
use crate::organisations::invitations::api::AcceptInvitation;
use crate::organisations::invitations::model::{AcceptForm, Offer};
use crate::organisations::invitations::service;
use crate::page::page;
use kernel::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::web::{self, explain, with_query};
use ui::{Button, ErrorState, ErrorSummary, Icon, Kind, LinkButton, PageHead};

/// Who asks whom to join as what; looking uses nothing up, so mail scanners may.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let request = web::request();
    let actor = use_context::<Option<Actor>>().flatten();
    page(async move {
        let request = request?;
        let errors = request
            .draft::<AcceptForm>()
            .await?
            .unwrap_or_default()
            .errors;
        let token = request.query("token").unwrap_or_default();
        let offer = match service::offer(&request.services, &token).await {
            Ok(offer) => offer,
            Err(AppError::NotFound) => {
                web::set_status(404);
                return Ok(dead(
                    "This link is not an invitation, or no longer one. Ask whoever sent it for a new one.",
                ));
            }
            Err(error) => return Err(error),
        };
        if let Err(error) = offer.open(request.services.clock.now()) {
            let joined = actor
                .as_ref()
                .is_some_and(|actor| offer.accepted_by == Some(actor.person));
            web::set_status(if joined { 200 } else { 410 });
            return Ok(if joined {
                joined_already(&offer)
            } else {
                dead(&explain(&error))
            });
        }
        let here = request.path.to_string();
        let title = format!("Join {}", offer.organisation_name);
        let lead = format!(
            "{} invites you to join {} as {}.",
            offer.invited_by,
            offer.organisation_name,
            offer.role.label().to_lowercase()
        );
        let way = match actor {
            None => sign_in_first(&offer, &here).into_any(),
            Some(actor) if actor.email == offer.email => accept(&offer, token).into_any(),
            Some(actor) => another_address(&offer, &actor, &here).into_any(),
        };
        Ok(view! {
            <Title text=title.clone() />
            <div class="page narrow stack">
                <PageHead title=title lead=lead />
                <ErrorSummary errors=errors />
                <p class="muted">"With this role: "{offer.role.hint()}". "<a class="link" href="/help/roles">"What each role may do"</a></p>
                {way}
            </div>
        }
        .into_any())
    })
}

fn accept(offer: &Offer, token: String) -> impl IntoView + use<> {
    let name = offer.organisation_name.clone();
    view! {
        <form class="form" method="post" action=AcceptInvitation::PATH>
            <input type="hidden" name="form[token]" value=token />
            <Button kind=Kind::Primary>"Join "{name}</Button>
        </form>
    }
}

/// Whether there is an account under the address is nobody's business: both ways are offered.
fn sign_in_first(offer: &Offer, here: &str) -> impl IntoView + use<> {
    let sign_in = with_query("/sign-in", "next", here);
    let sign_up = with_query("/sign-up", "next", here);
    view! {
        <p>"It was sent to "<b>{offer.hint()}</b>". Sign in with that address, or create an account with it; you will be brought back here."</p>
        <div class="actions">
            <LinkButton href=sign_in kind=Kind::Primary icon=Some(Icon::LogIn)>"Sign in"</LinkButton>
            <LinkButton href=sign_up icon=Some(Icon::UserPlus)>"Create account"</LinkButton>
        </div>
    }
}

fn another_address(offer: &Offer, actor: &Actor, here: &str) -> impl IntoView + use<> {
    let sign_in = with_query("/sign-in", "next", here);
    view! {
        <p>"It was sent to "<b>{offer.hint()}</b>", and you are signed in as "<b>{actor.email.clone()}</b>". Sign in with the address it was sent to, or ask for an invitation to this one."</p>
        <div class="actions">
            <LinkButton href=sign_in icon=Some(Icon::LogIn)>"Sign in with another address"</LinkButton>
        </div>
    }
}

fn joined_already(offer: &Offer) -> AnyView {
    view! {
        <Title text="You have joined" />
        <div class="page narrow stack">
            <PageHead title=format!("You have joined {}", offer.organisation_name) lead="You accepted this invitation; it cannot be used again." />
            <div class="actions"><LinkButton href="/organisations" kind=Kind::Primary>"Your organisations"</LinkButton></div>
        </div>
    }
    .into_any()
}

fn dead(why: &str) -> AnyView {
    view! {
        <Title text="Invitation" />
        <ErrorState title="This invitation cannot be used" text=why.to_owned()>
            <LinkButton href="/home">"Home"</LinkButton>
        </ErrorState>
    }
    .into_any()
}

//! `/organisation/ownership`

use super::frame::{OrganisationFrame, seat_of};
use crate::api::caller;
use crate::organisations::api::Delete;
use crate::organisations::members::api::MakeOwner;
use crate::organisations::members::model::{Filter, Member, OwnerForm};
use crate::organisations::members::service as members;
use crate::organisations::model::{Kind, Seat};
use crate::organisations::permissions::{Permission, Role};
use crate::page::page;
use crate::sessions::service::require_recent_proof;
use kernel::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use ui::{
    Act, Button, Card, Checkbox, Choice, ConfirmDialog, ErrorSummary, FormGuard, Icon,
    Kind as Weight, SelectField, TextField,
};

/// Hands the organisation over, or deletes it.
#[component]
pub fn OwnershipPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        actor.seat_seeing(Permission::GiveAway)?;
        require_recent_proof(&request.services, &actor)?;
        let draft = request.draft::<OwnerForm>().await?.unwrap_or_default();
        let giving = if seat.kind == Kind::Full {
            let (found, _) = members::list(&request.services, &actor, &Filter::default()).await?;
            Some(hand_over(&seat, found.items, draft.form, &draft.errors))
        } else {
            None
        };
        let dialog = deletion(&seat);
        Ok(view! {
            <OrganisationFrame seat=seat tab="ownership" title="Ownership">
                <ErrorSummary errors=draft.errors />
                {giving}
                {dialog}
            </OrganisationFrame>
        })
    })
}

fn hand_over(
    seat: &Seat,
    members: Vec<Member>,
    form: OwnerForm,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let others: Vec<Choice> = members
        .into_iter()
        .filter(|member| member.role != Role::Owner)
        .map(|member| {
            Choice::new(
                member.person.to_string(),
                format!("{} ({})", member.name, member.email),
            )
        })
        .collect();
    let confirm = errors.get("confirm").map(str::to_owned);
    let body = if others.is_empty() {
        view! { <p class="muted">"There is nobody else to make an owner. Invite somebody first."</p> }
            .into_any()
    } else {
        view! {
            <form class="form" method="post" action=MakeOwner::PATH>
                <FormGuard />
                <SelectField label="New owner" name="form[person]" choices=others value=form.person empty="Choose" />
                <Checkbox label="I step back and become an admin" name="form[hand_over]" checked=form.hand_over == "true"
                    hint="Only an owner can make you an owner again." />
                <TextField label=format!("Type “{}” to confirm", seat.name) name="form[confirm]" value=form.confirm error=confirm />
                <Button kind=Weight::Danger>"Make owner"</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <Card title="Hand over">
            <p>"An owner may do everything, also remove you. An organisation may have several."</p>
            {body}
        </Card>
    }
}

fn deletion(seat: &Seat) -> impl IntoView + use<> {
    let name = seat.name.clone();
    view! {
        <Card title="Delete">
            <p>"Its jobs vanish from the site at once, and nobody can work for it. An owner can bring it back within 30 days; after that it is gone for good. What must be kept by law stays: the trail, and payments."</p>
            <div class="actions"><Button act=Act::Button kind=Weight::Danger icon=Some(Icon::Trash) popover="delete-organisation">"Delete organisation"</Button></div>
            <ConfirmDialog id="delete-organisation" title=format!("Delete {name}?") action=Delete::PATH verb="Delete organisation" name_it=name
                text="You can restore it for 30 days from the page of your organisations." />
        </Card>
    }
}

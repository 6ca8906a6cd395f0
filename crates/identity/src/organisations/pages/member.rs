//! `/organisation/members/{person}`

use super::frame::{OrganisationFrame, seat_of};
use crate::api::caller;
use crate::organisations::members::api::{ChangeRole, RemoveMember};
use crate::organisations::members::model::{Member, RoleForm};
use crate::organisations::members::service;
use crate::organisations::permissions::{Permission, Role};
use crate::page::page;
use kernel::id::PersonId;
use kernel::{AppError, FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::web::Request;
use ui::{
    Act, Avatar, Button, Card, Choice, ChoiceGroup, ConfirmDialog, Crumb, Crumbs, ErrorSummary,
    Icon, Kind, Moment, Wording,
};

/// One member: what they are, and the way out.
#[component]
pub fn MemberPage() -> impl IntoView {
    let called = caller();
    let person = person_param();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        actor.seat_seeing(Permission::ManageMembers)?;
        let member = service::one(&request.services, &actor, person?).await?;
        let Draft { form, errors } = request.draft::<RoleForm>().await?.unwrap_or_default();
        let chosen = if form.role.is_empty() {
            member.role.name().to_owned()
        } else {
            form.role
        };
        let may =
            actor.seat_with(Permission::ManageMembers).is_ok() && seat.role.may_grant(member.role);
        let title = member.name.clone();
        let crumbs = vec![
            Crumb::link("Members", "/organisation/members"),
            Crumb::here(title.clone()),
        ];
        let body = if may {
            let own = member.person == actor.person;
            view! { {role_form(&member, seat.role, chosen, &errors)}{(!own).then(|| removal(&member))} }
                .into_any()
        } else {
            view! { <p>"Their role is "<b>{member.role.label()}</b>". You cannot change it: it permits more than yours."</p> }
                .into_any()
        };
        Ok(view! {
            <OrganisationFrame seat=seat tab="members" title=title done=done(&request)>
                <Crumbs crumbs=crumbs />
                <ErrorSummary errors=errors />
                <div class="person">
                    <Avatar name=member.name.clone() />
                    <div>
                        <h2>{member.name}</h2>
                        <p class="muted">{member.email}" · member since "<Moment at=member.since wording=Wording::Date /></p>
                    </div>
                </div>
                {body}
            </OrganisationFrame>
        })
    })
}

fn person_param() -> Result<PersonId> {
    use_params_map()
        .get_untracked()
        .get_str("person")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

fn done(request: &Request) -> Option<&'static str> {
    match request.query("done").as_deref()? {
        "role" => Some("Saved. The new role counts from their next click."),
        "owner" => Some("They are an owner now."),
        _ => None,
    }
}

fn role_form(
    member: &Member,
    own: Role,
    chosen: String,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    // An owner is made on a page of its own; one that is, may stay one.
    let choices = own
        .grants()
        .filter(|role| *role != Role::Owner || member.role == Role::Owner)
        .map(|role| Choice::new(role.name(), role.label()).hint(role.hint()))
        .collect();
    let error = errors.get("role").map(str::to_owned);
    view! {
        <form class="form" method="post" action=ChangeRole::PATH>
            <input type="hidden" name="form[person]" value=member.person.to_string() />
            <ChoiceGroup legend="Role" name="form[role]" choices=choices chosen=vec![chosen] required=true error=error />
            <Button kind=Kind::Primary>"Save role"</Button>
        </form>
    }
}

fn removal(member: &Member) -> impl IntoView + use<> {
    let text = format!(
        "{} no longer sees jobs, candidates and applications from their next click on. What they did here stays in the trail.",
        member.name
    );
    let (title, person) = (
        format!("Remove {}?", member.name),
        member.person.to_string(),
    );
    view! {
        <Card title="Remove">
            <p>"Ends their membership. Their account stays, as do other organisations they belong to."</p>
            <div class="actions"><Button act=Act::Button kind=Kind::Danger icon=Some(Icon::Trash) popover="remove-member">"Remove from organisation"</Button></div>
            <ConfirmDialog id="remove-member" title=title text=text action=RemoveMember::PATH verb="Remove">
                <input type="hidden" name="form[person]" value=person />
            </ConfirmDialog>
        </Card>
    }
}

//! `/organisation/members`

use super::frame::{OrganisationFrame, seat_of};
use crate::api::caller;
use crate::organisations::invitations::api::{Invite, ResendInvitation, RevokeInvitation};
use crate::organisations::invitations::model::{Invitation, InviteForm, SENDS_MAX};
use crate::organisations::invitations::service as invitations;
use crate::organisations::members::model::{Filter, Member};
use crate::organisations::members::service;
use crate::organisations::permissions::{Permission, Role};
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web::{Request, with_query};
use time::OffsetDateTime;
use ui::{
    Badge, Button, Card, Choice, Column, EmptyState, ErrorSummary, FilterBar, FormGuard, Icon,
    Input, Kind, LinkButton, Moment, Pagination, SelectField, Table, TextField, Tone, Wording,
    format,
};

const PATH: &str = "/organisation/members";

/// Who belongs to the organisation, and who is asked to.
#[component]
pub fn MembersPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        let filter = Filter {
            q: words(&request),
            after: request.query("after").unwrap_or_default(),
        };
        let (found, all) = service::list(&request.services, &actor, &filter).await?;
        let now = request.services.clock.now();
        let asking = if seat.may(Permission::ManageMembers) {
            let pending = invitations::pending(&request.services, &actor).await?;
            let draft = request.draft::<InviteForm>().await?.unwrap_or_default();
            Some(
                view! { <div class="columns">{invite(seat.role, draft)}{open(pending, now)}</div> },
            )
        } else {
            None
        };
        let next = found
            .next
            .map(|after| with_query(&with_query(PATH, "q", &filter.q), "after", &after));
        let first = (!filter.after.is_empty()).then(|| with_query(PATH, "q", &filter.q));
        let manages = seat.may(Permission::ManageMembers);
        let search = (
            "q".to_owned(),
            filter.q.clone(),
            "Search names and addresses".to_owned(),
        );
        let count = format::count(u64::try_from(all).unwrap_or(0), "member", "members");
        let rows: Vec<_> = found
            .items
            .into_iter()
            .map(|member| row(member, manages))
            .collect();
        let list = if rows.is_empty() {
            view! {
                <EmptyState icon=Icon::Search title="Nobody matches" text="Try other words.">
                    <LinkButton href=PATH>"Show all members"</LinkButton>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <Table caption="Members" columns=columns()>{rows}</Table>
                <Pagination first=first next=next />
            }
            .into_any()
        };
        Ok(view! {
            <OrganisationFrame seat=seat tab="members" title="Members" done=done(&request)>
                {asking}
                <FilterBar action=PATH search=search count=count />
                {list}
                <p class="note"><a class="link" href="/help/roles">"What each role may do"</a></p>
            </OrganisationFrame>
        })
    })
}

fn words(request: &Request) -> String {
    let q = request.query("q").unwrap_or_default();
    q.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect()
}

fn done(request: &Request) -> Option<&'static str> {
    match request.query("done").as_deref()? {
        "invited" => Some("The invitation is on its way. It can be accepted for seven days."),
        "resent" => Some("Sent again. The link sent before no longer works."),
        "revoked" => Some("The invitation is taken back; its link no longer works."),
        "removed" => Some("They are no longer a member."),
        _ => None,
    }
}

fn columns() -> Vec<Column> {
    vec![Column::new("Member"), Column::new("Role")]
}

fn row(member: Member, manages: bool) -> AnyView {
    let name = if manages {
        let href = format!("{PATH}/{}", member.person);
        view! { <a class="link" href=href>{member.name}</a> }.into_any()
    } else {
        member.name.into_any()
    };
    view! {
        <tr>
            <th scope="row" class="member-name">
                {name}
                <small>{member.email}</small>
                <small>"since "<Moment at=member.since wording=Wording::Date /></small>
            </th>
            <td>{member.role.label()}</td>
        </tr>
    }
    .into_any()
}

fn invite(own: Role, Draft { form, errors }: Draft<InviteForm>) -> impl IntoView {
    let roles = own
        .grants()
        .filter(|role| *role != Role::Owner)
        .map(|role| {
            Choice::new(
                role.name(),
                format!("{}: {}", role.label(), role.hint().to_lowercase()),
            )
        })
        .collect();
    view! {
        <Card title="Invite somebody">
            <form class="form" method="post" action=Invite::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() />
                <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email error=errors.get("email") />
                <SelectField label="Role" name="form[role]" choices=roles value=form.role empty="Choose" error=errors.get("role") />
                <Button kind=Kind::Primary icon=Some(Icon::Mail)>"Send invitation"</Button>
            </form>
        </Card>
    }
}

fn open(pending: Vec<Invitation>, now: OffsetDateTime) -> impl IntoView {
    let rows: Vec<_> = pending.into_iter().map(|one| asked(one, now)).collect();
    let body = if rows.is_empty() {
        view! { <p class="muted">"Nobody is invited right now."</p> }.into_any()
    } else {
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! { <Card title="Open invitations">{body}</Card> }
}

fn asked(one: Invitation, now: OffsetDateTime) -> impl IntoView {
    let id = one.id.to_string();
    let over = one.expires_at <= now;
    let until = if over {
        view! { <Badge tone=Tone::Warn>"Ran out"</Badge> }.into_any()
    } else {
        view! { " · until "<Moment at=one.expires_at wording=Wording::Date /> }.into_any()
    };
    let again = (one.sends < SENDS_MAX).then(|| {
        let label = format!("Send again to {}", one.email);
        view! {
            <form method="post" action=ResendInvitation::PATH>
                <input type="hidden" name="form[id]" value=id.clone() />
                <Button label=label>"Send again"</Button>
            </form>
        }
    });
    let label = format!("Revoke the invitation of {}", one.email);
    view! {
        <li class="list-row">
            <div class="list-text">
                <b>{one.email.clone()}</b>
                <p class="muted">{one.role.label()}" · sent by "{one.invited_by}" "<Moment at=one.sent_at wording=Wording::Since(now) />{until}</p>
            </div>
            <div class="actions">
                {again}
                <form method="post" action=RevokeInvitation::PATH>
                    <input type="hidden" name="form[id]" value=id.clone() />
                    <Button label=label>"Revoke"</Button>
                </form>
            </div>
        </li>
    }
}

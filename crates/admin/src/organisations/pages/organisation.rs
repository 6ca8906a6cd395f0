//! `/console/organisations/{organisation}`

use super::tone;
use crate::frame::{Act as Choosable, ActPanel, ConsoleFrame};
use crate::organisations::api::ActOnOrganisation;
use crate::organisations::model::{Act, Found, MemberLine, Record};
use crate::organisations::service;
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use crate::staff::service::Console;
use identity::api::caller;
use identity::page::page;
use kernel::id::OrganisationId;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::web::with_query;
use time::OffsetDateTime;
use ui::{Badge, Breadcrumb, Card, Column, Crumb, Facts, Moment, Table, Text, Wording, format};

/// One organisation: how it stands, who belongs to it, what can be done.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let called = caller();
    let id = id_param();
    page(async move {
        let (request, console) = enter(called, Permission::SeeOrganisations).await?;
        let record = service::one(&console, id?).await?;
        let draft = request.draft::<ActForm>().await?.unwrap_or_default();
        let now = request.services.clock.now();
        let done = request
            .query("done")
            .map(|_| "Done. Its owners are told, and it stands in its own trail.");
        let title = record.organisation.name.clone();
        let crumbs = vec![
            Crumb::link("Organisations", "/console/organisations"),
            Crumb::here(title.clone()),
        ];
        let standing = record.organisation.standing();
        let trail = console.role.may(Permission::ReadAudit).then(|| {
            let href = with_query("/console/audit", "q", &record.organisation.id.to_string());
            view! { <p><a class="link" href=href>"What happened there"</a></p> }
        });
        let facts = facts(&record.organisation);
        let decide = decide(&console, &record, draft, now);
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/organisations" title=title done=done>
                <Breadcrumb crumbs=crumbs />
                <p><Badge tone=tone(standing)>{standing.label()}</Badge></p>
                <Card><Facts facts=facts columns=true /></Card>
                {decide}
                {members(record.members)}
                {trail}
            </ConsoleFrame>
        })
    })
}

fn id_param() -> Result<OrganisationId> {
    use_params_map()
        .get_untracked()
        .get_str("organisation")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

fn facts(organisation: &Found) -> Vec<(String, Text)> {
    let fact = |name: &str, value: Text| (name.to_owned(), value);
    let at = |at: Option<OffsetDateTime>| Text::from(at.map(format::date_time));
    let kind = match organisation.kind.as_str() {
        "PERSONAL" => "One person under their own name",
        _ => "Organisation",
    };
    vec![
        fact("Id", organisation.id.to_string().into()),
        fact("Address", organisation.slug.clone().into()),
        fact("Kind", kind.into()),
        fact("Founded by", organisation.founder.clone().into()),
        fact("Founded", at(Some(organisation.created_at))),
        fact("Suspended", at(organisation.suspended_at)),
        fact("Deleted", at(organisation.deleted_at)),
        fact("Emptied", at(organisation.purged_at)),
    ]
}

fn decide(
    console: &Console,
    record: &Record,
    draft: Draft<ActForm>,
    now: OffsetDateTime,
) -> impl IntoView + use<> {
    let may = console.role.may(Permission::DecideOverOrganisations);
    let acts: Vec<Choosable> = Act::ALL
        .into_iter()
        .filter(|act| may && act.fits(&record.organisation, now))
        .map(|act| {
            let (name, label, hint) = act.words();
            Choosable { name, label, hint }
        })
        .collect();
    let subject = record.organisation.id.to_string();
    let body = if acts.is_empty() {
        view! { <p class="muted">"There is nothing your role could do as things stand."</p> }
            .into_any()
    } else {
        view! { <ActPanel action=ActOnOrganisation::PATH subject=subject acts=acts draft=draft reason_hint="Its owners read it by mail." /> }
            .into_any()
    };
    view! { <Card title="Decide">{body}</Card> }
}

fn members(members: Vec<MemberLine>) -> impl IntoView {
    let rows: Vec<_> = members
        .into_iter()
        .map(|member| {
            let href = format!("/console/people/{}", member.person);
            view! {
                <tr>
                    <th scope="row"><a class="link" href=href>{member.name}</a></th>
                    <td data-label="E-mail">{member.email}</td>
                    <td data-label="Role">{member.role.to_lowercase()}</td>
                    <td data-label="Since"><Moment at=member.since wording=Wording::Date /></td>
                </tr>
            }
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="muted">"Nobody belongs to it any more."</p> }.into_any();
    }
    let columns = ["Member", "E-mail", "Role", "Since"].map(Column::new);
    view! { <div class="stacking"><Table caption="Members" columns=columns.into()>{rows}</Table></div> }.into_any()
}

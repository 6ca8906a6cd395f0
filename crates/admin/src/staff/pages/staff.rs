//! `/console/staff`

use crate::frame::{ConsoleFrame, words};
use crate::staff::api::{Grant, enter};
use crate::staff::model::{GrantForm, NO_STAFF, Permission, REASON_MAX, StaffMember, StaffRole};
use crate::staff::service;
use identity::api::caller;
use identity::page::page;
use kernel::id::PersonId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web::with_query;
use ui::{
    Button, Card, Choice, Column, ErrorSummary, FormGuard, Input, Kind, Moment, SelectField, Table,
    TextArea, TextField, Wording,
};

const PATH: &str = "/console/staff";

/// Who is staff, and the form that changes it.
#[component]
pub fn StaffPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::ManageStaff).await?;
        let staff = service::list(&console).await?;
        let mut draft = request.draft::<GrantForm>().await?.unwrap_or_default();
        if draft.form.email.is_empty() {
            draft.form.email = words(&request, "email");
        }
        let done = request
            .query("done")
            .map(|_| "Saved. It counts from their next click.");
        let columns = vec![
            Column::new("Name"),
            Column::new("E-mail"),
            Column::new("Role"),
            Column::new("Granted"),
            Column::hidden("Change"),
        ];
        let rows: Vec<_> = staff
            .into_iter()
            .map(|member| row(member, console.person))
            .collect();
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Staff" done=done>
                <div class="stacking"><Table caption="Staff" columns=columns>{rows}</Table></div>
                {form(draft)}
            </ConsoleFrame>
        })
    })
}

fn row(member: StaffMember, own: PersonId) -> impl IntoView {
    let by = member
        .granted_by
        .map_or("from the command line".to_owned(), |name| {
            format!("by {name}")
        });
    let change = (member.person != own).then(|| {
        let href = with_query(PATH, "email", &member.email);
        view! { <a class="link" href=format!("{href}#form-email") aria-label=format!("Change {}", member.name)>"Change"</a> }
    });
    view! {
        <tr>
            <th scope="row">{member.name.clone()}</th>
            <td data-label="E-mail">{member.email}</td>
            <td data-label="Role">{member.role.label()}</td>
            <td data-label="Granted"><Moment at=member.granted_at wording=Wording::Date />" "{by}</td>
            <td>{change}</td>
        </tr>
    }
}

fn form(Draft { form, errors }: Draft<GrantForm>) -> impl IntoView {
    let mut roles: Vec<Choice> = StaffRole::ALL
        .into_iter()
        .map(|role| {
            let label = format!("{}: {}", role.label(), role.hint().to_lowercase());
            Choice::new(role.name(), label)
        })
        .collect();
    roles.push(Choice::new(NO_STAFF, "No longer staff"));
    view! {
        <Card title="Make staff, change a role, end it">
            <form class="form" method="post" action=Grant::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() />
                <TextField label="E-mail" name="form[email]" value=form.email input=Input::Email hint="Of somebody who has an account" error=errors.get("email") />
                <SelectField label="Role" name="form[role]" choices=roles value=form.role empty="Choose" error=errors.get("role") />
                <TextArea label="Reason" name="form[reason]" value=form.reason rows=2 maxlength=u32::try_from(REASON_MAX).ok() error=errors.get("reason") />
                <Button kind=Kind::Primary>"Save"</Button>
            </form>
        </Card>
    }
}

//! `/organisation/fields/{id}`; `new?on=JOB` makes one.

use super::frame::{OrganisationFrame, seat_of};
use crate::api::caller;
use crate::organisations::fields::api::SaveField;
use crate::organisations::fields::model::{FieldForm, Kind, Subject};
use crate::organisations::fields::service;
use crate::organisations::permissions::Permission;
use crate::page::page;
use kernel::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use ui::{
    Button, Checkbox, Choice, ChoiceGroup, Crumb, Crumbs, ErrorSummary, FormGuard, Kind as Weight,
    TextArea, TextField,
};

/// One field: what it is called, what it holds.
#[component]
pub fn FieldPage() -> impl IntoView {
    let called = caller();
    let id = use_params_map()
        .get_untracked()
        .get_str("id")
        .map(str::to_owned)
        .unwrap_or_default();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        actor.seat_seeing(Permission::ManageOrganisation)?;
        let stored = if id == "new" {
            let on = request.query("on").unwrap_or_default();
            let subject = Subject::from_name(&on).ok_or(AppError::NotFound)?;
            FieldForm {
                subject: subject.name().to_owned(),
                ..FieldForm::default()
            }
        } else {
            let fields = service::all(&request.services, &actor).await?;
            fields
                .iter()
                .find(|field| field.id.to_string() == id)
                .map(FieldForm::of)
                .ok_or(AppError::NotFound)?
        };
        let draft = request.draft::<FieldForm>().await?;
        let Draft { form, errors } = draft.unwrap_or_else(|| Draft {
            form: stored.clone(),
            errors: kernel::FieldErrors::default(),
        });
        let is_new = stored.id.is_empty();
        let title = if is_new {
            "New field".to_owned()
        } else {
            stored.name.clone()
        };
        let crumbs = vec![
            Crumb::link("Own fields", "/organisation/fields"),
            Crumb::here(title.clone()),
        ];
        let shows_choices = is_new || stored.kind == Kind::Choice.name();
        Ok(view! {
            <OrganisationFrame seat=seat tab="fields" title=title>
                <Crumbs crumbs=crumbs />
                <form class="form" method="post" action=SaveField::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[id]" value=stored.id />
                    <input type="hidden" name="form[version]" value=stored.version />
                    <input type="hidden" name="form[subject]" value=stored.subject />
                    <TextField label="Name" name="form[name]" value=form.name maxlength=Some(60) error=errors.get("name") autofocus=errors.is_empty() />
                    {kinds(is_new, stored.kind, form.kind, errors.get("kind"))}
                    {shows_choices.then(|| view! {
                        <TextArea label="What can be chosen" name="form[choices]" value=form.choices required=false rows=5
                            hint="For a choice: one a line, two to thirty." error=errors.get("choices") />
                    })}
                    <TextField label="Help" name="form[help]" value=form.help required=false maxlength=Some(200)
                        hint="What to write there, if the name does not say." error=errors.get("help") />
                    <Checkbox label="It must be filled in" name="form[required]" checked=form.required == "true" />
                    <Button kind=Weight::Primary>"Save field"</Button>
                </form>
            </OrganisationFrame>
        })
    })
}

/// What a field holds is chosen once: what was answered must stay true.
fn kinds(is_new: bool, stored: String, chosen: String, error: Option<&str>) -> AnyView {
    if !is_new {
        let label = Kind::from_name(&stored).map_or("", Kind::label);
        return view! {
            <input type="hidden" name="form[kind]" value=stored />
            <p class="muted">"Holds: "{label}</p>
        }
        .into_any();
    }
    let choices = Kind::ALL
        .into_iter()
        .map(|kind| Choice::new(kind.name(), kind.label()))
        .collect();
    let error = error.map(str::to_owned);
    view! { <ChoiceGroup legend="Holds" name="form[kind]" choices=choices chosen=vec![chosen] inline=true required=true error=error /> }.into_any()
}

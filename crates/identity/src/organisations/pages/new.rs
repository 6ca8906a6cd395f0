//! `/organisations/new`

use crate::api::caller;
use crate::organisations::api::{Found, HireAsYourself};
use crate::organisations::model::OrganisationForm;
use crate::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, Card, ErrorSummary, FormGuard, Icon, Input, Kind, PageHead, TextArea, TextField};

/// Founds an organisation.
#[component]
pub fn NewOrganisationPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let Draft { form, errors } = request
            .draft::<OrganisationForm>()
            .await?
            .unwrap_or_default();
        Ok(view! {
            <Title text="New organisation" />
            <div class="page narrow stack">
                <PageHead title="New organisation" lead="Jobs are posted by an organisation. Its people have roles, and each sees what their role needs." />
                <form class="form" method="post" action=Found::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <TextField label="Name" name="form[name]" value=form.name autocomplete="organization" maxlength=Some(100)
                        error=errors.get("name") autofocus=errors.is_empty() />
                    <TextField label="Name in addresses" name="form[slug]" value=form.slug required=false maxlength=Some(40)
                        hint="Small letters, digits and hyphens. Made from the name if you leave it empty." error=errors.get("slug") />
                    <TextArea label="What you do" name="form[about]" value=form.about required=false rows=3 maxlength=Some(2000)
                        hint="A sentence or two; people see it beside your jobs." error=errors.get("about") />
                    <TextField label="Website" name="form[website]" value=form.website required=false input=Input::Url
                        placeholder="https://" error=errors.get("website") />
                    <Button kind=Kind::Primary>"Create organisation"</Button>
                </form>
                <Card title="On your own?">
                    <p>"Hire under your own name, with nothing to fill in. You can make it an organisation with more people later."</p>
                    <form class="actions" method="post" action=HireAsYourself::PATH>
                        <Button icon=Some(Icon::User)>"Hire as "{actor.name}</Button>
                    </form>
                </Card>
            </div>
        })
    })
}

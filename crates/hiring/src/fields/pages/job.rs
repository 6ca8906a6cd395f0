//! `/hiring/jobs/{id}/fields`

use super::parts::inputs;
use crate::fields::api::SaveJobFields;
use crate::fields::model::FieldsForm;
use crate::fields::service;
use crate::jobs;
use crate::jobs::pages::{JobFrame, JobHead};
use crate::matches::pages::param;
use identity::Permission;
use identity::api::caller;
use identity::organisations::fields::model::Subject;
use identity::page::page;
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{Button, EmptyState, ErrorSummary, FormGuard, Icon, Kind, LinkButton};

/// What the organisation notes of a job beside what everybody sees.
#[component]
pub fn JobFieldsPage() -> impl IntoView {
    let called = caller();
    let job = param::<JobId>("id");
    page(async move {
        let ((request, actor), id) = (called?, job?);
        let services = &request.services;
        actor.seat_with(Permission::WriteHiring)?;
        let job = jobs::service::own(services, &actor, id).await?;
        let facts = jobs::service::counts(services, &actor, id).await?;
        let asked = service::asked(services, &actor, Subject::Job).await?;
        let values = service::of_job(services, &actor, id).await?;
        let draft = request.draft::<FieldsForm>().await?;
        let Draft { form, errors } = draft.unwrap_or_else(|| Draft {
            form: FieldsForm::as_it_stands(id.to_string(), String::new(), &values),
            errors: kernel::FieldErrors::default(),
        });
        let title = format!("{}: own fields", job.content.title);
        let home = format!("/hiring/jobs/{id}");
        let body = if asked.is_empty() {
            view! {
                <EmptyState icon=Icon::File title="No fields of your own" text="An admin can add some under Organisation.">
                    <LinkButton href=home>"Back to the job"</LinkButton>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <form class="form" method="post" action=SaveJobFields::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[of]" value=id.to_string() />
                    {inputs(&asked, &form, &errors)}
                    <div class="actions">
                        <Button kind=Kind::Primary>"Save"</Button>
                        <LinkButton href=home kind=Kind::Quiet>"Leave"</LinkButton>
                    </div>
                </form>
            }
            .into_any()
        };
        Ok(view! {
            <Title text=title />
            <JobFrame head=JobHead::new(job, facts, &actor) tab="">
                <h2>"Own fields"</h2>
                <p class="muted">"Only your organisation sees these."</p>
                {body}
            </JobFrame>
        })
    })
}

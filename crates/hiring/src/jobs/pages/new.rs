//! `/hiring/jobs/new`

use super::no_seat::no_seat;
use crate::jobs::api::StartJob;
use crate::jobs::islands::SkillSpotter;
use crate::jobs::model::{StartForm, TITLE_MAX};
use identity::Permission;
use identity::api::caller;
use identity::page::page;
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use ui::{Button, Crumb, Crumbs, ErrorSummary, FormGuard, Kind, PageHead, TextArea, TextField};

/// A title and a pasted description: that alone makes the draft.
#[component]
pub fn NewJobPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        if actor.seat.is_none() {
            return no_seat(&request.services, &actor).await;
        }
        actor.seat_with(Permission::WriteHiring)?;
        let draft = request.draft::<StartForm>().await?.unwrap_or_default();
        let (form, errors) = (draft.form, draft.errors);
        let key = if form.request_key.is_empty() {
            request.services.new_id::<JobId>().to_string()
        } else {
            form.request_key
        };
        let title_max = u32::try_from(TITLE_MAX).ok();
        Ok(view! {
            <Title text="Post a job" />
            <Crumbs crumbs=vec![Crumb::link("Jobs", "/hiring/jobs"), Crumb::here("Post a job")] />
            <div class="page stack">
                <PageHead title="Post a job" lead="Paste the description you have. You get a draft that only your organisation sees; skills and the rest follow." />
                <form class="form" method="post" action=StartJob::PATH>
                    <FormGuard />
                    <ErrorSummary errors=errors.clone() />
                    <input type="hidden" name="form[request_key]" value=key />
                    <TextField label="Title" name="form[title]" value=form.title maxlength=title_max placeholder="Warehouse operative, days"
                        error=errors.get("title") autofocus=errors.is_empty() />
                    <TextArea label="Description" name="form[description]" value=form.description rows=14 required=false
                        hint="What the work is, who it is with, what a good day looks like. At most 20,000 characters."
                        error=errors.get("description") />
                    <SkillSpotter field="form-description".to_owned() known=Vec::new() />
                    <div class="actions">
                        <Button kind=Kind::Primary>"Create draft"</Button>
                    </div>
                </form>
            </div>
        }
        .into_any())
    })
}

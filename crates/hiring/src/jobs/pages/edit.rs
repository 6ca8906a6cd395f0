//! `/hiring/jobs/{id}/edit/{step}`

use super::clash::clash_card;
use super::steps::{Shown, basics, place, requirements, review, time};
use super::words::job_param;
use crate::fields::pages::own_fields;
use crate::jobs::model::{
    BasicsForm, Clash, JobStatus, JobView, RequirementsForm, ReviewForm, Step, TimeForm, WhereForm,
    gaps,
};
use crate::jobs::service::{self, StepForm};
use identity::Actor;
use identity::api::caller;
use identity::page::page;
use kernel::{AppError, FieldErrors};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::web::Request;
use serde::de::DeserializeOwned;
use ui::{Crumb, Crumbs, Flash, PageHead, Stepper, Tone};

/// One step of the wizard, of a draft or of a job that is open.
#[component]
pub fn EditJobPage() -> impl IntoView {
    let called = caller();
    let id = job_param();
    let step = use_params_map()
        .get_untracked()
        .get_str("step")
        .and_then(Step::from_name)
        .ok_or(AppError::NotFound);
    page(async move {
        let (request, actor) = called?;
        let (id, step) = (id?, step?);
        let job = service::editable(&request.services, &actor, id).await?;
        let services = &request.services;
        let asked = Asked {
            request: &request,
            actor: &actor,
            job: &job,
        };
        let (form, clash) = match step {
            Step::Basics => {
                let (form, clash) = asked.shown::<BasicsForm>().await?;
                (basics(services, form)?.into_any(), clash)
            }
            Step::Place => {
                let (form, clash) = asked.shown::<WhereForm>().await?;
                (place(form).into_any(), clash)
            }
            Step::Time => {
                let (form, clash) = asked.shown::<TimeForm>().await?;
                (time(form).into_any(), clash)
            }
            Step::Requirements => {
                let (form, clash) = asked.shown::<RequirementsForm>().await?;
                (requirements(services, form)?.into_any(), clash)
            }
            Step::Review => {
                let (form, clash) = asked.shown::<ReviewForm>().await?;
                (review(services, form).into_any(), clash)
            }
        };
        let clash = clash.as_ref().map(clash_card);
        let own = match step {
            Step::Review => own_fields(&request.services, &actor, id, true).await?,
            _ => None,
        };
        let said = said(&request);
        let title = format!("{}: {}", job.content.title, step.label().to_lowercase());
        let home = format!("/hiring/jobs/{id}");
        let open = (job.status != JobStatus::Draft).then(|| {
            view! { <Flash tone=Tone::Info>"This job is public. What you save is seen at once and stands in its activity."</Flash> }
        });
        Ok(view! {
            <Title text=title />
            <Crumbs crumbs=vec![
                Crumb::link("Jobs", "/hiring/jobs"),
                Crumb::link(job.content.title.clone(), home),
                Crumb::here(step.label()),
            ] />
            <div class="page stack">
                <PageHead title=job.content.title.clone() />
                <Stepper label="Steps of posting a job" steps=steps(&job) current=Step::ALL.iter().position(|s| *s == step).unwrap_or(0) />
                {said.map(|said| view! { <Flash tone=Tone::Good>{said}</Flash> })}
                {open}
                {clash}
                {form}
                {own}
            </div>
        })
    })
}

/// Who asks for a step of which job.
struct Asked<'a> {
    request: &'a Request,
    actor: &'a Actor,
    job: &'a JobView,
}

impl Asked<'_> {
    /// The job and, if the form was refused, what it held; and what somebody else saved since it was opened.
    async fn shown<F>(&self) -> Result<(Shown<F>, Option<Clash>), AppError>
    where
        F: DeserializeOwned + Default + StepForm,
    {
        let job = self.job.clone();
        let Some(Draft { form, errors }) = self.request.draft::<F>().await? else {
            let (form, errors) = (None, FieldErrors::default());
            return Ok((Shown { job, form, errors }, None));
        };
        let clash = service::clash(&self.request.services, self.actor, &job, &form).await?;
        let form = Some(form);
        Ok((Shown { job, form, errors }, clash))
    }
}

fn said(request: &Request) -> Option<&'static str> {
    if request.query("draft").is_some() {
        return None;
    }
    let asked = |name: &str| request.query(name).is_some();
    if asked("started") {
        Some("Your draft is saved. Look over the work, then go on.")
    } else if asked("copied") {
        Some("This is the copy, a new draft.")
    } else if asked("saved") {
        Some("Saved.")
    } else {
        None
    }
}

fn steps(job: &JobView) -> Vec<ui::Step> {
    let missing = gaps(&job.content);
    let done = |step: Step| match step {
        Step::Review => job.status != JobStatus::Draft,
        step => missing.iter().all(|gap| gap.step != step),
    };
    Step::ALL
        .iter()
        .map(|&step| ui::Step {
            label: step.label().to_owned(),
            href: step.href(job.id).into(),
            done: done(step),
        })
        .collect()
}

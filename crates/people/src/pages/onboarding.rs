//! `/onboarding` and `/onboarding/{step}`: five short steps, each saved, resumed where one left.

use super::history::Place;
use super::overview::missing_list;
use super::{fields, history, skills};
use crate::api::{NoExperience, SaveAbout, SaveVisibility, SaveWorkStep, Skip};
use crate::completeness::completeness;
use crate::forms::{AboutForm, ExperienceForm, VisibilityForm, WorkStepForm, unnest};
use crate::model::{Profile, Step};
use crate::onward;
use crate::service;
use identity::api::caller;
use identity::page::page;
use kernel::{AppError, FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::web::{self, Request};
use ui::{Button, Checkbox, ErrorSummary, FormGuard, Kind, LinkButton, PageHead, Stepper};

/// Leads to the step where onboarding goes on; `?next=` is where it shall lead in the end.
#[component]
pub fn OnboardingStartPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let profile = service::own(&request.services, &actor).await?;
        let next = request
            .query("next")
            .filter(|next| web::local_path(next).is_some());
        let to = if profile.onboarded_at.is_some() {
            next.unwrap_or_else(|| "/profile".to_owned())
        } else {
            if let Some(next) = next {
                onward::remember(&request, &actor, &next);
            }
            profile.onboarding_step.path()
        };
        web::redirect(&to);
        Ok(view! { <p><a class="link" href=to>"Continue"</a></p> })
    })
}

/// One step.
#[component]
pub fn OnboardingPage() -> impl IntoView {
    let called = caller();
    let step = use_params_map().with_untracked(|params| params.get("step"));
    page(async move {
        let (request, actor) = called?;
        let step = step
            .and_then(|name| Step::from_name(&name))
            .ok_or(AppError::NotFound)?;
        let profile = service::own(&request.services, &actor).await?;
        let onward = onward::target(&request, &actor).is_some();
        let body = body(&request, &profile, step, onward).await?;
        let (title, lead) = words(step);
        let reached = if profile.onboarded_at.is_some() {
            Step::Finish
        } else {
            profile.onboarding_step
        };
        let steps = Step::ALL
            .iter()
            .map(|one| ui::Step {
                label: one.label().to_owned(),
                href: (*one <= reached).then(|| one.path()).into(),
                done: *one < reached || profile.onboarded_at.is_some(),
            })
            .collect();
        let current = usize::from(step.number() - 1);
        let back = current
            .checked_sub(1)
            .and_then(|before| Step::ALL.get(before))
            .map(|before| before.path());
        Ok(view! {
            <Title text=format!("{title} · First steps") />
            <div class="page onboarding">
                <Stepper label="Steps" steps=steps current=current />
                <PageHead title=title lead=lead />
                {read_instead(step)}
                {body}
                <div class="cluster">
                    {back.map(|href| view! { <LinkButton href=href kind=Kind::Quiet>"Back"</LinkButton> })}
                    {step.next().is_some().then(|| view! {
                        <form method="post" action=Skip::url()>
                            <input type="hidden" name="form[step]" value=step.name() />
                            <Button kind=Kind::Quiet>"Skip for now"</Button>
                        </form>
                    })}
                </div>
            </div>
        })
    })
}

/// What a résumé says need not be typed: it leads back to the profile, and from there to this step.
fn read_instead(step: Step) -> Option<impl IntoView> {
    matches!(step, Step::About | Step::Skills | Step::Experience).then(|| {
        view! {
            <p>
                "Do you have a résumé, or a profile elsewhere? "
                <a class="link" href="/profile/resume">"Let us read it"</a>
                ", and take over what is right."
            </p>
        }
    })
}

fn words(step: Step) -> (&'static str, &'static str) {
    match step {
        Step::About => (
            "About you",
            "Who you are, and where you start from. You can change everything later.",
        ),
        Step::Work => (
            "Work you want",
            "Leave open what does not matter to you: nothing is asked of a job that you do not say here.",
        ),
        Step::Skills => (
            "Skills",
            "What you can do. They are the largest part of every fit score; five or more make a good start.",
        ),
        Step::Experience => (
            "Experience",
            "Jobs you have held, paid or not. The most recent ones are enough.",
        ),
        Step::Finish => (
            "Who sees what",
            "The last step. You decide who can find you and what they see.",
        ),
    }
}

/// `onward`: what comes after the last step is what the person wanted before the first.
async fn body(request: &Request, profile: &Profile, step: Step, onward: bool) -> Result<AnyView> {
    let services = &request.services;
    let today = service::today(services);
    Ok(match step {
        Step::About => about(
            request
                .draft()
                .await?
                .unwrap_or_else(|| fresh(profile.into())),
        )
        .into_any(),
        Step::Work => {
            let stored = || {
                fresh(WorkStepForm {
                    work: profile.into(),
                    week: profile.into(),
                    ..Default::default()
                })
            };
            work(request.draft().await?.unwrap_or_else(stored)).into_any()
        }
        Step::Skills => skills::skills(
            services,
            profile,
            request.draft().await?,
            step.name(),
            "Save and continue",
        )?
        .into_any(),
        Step::Experience => {
            let place = Place {
                path: step.path(),
                edit: request.query("edit"),
                step: step.name(),
            };
            let list = history::experience(
                services,
                profile,
                request.draft::<ExperienceForm>().await?,
                today,
                &place,
            )?;
            view! { {list}{go_on(profile)} }.into_any()
        }
        Step::Finish => finish(
            &request
                .draft()
                .await?
                .unwrap_or_else(|| fresh(profile.into())),
            profile,
            today,
            onward,
        )
        .into_any(),
    })
}

fn fresh<F>(form: F) -> Draft<F> {
    Draft {
        form,
        errors: FieldErrors::default(),
    }
}

fn about(draft: Draft<AboutForm>) -> impl IntoView {
    view! {
        <form class="form" method="post" action=SaveAbout::url()>
            <FormGuard />
            <ErrorSummary errors=draft.errors.clone() />
            <input type="hidden" name="form[step]" value=Step::About.name() />
            {fields::about(draft.form, &draft.errors)}
            <div class="actions"><Button kind=Kind::Primary>"Save and continue"</Button></div>
        </form>
    }
}

fn work(draft: Draft<WorkStepForm>) -> impl IntoView {
    let (work, week) = (unnest("work", &draft.errors), unnest("week", &draft.errors));
    view! {
        <form class="form" method="post" action=SaveWorkStep::url()>
            <FormGuard />
            <ErrorSummary errors=draft.errors />
            <input type="hidden" name="form[step]" value=Step::Work.name() />
            {fields::work("form[work]", draft.form.work, &work)}
            {fields::week("form[week]", &draft.form.week, &week)}
            <div class="actions"><Button kind=Kind::Primary>"Save and continue"</Button></div>
        </form>
    }
}

/// Leaves the step of experience; who has listed none may say so.
fn go_on(profile: &Profile) -> impl IntoView + use<> {
    let none = profile.experience.is_empty().then(|| {
        view! { <Checkbox label="I have no experience yet" name="form[none]" checked=profile.no_experience hint="That is an answer too, and better than leaving it open." /> }
    });
    view! {
        <form class="form" method="post" action=NoExperience::url()>
            <input type="hidden" name="form[step]" value=Step::Experience.name() />
            {none}
            <div class="actions"><Button kind=Kind::Primary>"Continue"</Button></div>
        </form>
    }
}

fn finish(
    draft: &Draft<VisibilityForm>,
    profile: &Profile,
    today: time::Date,
    onward: bool,
) -> impl IntoView + use<> {
    let complete = completeness(profile, today);
    let end = if onward {
        "Finish and go back to the job"
    } else {
        "Finish and see jobs for me"
    };
    view! {
        <form class="form" method="post" action=SaveVisibility::url()>
            <FormGuard />
            <ErrorSummary errors=draft.errors.clone() />
            <input type="hidden" name="form[step]" value=Step::Finish.name() />
            {fields::visibility(&draft.form, &draft.errors)}
            <div class="actions"><Button kind=Kind::Primary>{end}</Button></div>
        </form>
        <ui::Card title="How complete it is">{missing_list(complete, 4)}</ui::Card>
    }
}

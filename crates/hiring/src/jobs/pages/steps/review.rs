//! Step 5: look it over and publish.

use super::{Shown, back, handle};
use crate::jobs::api::SaveReview;
use crate::jobs::model::{Gap, JobStatus, JobView, ReviewForm, WEIGHT_LIMITS, gaps};
use crate::jobs::pages::body::{JobFacts, JobText};
use crate::jobs::pages::words::pay_line;
use crate::jobs::service::red_flags;
use ::text::advert::{Flag, Severity};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use ui::field::FieldError;
use ui::{Button, Card, Disclosure, ErrorSummary, FormGuard, Icon, Input, Kind, TextField};

/// The form of step 5, with what is missing and how it will look.
pub fn review(services: &Services, shown: Shown<ReviewForm>) -> impl IntoView + use<> {
    let Shown { job, form, errors } = shown;
    let form = form.unwrap_or_else(|| ReviewForm::from(&job.content));
    let missing = gaps(&job.content);
    let ready = missing.iter().all(|gap| !gap.needed);
    let draft = job.status == JobStatus::Draft;
    let changed = job.content.weights.is_some() || errors.get("weights").is_some();
    let publish = draft.then(|| view! { <Button kind=Kind::Primary name="form[then]" value="publish" disabled=!ready>"Publish job"</Button> });
    let save = if draft { Kind::Plain } else { Kind::Primary };
    let flags = red_flags(
        services,
        &job.content,
        pay_line(&job.content.pay).as_deref(),
    );
    let content = job.content.clone();
    view! {
        <div class="split">
            <section class="stack" aria-labelledby="preview-title">
                <h2 id="preview-title">"As candidates see it"</h2>
                <div class="card job-preview stack">
                    <p class="job-preview-title">{content.title.clone()}</p>
                    <p class="muted">{job.organisation_name.clone()}</p>
                    <JobFacts job=content.clone() />
                    <JobText job=content />
                </div>
            </section>
            <form class="stack" method="post" action=SaveReview::PATH>
                <FormGuard />
                {handle(&job)}
                <ErrorSummary errors=errors.clone() />
                <Card title="Before it goes out">{checklist(&job, &missing)}{warnings(flags)}</Card>
                <Card title="How fit is judged">
                    <TextField label="Fit you look for" name="form[fit_threshold]" value=form.fit_threshold input=Input::Number min="0" max="100"
                        required=false after="of 100" narrow=true error=errors.get("fit_threshold")
                        hint="Shown on the job. People below it may still apply; they are marked." />
                    <Disclosure summary="What counts how much" open=changed>{weights(&form.weights, errors.get("weights"))}</Disclosure>
                </Card>
                <div class="actions">
                    {publish}
                    <Button kind=save name="form[then]" value="stay">"Save"</Button>
                </div>
                {(draft && !ready).then(|| view! { <p class="note">"It can be published once what is needed above is there."</p> })}
            </form>
        </div>
    }
}

fn checklist(job: &JobView, missing: &[Gap]) -> impl IntoView + use<> {
    let items: Vec<_> = missing
        .iter()
        .map(|gap| {
            let href = format!("{}#form-{}", back(job, gap.step), ui::field::id_of(gap.field));
            let (class, icon) = if gap.needed { ("bad", Icon::CircleAlert) } else { ("warn", Icon::Info) };
            let need = if gap.needed { "Needed: " } else { "Better with: " };
            view! {
                <li class=class>
                    {icon.view()}
                    <span><a class="link" href=href>{need}{gap.what.to_lowercase()}</a><small>{gap.why}</small></span>
                </li>
            }
        })
        .collect();
    if items.is_empty() {
        return view! { <p class="job-gaps-none">{Icon::CircleCheck.view()}"Nothing is missing."</p> }.into_any();
    }
    view! { <ul class="job-gaps">{items}</ul> }.into_any()
}

/// What readers may take amiss, with the words that say it. It does not keep the job from going out: who
/// writes may know better than a list of words.
fn warnings(flags: Vec<Flag>) -> Option<impl IntoView> {
    let items: Vec<_> = flags
        .into_iter()
        .map(|flag| {
            let (class, icon) = match flag.severity {
                Severity::Serious => ("bad", Icon::CircleAlert),
                Severity::Advice => ("warn", Icon::Info),
            };
            let quote = flag
                .quote
                .map(|quote| view! { <small><q>{quote}</q></small> });
            view! { <li class=class>{icon.view()}<span>{flag.message}{quote}</span></li> }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h3>"Look at these words again"</h3>
            <ul class="job-gaps">{items}</ul>
        }
    })
}

fn weights(values: &[String], error: Option<&str>) -> impl IntoView + use<> {
    let error = error.map(str::to_owned);
    let rows: Vec<_> = WEIGHT_LIMITS
        .iter()
        .enumerate()
        .map(|(at, (name, least, most, _))| {
            let value = values.get(at).cloned().unwrap_or_default();
            view! {
                <TextField label=(*name).to_owned() name=format!("form[weights][{at}]") value=value input=Input::Number min=least.to_string()
                    max=most.to_string() after="%" narrow=true hint=format!("{least} to {most}") />
            }
        })
        .collect();
    view! {
        <div class="stack close" id="form-weights">
            <p class="field-hint">"They make 100% together. They are shown with every score."</p>
            <FieldError id="form-weights" error=error />
            <div class="weight-rows">{rows}</div>
        </div>
    }
}

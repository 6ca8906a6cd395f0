//! Server functions of people: thin. Every form works without JavaScript.

use crate::forms::{
    AboutForm, CertificationForm, DiscardForm, EducationForm, EntryForm, ExceptionForm,
    ExperienceForm, NoExperienceForm, PasteForm, ReviewForm, SkillsForm, SkipForm, StyleForm,
    VisibilityForm, WeekForm, WorkForm, WorkStepForm,
};
use kernel::AppError;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::forms::{after, stay},
    crate::model::{Section, Step},
};

/// Calls one service function as the caller.
#[cfg(feature = "ssr")]
async fn ask<F, T>(
    form: &F,
    work: impl AsyncFnOnce(&platform::Services, &identity::Actor, &F) -> kernel::Result<T>,
) -> kernel::Result<T> {
    let (request, actor) = identity::api::caller()?;
    work(&request.services, &actor, form).await
}

/// Saves name, headline, text and place.
#[server(endpoint = "people/save_about")]
pub async fn save_about(form: AboutForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_about).await;
    platform::web::answer(&form, done, |()| after(&form.step, Section::About)).await
}

/// Saves wishes and rate.
#[server(endpoint = "people/save_work")]
pub async fn save_work(form: WorkForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_work).await;
    platform::web::answer(&form, done, |()| after(&form.step, Section::Work)).await
}

/// Saves the week.
#[server(endpoint = "people/save_week")]
pub async fn save_week(form: WeekForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_week).await;
    platform::web::answer(&form, done, |()| after(&form.step, Section::Availability)).await
}

/// Saves the wizard's second step.
#[server(endpoint = "people/save_work_step")]
pub async fn save_work_step(form: WorkStepForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_work_step).await;
    platform::web::answer(&form, done, |()| after(&form.step, Section::Work)).await
}

/// Sets or takes away a day that differs from the week.
#[server(endpoint = "people/save_exception")]
pub async fn save_exception(form: ExceptionForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_exception).await;
    platform::web::answer(&form, done, |()| after("", Section::Availability)).await
}

/// Saves the list of skills, and goes on unless it was "Add".
#[server(endpoint = "people/save_skills")]
pub async fn save_skills(form: SkillsForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_skills).await;
    let next = if form.then == "add" {
        stay(&form.step, Section::Skills)
    } else {
        after(&form.step, Section::Skills)
    };
    platform::web::answer(&form, done, |()| next).await
}

/// Adds or changes a job held.
#[server(endpoint = "people/save_experience")]
pub async fn save_experience(form: ExperienceForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_experience).await;
    platform::web::answer(&form, done, |()| stay(&form.step, Section::Experience)).await
}

/// Takes a job held out.
#[server(endpoint = "people/remove_experience")]
pub async fn remove_experience(form: EntryForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::remove_experience).await;
    platform::web::answer(&form, done, |()| stay(&form.step, Section::Experience)).await
}

/// Says that there is no experience yet; in the wizard, goes on.
#[server(endpoint = "people/no_experience")]
pub async fn no_experience(form: NoExperienceForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_no_experience).await;
    platform::web::answer(&form, done, |()| after(&form.step, Section::Experience)).await
}

/// Adds or changes a qualification.
#[server(endpoint = "people/save_education")]
pub async fn save_education(form: EducationForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_education).await;
    platform::web::answer(&form, done, |()| after("", Section::Education)).await
}

/// Takes a qualification out.
#[server(endpoint = "people/remove_education")]
pub async fn remove_education(form: EntryForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::remove_education).await;
    platform::web::answer(&form, done, |()| after("", Section::Education)).await
}

/// Adds or changes a certificate.
#[server(endpoint = "people/save_certification")]
pub async fn save_certification(form: CertificationForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_certification).await;
    platform::web::answer(&form, done, |()| after("", Section::Certifications)).await
}

/// Takes a certificate out.
#[server(endpoint = "people/remove_certification")]
pub async fn remove_certification(form: EntryForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::remove_certification).await;
    platform::web::answer(&form, done, |()| after("", Section::Certifications)).await
}

/// Saves the work-style answers.
#[server(endpoint = "people/save_style")]
pub async fn save_style(form: StyleForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_style).await;
    platform::web::answer(&form, done, |()| after("", Section::Style)).await
}

/// Saves who sees what; from the wizard's last step, ends onboarding and leads to what was wanted before it.
#[server(endpoint = "people/save_visibility")]
pub async fn save_visibility(form: VisibilityForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_visibility).await;
    let next = |()| {
        let called = identity::api::caller().ok();
        called
            .filter(|_| form.step == Step::Finish.name())
            .and_then(|(request, actor)| crate::onward::take(&request, &actor))
            .unwrap_or_else(|| after(&form.step, Section::Visibility))
    };
    platform::web::answer(&form, done, next).await
}

/// Goes on in the wizard without saving.
#[server(endpoint = "people/skip")]
pub async fn skip(form: SkipForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::skip).await;
    platform::web::answer(&form, done, |()| after(&form.step, Section::About)).await
}

/// Reads a pasted résumé or profile.
#[server(endpoint = "people/read_pasted")]
pub async fn read_pasted(form: PasteForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::read_text).await;
    platform::web::answer(&form, done, |()| "/profile/resume".to_owned()).await
}

/// Takes over what was accepted of a résumé; what is open stays.
#[server(endpoint = "people/save_review")]
pub async fn save_review(form: ReviewForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::save_review).await;
    let next = |left| {
        let path = if left {
            "/profile/resume?saved=1"
        } else {
            "/profile?read=1"
        };
        path.to_owned()
    };
    platform::web::answer(&form, done, next).await
}

/// Throws away what is left of a résumé that was read.
#[server(endpoint = "people/discard_review")]
pub async fn discard_review(form: DiscardForm) -> Result<(), AppError> {
    let done = ask(&form, crate::service::discard_review).await;
    platform::web::answer(&form, done, |()| "/profile".to_owned()).await
}

//! `/profile/{section}`: one section of the editor.

use super::history::Place;
use super::{fields, history, skills};
use crate::api::{SaveAbout, SaveException, SaveStyle, SaveVisibility, SaveWeek, SaveWork};
use crate::forms::{
    AboutForm, EntryForm, ExceptionForm, StyleForm, VisibilityForm, WeekForm, WorkForm,
};
use crate::model::{Profile, STYLES, Section};
use crate::service;
use identity::api::caller;
use identity::page::page;
use kernel::week::Week;
use kernel::{AppError, FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::web::Request;
use time::Date;
use ui::format::{date_long, machine_date};
use ui::{
    Button, Card, Crumb, Crumbs, ErrorSummary, FieldRow, Flash, FormGuard, Input, Kind, PageHead,
    Tab, Tabs, TextField, Tone,
};

/// One section.
#[component]
pub fn ProfileSectionPage() -> impl IntoView {
    let called = caller();
    let section = use_params_map().with_untracked(|params| params.get("section"));
    page(async move {
        let (request, actor) = called?;
        let section = section
            .and_then(|name| Section::from_name(&name))
            .ok_or(AppError::NotFound)?;
        let profile = service::own(&request.services, &actor).await?;
        let body = body(&request, &profile, section).await?;
        // What was refused on the way out of the list has no field of its own.
        let refused = request
            .draft::<EntryForm>()
            .await?
            .map(|draft| draft.errors)
            .unwrap_or_default();
        let saved = request.query("saved").is_some();
        let mut tabs = vec![Tab::new("/profile", "All")];
        tabs.extend(
            Section::ALL
                .iter()
                .map(|one| Tab::new(one.path(), one.label())),
        );
        Ok(view! {
            <Title text=format!("{} · Your profile", section.label()) />
            <Crumbs crumbs=vec![Crumb::link("My profile", "/profile"), Crumb::here(section.label())] />
            <div class="page">
                <Tabs label="Sections of your profile" tabs=tabs current=section.path() />
                <PageHead title=section.label() lead=lead(section) />
                {saved.then(|| view! { <Flash tone=Tone::Good>"Saved."</Flash> })}
                <ErrorSummary errors=refused />
                {body}
            </div>
        })
    })
}

fn lead(section: Section) -> &'static str {
    match section {
        Section::About => "Who you are, and where you start from.",
        Section::Work => {
            "Leave open what does not matter to you: nothing is asked of a job that you do not say here."
        }
        Section::Availability => "Your usual week, and the days that differ from it.",
        Section::Skills => {
            "What you can do, how well, how long and how lately. One more never lowers a score."
        }
        Section::Experience => {
            "Jobs you have held, paid or not. Times that overlap in one occupation count once."
        }
        Section::Education => "What you have learnt. The highest that is finished counts.",
        Section::Certifications => {
            "Documents that a job may ask for. One that has expired stops counting the next day."
        }
        Section::Style => {
            "How you like to work. Only what you say here counts, and only where an employer has answered too."
        }
        Section::Visibility => "Who can find you, and what they see.",
    }
}

async fn body(request: &Request, profile: &Profile, section: Section) -> Result<AnyView> {
    let services = &request.services;
    let today = service::today(services);
    let place = Place {
        path: section.path(),
        edit: request.query("edit"),
        step: "",
    };
    Ok(match section {
        Section::About => about(
            request
                .draft()
                .await?
                .unwrap_or_else(|| fresh(profile.into())),
        )
        .into_any(),
        Section::Work => work(
            request
                .draft()
                .await?
                .unwrap_or_else(|| fresh(profile.into())),
        )
        .into_any(),
        Section::Availability => availability(
            profile,
            request.draft().await?,
            request.draft().await?,
            today,
        )
        .into_any(),
        Section::Skills => {
            skills::skills(services, profile, request.draft().await?, "", "Save skills")?.into_any()
        }
        Section::Experience => {
            history::experience(services, profile, request.draft().await?, today, &place)?
                .into_any()
        }
        Section::Education => {
            history::education(services, profile, request.draft().await?, &place).into_any()
        }
        Section::Certifications => {
            history::certifications(services, profile, request.draft().await?, today, &place)
                .into_any()
        }
        Section::Style => style(
            profile,
            request
                .draft()
                .await?
                .unwrap_or_else(|| fresh(profile.into())),
        )
        .into_any(),
        Section::Visibility => visibility(
            &request
                .draft()
                .await?
                .unwrap_or_else(|| fresh(profile.into())),
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
            {fields::about(draft.form, &draft.errors)}
            <div class="actions"><Button kind=Kind::Primary>"Save"</Button></div>
        </form>
    }
}

fn work(draft: Draft<WorkForm>) -> impl IntoView {
    view! {
        <form class="form" method="post" action=SaveWork::url()>
            <FormGuard />
            <ErrorSummary errors=draft.errors.clone() />
            <input type="hidden" name="form[step]" value="" />
            {fields::work("form", draft.form, &draft.errors)}
            <div class="actions"><Button kind=Kind::Primary>"Save"</Button></div>
        </form>
    }
}

fn availability(
    profile: &Profile,
    week: Option<Draft<WeekForm>>,
    other: Option<Draft<ExceptionForm>>,
    today: Date,
) -> impl IntoView + use<> {
    let week = week.unwrap_or_else(|| fresh(profile.into()));
    let other = other.unwrap_or_else(|| fresh(ExceptionForm::default()));
    let [day, hours, note] = fields::of(&other.errors, ["day", "hours", "note"]);
    let days: Vec<_> = profile.exceptions.iter().map(exception_row).collect();
    view! {
        <form class="form week-form" method="post" action=SaveWeek::url()>
            <FormGuard />
            <ErrorSummary errors=week.errors.clone() />
            {fields::week("form", &week.form, &week.errors)}
            <div class="actions"><Button kind=Kind::Primary>"Save week"</Button></div>
        </form>
        <Card title="Days that differ">
            {(!days.is_empty()).then(|| view! { <ul class="list">{days}</ul> })}
            <form class="form" method="post" action=SaveException::url()>
                <FormGuard />
                <ErrorSummary errors=other.errors />
                <FieldRow>
                    <TextField label="Day" name="form[day]" value=other.form.day input=Input::Date min=machine_date(today) error=day />
                    <TextField label="Hours" name="form[hours]" value=other.form.hours required=false maxlength=Some(400) placeholder="08:00-12:00"
                        error=hours hint="Empty for a day off." />
                </FieldRow>
                <TextField label="Note" name="form[note]" value=other.form.note required=false maxlength=Some(120) error=note
                    hint="For yourself: nobody else sees it." />
                <div class="actions"><Button>"Set this day"</Button></div>
            </form>
        </Card>
    }
}

fn exception_row(exception: &crate::model::Exception) -> impl IntoView + use<> {
    let hours = if exception.hours == Week::EMPTY {
        "Not free".to_owned()
    } else {
        exception.hours.day_text(0).replace('-', "–")
    };
    let (day, note) = (exception.day, exception.note.clone());
    view! {
        <li class="list-row">
            <div class="list-text">
                <b>{date_long(day)}</b>
                <p class="muted num">{hours}{(!note.is_empty()).then(|| format!(" · {note}"))}</p>
            </div>
            <form method="post" action=SaveException::url()>
                <input type="hidden" name="form[day]" value=machine_date(day) />
                <input type="hidden" name="form[remove]" value="true" />
                <Button kind=Kind::Quiet label=format!("Take out {}", date_long(day)) icon=Some(ui::Icon::Trash) />
            </form>
        </li>
    }
}

fn style(profile: &Profile, draft: Draft<StyleForm>) -> impl IntoView + use<> {
    let question = |(at, (one, other)): (usize, (&'static str, &'static str))| {
        let chosen = draft.form.answers.get(at).map_or("0", String::as_str);
        style_question(at, one, other, chosen)
    };
    let questions: Vec<_> = STYLES.into_iter().enumerate().map(question).collect();
    let answered = profile.styles.is_some();
    view! {
        <form class="form style-form" method="post" action=SaveStyle::url()>
            <FormGuard />
            <ErrorSummary errors=draft.errors />
            <p class="note">
                "Optional. An employer may answer the same questions about the team; then the two are compared, and it is at most 15% of a fit score. It is never read out of your name, your picture or your words."
            </p>
            <div id="form-answers">{questions}</div>
            <div class="actions">
                <Button kind=Kind::Primary>"Save answers"</Button>
                {answered.then(|| view! { <Button name="form[clear]" value="true">"Take my answers away"</Button> })}
            </div>
        </form>
    }
}

/// Two poles and the five places from one to the other.
fn style_question(
    at: usize,
    one: &'static str,
    other: &'static str,
    chosen: &str,
) -> impl IntoView + use<> {
    let lower = str::to_lowercase;
    let places = [
        ("-2", one.to_owned()),
        ("-1", format!("Rather {}", lower(one))),
        ("0", "No preference".to_owned()),
        ("1", format!("Rather {}", lower(other))),
        ("2", other.to_owned()),
    ];
    let places: Vec<_> = places
        .into_iter()
        .map(|(value, label)| {
            let (checked, title) = (value == chosen, label.clone());
            view! {
                <label title=title>
                    <input type="radio" name=format!("form[answers][{at}]") value=value checked=checked />
                    <span class="visually-hidden">{label}</span>
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="style-question">
            <legend class="visually-hidden">{format!("{one}, or {}?", lower(other))}</legend>
            <span class="style-pole" aria-hidden="true">{one}</span>
            {places}
            <span class="style-pole" aria-hidden="true">{other}</span>
        </fieldset>
    }
}

fn visibility(draft: &Draft<VisibilityForm>) -> impl IntoView + use<> {
    view! {
        <form class="form" method="post" action=SaveVisibility::url()>
            <FormGuard />
            <ErrorSummary errors=draft.errors.clone() />
            <input type="hidden" name="form[step]" value="" />
            {fields::visibility(&draft.form, &draft.errors)}
            <div class="actions"><Button kind=Kind::Primary>"Save"</Button></div>
        </form>
    }
}

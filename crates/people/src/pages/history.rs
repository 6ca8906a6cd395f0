//! Experience, education and certificates: what is there, each with its form, and a form for one more.

use crate::api::{
    NoExperience, RemoveCertification, RemoveEducation, RemoveExperience, SaveCertification,
    SaveEducation, SaveExperience,
};
use crate::dates::{months_between, months_text};
use crate::forms::{CertificationForm, EducationForm, ExperienceForm};
use crate::model::{
    Certification, Document, Education, Experience, Profile, QUALIFICATIONS, Standing,
    qualification,
};
use kernel::id::EntryId;
use kernel::{FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use platform::draft::Draft;
use time::Date;
use ui::format::{date, month_year};
use ui::{
    Badge, Button, Card, Checkbox, Choice, ConfirmDialog, EmptyState, ErrorSummary, FieldRow,
    FormGuard, Icon, Input, Kind, LinkButton, SelectField, TextArea, TextField, Tone,
};

use super::fields::{choices, of};

/// Occupations offered for a title.
const OFFERED: usize = 6;

/// Where the list stands and which of its lines is being edited: one form at a time.
#[derive(Debug, Clone)]
pub struct Place {
    /// Path of the page.
    pub path: String,
    /// Id of the line, if one is.
    pub edit: Option<String>,
    /// The wizard's step; empty in the editor.
    pub step: &'static str,
}

impl Place {
    fn edits(&self, id: EntryId) -> bool {
        self.edit.as_deref() == Some(id.to_string().as_str())
    }
}

/// The form to show: as it was refused, or filled afresh.
fn form_of<F>(draft: &mut Option<Draft<F>>, fresh: impl FnOnce() -> F) -> Draft<F> {
    draft.take().unwrap_or_else(|| Draft {
        form: fresh(),
        errors: FieldErrors::default(),
    })
}

/// One line as it is read, with the ways to change it.
fn line_view(
    id: EntryId,
    name: &str,
    about: impl IntoView + 'static,
    more: impl IntoView + 'static,
    place: &Place,
    remove: &'static str,
) -> AnyView {
    let edit = format!("{}?edit={id}", place.path);
    let named = name.to_owned();
    view! {
        <li class="history-line" id=format!("line-{id}")>
            <div class="history-head">
                <div class="history-about"><b>{named}</b>{about}</div>
                <div class="actions">
                    <LinkButton href=edit kind=Kind::Quiet icon=Some(Icon::Pencil) label=format!("Edit {name}") />
                    {removal(id, name, remove, place.step)}
                </div>
            </div>
            {more}
        </li>
    }
    .into_any()
}

/// A line as its form.
fn line_form(form: impl IntoView + 'static) -> AnyView {
    view! { <li class="history-line editing">{form}</li> }.into_any()
}

/// The lines, and under them the form for one more or the way back to it.
fn list(
    lines: Vec<AnyView>,
    add: &'static str,
    new: Option<AnyView>,
    place: &Place,
) -> impl IntoView + use<> {
    let below = match new {
        Some(form) => view! { <Card title=add>{form}</Card> }.into_any(),
        None => {
            view! { <p><LinkButton href=place.path.clone()>"Back to the list"</LinkButton></p> }
                .into_any()
        }
    };
    view! {
        {(!lines.is_empty()).then(|| view! { <ol class="history">{lines}</ol> })}
        {below}
    }
}

/// "From – to".
fn span(first: Date, last: Option<Date>) -> String {
    format!(
        "{} – {}",
        month_year(first),
        last.map_or_else(|| "now".to_owned(), month_year)
    )
}

/// The form that takes a line out, behind a question.
fn removal(
    id: EntryId,
    name: &str,
    action: &'static str,
    step: &'static str,
) -> impl IntoView + use<> {
    let dialog = format!("remove-{id}");
    view! {
        <Button kind=Kind::Quiet act=ui::Act::Button icon=Some(Icon::Trash) popover=dialog.clone() label=format!("Take out {name}") />
        <ConfirmDialog id=dialog title="Take it out?" text=format!("“{name}” will be gone from your profile.") action=action verb="Take out">
            <input type="hidden" name="form[id]" value=id.to_string() />
            <input type="hidden" name="form[remove]" value="true" />
            <input type="hidden" name="form[step]" value=step />
        </ConfirmDialog>
    }
}

/// Jobs held.
///
/// # Errors
/// `Internal`.
pub fn experience(
    services: &Services,
    profile: &Profile,
    mut draft: Option<Draft<ExperienceForm>>,
    today: Date,
    place: &Place,
) -> Result<impl IntoView + use<>> {
    let mut lines = Vec::new();
    for line in &profile.experience {
        lines.push(if place.edits(line.id) {
            let draft = form_of(&mut draft, || line.into());
            let choices = occupations(services, &draft.form)?;
            line_form(experience_form(draft, choices, place))
        } else {
            experience_line(services, line, today, place)?
        });
    }
    let new = if place.edit.is_none() {
        let fresh = || ExperienceForm {
            id: services.new_id::<EntryId>().to_string(),
            ..Default::default()
        };
        let new = form_of(&mut draft, fresh);
        let choices = occupations(services, &new.form)?;
        Some(experience_form(new, choices, place).into_any())
    } else {
        None
    };
    let (none, empty) = (profile.no_experience, profile.experience.is_empty());
    Ok(view! {
        {(empty && none).then(|| view! {
            <EmptyState icon=Icon::Briefcase title="No experience yet" text="Employers see that you are at the start. Add your first job when you have it." />
        })}
        {list(lines, "Add a job you have held", new, place)}
        {(empty && !none && place.step.is_empty()).then(|| view! {
            <form method="post" action=NoExperience::url()>
                <input type="hidden" name="form[none]" value="true" />
                <Button>"I have no experience yet"</Button>
            </form>
        })}
    })
}

fn experience_line(
    services: &Services,
    line: &Experience,
    today: Date,
    place: &Place,
) -> Result<AnyView> {
    let form = ExperienceForm::from(line);
    let choices = occupations(services, &form)?;
    let length = months_text(months_between(
        line.started_on,
        line.ended_on.unwrap_or(today),
    ));
    let counts = match &line.occupation {
        Some((_, label)) => view! { <p class="note">{format!("Counts as {label}")}</p> }.into_any(),
        None if choices.is_empty() => {
            view! { <p class="note">"Compared with jobs by its title"</p> }.into_any()
        }
        None => occupation_choice(&form, choices, place.step).into_any(),
    };
    let organisation = (!line.organisation.is_empty()).then(|| format!("{} · ", line.organisation));
    let about = view! { <p class="muted">{organisation}{span(line.started_on, line.ended_on)}" · "{length}</p> };
    Ok(line_view(
        line.id,
        &line.title,
        about,
        counts,
        place,
        RemoveExperience::url(),
    ))
}

/// Occupations that a title may mean, the chosen one among them.
fn occupations(services: &Services, form: &ExperienceForm) -> Result<Vec<Choice>> {
    let taxonomy = taxonomy::service::taxonomy(services)?;
    let mut choices: Vec<Choice> = suggestions(&form.title, |words| {
        taxonomy.search_occupations(words, OFFERED)
    })
    .into_iter()
    .map(|hit| Choice::new(hit.id.to_string(), hit.label))
    .collect();
    let chosen = form
        .occupation
        .parse()
        .ok()
        .and_then(|id| taxonomy.occupation_label(id));
    if let Some(label) =
        chosen.filter(|_| choices.iter().all(|choice| choice.value != form.occupation))
    {
        choices.insert(0, Choice::new(form.occupation.clone(), label));
    }
    Ok(choices)
}

/// What a search finds for a title, or else for as many of its words in a row as it finds anything for.
fn suggestions<T>(title: &str, search: impl Fn(&str) -> Vec<T>) -> Vec<T> {
    let words: Vec<&str> = title.split_whitespace().take(8).collect();
    (1..=words.len())
        .rev()
        .flat_map(|length| words.windows(length))
        .map(|run| search(&run.join(" ")))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// Asks what kind of work a title means, and changes nothing else.
fn occupation_choice(
    form: &ExperienceForm,
    choices: Vec<Choice>,
    step: &'static str,
) -> impl IntoView + use<> {
    let kept = [
        ("id", form.id.clone()),
        ("title", form.title.clone()),
        ("organisation", form.organisation.clone()),
        ("started", form.started.clone()),
        ("ended", form.ended.clone()),
        ("current", form.current.clone()),
        ("description", form.description.clone()),
        ("step", step.to_owned()),
    ];
    let hidden: Vec<_> =
        kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=format!("form[{name}]") value=value /> }).collect();
    let id = format!("occupation-{}", form.id);
    view! {
        <form class="cluster" method="post" action=SaveExperience::url()>
            {hidden}
            <label class="note" for=id.clone()>"What comes closest?"</label>
            <span class="control">
                <select id=id name="form[occupation]">
                    {choices.into_iter().map(|choice| view! { <option value=choice.value>{choice.label}</option> }).collect::<Vec<_>>()}
                </select>
            </span>
            <Button>"Count it as this"</Button>
        </form>
    }
}

fn experience_form(
    draft: Draft<ExperienceForm>,
    occupations: Vec<Choice>,
    place: &Place,
) -> impl IntoView + use<> {
    let Draft { form, errors } = draft;
    let [started, ended] = of(&errors, ["started", "ended"]);
    view! {
        <form class="form" method="post" action=SaveExperience::url()>
            <FormGuard of=place.edit.clone() />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[id]" value=form.id data-same="" />
            <input type="hidden" name="form[step]" value=place.step />
            <TextField label="Title" name="form[title]" value=form.title maxlength=Some(120) error=errors.get("title") />
            <TextField label="Organisation" name="form[organisation]" value=form.organisation maxlength=Some(120) required=false error=errors.get("organisation") />
            <FieldRow>
                <TextField label="From" name="form[started]" value=form.started placeholder="03/2021" hint="Month and year" error=started />
                <TextField label="To" name="form[ended]" value=form.ended placeholder="11/2023" hint="Month and year" required=false error=ended />
            </FieldRow>
            <Checkbox label="I still work there" name="form[current]" checked=!form.current.is_empty() />
            {(!occupations.is_empty()).then(|| view! {
                <SelectField label="Counts as" name="form[occupation]" choices=occupations value=form.occupation empty="Work it out from the title"
                    required=false hint="How it is compared with the jobs." />
            })}
            <TextArea label="What you did" name="form[description]" value=form.description required=false rows=4 error=errors.get("description") />
            <div class="actions"><Button>"Save this job"</Button></div>
        </form>
    }
}

/// Qualifications.
pub fn education(
    services: &Services,
    profile: &Profile,
    mut draft: Option<Draft<EducationForm>>,
    place: &Place,
) -> impl IntoView + use<> {
    let mut line = |line: &Education| {
        if place.edits(line.id) {
            return line_form(education_form(form_of(&mut draft, || line.into()), place));
        }
        let when = match (line.started_on, line.ended_on) {
            (Some(first), last) => Some(span(first, last)),
            (None, last) => last.map(month_year),
        };
        let about = view! {
            <p class="muted">{line.institution.clone()}{when.map(|when| format!(" · {when}"))}" · "{qualification(line.level)}</p>
        };
        line_view(
            line.id,
            &line.qualification,
            about,
            (),
            place,
            RemoveEducation::url(),
        )
    };
    let lines: Vec<_> = profile.education.iter().map(&mut line).collect();
    let fresh = || EducationForm {
        id: services.new_id::<EntryId>().to_string(),
        ..Default::default()
    };
    let new = place
        .edit
        .is_none()
        .then(|| education_form(form_of(&mut draft, fresh), place).into_any());
    list(lines, "Add a qualification", new, place)
}

fn education_form(draft: Draft<EducationForm>, place: &Place) -> impl IntoView + use<> {
    let Draft { form, errors } = draft;
    let level = |(at, (name, examples)): (usize, &(&str, &str))| {
        Choice::new((at + 1).to_string(), format!("{name} ({examples})"))
    };
    let levels: Vec<_> = QUALIFICATIONS.iter().enumerate().map(level).collect();
    let [started, ended] = of(&errors, ["started", "ended"]);
    view! {
        <form class="form" method="post" action=SaveEducation::url()>
            <FormGuard of=place.edit.clone() />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[id]" value=form.id data-same="" />
            <TextField label="Qualification" name="form[qualification]" value=form.qualification maxlength=Some(160) error=errors.get("qualification") />
            <TextField label="Where" name="form[institution]" value=form.institution maxlength=Some(160) error=errors.get("institution") />
            <SelectField label="Level" name="form[level]" choices=levels value=form.level empty="Choose" error=errors.get("level")
                hint="The level that comes closest counts towards fit once it is finished." />
            <FieldRow>
                <TextField label="From" name="form[started]" value=form.started placeholder="09/2015" hint="Month and year" required=false error=started />
                <TextField label="To" name="form[ended]" value=form.ended placeholder="06/2018" hint="Month and year" required=false error=ended />
            </FieldRow>
            <div class="actions"><Button>"Save qualification"</Button></div>
        </form>
    }
}

/// Certificates and licences.
pub fn certifications(
    services: &Services,
    profile: &Profile,
    mut draft: Option<Draft<CertificationForm>>,
    today: Date,
    place: &Place,
) -> impl IntoView + use<> {
    let mut line = |line: &Certification| {
        if place.edits(line.id) {
            return line_form(certification_form(
                form_of(&mut draft, || line.into()),
                place,
            ));
        }
        let issuer = (!line.issuer.is_empty()).then(|| format!("{} · ", line.issuer));
        let about = view! { " "{standing(line, today)}<p class="muted">{issuer}{expiry(line)}</p> };
        line_view(
            line.id,
            &line.name,
            about,
            (),
            place,
            RemoveCertification::url(),
        )
    };
    let lines: Vec<_> = profile.certifications.iter().map(&mut line).collect();
    let fresh = || CertificationForm {
        id: services.new_id::<EntryId>().to_string(),
        ..Default::default()
    };
    let new = place
        .edit
        .is_none()
        .then(|| certification_form(form_of(&mut draft, fresh), place).into_any());
    list(lines, "Add a certificate or licence", new, place)
}

/// How a certificate stands, as a badge.
pub fn standing(line: &Certification, today: Date) -> impl IntoView + use<> {
    match line.standing(today) {
        Standing::Valid => None,
        Standing::Expiring(0) => {
            Some(view! { <Badge tone=Tone::Warn>"Expires today"</Badge> }.into_any())
        }
        Standing::Expiring(1) => {
            Some(view! { <Badge tone=Tone::Warn>"Expires tomorrow"</Badge> }.into_any())
        }
        Standing::Expiring(days) => Some(
            view! { <Badge tone=Tone::Warn>{format!("Expires in {days} days")}</Badge> }.into_any(),
        ),
        Standing::Expired => {
            Some(view! { <Badge tone=Tone::Bad>"Expired: does not count"</Badge> }.into_any())
        }
    }
}

/// Until when a certificate is good.
pub fn expiry(line: &Certification) -> String {
    line.expires_on.map_or_else(
        || "No expiry date".to_owned(),
        |last| format!("Good until {}", date(last)),
    )
}

fn certification_form(draft: Draft<CertificationForm>, place: &Place) -> impl IntoView + use<> {
    let Draft { form, errors } = draft;
    let [issued_on, expires_on] = of(&errors, ["issued_on", "expires_on"]);
    view! {
        <form class="form" method="post" action=SaveCertification::url()>
            <FormGuard of=place.edit.clone() />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[id]" value=form.id data-same="" />
            <SelectField label="What it is" name="form[document]" choices=choices!(Document) value=form.document empty="Something else" required=false
                error=errors.get("document") hint="Jobs can ask for the documents on this list." />
            <TextField label="Name" name="form[name]" value=form.name maxlength=Some(160) required=false error=errors.get("name")
                hint="As it stands on it. Empty takes the name from the list." />
            <TextField label="Issued by" name="form[issuer]" value=form.issuer maxlength=Some(160) required=false error=errors.get("issuer") />
            <FieldRow>
                <TextField label="Issued on" name="form[issued_on]" value=form.issued_on input=Input::Date required=false error=issued_on />
                <TextField label="Expires on" name="form[expires_on]" value=form.expires_on input=Input::Date required=false error=expires_on
                    hint="Empty if it never does. It stops counting the day after." />
            </FieldRow>
            <TextField label="Where it can be checked" name="form[credential_url]" value=form.credential_url input=Input::Url required=false
                maxlength=Some(400) placeholder="https://" error=errors.get("credential_url") />
            <div class="actions"><Button>"Save certificate"</Button></div>
        </form>
    }
}

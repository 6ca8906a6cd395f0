//! What was read, row by row.

use crate::api::{DiscardReview, SaveReview};
use crate::forms::review::{ADD, CertificateRow, JobRow, LEAVE, ReviewForm, StudyRow};
use crate::model::{Document, QUALIFICATIONS};
use crate::pages::fields::{choices, of};
use crate::resume::{Review, SkillRow};
use kernel::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use ui::{
    Button, Card, Choice, ChoiceGroup, Disclosure, ErrorSummary, Field, FieldRow, Flash, FormGuard,
    Kind, SelectField, TextArea, Tone,
};
use uuid::Uuid;

/// The form, as it was refused or as it was read.
pub fn review(
    id: Uuid,
    review: &Review,
    refused: Option<Draft<ReviewForm>>,
) -> impl IntoView + use<> {
    let notes = notes(review);
    let Draft { form, errors } = refused.unwrap_or_else(|| Draft {
        form: ReviewForm {
            id: id.to_string(),
            jobs: review.jobs.clone(),
            education: review.education.clone(),
            certificates: review.certificates.clone(),
            ..ReviewForm::default()
        },
        errors: FieldErrors::default(),
    });
    let jobs: Vec<_> = form
        .jobs
        .iter()
        .enumerate()
        .map(|(at, row)| job(at, row, &errors))
        .collect();
    let education: Vec<_> = form
        .education
        .iter()
        .enumerate()
        .map(|(at, row)| study(at, row, &errors))
        .collect();
    let certificates: Vec<_> = form
        .certificates
        .iter()
        .enumerate()
        .map(|(at, row)| certificate(at, row, &errors))
        .collect();
    let chosen = |id: i32| {
        let decided = form.skills.iter().find(|one| one.id == id.to_string());
        decided.map(|one| one.choice.clone()).unwrap_or_default()
    };
    let skills: Vec<_> = review
        .skills
        .iter()
        .enumerate()
        .map(|(at, row)| skill(at, row, chosen(row.id)))
        .collect();
    view! {
        {notes}
        <form class="form review" method="post" action=SaveReview::url()>
            <FormGuard of=id.to_string() />
            <ErrorSummary errors=errors />
            <input type="hidden" name="form[id]" value=id.to_string() />
            {jobs}
            {education}
            {certificates}
            {(!skills.is_empty()).then(|| view! {
                <Card title="Skills">
                    <div class="review-skills" id="form-skills">{skills}</div>
                    <div class="actions"><Button name="form[rest]" value="skills">"Save, and add the skills I left open"</Button></div>
                </Card>
            })}
            <div class="actions"><Button kind=Kind::Primary>"Save my choices"</Button></div>
        </form>
        <form method="post" action=DiscardReview::url()>
            <input type="hidden" name="form[discard]" value="true" />
            <Button kind=Kind::Quiet>"Throw the rest away"</Button>
        </form>
    }
}

/// What was not read, and why.
fn notes(review: &Review) -> impl IntoView + use<> {
    let hidden: Vec<_> = review
        .hidden
        .iter()
        .map(|(why, text)| view! { <li>{format!("“{text}”: {why}")}</li> })
        .collect();
    let chars = review.hidden_chars;
    let from = match review.file.as_str() {
        "" => "From the text you pasted.".to_owned(),
        file => format!("From {file}."),
    };
    let held = match review.held {
        0 => String::new(),
        1 => " One skill in it is in your profile already.".to_owned(),
        more => format!(" {more} skills in it are in your profile already."),
    };
    view! {
        <p class="note">{from}{held}</p>
        {(chars > 0).then(|| view! {
            <Flash tone=Tone::Warn>
                <p>{format!("We ignored text that is not visible: {chars} characters that nobody sees who looks at the file. Employers’ systems may take it for an attempt to mislead them.")}</p>
                <Disclosure summary="What we ignored"><ul>{hidden}</ul></Disclosure>
            </Flash>
        })}
        {review.pictures.then(|| view! { <p class="note">"There are pictures in this file. Words in pictures are not read."</p> })}
        {review.cut.then(|| view! { <p class="note">"This was longer than we read: the end is missing."</p> })}
    }
}

/// Add or leave out; neither is chosen for anybody.
fn choices(legend: String, name: String, chosen: String, hint: Option<String>) -> impl IntoView {
    let choices = vec![Choice::new(ADD, "Add"), Choice::new(LEAVE, "Leave out")];
    view! { <ChoiceGroup legend=legend name=name choices=choices chosen=vec![chosen] inline=true hint=hint /> }
}

/// A field that may be left as it is: only what is added must be right.
fn line(
    label: &'static str,
    name: String,
    value: String,
    most: u32,
    error: Option<String>,
    hint: Option<&'static str>,
) -> impl IntoView {
    let id = ui::field::id_of(&name);
    let described = format!("{id}-hint {id}-error");
    let invalid = error.is_some().then_some("true");
    view! {
        <Field label=label id=id.clone() error=error hint=hint>
            <span class="control">
                <input type="text" id=id name=name value=value maxlength=most aria-describedby=described aria-invalid=invalid />
            </span>
        </Field>
    }
}

fn job(at: usize, row: &JobRow, errors: &FieldErrors) -> impl IntoView + use<> {
    let row = row.clone();
    let name = move |field: &str| format!("form[jobs][{at}][{field}]");
    let keys = ["title", "organisation", "started", "ended", "description"]
        .map(|field| format!("jobs[{at}][{field}]"));
    let [title, organisation, started, ended, description] =
        of(errors, keys.each_ref().map(String::as_str));
    let heading = if row.title.is_empty() {
        row.organisation.clone()
    } else {
        row.title.clone()
    };
    let legend = format!("Job: {heading}");
    view! {
        <Card title=legend class="review-row">
            <input type="hidden" name=name("id") value=row.id />
            <FieldRow>
                {line("Title", name("title"), row.title, 120, title, None)}
                {line("Employer", name("organisation"), row.organisation, 120, organisation, None)}
            </FieldRow>
            <FieldRow>
                {line("From", name("started"), row.started, 20, started, Some("Month and year"))}
                {line("To", name("ended"), row.ended, 20, ended, Some("Empty while you still work there"))}
            </FieldRow>
            <TextArea label="What you did" name=name("description") value=row.description required=false rows=4 error=description />
            {choices("Add this job to your profile?".to_owned(), name("choice"), row.choice, None)}
        </Card>
    }
}

fn study(at: usize, row: &StudyRow, errors: &FieldErrors) -> impl IntoView + use<> {
    let row = row.clone();
    let name = move |field: &str| format!("form[education][{at}][{field}]");
    let keys = ["qualification", "institution", "level", "started", "ended"]
        .map(|field| format!("education[{at}][{field}]"));
    let [qualification, institution, level, started, ended] =
        of(errors, keys.each_ref().map(String::as_str));
    let one = |(at, (name, examples)): (usize, &(&str, &str))| {
        Choice::new((at + 1).to_string(), format!("{name} ({examples})"))
    };
    let levels: Vec<_> = QUALIFICATIONS.iter().enumerate().map(one).collect();
    let heading = if row.qualification.is_empty() {
        row.institution.clone()
    } else {
        row.qualification.clone()
    };
    view! {
        <Card title=format!("Education: {heading}") class="review-row">
            <input type="hidden" name=name("id") value=row.id />
            <FieldRow>
                {line("Qualification", name("qualification"), row.qualification, 160, qualification, None)}
                {line("Where", name("institution"), row.institution, 160, institution, None)}
            </FieldRow>
            <SelectField label="Level" name=name("level") choices=levels value=row.level empty="Choose" required=false error=level
                hint="The level that comes closest." />
            <FieldRow>
                {line("From", name("started"), row.started, 20, started, Some("Month and year"))}
                {line("To", name("ended"), row.ended, 20, ended, Some("Month and year"))}
            </FieldRow>
            {choices("Add this to your education?".to_owned(), name("choice"), row.choice, None)}
        </Card>
    }
}

fn certificate(at: usize, row: &CertificateRow, errors: &FieldErrors) -> impl IntoView + use<> {
    let row = row.clone();
    let name = move |field: &str| format!("form[certificates][{at}][{field}]");
    let keys = ["document", "name", "issuer", "issued_on", "expires_on"]
        .map(|field| format!("certificates[{at}][{field}]"));
    let [document, called, issuer, issued, expires] =
        of(errors, keys.each_ref().map(String::as_str));
    view! {
        <Card title=format!("Certificate: {}", row.name) class="review-row">
            <input type="hidden" name=name("id") value=row.id />
            <SelectField label="What it is" name=name("document") choices=choices!(Document) value=row.document empty="Something else" required=false
                error=document hint="Jobs can ask for the documents on this list." />
            <FieldRow>
                {line("Name", name("name"), row.name, 160, called, None)}
                {line("Issued by", name("issuer"), row.issuer, 160, issuer, None)}
            </FieldRow>
            <FieldRow>
                {line("Issued on", name("issued_on"), row.issued_on, 20, issued, Some("Such as 30/11/2024"))}
                {line("Expires on", name("expires_on"), row.expires_on, 20, expires, Some("Empty if it never does"))}
            </FieldRow>
            {choices("Add this to your certificates?".to_owned(), name("choice"), row.choice, None)}
        </Card>
    }
}

fn skill(at: usize, row: &SkillRow, chosen: String) -> impl IntoView + use<> {
    let spots: Vec<String> = row
        .spots
        .iter()
        .map(|(place, quote)| format!("{place}: “{quote}”"))
        .collect();
    let name = move |field: &str| format!("form[skills][{at}][{field}]");
    view! {
        <input type="hidden" name=name("id") value=row.id.to_string() />
        {choices(row.label.clone(), name("choice"), chosen, Some(spots.join(" · ")))}
    }
}

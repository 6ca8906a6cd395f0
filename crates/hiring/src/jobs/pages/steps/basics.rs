//! Step 1: what the work is.

use super::{Shown, choices, handle, save};
use crate::jobs::api::SaveBasics;
use crate::jobs::islands::SkillSpotter;
use crate::jobs::model::{
    BasicsForm, Category, JobStatus, JobView, Seniority, TITLE_MAX, WorkType,
};
use crate::jobs::pages::words::capital;
use crate::jobs::service;
use kernel::Result;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use ui::{Choice, Disclosure, ErrorSummary, FieldRow, FormGuard, SelectField, TextArea, TextField};

/// The form of step 1.
pub fn basics(services: &Services, shown: Shown<BasicsForm>) -> Result<impl IntoView> {
    let Shown { job, form, errors } = shown;
    let form = form.unwrap_or_else(|| BasicsForm::from(&job.content));
    let known: Vec<i32> = job.content.skills.iter().map(|skill| skill.skill).collect();
    let occupations = occupations(services, &job, &form)?;
    let field = field_of_work(services, &job, &form, errors.get("category"))?;
    let named = !form.occupation_name.is_empty() || errors.get("occupation_name").is_some();
    let title_max = u32::try_from(TITLE_MAX).ok();
    let by_name = view! {
        <TextField label="Occupation by name" name="form[occupation_name]" value=form.occupation_name required=false
            hint="It is found when you save." error=errors.get("occupation_name") />
    };
    let kind_and_level = view! {
        <SelectField label="Type" name="form[kind]" choices=choices(WorkType::ALL, WorkType::name, WorkType::label)
            value=form.kind error=errors.get("kind") />
        <SelectField label="Level" name="form[seniority]" choices=choices(Seniority::ALL, Seniority::name, Seniority::label)
            value=form.seniority empty="Any" required=false error=errors.get("seniority") />
    };
    Ok(view! {
        <form class="form" method="post" action=SaveBasics::PATH>
            <FormGuard />
            {handle(&job)}
            <ErrorSummary errors=errors.clone() />
            <TextField label="Title" name="form[title]" value=form.title maxlength=title_max error=errors.get("title") />
            <SelectField label="Occupation" name="form[occupation]" choices=occupations value=form.occupation empty="Not one of these"
                required=false hint="Suggested from the title. Experience is compared through it." error=errors.get("occupation") />
            <Disclosure summary="Find another occupation" open=named>{by_name}</Disclosure>
            <TextArea label="Description" name="form[description]" value=form.description rows=16 required=false
                hint="At most 20,000 characters." error=errors.get("description") />
            <SkillSpotter field="form-description".to_owned() known=known />
            <FieldRow>{kind_and_level}</FieldRow>
            {field}
            {save(&job)}
        </form>
    })
}

/// The field of work, with what the title suggests. Left open, the title decides when it is saved.
fn field_of_work(
    services: &Services,
    job: &JobView,
    form: &BasicsForm,
    error: Option<&str>,
) -> Result<impl IntoView + use<>> {
    let suggested = service::suggest_category(services, &form.title, form.occupation.parse().ok())?;
    let chosen = Category::from_name(&form.category);
    // A draft begins with "Something else" where its title said nothing: that is no choice yet.
    let unchosen =
        job.status == JobStatus::Draft && chosen == Some(Category::Other) && suggested.is_none();
    let hint = match suggested {
        Some(one) if chosen == Some(one) => "Suggested from the title.".to_owned(),
        Some(one) => format!("The title suggests: {}.", one.label()),
        None => String::new(),
    };
    let value = if unchosen { "" } else { &form.category };
    let error = error.map(str::to_owned);
    Ok(view! {
        <SelectField label="Field of work" name="form[category]" choices=choices(Category::ALL, Category::name, Category::label)
            value=value.to_owned() empty="Whatever the title suggests" required=false hint=hint error=error />
    })
}

/// What the title may mean, with what is chosen already.
fn occupations(services: &Services, job: &JobView, form: &BasicsForm) -> Result<Vec<Choice>> {
    let mut choices: Vec<Choice> = Vec::new();
    if let Some((id, label)) = &job.content.occupation {
        choices.push(Choice::new(id.to_string(), capital(label)));
    }
    for one in service::suggest_occupations(services, &form.title)? {
        let id = one.id.to_string();
        if choices.iter().all(|choice| choice.value != id) {
            choices.push(Choice::new(id, capital(&one.label)));
        }
    }
    Ok(choices)
}

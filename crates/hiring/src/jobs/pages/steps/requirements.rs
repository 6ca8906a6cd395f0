//! Step 4: what people should bring.

use super::{Shown, choices, handle, save};
use crate::jobs::api::SaveRequirements;
use crate::jobs::model::{
    Document, Importance, JobView, LEVELS, MAX_SKILLS, RequirementsForm, STYLES, SkillField,
    qualification,
};
use crate::jobs::pages::words::capital;
use crate::jobs::service;
use kernel::Result;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use people::islands::SkillPicker;
use platform::Services;
use ui::field::FieldError;
use ui::{
    Button, Choice, ChoiceGroup, Disclosure, ErrorSummary, FieldRow, FormGuard, Icon, Input, Pick,
    SelectField, TextField,
};

/// Suggestions shown at a time.
const SUGGESTED: usize = 24;
/// Months asked, as people choose them.
const EXPERIENCE: [(u16, &str); 8] = [
    (0, "None needed"),
    (6, "6 months"),
    (12, "1 year"),
    (24, "2 years"),
    (36, "3 years"),
    (60, "5 years"),
    (84, "7 years"),
    (120, "10 years"),
];

/// The form of step 4.
pub fn requirements(services: &Services, shown: Shown<RequirementsForm>) -> Result<impl IntoView> {
    let Shown { job, form, errors } = shown;
    let form = form.unwrap_or_else(|| RequirementsForm::from(&job.content));
    let listed: Vec<i32> = form
        .skills
        .iter()
        .filter_map(|skill| skill.id.parse().ok())
        .collect();
    let picked: Vec<i32> = form
        .picked
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let labels = service::skill_labels(services, &[listed.as_slice(), picked.as_slice()].concat())?;
    let label = |id: i32| {
        labels
            .get(&id)
            .map_or_else(|| format!("Skill {id}"), |label| capital(label))
    };
    let rows: Vec<_> = form
        .skills
        .iter()
        .filter_map(|skill| Some((skill.clone(), label(skill.id.parse().ok()?))))
        .collect();
    let chosen = picked.iter().map(|&id| (id, label(id))).collect();
    let suggested = suggestions(services, &job, &listed)?;
    let background = view! {
        <SelectField label="Education" name="form[education]" choices=education() value=form.education empty="Not asked" required=false
            error=errors.get("education") />
        {experience(form.experience_months, errors.get("experience_months"))}
    };
    Ok(view! {
        <form class="form" method="post" action=SaveRequirements::PATH>
            <FormGuard />
            {handle(&job)}
            <ErrorSummary errors=errors.clone() />
            <section class="stack close" id="form-skills">
                <h2>"Skills"</h2>
                <p class="field-hint">{format!("Without a must-have the fit stops at 59. At most {MAX_SKILLS}.")}</p>
                <FieldError id="form-skills" error=errors.get("skills") />
                {suggested}
                {skill_rows(rows)}
                <SkillPicker text=form.add error=errors.get("add").unwrap_or_default().to_owned() chosen=chosen />
                <div class="actions"><Button icon=Some(Icon::Plus) name="form[then]" value="add">"Add to the list"</Button></div>
            </section>
            <FieldRow>{background}</FieldRow>
            <ChoiceGroup legend="Documents" name="form[documents][]" pick=Pick::Any choices=choices(Document::ALL, Document::name, Document::label)
                chosen=form.documents inline=true
                hint="A legal need, not points: whoever lacks one is shown as not eligible yet." error=errors.get("documents") />
            {styles(&form.styles, errors.get("styles"))}
            {save(&job)}
        </form>
    })
}

/// Skills the title and description name, one press away.
fn suggestions(
    services: &Services,
    job: &JobView,
    listed: &[i32],
) -> Result<Option<impl IntoView + use<>>> {
    let text = format!("{}\n{}", job.content.title, job.content.description);
    let found = service::suggest_skills(services, &text, listed)?;
    let chips: Vec<_> = found
        .into_iter()
        .take(SUGGESTED)
        .map(|skill| {
            let say = format!("Add {}", skill.label);
            view! {
                <li>
                    <button class="chip" type="submit" name="form[picked]" value=skill.id formnovalidate=true aria-label=say>
                        {Icon::Plus.view()}{capital(&skill.label)}
                    </button>
                </li>
            }
        })
        .collect();
    Ok((!chips.is_empty()).then(|| {
        view! {
            <div class="stack close">
                <h3>"In your description"</h3>
                <ul class="chips" aria-label="Suggested skills">{chips}</ul>
            </div>
        }
    }))
}

fn skill_rows(rows: Vec<(SkillField, String)>) -> Option<impl IntoView> {
    let levels: Vec<(String, &str)> = LEVELS
        .iter()
        .enumerate()
        .map(|(level, name)| (level.to_string(), *name))
        .collect();
    let row = |(at, (skill, label)): (usize, (SkillField, String))| {
        let name = |field: &str| format!("form[skills][{at}][{field}]");
        let importance: Vec<_> = Importance::ALL
            .iter()
            .map(|one| view! { <option value=one.name() selected=skill.importance == one.name()>{one.label()}</option> })
            .collect();
        let level: Vec<_> =
            levels.iter().map(|(value, name)| view! { <option value=value.clone() selected=skill.level == *value>{*name}</option> }).collect();
        let (say_importance, say_level, say_remove) = (
            format!("How much {label} matters"),
            format!("Level of {label}"),
            format!("Remove {label}"),
        );
        view! {
            <li class="asked-row">
                <input type="hidden" name=name("id") value=skill.id />
                <span class="asked-name">{label}</span>
                <span class="control select"><select name=name("importance") aria-label=say_importance>{importance}</select>{Icon::ChevronDown.view()}</span>
                <span class="control select">
                    <select name=name("level") aria-label=say_level><option value="">"Any level"</option>{level}</select>
                    {Icon::ChevronDown.view()}
                </span>
                <label class="choice">
                    <input type="checkbox" name=name("remove") value="1" checked=!skill.remove.is_empty() aria-label=say_remove />
                    <span>"Remove"</span>
                </label>
            </li>
        }
    };
    (!rows.is_empty()).then(|| view! { <ul class="asked-list">{rows.into_iter().enumerate().map(row).collect::<Vec<_>>()}</ul> })
}

fn education() -> Vec<Choice> {
    (1..=8)
        .filter_map(|level| {
            Some(Choice::new(
                level.to_string(),
                format!("{}, or higher", qualification(level)?),
            ))
        })
        .collect()
}

/// Usual figures to choose from; one of its own keeps its place.
fn experience(value: String, error: Option<&str>) -> AnyView {
    let usual = value.is_empty()
        || EXPERIENCE
            .iter()
            .any(|(months, _)| months.to_string() == value);
    let error = error.map(str::to_owned);
    if usual && error.is_none() {
        let choices = EXPERIENCE
            .iter()
            .map(|(months, label)| Choice::new(months.to_string(), *label))
            .collect();
        return view! {
            <SelectField label="Experience in related work" name="form[experience_months]" choices=choices value=value empty="Not asked" required=false />
        }
        .into_any();
    }
    view! {
        <TextField label="Experience in related work" name="form[experience_months]" value=value input=Input::Number min="0" max="600"
            after="months" required=false error=error />
    }
    .into_any()
}

/// How the team works: counts only where the other side has answered too.
fn styles(values: &[String], error: Option<&str>) -> impl IntoView + use<> {
    let answered = values.iter().any(|value| !value.is_empty());
    let error = error.map(str::to_owned);
    let rows: Vec<_> = STYLES
        .iter()
        .enumerate()
        .map(|(at, (one, other))| {
            let choices = vec![
                Choice::new("-2", (*one).to_owned()),
                Choice::new("-1", format!("Rather {}", one.to_lowercase())),
                Choice::new("0", "In between"),
                Choice::new("1", format!("Rather {}", other.to_lowercase())),
                Choice::new("2", (*other).to_owned()),
            ];
            let value = values.get(at).cloned().unwrap_or_default();
            view! {
                <SelectField label=format!("{one} or {}", other.to_lowercase()) name=format!("form[styles][{at}]") choices=choices value=value
                    empty="Not said" required=false />
            }
        })
        .collect();
    view! {
        <Disclosure summary="How the team works" open=answered>
            <div class="stack close" id="form-styles">
                <p class="field-hint">"Compared only with people who answered the same questions. What you leave open counts as in between."</p>
                <FieldError id="form-styles" error=error />
                <div class="team-rows">{rows}</div>
            </div>
        </Disclosure>
    }
}

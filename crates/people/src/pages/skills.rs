//! The list of skills: what is there, and what to add.

use crate::api::SaveSkills;
use crate::forms::{SkillRow, SkillsForm};
use crate::islands::SkillPicker;
use crate::model::{LEVELS, Profile, SKILLS_MAX};
use kernel::{FieldErrors, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::Services;
use platform::draft::Draft;
use taxonomy::model::SkillKind;
use ui::{Button, Choice, ErrorSummary, FieldError, FormGuard, Kind};

/// Words that were not understood and are asked about; more are shown once these are settled.
const ASKED: usize = 20;
/// Skills offered for each.
const OFFERED: usize = 6;

/// The form, as it was refused or as it is stored.
///
/// # Errors
/// `Internal`.
pub fn skills(
    services: &Services,
    profile: &Profile,
    draft: Option<Draft<SkillsForm>>,
    step: &'static str,
    save: &'static str,
) -> Result<impl IntoView + use<>> {
    let Draft { form, errors } = draft.unwrap_or_else(|| Draft {
        form: profile.into(),
        errors: FieldErrors::default(),
    });
    let taxonomy = taxonomy::service::taxonomy(services)?;
    let label = |id: &String| {
        Some((
            id.parse().ok()?,
            taxonomy.skill_by_id(id.parse().ok()?)?.label,
        ))
    };
    let chosen: Vec<(i32, String)> = form.picked.iter().filter_map(label).collect();
    let unknown: Vec<(String, Vec<Choice>)> = form
        .words()
        .into_iter()
        .filter(|word| {
            taxonomy
                .skill_named(word)
                .is_none_or(|hit| hit.kind == SkillKind::Group)
        })
        .take(ASKED)
        .map(|word| {
            let mut choices: Vec<Choice> = taxonomy
                .search_skills(&word, OFFERED)
                .into_iter()
                .filter(|hit| hit.kind != SkillKind::Group)
                .map(|hit| Choice::new(hit.id.to_string(), hit.label))
                .collect();
            choices.push(Choice::new("0", "Leave it out"));
            (word, choices)
        })
        .collect();
    let asked = settled(&form);
    let rows: Vec<_> = form
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| skill_row(at, row, &errors))
        .collect();
    let (count, error) = (
        form.rows.len(),
        errors.get("add").unwrap_or_default().to_owned(),
    );
    Ok(view! {
        <form class="form" method="post" action=SaveSkills::url()>
            <FormGuard />
            <ErrorSummary errors=errors />
            <input type="hidden" name="form[step]" value=step />
            {(count > 0).then(|| view! {
                <ul class="held-skills" aria-label="Your skills">{rows}</ul>
                <p class="note">{format!("{count} of {SKILLS_MAX}")}</p>
            })}
            <SkillPicker text=form.add error=error chosen=chosen />
            {asked.iter().enumerate().map(|(at, (word, choice))| view! {
                <input type="hidden" name=format!("form[asked][{at}]") value=word.clone() />
                <input type="hidden" name=format!("form[choices][{at}]") value=*choice />
            }).collect::<Vec<_>>()}
            {unknown.into_iter().enumerate().map(|(at, (word, choices))| {
                let at = at + asked.len();
                view! {
                    <input type="hidden" name=format!("form[asked][{at}]") value=word.clone() />
                    {word_choice(at, &word, choices)}
                }
            }).collect::<Vec<_>>()}
            <div class="actions">
                <Button kind=Kind::Primary>{save}</Button>
                <Button name="form[then]" value="add">"Add and stay here"</Button>
            </div>
        </form>
    })
}

/// Asks what a word means. It may be left open: the word may be changed instead.
fn word_choice(at: usize, word: &str, choices: Vec<Choice>) -> impl IntoView + use<> {
    let id = format!("form-choices-{at}");
    let options: Vec<_> = choices
        .into_iter()
        .map(|choice| view! { <option value=choice.value>{choice.label}</option> })
        .collect();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{format!("What do you mean by “{word}”?")}</label>
            <span class="control">
                <select id=id name=format!("form[choices][{at}]")><option value="">"Choose"</option>{options}</select>
            </span>
        </div>
    }
}

/// The words that have been settled before, with the number chosen for each.
fn settled(form: &SkillsForm) -> Vec<(String, i32)> {
    form.asked
        .iter()
        .filter_map(|word| Some((word.clone(), form.choice(word)?)))
        .collect()
}

fn skill_row(at: usize, row: &SkillRow, errors: &FieldErrors) -> impl IntoView + use<> {
    let name = |field: &str| format!("form[rows][{at}][{field}]");
    let id = |field: &str| format!("form-rows-{at}-{field}");
    let error = |field: &str| {
        errors
            .get(&format!("rows[{at}][{field}]"))
            .map(str::to_owned)
    };
    let level = row.level.clone();
    let levels: Vec<_> = LEVELS
        .iter()
        .enumerate()
        .map(|(number, label)| view! { <option value=number selected=level == number.to_string()>{*label}</option> })
        .collect();
    let invalid = |field: &str| error(field).is_some().then_some("true");
    let title = row.label.clone();
    view! {
        <li class="held-skill">
            <input type="hidden" name=name("id") value=row.id.clone() />
            <input type="hidden" name=name("label") value=row.label.clone() />
            <b class="held-name">{row.label.clone()}</b>
            <span class="control">
                <select id=id("level") name=name("level") aria-label=format!("Level: {title}") aria-invalid=invalid("level") aria-describedby=format!("{}-error", id("level"))>
                    <option value="">"Level"</option>
                    {levels}
                </select>
            </span>
            <span class="control">
                <input class="num" id=id("years") name=name("years") type="text" inputmode="decimal" maxlength="4" value=row.years.clone() placeholder="–"
                    aria-label=format!("Years of practice: {title}") aria-invalid=invalid("years") aria-describedby=format!("{}-error", id("years")) />
                <span class="control-part">"years"</span>
            </span>
            <span class="control">
                <span class="control-part">"until"</span>
                <input class="num" id=id("last_used") name=name("last_used") type="text" inputmode="numeric" maxlength="4" value=row.last_used.clone()
                    placeholder="now" aria-label=format!("Year of last use: {title}") aria-invalid=invalid("last_used")
                    aria-describedby=format!("{}-error", id("last_used")) />
            </span>
            <label class="choice held-remove">
                <input type="checkbox" name=name("remove") value="true" checked=!row.remove.is_empty() aria-label=format!("Take out {title}") />
                <span>"Take out"</span>
            </label>
            <div class="held-errors">
                <FieldError id=id("level") error=error("level") />
                <FieldError id=id("years") error=error("years") />
                <FieldError id=id("last_used") error=error("last_used") />
            </div>
        </li>
    }
}

//! Groups of fields that the wizard and the editor share. `prefix` is what input names begin with.

use crate::forms::{AboutForm, VisibilityForm, WeekForm, WorkForm};
use crate::islands::WeekGridInput;
use crate::model::{Shown, WorkMode, WorkType};
use kernel::FieldErrors;
use kernel::money::Currency;
use kernel::week::DAYS;
use leptos::prelude::*;
use ui::{
    Checkbox, Choice, ChoiceGroup, FieldError, FieldRow, Input, MoneyField, Pick, Switch, TextArea,
    TextField,
};

/// The choices of a closed list.
macro_rules! choices {
    ($words:ty) => {
        <$words>::ALL
            .iter()
            .map(|one| Choice::new(one.name(), one.label()))
            .collect::<Vec<_>>()
    };
}
pub(super) use choices;

/// The messages of some fields, to be moved where they are shown.
pub fn of<const N: usize>(errors: &FieldErrors, fields: [&str; N]) -> [Option<String>; N] {
    fields.map(|field| errors.get(field).map(str::to_owned))
}

/// Name, headline, text, place.
pub fn about(form: AboutForm, errors: &FieldErrors) -> impl IntoView + use<> {
    let [place, radius] = of(errors, ["place", "radius_km"]);
    view! {
        <TextField label="Name" name="form[name]" value=form.name autocomplete="name" maxlength=Some(100) error=errors.get("name") />
        <TextField label="Headline" name="form[headline]" value=form.headline maxlength=Some(160) required=false error=errors.get("headline")
            hint="One line under your name, such as “Forklift driver, three years in distribution”." />
        <FieldRow>
            <TextField label="Where you start from" name="form[place]" value=form.place maxlength=Some(120) required=false
                autocomplete="postal-code" error=place
                hint="A postcode or a city. Others see no more than the district, such as E1." />
            <TextField label="How far you travel" name="form[radius_km]" value=form.radius_km input=Input::Number required=false narrow=true
                min="1" max="500" after="km" error=radius hint="One way." />
        </FieldRow>
        <TextArea label="About you" name="form[bio]" value=form.bio required=false rows=5 error=errors.get("bio")
            hint="What you are good at, what you look for. It never changes a score." />
    }
}

/// Kinds, modes, pay, journey.
pub fn work(prefix: &str, form: WorkForm, errors: &FieldErrors) -> impl IntoView + use<> {
    let name = |field: &str| format!("{prefix}[{field}]");
    let currency = Currency::from_code(&form.currency).unwrap_or(Currency::Gbp);
    let [pay, rate] = of(errors, ["pay", "rate"]);
    let [pay_name, rate_name, currency_name] = ["pay", "rate", "currency"].map(name);
    view! {
        <ChoiceGroup legend="Kinds of work" name=name("types") pick=Pick::Any chosen=form.types choices=choices!(WorkType) inline=true
            hint="None ticked means any." error=errors.get("types") />
        <ChoiceGroup legend="Where" name=name("modes") pick=Pick::Any chosen=form.modes choices=choices!(WorkMode) inline=true
            hint="None ticked means anywhere." error=errors.get("modes") />
        <FieldRow>
            <MoneyField label="Least pay you would accept" name=pay_name value=form.pay currency=currency currency_name=currency_name
                per="an hour" required=false error=pay hint="Employers do not see it. Jobs below it sink in your list." />
            <MoneyField label="Rate you ask for" name=rate_name value=form.rate currency=currency per="an hour" required=false
                error=rate hint="Shown to employers unless you hide it." />
        </FieldRow>
        <TextField label="Longest journey" name=name("commute_km") value=form.commute_km input=Input::Number required=false narrow=true
            min="1" max="500" after="km" error=errors.get("commute_km") hint="One way, on a working day." />
    }
}

/// The week as rows of text with the grid above, and the first day.
pub fn week(prefix: &str, form: &WeekForm, errors: &FieldErrors) -> impl IntoView + use<> {
    let rows = format!("{}-days", ui::field::id_of(prefix));
    let lines: Vec<_> = (0..DAYS.len())
        .map(|day| week_row(prefix, day, form.days.get(day), errors))
        .collect();
    let from = format!("{prefix}[available_from]");
    view! {
        <fieldset class="field week-input">
            <legend class="field-label">"Hours you can work"<span class="field-optional">"Optional"</span></legend>
            <p class="field-hint" id=format!("{rows}-hint")>
                "Write hours such as 07:00-15:00, 18:00-22:00. After midnight is fine: 22:00-06:00. Leave a day empty if you are not free."
            </p>
            <div class="week-both">
                <div class="week-rows">{lines}</div>
                <WeekGridInput rows=rows />
            </div>
        </fieldset>
        <TextField label="From which day" name=from value=form.available_from.clone() input=Input::Date required=false narrow=true
            error=errors.get("available_from") hint="Empty means at once." />
    }
}

fn week_row(
    prefix: &str,
    day: usize,
    text: Option<&String>,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let name = format!("{prefix}[days][{day}]");
    let id = ui::field::id_of(&name);
    let error = errors.get(&format!("days[{day}]")).map(str::to_owned);
    let described = format!("{}-days-hint {id}-error", ui::field::id_of(prefix));
    view! {
        <div class="week-row">
            <label for=id.clone()>{DAYS[day]}</label>
            <span class="control">
                <input class="num" id=id.clone() name=name type="text" value=text.cloned() maxlength="400" spellcheck="false"
                    aria-describedby=described aria-invalid=error.is_some().then_some("true") />
            </span>
            <FieldError id=id error=error />
        </div>
    }
}

/// Who sees what.
pub fn visibility(form: &VisibilityForm, errors: &FieldErrors) -> impl IntoView + use<> {
    let shown = |part: Shown| form.visible.iter().any(|name| name == part.name());
    let parts: Vec<_> = Shown::ALL
        .iter()
        .map(|part| view! { <Checkbox label=part.label() name="form[visible]" value=part.name() checked=shown(*part) hint=part_hint(*part) /> })
        .collect();
    view! {
        <Switch label="Employers can find me" name="form[discoverable]" checked=!form.discoverable.is_empty()
            hint="Off: only those you apply to see you." />
        <Switch label="Public page" name="form[public_page]" checked=!form.public_page.is_empty()
            hint="On: everybody with the address can open your page, and search engines may list it." />
        <fieldset class="field choice-group">
            <legend class="field-label">"What others see"</legend>
            <p class="field-hint">
                "What you hide does not count towards fit either: the reasons behind a score would give it away. Your name and district are always shown."
            </p>
            <div class="choices" id="form-visible">{parts}</div>
            <FieldError id="form-visible" error=errors.get("visible") />
        </fieldset>
    }
}

fn part_hint(part: Shown) -> &'static str {
    match part {
        Shown::Rate => "The rate you ask for. The least you would accept is never shown.",
        Shown::Style => {
            "Your answers are not shown as such; they only count where an employer answered too."
        }
        _ => "",
    }
}

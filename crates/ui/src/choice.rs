//! Checkbox, radio group, switch. Each row is a target as tall as a thumb.

use crate::Text;
use crate::field::{Choice, FieldError, id_of};
use leptos::prelude::*;

/// One checkbox with its sentence.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(default = String::from("true"), into)] value: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id_of(&name);
    let invalid = error.is_some().then_some("true");
    view! {
        <div class="field">
            <label class="choice">
                <input
                    type="checkbox"
                    id=id.clone()
                    name=name
                    value=value
                    checked=checked
                    required=required
                    aria-describedby=format!("{id}-error")
                    aria-invalid=invalid
                />
                <span>{label}{hint.0.map(|hint| view! { <small>{hint}</small> })}</span>
            </label>
            <FieldError id=id error=error />
        </div>
    }
}

/// An on/off setting. Sends `true` when on.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: Text,
) -> impl IntoView {
    let id = id_of(&name);
    view! {
        <label class="choice switch">
            <input type="checkbox" role="switch" id=id name=name value="true" checked=checked />
            <span>{label}{hint.0.map(|hint| view! { <small>{hint}</small> })}</span>
        </label>
    }
}

/// One of them, or any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pick {
    /// Radio buttons.
    #[default]
    One,
    /// Checkboxes; the name ends in `[]` or repeats.
    Any,
}

/// Radio buttons or checkboxes under a question. `boxed` draws each as a card; `inline` in a line.
#[component]
pub fn ChoiceGroup(
    #[prop(into)] legend: String,
    #[prop(into)] name: String,
    choices: Vec<Choice>,
    #[prop(optional)] pick: Pick,
    #[prop(optional)] chosen: Vec<String>,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(optional)] required: bool,
    #[prop(optional)] inline: bool,
    #[prop(optional)] boxed: bool,
) -> impl IntoView {
    let id = id_of(name.trim_end_matches("[]"));
    let kind = match pick {
        Pick::One => "radio",
        Pick::Any => "checkbox",
    };
    let need = required && pick == Pick::One;
    let invalid = error.is_some().then_some("true");
    let described = format!("{id}-error");
    let rows: Vec<_> = choices
        .into_iter()
        .enumerate()
        .map(|(i, choice)| {
            // The summary's link leads to the first of them.
            let id = if i == 0 { id.clone() } else { format!("{id}-{i}") };
            let checked = chosen.contains(&choice.value);
            view! {
                <label class="choice">
                    <input
                        type=kind
                        id=id
                        name=name.clone()
                        value=choice.value
                        checked=checked
                        required=need
                        aria-describedby=described.clone()
                        aria-invalid=invalid
                    />
                    <span>{choice.label}{choice.hint.0.map(|hint| view! { <small>{hint}</small> })}</span>
                </label>
            }
        })
        .collect();
    let class = match (boxed, inline) {
        (true, _) => "choices boxed",
        (false, true) => "choices inline",
        (false, false) => "choices",
    };
    view! {
        <fieldset class="field choice-group">
            <legend class="field-label">{legend}</legend>
            {hint.0.map(|hint| view! { <p class="field-hint">{hint}</p> })}
            <div class=class>{rows}</div>
            <FieldError id=id error=error />
        </fieldset>
    }
}

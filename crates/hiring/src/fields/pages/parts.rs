//! Own fields as inputs, as facts, and as filters of a list.

use crate::fields::model::{FieldFilter, FieldsForm, Values, error_name, input_name, parameter};
use identity::organisations::fields::model::{Field, Kind};
use kernel::FieldErrors;
use leptos::prelude::*;
use ui::{Chip, Choice, Input, SelectField, Text, TextField};

/// A control for each field.
pub fn inputs(asked: &[Field], form: &FieldsForm, errors: &FieldErrors) -> Vec<AnyView> {
    asked
        .iter()
        .map(|field| {
            let error = errors.get(&error_name(field)).map(str::to_owned);
            control(
                field,
                input_name(field),
                form.typed(field),
                error.into(),
                field.required,
            )
        })
        .collect()
}

/// A control for each field of a filter; nothing is required of it.
pub fn filter_inputs(asked: &[Field], filter: &FieldFilter) -> Vec<AnyView> {
    asked
        .iter()
        .map(|field| {
            control(
                field,
                parameter(field),
                filter.typed(field),
                Text::default(),
                false,
            )
        })
        .collect()
}

fn control(field: &Field, name: String, value: String, error: Text, required: bool) -> AnyView {
    let (label, hint) = (field.name.clone(), Text::from(&field.help));
    let choices = match field.kind {
        Kind::Choice => field
            .choices
            .iter()
            .map(|one| Choice::new(one.clone(), one.clone()))
            .collect(),
        Kind::YesNo => vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
        Kind::Text | Kind::Number | Kind::Date => Vec::new(),
    };
    if !choices.is_empty() {
        return view! { <SelectField label=label name=name choices=choices value=value empty="Choose" hint=hint.0 error=error.0 required=required /> }
            .into_any();
    }
    let input = match field.kind {
        Kind::Number => Input::Decimal,
        Kind::Date => Input::Date,
        Kind::Text | Kind::Choice | Kind::YesNo => Input::Text,
    };
    view! { <TextField label=label name=name value=value input=input hint=hint.0 error=error.0 required=required maxlength=Some(500) /> }
        .into_any()
}

/// What is noted, by name, in the order of the fields; archived ones are still shown where they hold something.
pub fn noted(fields: &[Field], values: &Values) -> Vec<(String, Text)> {
    fields
        .iter()
        .filter_map(|field| {
            let value = values.get(&field.id)?;
            Some((field.name.clone(), value.shown().into()))
        })
        .collect()
}

/// The filters in force; `address` gives the list with what is left.
pub fn chips(filter: &FieldFilter, address: impl Fn(&FieldFilter) -> String) -> Vec<Chip> {
    filter
        .0
        .iter()
        .map(|(field, typed)| {
            let shown = field.parse(typed).ok().flatten();
            let shown = shown.map_or_else(|| typed.clone(), |value| value.shown());
            Chip {
                label: format!("{}: {shown}", field.name),
                remove: address(&filter.without(field.id)),
            }
        })
        .collect()
}

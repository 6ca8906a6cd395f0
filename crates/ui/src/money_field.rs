//! An amount with its currency.

use crate::Text;
use crate::field::{Choice, Field, FieldError, id_of};
use kernel::money::Currency;
use leptos::prelude::*;

/// An amount as text. With `currency_name` the currency is a choice beside it, else `currency` is its
/// sign. `per` says of what, such as `an hour`.
#[component]
pub fn MoneyField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: Text,
    #[prop(default = Currency::Gbp)] currency: Currency,
    #[prop(optional, into)] currency_name: Text,
    #[prop(optional, into)] per: Text,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    let id = id_of(&name);
    let described = if hint.is_some() {
        format!("{id}-hint {id}-error")
    } else {
        format!("{id}-error")
    };
    let invalid = error.is_some().then_some("true");
    let sign = match currency_name.0 {
        None => view! { <span class="control-part">{currency.symbol()}</span> }.into_any(),
        Some(name) => view! { <CurrencyChoice name=name chosen=currency /> }.into_any(),
    };
    view! {
        <Field label=label id=id.clone() hint=hint error=error required=required class="narrow">
            <span class="control money">
                {sign}
                <input
                    class="num"
                    id=id
                    name=name
                    type="text"
                    inputmode="decimal"
                    placeholder="0.00"
                    pattern="[^0-9]?[0-9][0-9, ]*([.][0-9]{1,2})?"
                    title="An amount such as 12.50"
                    maxlength="16"
                    value=value.0
                    required=required
                    aria-describedby=described
                    aria-invalid=invalid
                />
                {per.0.map(|per| view! { <span class="control-part">{per}</span> })}
            </span>
        </Field>
    }
}

#[component]
fn CurrencyChoice(name: String, chosen: Currency) -> impl IntoView {
    let options: Vec<_> = Currency::ALL
        .into_iter()
        .map(|currency| view! { <option value=currency.code() selected=currency == chosen>{currency.symbol()}" "{currency.code()}</option> })
        .collect();
    view! { <select class="control-part" name=name aria-label="Currency">{options}</select> }
}

/// Least and most pay, one currency, what for. The pay range of a job. Names are the four inputs';
/// errors come in the same order as the two amounts.
#[component]
pub fn PayRange(
    #[prop(into)] legend: String,
    #[prop(into)] min_name: String,
    #[prop(into)] max_name: String,
    #[prop(into)] kind_name: String,
    #[prop(into)] currency_name: String,
    kinds: Vec<Choice>,
    #[prop(optional, into)] min: Text,
    #[prop(optional, into)] max: Text,
    #[prop(optional, into)] kind: Text,
    #[prop(default = Currency::Gbp)] currency: Currency,
    #[prop(optional, into)] min_error: Text,
    #[prop(optional, into)] max_error: Text,
    #[prop(optional, into)] kind_error: Text,
    #[prop(optional, into)] hint: Text,
) -> impl IntoView {
    let kind_id = id_of(&kind_name);
    let chosen = kind.as_str().to_owned();
    let kinds: Vec<_> = kinds
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect();
    view! {
        <fieldset class="field-set">
            <legend>{legend}</legend>
            {hint.0.map(|hint| view! { <p class="field-hint">{hint}</p> })}
            <div class="field-row">
                <MoneyField label="From" name=min_name value=min currency=currency currency_name=currency_name error=min_error required=false />
                <MoneyField label="To" name=max_name value=max currency=currency error=max_error required=false />
                <div class="field">
                    <label class="field-label" for=kind_id.clone()>"Paid"</label>
                    <span class="control select">
                        <select id=kind_id.clone() name=kind_name aria-describedby=format!("{kind_id}-error")>{kinds}</select>
                        {crate::Icon::ChevronDown.view()}
                    </span>
                    <FieldError id=kind_id error=kind_error />
                </div>
            </div>
        </fieldset>
    }
}

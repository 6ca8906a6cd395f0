//! Fields of a form: label, hint, control, message. The message is tied to the control, and its place
//! is in the page from the start, so that checks in the browser can write into it.

use crate::{Icon, Text};
use kernel::FieldErrors;
use leptos::prelude::*;

/// The id of the control with this name: `form[pay_min]` gives `form-pay_min`.
pub fn id_of(name: &str) -> String {
    name.replace('[', "-").replace(']', "")
}

/// Which keyboard and which check a field wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Input {
    /// Words.
    #[default]
    Text,
    /// E-mail address.
    Email,
    /// Password; never kept in a draft.
    Password,
    /// Search words.
    Search,
    /// Telephone number.
    Tel,
    /// Web address.
    Url,
    /// Whole number.
    Number,
    /// Digits that are no number: a code.
    Digits,
    /// Number with decimals.
    Decimal,
    /// Day, `YYYY-MM-DD`.
    Date,
    /// Time of day, `HH:MM`.
    Time,
    /// Colour, `#rrggbb`.
    Colour,
}

impl Input {
    fn kind(self) -> &'static str {
        match self {
            Self::Text | Self::Digits | Self::Decimal => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Search => "search",
            Self::Tel => "tel",
            Self::Url => "url",
            Self::Number => "number",
            Self::Date => "date",
            Self::Time => "time",
            Self::Colour => "color",
        }
    }

    fn mode(self) -> Option<&'static str> {
        match self {
            Self::Number | Self::Digits => Some("numeric"),
            Self::Decimal => Some("decimal"),
            _ => None,
        }
    }
}

/// Which of its notes a control refers to, as `aria-describedby`.
fn described(id: &str, hint: &Text) -> String {
    if hint.is_some() {
        format!("{id}-hint {id}-error")
    } else {
        format!("{id}-error")
    }
}

/// The frame of a field: label, hint, any control, message. The control carries `id`,
/// `aria-describedby="{id}-error"` (and `{id}-hint`), and `aria-invalid` itself.
#[component]
pub fn Field(
    #[prop(into)] label: String,
    #[prop(into)] id: String,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(default = true)] required: bool,
    #[prop(optional, into)] class: Text,
    children: Children,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class=format!("field {}", class.as_str()).trim_end().to_owned()>
            <label class="field-label" for=id.clone()>
                {label}
                {(!required).then(|| view! { <span class="field-optional">"Optional"</span> })}
            </label>
            {hint.0.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            {children()}
            <FieldError id=id error=error />
        </div>
    }
}

/// The place of a field's message; empty while there is none.
#[component]
pub fn FieldError(#[prop(into)] id: String, #[prop(optional, into)] error: Text) -> impl IntoView {
    let hidden = !error.is_some();
    view! {
        <p class="field-error" id=format!("{id}-error") hidden=hidden>
            {Icon::CircleAlert.view()}
            <span>{error.0}</span>
        </p>
    }
}

/// One line of text, a number or a day. `before` and `after` stand in the box (a sign, a unit);
/// `list` offers values while typing.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: Text,
    #[prop(optional)] input: Input,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(default = true)] required: bool,
    #[prop(optional, into)] placeholder: Text,
    #[prop(optional, into)] autocomplete: Text,
    #[prop(optional_no_strip)] maxlength: Option<u32>,
    #[prop(optional_no_strip)] minlength: Option<u32>,
    #[prop(optional, into)] min: Text,
    #[prop(optional, into)] max: Text,
    #[prop(optional, into)] step: Text,
    #[prop(optional, into)] pattern: Text,
    #[prop(optional, into)] before: Text,
    #[prop(optional, into)] after: Text,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] narrow: bool,
    #[prop(optional)] list: Vec<String>,
) -> impl IntoView {
    let id = id_of(&name);
    let described = described(&id, &hint);
    let invalid = error.is_some().then_some("true");
    let options = (!list.is_empty()).then(|| format!("{id}-list"));
    let words = matches!(input, Input::Email | Input::Password | Input::Url);
    view! {
        <Field label=label id=id.clone() hint=hint error=error required=required class=if narrow { "narrow" } else { "" }>
            <span class="control">
                {before.0.map(|before| view! { <span class="control-part" aria-hidden="true">{before}</span> })}
                <input
                    id=id
                    name=name
                    type=input.kind()
                    inputmode=input.mode()
                    value=value.0
                    placeholder=placeholder.0
                    autocomplete=autocomplete.0
                    autocapitalize=words.then_some("none")
                    spellcheck=words.then_some("false")
                    maxlength=maxlength
                    minlength=minlength
                    min=min.0
                    max=max.0
                    step=step.0
                    pattern=pattern.0
                    list=options.clone()
                    required=required
                    autofocus=autofocus
                    aria-describedby=described
                    aria-invalid=invalid
                />
                {after.0.map(|after| view! { <span class="control-part">{after}</span> })}
            </span>
            {options.map(|id| {
                let list: Vec<_> = list.into_iter().map(|value| view! { <option value=value></option> }).collect();
                view! { <datalist id=id>{list}</datalist> }
            })}
        </Field>
    }
}

/// A file to choose. Its form is posted as `multipart/form-data`; a refused one has to be chosen again.
#[component]
pub fn FileField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    /// Endings that are offered, such as `.png,.jpg`.
    #[prop(into)]
    accept: String,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(default = true)] required: bool,
) -> impl IntoView {
    let id = id_of(&name);
    let described = described(&id, &hint);
    let invalid = error.is_some().then_some("true");
    view! {
        <Field label=label id=id.clone() hint=hint error=error required=required>
            <span class="control">
                <input type="file" id=id name=name accept=accept required=required aria-describedby=described aria-invalid=invalid />
            </span>
        </Field>
    }
}

/// Several lines of text; grows with what is typed where the browser can.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(default = true)] required: bool,
    #[prop(default = 5)] rows: u16,
    #[prop(optional_no_strip)] maxlength: Option<u32>,
    #[prop(optional, into)] placeholder: Text,
) -> impl IntoView {
    let id = id_of(&name);
    let described = described(&id, &hint);
    let invalid = error.is_some().then_some("true");
    // A leading newline right after the tag is swallowed by the parser: give it one to swallow.
    let text = value.0.map(|text| {
        if text.starts_with('\n') {
            format!("\n{text}")
        } else {
            text
        }
    });
    view! {
        <Field label=label id=id.clone() hint=hint error=error required=required>
            <textarea
                class="control"
                id=id
                name=name
                rows=rows
                maxlength=maxlength
                placeholder=placeholder.0
                required=required
                aria-describedby=described
                aria-invalid=invalid
            >
                {text}
            </textarea>
        </Field>
    }
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What it means, if the label does not say.
    pub hint: Text,
}

impl Choice {
    /// A value and its label.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: Text::default(),
        }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// A `<select>`. `empty` is the label of the empty value; without it there is none.
#[component]
pub fn SelectField(
    #[prop(into)] label: String,
    #[prop(into)] name: String,
    choices: Vec<Choice>,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] empty: Text,
    #[prop(optional, into)] hint: Text,
    #[prop(optional, into)] error: Text,
    #[prop(default = true)] required: bool,
    #[prop(optional)] narrow: bool,
) -> impl IntoView {
    let id = id_of(&name);
    let described = described(&id, &hint);
    let invalid = error.is_some().then_some("true");
    let chosen = value.as_str().to_owned();
    let options: Vec<_> = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect();
    view! {
        <Field label=label id=id.clone() hint=hint error=error required=required class=if narrow { "narrow" } else { "" }>
            <span class="control select">
                <select id=id name=name required=required aria-describedby=described aria-invalid=invalid>
                    {empty.0.map(|empty| view! { <option value="">{empty}</option> })}
                    {options}
                </select>
                {Icon::ChevronDown.view()}
            </span>
        </Field>
    }
}

/// Fields that belong together under a heading.
#[component]
pub fn FieldSet(
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Text,
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="field-set">
            <legend>{legend}</legend>
            {hint.0.map(|hint| view! { <p class="field-hint">{hint}</p> })}
            {children()}
        </fieldset>
    }
}

/// Fields side by side where there is room.
#[component]
pub fn FieldRow(children: Children) -> impl IntoView {
    view! { <div class="field-row">{children()}</div> }
}

/// What was wrong with the form, at its top, with a link to each field. Takes the focus when the page
/// loads, unless `focus` is off. Nothing if `errors` is empty. `prefix` is the one of the input names.
#[component]
pub fn ErrorSummary(
    errors: FieldErrors,
    #[prop(default = "form")] prefix: &'static str,
    #[prop(default = true)] focus: bool,
) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let items: Vec<_> = errors
            .0
            .into_iter()
            .map(|(field, message)| {
                if field.is_empty() {
                    return view! { <li>{message}</li> }.into_any();
                }
                let href = format!("#{prefix}-{}", id_of(&field));
                view! { <li><a href=href>{message}</a></li> }.into_any()
            })
            .collect();
        let title = format!("{prefix}-error-summary");
        let named_by = title.clone();
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus=focus aria-labelledby=named_by>
                {Icon::CircleAlert.view()}
                <div>
                    <h2 id=title>"Check the form, then send it again"</h2>
                    <ul>{items}</ul>
                </div>
            </div>
        }
    })
}

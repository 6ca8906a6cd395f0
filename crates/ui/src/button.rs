//! Buttons act, links go somewhere; both may look the same.

use crate::{Icon, Text};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do here; at most one a page or panel.
    Primary,
    /// Beside others, or in a row.
    Quiet,
    /// Destroys or ends something.
    Danger,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button primary",
            Self::Quiet => "button quiet",
            Self::Danger => "button danger",
        }
    }
}

/// What a button does with its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Act {
    /// Sends the form.
    #[default]
    Submit,
    /// Nothing of its own: opens a popover, or an island listens.
    Button,
}

/// A `<button>`. Text on it is a verb. `label` names one that shows only an icon; `popover` is the id
/// of a dialog or menu it opens; `confirm_formless` sends the form without checking it first.
#[component]
pub fn Button(
    #[prop(optional)] kind: Kind,
    #[prop(optional)] act: Act,
    #[prop(optional_no_strip)] icon: Option<Icon>,
    #[prop(optional, into)] label: Text,
    #[prop(optional, into)] name: Text,
    #[prop(optional, into)] value: Text,
    #[prop(optional, into)] form: Text,
    #[prop(optional, into)] formaction: Text,
    #[prop(optional, into)] popover: Text,
    #[prop(optional)] popover_closes: bool,
    #[prop(optional)] formnovalidate: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] wide: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let kind_of = match act {
        Act::Submit => "submit",
        Act::Button => "button",
    };
    let closes = popover_closes.then_some("hide");
    let class = class(kind, wide, children.is_none());
    view! {
        <button
            class=class
            type=kind_of
            name=name.0
            value=value.0
            form=form.0
            formaction=formaction.0
            formnovalidate=formnovalidate
            disabled=disabled
            aria-label=label.0
            popovertarget=popover.0
            popovertargetaction=closes
        >
            {icon.map(Icon::view)}
            {children.map(|children| children())}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional_no_strip)] icon: Option<Icon>,
    #[prop(optional, into)] label: Text,
    #[prop(optional)] wide: bool,
    #[prop(optional)] download: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = class(kind, wide, children.is_none());
    view! {
        <a class=class href=href aria-label=label.0 download=download.then_some("")>
            {icon.map(Icon::view)}
            {children.map(|children| children())}
        </a>
    }
}

fn class(kind: Kind, wide: bool, bare: bool) -> String {
    let mut class = kind.class().to_owned();
    if wide {
        class.push_str(" wide");
    }
    if bare {
        class.push_str(" bare");
    }
    class
}

/// Buttons side by side; they wrap, and fill the width on a phone.
#[component]
pub fn Actions(children: Children) -> impl IntoView {
    view! { <div class="actions">{children()}</div> }
}

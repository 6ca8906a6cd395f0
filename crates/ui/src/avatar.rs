//! A person or an organisation by its initials.

use leptos::prelude::*;

/// Which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shape {
    /// Round.
    #[default]
    Person,
    /// Square.
    Organisation,
}

/// Initials; the name stands beside it, so it is hidden from assistive technology.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    #[prop(optional)] shape: Shape,
    #[prop(optional)] small: bool,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    let initials = crate::format::initials(&name);
    let (text, class) = match shape {
        Shape::Person => (initials, "avatar"),
        Shape::Organisation => (initials.chars().take(1).collect(), "avatar organisation"),
    };
    let size = if small {
        " small"
    } else if large {
        " large"
    } else {
        ""
    };
    view! { <span class=format!("{class}{size}") aria-hidden="true">{text}</span> }
}

//! A person or an organisation by its picture or its initials.

use crate::Text;
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

/// The picture, or initials without one; the name stands beside it, so it is hidden from assistive technology.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    /// Where the picture is.
    #[prop(optional, into)]
    picture: Text,
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
    let (shown, pictured) = match picture.0 {
        Some(src) => (
            view! { <img src=src alt="" loading="lazy" decoding="async" /> }.into_any(),
            " pictured",
        ),
        None => (text.into_any(), ""),
    };
    view! { <span class=format!("{class}{size}{pictured}") aria-hidden="true">{shown}</span> }
}

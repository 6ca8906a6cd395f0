//! What a page shows when there is nothing, when something broke, while it comes, and when it worked.

use crate::{Icon, Text, Tone};
use leptos::prelude::*;

/// Nothing here yet: what it would be, and how to begin. `children` are buttons.
#[component]
pub fn EmptyState(
    icon: Icon,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <span class="state-icon">{icon.view()}</span>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}

/// Something broke, or may not be seen: what happened, what to do, what to quote.
#[component]
pub fn ErrorState(
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional, into)] reference: Text,
    #[prop(default = Icon::CircleAlert)] icon: Icon,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state error" role="alert">
            <span class="state-icon">{icon.view()}</span>
            <h1>{title}</h1>
            <p>{text}</p>
            {reference.0.map(|reference| view! { <p class="note">"Reference "<code>{reference}</code></p> })}
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}

/// Lines in the shape of what is coming, so that nothing jumps.
#[component]
pub fn Skeleton(
    #[prop(default = 3)] lines: usize,
    #[prop(default = String::from("Loading"), into)] label: String,
) -> impl IntoView {
    let lines: Vec<_> = (0..lines).map(|_| view! { <span></span> }).collect();
    view! { <div class="skeleton" role="status" aria-label=label>{lines}</div> }
}

/// A message about what has just happened, read out when it appears.
#[component]
pub fn Flash(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <div class=format!("flash {}", tone.class()) role="status">{tone.icon().view()}<div>{children()}</div></div> }
}

/// A flash that floats and leaves by itself; for what worked.
#[component]
pub fn Toast(#[prop(default = Tone::Good)] tone: Tone, children: Children) -> impl IntoView {
    view! { <div class=format!("flash toast {}", tone.class()) role="status">{tone.icon().view()}<div>{children()}</div></div> }
}

/// How much of something is done, 0 to 100, with the figure in words.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    percent: u8,
    #[prop(optional, into)] hint: Text,
) -> impl IntoView {
    let percent = percent.min(100);
    view! {
        <label class="progress">
            <span class="progress-label">{label}<b class="num">{percent}"%"</b></span>
            <progress max="100" value=percent>{percent}"%"</progress>
            {hint.0.map(|hint| view! { <small>{hint}</small> })}
        </label>
    }
}

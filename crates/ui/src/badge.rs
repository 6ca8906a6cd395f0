//! Badges and lists of tags.

use crate::{Icon, Text, Tone};
use leptos::prelude::*;

/// A short word about a thing: its state, a strength, a concern.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional_no_strip)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{icon.map(Icon::view)}{children()}</span> }
}

/// One tag of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// What it says.
    pub label: String,
    /// Level, years: after the label, quieter.
    pub detail: Text,
    /// Its meaning.
    pub tone: Tone,
    /// Where it leads.
    pub href: Text,
    /// What stands before it.
    pub icon: Option<Icon>,
}

impl Tag {
    /// A neutral tag.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            detail: Text::default(),
            tone: Tone::Neutral,
            href: Text::default(),
            icon: None,
        }
    }

    /// Gives it a meaning.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Adds a level or years.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Text>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Makes it a link.
    #[must_use]
    pub fn href(mut self, href: impl Into<Text>) -> Self {
        self.href = href.into();
        self
    }

    /// Puts an icon before it.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

/// Tags in a line that wraps. `label` names the list where no heading does.
#[component]
pub fn TagList(tags: Vec<Tag>, #[prop(optional, into)] label: Text) -> impl IntoView {
    let tags: Vec<_> = tags
        .into_iter()
        .map(|tag| {
            let class = format!("badge {}", tag.tone.class());
            let inner = view! {
                {tag.icon.map(Icon::view)}
                {tag.label}
                {tag.detail.0.map(|detail| view! { <span class="badge-detail">{detail}</span> })}
            };
            match tag.href.0 {
                Some(href) => view! { <li><a class=class href=href>{inner}</a></li> }.into_any(),
                None => view! { <li><span class=class>{inner}</span></li> }.into_any(),
            }
        })
        .collect();
    view! { <ul class="tag-list" aria-label=label.0>{tags}</ul> }
}

//! Surfaces and the frame of a page.

use crate::{Icon, Text};
use leptos::prelude::*;

/// A surface with an optional heading (`<h2>`) and a link or button at its right.
#[component]
pub fn Card(
    #[prop(optional, into)] title: Text,
    #[prop(optional, into)] id: Text,
    #[prop(optional, into)] class: Text,
    #[prop(optional)] action: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let head = title
        .0
        .map(|title| view! { <div class="card-head"><h2>{title}</h2>{action}</div> });
    view! {
        <section class=format!("card {}", class.as_str()).trim_end().to_owned() id=id.0>
            {head}
            {children()}
        </section>
    }
}

/// A side panel of sections divided by lines; stays in view while the list beside it scrolls.
#[component]
pub fn Panel(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <aside class="card panel" aria-label=label>{children()}</aside> }
}

/// One section of a [`Panel`].
#[component]
pub fn PanelSection(
    #[prop(optional, into)] title: Text,
    #[prop(optional, into)] id: Text,
    children: Children,
) -> impl IntoView {
    view! { <section id=id.0>{title.0.map(|title| view! { <h3>{title}</h3> })}{children()}</section> }
}

/// The head of a page: its `<h1>` with a mark before and a badge beside it, the meta line below, actions at the right.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: Text,
    #[prop(optional)] badge: Option<AnyView>,
    #[prop(optional)] mark: Option<AnyView>,
    #[prop(optional)] meta: Option<AnyView>,
    #[prop(optional)] actions: Option<AnyView>,
) -> impl IntoView {
    view! {
        <div class="page-head">
            <div class="page-head-text">
                <div class="page-title">{mark}<h1>{title}</h1>{badge}</div>
                {lead.0.map(|lead| view! { <p class="lead">{lead}</p> })}
                {meta}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
        </div>
    }
}

/// Facts in a line: place, pay, dates. Holds [`Meta`]s.
#[component]
pub fn MetaLine(children: Children) -> impl IntoView {
    view! { <ul class="meta-line num">{children()}</ul> }
}

/// One fact of a [`MetaLine`].
#[component]
pub fn Meta(#[prop(optional_no_strip)] icon: Option<Icon>, children: Children) -> impl IntoView {
    view! { <li>{icon.map(Icon::view)}<span>{children()}</span></li> }
}

/// Facts by name, one below the other or in columns. Empty ones are left out.
#[component]
pub fn Facts(facts: Vec<(String, Text)>, #[prop(optional)] columns: bool) -> impl IntoView {
    let rows: Vec<_> = facts
        .into_iter()
        .filter_map(|(name, fact)| {
            fact.0
                .map(|fact| view! { <div><dt>{name}</dt><dd>{fact}</dd></div> })
        })
        .collect();
    view! { <dl class=if columns { "facts columns" } else { "facts" }>{rows}</dl> }
}

/// A figure of a [`Stats`] row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stat {
    /// The figure as text.
    pub value: String,
    /// What it counts.
    pub label: String,
    /// Where it leads.
    pub href: Text,
}

/// Figures side by side.
#[component]
pub fn Stats(stats: Vec<Stat>) -> impl IntoView {
    let stats: Vec<_> = stats
        .into_iter()
        .map(|stat| {
            let label = match stat.href.0 {
                Some(href) => view! { <a class="cover" href=href>{stat.label}</a> }.into_any(),
                None => stat.label.into_any(),
            };
            view! { <div><dt>{label}</dt><dd>{stat.value}</dd></div> }
        })
        .collect();
    view! { <dl class="card stats num">{stats}</dl> }
}

/// More of it, shut until asked for.
#[component]
pub fn Disclosure(
    #[prop(into)] summary: String,
    #[prop(optional)] open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary>{Icon::ChevronRight.view()}{summary}</summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

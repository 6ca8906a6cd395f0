//! Ways through: tabs, breadcrumb, steps, stages, pages of a list, filters.

use crate::{Icon, Text, Tone};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub label: String,
    /// How many are behind it.
    pub count: Option<u64>,
}

impl Tab {
    /// A tab without a count.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            count: None,
        }
    }

    /// Adds a count.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }
}

/// Tabs as links; `current` is the path of the page (its query does not matter).
#[component]
pub fn Tabs(
    #[prop(into)] label: String,
    tabs: Vec<Tab>,
    #[prop(into)] current: String,
) -> impl IntoView {
    let tabs: Vec<_> = tabs
        .into_iter()
        .map(|tab| {
            let here = path(&tab.href) == path(&current);
            view! {
                <li>
                    <a href=tab.href aria-current=here.then_some("page")>
                        {tab.label}
                        {tab.count.map(|count| view! { <small class="num">{crate::format::thousands(count)}</small> })}
                    </a>
                </li>
            }
        })
        .collect();
    view! { <nav class="tabs" aria-label=label><ul>{tabs}</ul></nav> }
}

/// The part of a link before its query.
pub(crate) fn path(href: &str) -> &str {
    href.split(['?', '#']).next().unwrap_or_default()
}

/// One step of a breadcrumb; the last has no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub label: String,
    /// Where it leads.
    pub href: Text,
}

impl Crumb {
    /// A page above this one.
    pub fn link(label: impl Into<String>, href: impl Into<Text>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
        }
    }

    /// This page.
    pub fn here(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Text::default(),
        }
    }
}

/// What the page that is being rendered has said about where it lies. The frame puts one into the
/// context, renders the page, and then shows what is in it.
#[derive(Debug, Clone, Default)]
pub struct Trail(Arc<Mutex<Vec<Crumb>>>);

impl Trail {
    /// What the page has said.
    pub fn take(&self) -> Vec<Crumb> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Says where this page lies, from the top down to itself. Like `<Title>` it shows nothing where it
/// stands: the frame does.
#[component]
pub fn Crumbs(crumbs: Vec<Crumb>) -> impl IntoView {
    if let Some(Trail(trail)) = use_context::<Trail>() {
        *trail.lock().unwrap_or_else(PoisonError::into_inner) = crumbs;
    }
}

/// The way from the top to this page.
#[component]
pub fn Breadcrumb(
    crumbs: Vec<Crumb>,
    #[prop(default = String::from("Breadcrumb"), into)] label: String,
) -> impl IntoView {
    let crumbs: Vec<_> = crumbs
        .into_iter()
        .map(|crumb| match crumb.href.0 {
            Some(href) => view! { <li><a href=href>{crumb.label}</a></li> }.into_any(),
            None => view! { <li><span aria-current="page">{crumb.label}</span></li> }.into_any(),
        })
        .collect();
    view! { <nav class="breadcrumb" aria-label=label><ol>{crumbs}</ol></nav> }
}

/// A step of a wizard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// Where it leads; `None` while it cannot be reached.
    pub href: Text,
    /// Nothing is missing in it.
    pub done: bool,
}

/// The steps of a wizard; `current` counts from 0.
#[component]
pub fn Stepper(#[prop(into)] label: String, steps: Vec<Step>, current: usize) -> impl IntoView {
    let of = steps.len();
    let now = steps
        .get(current)
        .map(|step| step.label.clone())
        .unwrap_or_default();
    let steps: Vec<_> = steps
        .into_iter()
        .enumerate()
        .map(|(i, step)| {
            let mark = if step.done && i != current { Icon::Check.labelled("Done:") } else { (i + 1).into_any() };
            let class = if i == current {
                "step current"
            } else if step.done {
                "step done"
            } else {
                "step"
            };
            let inner = view! { <span class="step-mark num">{mark}</span><span class="step-label">{step.label}</span> };
            let here = (i == current).then_some("step");
            match step.href.0 {
                Some(href) => view! { <li class=class><a href=href aria-current=here>{inner}</a></li> }.into_any(),
                None => view! { <li class=class><span aria-current=here>{inner}</span></li> }.into_any(),
            }
        })
        .collect();
    view! {
        <nav class="stepper" aria-label=label>
            <p class="stepper-now">{format!("Step {} of {of}: {now}", current + 1)}</p>
            <ol>{steps}</ol>
        </nav>
    }
}

/// A stage with how many are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name.
    pub label: String,
    /// How many.
    pub count: u64,
    /// Where it leads.
    pub href: String,
    /// Its meaning.
    pub tone: Tone,
    /// It is the one shown.
    pub current: bool,
}

/// The stages something passes, each a link that filters the list below.
#[component]
pub fn StageList(#[prop(into)] label: String, stages: Vec<Stage>) -> impl IntoView {
    let stages: Vec<_> = stages
        .into_iter()
        .map(|stage| {
            view! {
                <li class=stage.tone.class()>
                    <a href=stage.href aria-current=stage.current.then_some("true")>
                        <b class="num">{crate::format::thousands(stage.count)}</b>
                        <span>{stage.label}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! { <nav class="stage-list" aria-label=label><ol>{stages}</ol></nav> }
}

/// Which pages of a list one can go to: forward by cursor, and back to the start.
#[component]
pub fn Pagination(
    #[prop(optional, into)] first: Text,
    #[prop(optional, into)] next: Text,
    #[prop(optional, into)] shown: Text,
    #[prop(default = String::from("Pages"), into)] label: String,
) -> impl IntoView {
    view! {
        <nav class="pagination" aria-label=label>
            <p class="num">{shown.0}</p>
            {first.0.map(|href| view! { <a class="button" href=href>{Icon::ChevronLeft.view()}"First page"</a> })}
            {next.0.map(|href| view! { <a class="button" href=href rel="next">"Next page"{Icon::ChevronRight.view()}</a> })}
        </nav>
    }
}

/// A filter in force, and where the list is without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// What it keeps.
    pub label: String,
    /// The list without it.
    pub remove: String,
}

/// The filters of a list: a GET form, so that the address holds them. `search` is the name, value and
/// placeholder of the words; `children` are further fields, shut until asked for; `count` says how many.
#[component]
pub fn FilterBar(
    #[prop(into)] action: String,
    #[prop(default = ("q".to_owned(), String::new(), String::new()))] search: (
        String,
        String,
        String,
    ),
    #[prop(optional)] no_search: bool,
    #[prop(default = String::from("Search and filter"), into)] label: String,
    #[prop(optional)] chips: Vec<Chip>,
    #[prop(optional, into)] count: Text,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (name, value, placeholder) = search;
    let active = chips.len();
    let chips: Vec<_> = chips
        .into_iter()
        .map(|chip| {
            let say = format!("Remove filter: {}", chip.label);
            view! { <li><a class="chip" href=chip.remove aria-label=say>{chip.label}{Icon::X.view()}</a></li> }
        })
        .collect();
    view! {
        <form class="filter-bar" method="get" action=action role="search" aria-label=label>
            <div class="filter-line">
                {(!no_search).then(|| view! {
                    <span class="control search">
                        {Icon::Search.view()}
                        <input type="search" name=name value=value placeholder=placeholder.clone() aria-label=placeholder maxlength="200" enterkeyhint="search" />
                    </span>
                    <button class="button" type="submit">"Search"</button>
                })}
                {children.map(|children| view! {
                    <details class="filter-more">
                        <summary class="button">{Icon::Filter.view()}"Filters"{(active > 0).then(|| view! { <span class="filter-active num">{active}</span> })}</summary>
                        <div class="filter-fields">
                            {children()}
                            <div class="actions"><button class="button primary" type="submit">"Show results"</button></div>
                        </div>
                    </details>
                })}
                {(active > 0).then(|| view! { <ul class="chips" aria-label="Filters in force">{chips}</ul> })}
                <p class="filter-count num" role="status">{count.0}</p>
            </div>
        </form>
    }
}

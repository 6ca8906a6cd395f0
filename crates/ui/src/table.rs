//! Tables: real ones, with a head that stays and a caption for those who cannot see the heading.

use crate::{Icon, Text};
use leptos::prelude::*;

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Not by this one.
    #[default]
    None,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A column's head.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Figures: right-aligned.
    pub figures: bool,
    /// The name is only for those who listen.
    pub hidden: bool,
    /// Where a click sorts by it.
    pub sort_href: Text,
    /// How it is sorted now.
    pub sort: Sort,
}

impl Column {
    /// A column of text.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// A column of figures.
    pub fn figures(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            figures: true,
            ..Self::default()
        }
    }

    /// A column whose name is not shown.
    pub fn hidden(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            hidden: true,
            ..Self::default()
        }
    }

    /// Makes the head a link that sorts.
    #[must_use]
    pub fn sort(mut self, href: impl Into<Text>, sort: Sort) -> Self {
        self.sort_href = href.into();
        self.sort = sort;
        self
    }

    fn view(self) -> AnyView {
        let sorted = match self.sort {
            Sort::None => None,
            Sort::Ascending => Some("ascending"),
            Sort::Descending => Some("descending"),
        };
        let class = match (self.figures, self.hidden) {
            (_, true) => None,
            (true, false) => Some("figures"),
            (false, false) => None,
        };
        let label = match (self.sort_href.0, self.hidden) {
            (Some(href), _) => {
                view! { <a href=href>{self.label}{Icon::ChevronDown.view()}</a> }.into_any()
            }
            (None, true) => view! { <span class="visually-hidden">{self.label}</span> }.into_any(),
            (None, false) => self.label.into_any(),
        };
        view! { <th scope="col" class=class aria-sort=sorted>{label}</th> }.into_any()
    }
}

/// A table; `children` are its `<tr>`s. Scrolls sideways by keyboard too.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    children: Children,
) -> impl IntoView {
    let label = caption.clone();
    let head: Vec<_> = columns.into_iter().map(Column::view).collect();
    view! {
        <div class="table-wrap card" role="region" aria-label=label tabindex="0">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

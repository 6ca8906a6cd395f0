//! A list one searches: its rows as a table, or what to say where there are none, and the ways on.

use leptos::prelude::*;
use platform::web::with_query;
use ui::{Column, EmptyState, Icon, LinkButton, Pagination, Table};

/// Where a list is, and how far one has read.
pub(crate) struct Place {
    /// The page without anything asked.
    pub path: &'static str,
    /// The same with what is asked for.
    pub here: String,
    /// Behind which line this page of the list begins; empty at the first.
    pub after: String,
    /// Behind which line the next one does.
    pub next: Option<String>,
}

/// The rows of a page of a list.
#[component]
pub(crate) fn Listing<const N: usize>(
    place: Place,
    caption: &'static str,
    columns: [&'static str; N],
    rows: Vec<AnyView>,
    /// What to say where there are none: a title, and what might help.
    none: (&'static str, &'static str),
    /// Where the list can be had as a file.
    #[prop(optional_no_strip)]
    file: Option<String>,
) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <EmptyState icon=Icon::Search title=none.0 text=none.1>
                <LinkButton href=place.path>"Show all"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let next = place
        .next
        .map(|after| with_query(&place.here, "after", &after));
    let first = (!place.after.is_empty()).then_some(place.here);
    let file = file.map(|file| {
        view! {
            <div class="actions"><LinkButton href=file icon=Some(Icon::Download) download=true>"Save as a file"</LinkButton></div>
        }
    });
    view! {
        <div class="stacking"><Table caption=caption columns=columns.map(Column::new).into()>{rows}</Table></div>
        <Pagination first=first next=next />
        {file}
    }
    .into_any()
}

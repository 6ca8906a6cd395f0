//! `/console/help`

use crate::frame::ConsoleFrame;
use crate::staff::api::enter_any;
use crate::staff::model::{Permission, StaffRole};
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use ui::{Column, Icon, Table};

/// The permission table, as the code asks it.
#[component]
pub fn HelpPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (_, console) = enter_any(called).await?;
        let mut columns = vec![Column::new("What")];
        columns.extend(StaffRole::ALL.map(|role| Column::new(role.label())));
        let rows: Vec<_> = Permission::ALL.into_iter().map(row).collect();
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/help" title="What staff may do">
                <div class="stacking ticks"><Table caption="What each role may do" columns=columns>{rows}</Table></div>
                <p class="note">"Nobody decides over themselves, and staff are decided over by a platform owner alone. The platform always keeps an owner. Whoever has not shown for a quarter of an hour who they are is asked again."</p>
            </ConsoleFrame>
        })
    })
}

fn row(permission: Permission) -> impl IntoView {
    let cells: Vec<_> = StaffRole::ALL
        .into_iter()
        .map(|role| {
            let mark = role.may(permission).then(|| Icon::Check.labelled("Yes"));
            view! { <td data-label=role.label()>{mark.unwrap_or_else(|| view! { <span class="visually-hidden">"No"</span> }.into_any())}</td> }
        })
        .collect();
    view! { <tr><th scope="row">{permission.label()}</th>{cells}</tr> }
}

//! `/help/roles`

use crate::organisations::permissions::{Permission, Role};
use leptos::prelude::*;
use leptos_meta::Title;
use ui::{Column, Icon, PageHead, Table};

/// The permission table, as the code asks it.
#[component]
pub fn RolesPage() -> impl IntoView {
    let mut columns = vec![Column::new("What")];
    columns.extend(Role::ALL.map(|role| Column::new(role.label())));
    let rows: Vec<_> = Permission::ALL.into_iter().map(row).collect();
    view! {
        <Title text="Roles and what they may do" />
        <div class="page stack">
            <PageHead title="Roles and what they may do"
                lead="Everybody has one role in an organisation, and may have another one elsewhere. Nobody can give a role that permits more than their own." />
            <div class="stacking ticks"><Table caption="What each role may do" columns=columns>{rows}</Table></div>
            <p class="note">"A changed role counts from the next click. An organisation always keeps an owner. While an organisation is suspended it can be read and can pay, nothing else."</p>
        </div>
    }
}

fn row(permission: Permission) -> impl IntoView {
    let cells: Vec<_> = Role::ALL
        .into_iter()
        .map(|role| {
            let mark = role.may(permission).then(|| Icon::Check.labelled("Yes"));
            view! { <td data-label=role.label()>{mark.unwrap_or_else(|| view! { <span class="visually-hidden">"No"</span> }.into_any())}</td> }
        })
        .collect();
    view! { <tr><th scope="row">{permission.label()}</th>{cells}</tr> }
}

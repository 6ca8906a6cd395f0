//! `/console/flags`

use crate::flags::model::{FlagLine, in_words};
use crate::flags::service;
use crate::frame::ConsoleFrame;
use crate::staff::api::enter;
use crate::staff::model::Permission;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use ui::{Badge, Card, Moment, Wording};

const PATH: &str = "/console/flags";

/// What can be switched while everything runs.
#[component]
pub fn FlagsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (_, console) = enter(called, Permission::SwitchFlags).await?;
        let lines = service::all(&console).await?;
        let rows: Vec<_> = lines.into_iter().map(row).collect();
        Ok(view! {
            <ConsoleFrame role=console.role tab=PATH title="Feature flags">
                <Card><ul class="list">{rows}</ul></Card>
                <p class="note">"Every server takes up what is switched within ten seconds."</p>
            </ConsoleFrame>
        })
    })
}

fn row(line: FlagLine) -> impl IntoView {
    let href = format!("{PATH}/{}", line.flag.name());
    let setting = in_words(&line.setting());
    let decided = match line.decided {
        Some(decided) => {
            let by = decided.by.unwrap_or_default();
            view! { "decided by "{by}" on "<Moment at=decided.at wording=Wording::Date /> }
                .into_any()
        }
        None => "as the code says".into_any(),
    };
    view! {
        <li class="list-row">
            <div class="list-text">
                <a href=href><b>{line.flag.name()}</b></a><Badge>{setting}</Badge>
                <p class="muted">{line.flag.about()}</p>
                <p class="muted">{decided}</p>
            </div>
        </li>
    }
}

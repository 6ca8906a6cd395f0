//! `/console`

use crate::frame::{ConsoleFrame, PARTS};
use crate::staff::api::enter_any;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use ui::Card;

/// What there is for somebody of this role.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (_, console) = enter_any(called).await?;
        let rows = PARTS
            .iter()
            .filter(|part| console.role.may(part.permission))
            .map(|part| {
                view! {
                    <li class="list-row">
                        <div class="list-text">
                            <a href=part.href><b>{part.name}</b></a>
                            <p class="muted">{part.about}</p>
                        </div>
                    </li>
                }
            })
            .collect_view();
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console" title="Console">
                <p>"Whatever you do here, and whatever you look at, stands in a trail with your name."</p>
                <Card><ul class="list">{rows}</ul></Card>
                <p class="note"><a class="link" href="/console/help">"What each role may do"</a></p>
            </ConsoleFrame>
        })
    })
}

//! `/console/contests`

use crate::contests::api::AnswerContest;
use crate::contests::model::{Act as Answer, Waiting};
use crate::contests::service;
use crate::frame::{Act, ActPanel, ConsoleFrame};
use crate::staff::api::enter;
use crate::staff::model::{ActForm, Permission};
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web::with_query;
use time::OffsetDateTime;
use ui::{Card, Disclosure, EmptyState, Icon, Moment, Pagination, Wording};

const PATH: &str = "/console/contests";

/// What people say is wrong in what the platform knows, the longest waiting first.
#[component]
pub fn ContestsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, console) = enter(called, Permission::AnswerContests).await?;
        let after = request.query("after").unwrap_or_default();
        let waiting = service::waiting(&console, &after).await?;
        let draft = request.draft::<ActForm>().await?.unwrap_or_default();
        let now = request.services.clock.now();
        let done = request.query("done").map(|_| "Answered.");
        let next = waiting.next.map(|after| with_query(PATH, "after", &after));
        let first = (!after.is_empty()).then(|| PATH.to_owned());
        let rows: Vec<_> = waiting
            .items
            .into_iter()
            .map(|one| row(one, now, &draft))
            .collect();
        let list = if rows.is_empty() {
            view! { <EmptyState icon=Icon::CircleCheck title="Nothing is contested" text="Every contest has its answer." /> }
                .into_any()
        } else {
            view! { <div class="stack">{rows}</div><Pagination first=first next=next /> }.into_any()
        };
        Ok(
            view! { <ConsoleFrame role=console.role tab=PATH title="Contests" done=done>{list}</ConsoleFrame> },
        )
    })
}

fn row(one: Waiting, now: OffsetDateTime, draft: &Draft<ActForm>) -> impl IntoView + use<> {
    let id = one.id.to_string();
    // A refused answer stands with the contest it was about.
    let refused = draft.form.subject == id;
    let draft = if refused {
        draft.clone()
    } else {
        Draft::default()
    };
    let acts = Answer::ALL
        .into_iter()
        .map(|act| {
            let (name, label, hint) = act.words();
            Act { name, label, hint }
        })
        .collect();
    let right = (!one.right_value.is_empty()).then(|| {
        view! { <p>"Would be right: "<span class="own-words">{one.right_value}</span></p> }
    });
    view! {
        <Card>
            <p><b>{one.shown}</b></p>
            <p class="own-words">{one.wrong}</p>
            {right}
            <p class="muted">"waiting since "<Moment at=one.created_at wording=Wording::Since(now) /></p>
            <Disclosure summary="Answer" open=refused>
                <ActPanel action=AnswerContest::PATH subject=id acts=acts draft=draft reason_hint="The person reads this." />
            </Disclosure>
        </Card>
    }
}

//! `/matches/contests`

use super::story;
use crate::contests::api::TakeBack;
use crate::contests::model::{Contest, Standing};
use crate::contests::service;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use ui::{
    Button, Card, Crumb, Crumbs, EmptyState, Flash, FormGuard, Icon, Kind, LinkButton, PageHead,
    Tone,
};

/// What I contested of my scores, and what became of it.
#[component]
pub fn ContestsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let all = service::mine(&request.services, &actor).await?;
        let done = request
            .query("done")
            .map(|_| view! { <Flash tone=Tone::Good>"Taken back."</Flash> });
        let list = if all.is_empty() {
            view! {
                <EmptyState icon=Icon::CircleCheck title="You have contested nothing"
                    text="Every score shows its numbers, and each that is not yours to change can be contested there.">
                    <LinkButton href="/matches">"Jobs for me"</LinkButton>
                </EmptyState>
            }
            .into_any()
        } else {
            let rows: Vec<_> = all.iter().map(row).collect();
            view! { <Card><ul class="list">{rows}</ul></Card> }.into_any()
        };
        Ok(view! {
            <Title text="Contested scores" />
            <Crumbs crumbs=vec![Crumb::link("Jobs for me", "/matches"), Crumb::here("Contested scores")] />
            <div class="page stack">
                <PageHead title="Contested scores" lead="What you said is wrong with a score, and the answers." />
                {done}
                {list}
            </div>
        })
    })
}

fn row(one: &Contest) -> impl IntoView + use<> {
    let href = format!("/matches/{}/numbers", one.job);
    let title = if one.job_title.is_empty() {
        "A job that is no longer shown".to_owned()
    } else {
        format!("{}, {}", one.job_title, one.organisation_name)
    };
    let back = (one.state == Standing::Open).then(|| {
        view! {
            <form method="post" action=TakeBack::PATH>
                <FormGuard />
                <input type="hidden" name="form[contest]" value=one.id.to_string() />
                <Button kind=Kind::Plain>"Take back"</Button>
            </form>
        }
    });
    let story = story(one);
    view! {
        <li class="list-row">
            <div class="list-text"><a class="link" href=href>{title}</a>{story}</div>
            {back}
        </li>
    }
}

//! `/hiring/contests`

use super::story;
use crate::contests::api::Answer;
use crate::contests::model::{AnswerForm, Contest, Standing, WORDS_MAX};
use crate::contests::service;
use identity::Permission;
use identity::api::caller;
use identity::page::page;
use kernel::state::State as _;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{
    Button, Card, Choice, ChoiceGroup, Crumb, Crumbs, EmptyState, ErrorSummary, Flash, FormGuard,
    Icon, Kind, PageHead, TextArea, Tone,
};

/// What people contest of the organisation's jobs. Who they are is not shown: it is about the job.
#[component]
pub fn OrganisationContestsPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let all = service::of_organisation(&request.services, &actor).await?;
        let writes = actor.seat_with(Permission::WriteHiring).is_ok();
        let draft = request.draft::<AnswerForm>().await?.unwrap_or_default();
        let done = request.query("done").map(
            |_| view! { <Flash tone=Tone::Good>"Answered. The person is told by mail."</Flash> },
        );
        let list = if all.is_empty() {
            view! { <EmptyState icon=Icon::CircleCheck title="Nothing is contested" text="Where people say that something your jobs ask is wrong, it stands here." /> }
                .into_any()
        } else {
            let rows: Vec<_> = all.iter().map(|one| row(one, writes, &draft)).collect();
            view! { <div class="stack">{rows}</div> }.into_any()
        };
        Ok(view! {
            <Title text="Contested inputs" />
            <Crumbs crumbs=vec![Crumb::link("Jobs", "/hiring/jobs"), Crumb::here("Contested inputs")] />
            <div class="page stack">
                <PageHead title="Contested inputs" lead="People whose score for your jobs rests on something they say is wrong. If they are right, change the job, then accept: their score is made anew." />
                {done}
                {list}
            </div>
        })
    })
}

fn row(one: &Contest, writes: bool, draft: &Draft<AnswerForm>) -> impl IntoView + use<> {
    let href = format!("/hiring/jobs/{}", one.job);
    let form = (writes && one.state == Standing::Open).then(|| form(one, draft));
    let story = story(one);
    let title = one.job_title.clone();
    view! {
        <Card id=format!("contest-{}", one.id)>
            <p><a class="link" href=href>{title}</a></p>
            {story}
            {form}
        </Card>
    }
}

fn form(one: &Contest, draft: &Draft<AnswerForm>) -> impl IntoView + use<> {
    let id = one.id.to_string();
    // A refused answer stands with the contest it was about, and nowhere else.
    let Draft { form, errors } = if draft.form.contest == id {
        draft.clone()
    } else {
        Draft::default()
    };
    let choices = vec![
        Choice::new(Standing::Accepted.name(), "Accept").hint("It was wrong"),
        Choice::new(Standing::Declined.name(), "Decline").hint("It is right as it stands"),
    ];
    view! {
        <form class="form" method="post" action=Answer::PATH>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[contest]" value=id />
            <ChoiceGroup legend="Your answer" name="form[to]" choices=choices chosen=vec![form.to] required=true error=errors.get("to") />
            <TextArea label="Why" name="form[answer]" value=form.answer rows=3 maxlength=u32::try_from(WORDS_MAX).ok()
                hint="The person reads this." error=errors.get("answer") />
            <Button kind=Kind::Primary>"Send answer"</Button>
        </form>
    }
}

//! `/applications/{id}`

use super::parts::{history, tone};
use crate::applications::api::{Accept, Withdraw};
use crate::applications::model::{OwnForm, REASON_MAX, Stage, Story};
use crate::applications::service;
use crate::matches::pages::param;
use identity::api::caller;
use identity::organisations::logo::model::logo_path;
use identity::page::page;
use kernel::id::ApplicationId;
use kernel::state::State;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::events;
use time::OffsetDateTime;
use ui::{
    Avatar, Badge, Button, Card, ConfirmDialog, Crumb, Crumbs, ErrorSummary, Flash, Icon, Kind,
    LinkButton, LiveNotice, Meta, MetaLine, Moment, PageHead, Ring, ScoreRing, Shape, TextArea,
    Tone, Wording,
};

/// One of my applications: how it stands, what I can do, what happened.
#[component]
pub fn ApplicationPage() -> impl IntoView {
    let called = caller();
    let id = param::<ApplicationId>("id");
    page(async move {
        let ((request, actor), id) = (called?, id?);
        let after = events::head(&request.services, actor.person).await?;
        let story = service::my_story(&request.services, &actor, id).await?;
        let draft = request.draft::<OwnForm>().await?.unwrap_or_default();
        let done = request
            .query("done")
            .and_then(|name| Stage::from_name(&name))
            .filter(|stage| *stage == story.application.stage);
        let now = request.services.clock.now();
        Ok(view! {
            <Title text=story.application.job_title.clone() />
            {body(story, draft, done, now)}
            <LiveNotice subjects=vec![id.to_string()] after=after here=format!("/applications/{id}") />
        })
    })
}

fn body(
    story: Story,
    draft: Draft<OwnForm>,
    done: Option<Stage>,
    now: OffsetDateTime,
) -> impl IntoView {
    let Story {
        application: one,
        steps,
    } = story;
    let flash = done
        .and_then(thanks)
        .map(|text| view! { <Flash tone=Tone::Good>{text}</Flash> });
    let title = one.job_title.clone();
    let stage = one.stage;
    let next = what_next(stage, &one.organisation_name);
    let Draft { form, errors } = draft;
    let actions = actions(
        &one.id.to_string(),
        stage,
        &one.job_title,
        form.reason,
        errors.get("reason").map(str::to_owned),
    );
    let note = Some(one.note.clone()).filter(|note| !note.is_empty());
    let note =
        note.map(|note| view! { <Card title="Your note"><p class="own-words">{note}</p></Card> });
    let reason =
        Some(one.reason.clone()).filter(|reason| stage == Stage::Rejected && !reason.is_empty());
    let reason =
        reason.map(|reason| view! { <blockquote class="own-words reason">{reason}</blockquote> });
    let history = history(steps, now);
    let (fit, job) = (one.fit_points(), one.job);
    view! {
        <Crumbs crumbs=vec![Crumb::link("My applications", "/applications"), Crumb::here(title.clone())] />
        <div class="page">
            <PageHead
                title=title
                mark=view! { <Avatar name=one.organisation_name.clone() picture=one.organisation_logo.map(logo_path) shape=Shape::Organisation /> }.into_any()
                badge=view! { <Badge tone=tone(stage)>{stage.label()}</Badge> }.into_any()
                meta=view! {
                    <MetaLine>
                        <Meta icon=Some(Icon::Building)>{one.organisation_name.clone()}</Meta>
                        <Meta icon=Some(Icon::Send)>"Applied "<Moment at=one.created_at wording=Wording::Since(now) /></Meta>
                    </MetaLine>
                }.into_any()
                actions=view! { <LinkButton href=format!("/jobs/{job}")>"View job"</LinkButton> }.into_any()
            />
            <ErrorSummary errors=errors />
            {flash}
            <div class="split">
                <div class="stack">
                    <Card title=next.0>
                        <p>{next.1}</p>
                        {reason}
                        {actions}
                    </Card>
                    {note}
                    <Card title="What happened">{history}</Card>
                </div>
                <Card title="Your fit">
                    <div class="fit-head">
                        <div><p>{if fit.is_some() { "When you applied. It is kept with everything it was made of." } else { "It was not scored when you applied." }}</p></div>
                        {fit.map(|score| view! { <ScoreRing score=score size=Ring::Large /> })}
                    </div>
                    <LinkButton href=format!("/matches/{job}") icon=Some(Icon::Target)>"Why, and how it is today"</LinkButton>
                </Card>
            </div>
        </div>
    }
}

fn thanks(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Applied => Some("Sent. The employer sees your profile, your note and your score."),
        Stage::Accepted => Some("You have accepted. The employer sees it now."),
        Stage::Withdrawn => Some("Withdrawn. You may apply again while the job is open."),
        _ => None,
    }
}

fn what_next(stage: Stage, organisation: &str) -> (&'static str, String) {
    match stage {
        Stage::Applied => (
            "Waiting for the employer",
            format!("{organisation} has your application. You will see here when it moves."),
        ),
        Stage::Shortlisted => (
            "You are on the shortlist",
            format!("{organisation} wants to know more about you."),
        ),
        Stage::Offered => (
            "You have an offer",
            format!("{organisation} offers you this job. Places go to those who accept first."),
        ),
        Stage::Accepted => (
            "The job is yours",
            format!("You accepted the offer of {organisation}."),
        ),
        Stage::Rejected => (
            "Not taken further",
            format!("{organisation} gave this reason:"),
        ),
        Stage::Withdrawn => (
            "You withdrew",
            "The employer no longer considers this application.".to_owned(),
        ),
    }
}

fn actions(
    id: &str,
    stage: Stage,
    title: &str,
    reason: String,
    error: Option<String>,
) -> impl IntoView + use<> {
    let hidden = id.to_owned();
    let accept = (stage == Stage::Offered).then(|| {
        view! {
            <form method="post" action=Accept::PATH>
                <input type="hidden" name="form[application]" value=id.to_owned() />
                <Button kind=Kind::Primary icon=Some(Icon::Check)>"Accept offer"</Button>
            </form>
        }
    });
    let withdraw = (!stage.is_final()).then(|| {
        view! {
            <Button act=ui::Act::Button popover="withdraw">"Withdraw…"</Button>
            <ConfirmDialog id="withdraw" title="Withdraw your application?" action=Withdraw::PATH verb="Withdraw"
                text=format!("You give up your place in the list for “{title}”. You may apply again while the job is open.")>
                <input type="hidden" name="form[application]" value=hidden />
                <TextArea label="Why" name="form[reason]" value=reason error=error required=false rows=3
                    maxlength=u32::try_from(REASON_MAX).ok() hint="The employer reads it." />
            </ConfirmDialog>
        }
    });
    (!stage.is_final()).then(|| view! { <div class="actions">{accept}{withdraw}</div> })
}

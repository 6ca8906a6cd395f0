//! `/matches/{job}/numbers`

use super::story;
use crate::contests::api::Raise;
use crate::contests::model::{Answerer, Contest, ContestForm, Input, RIGHT_MAX, WORDS_MAX};
use crate::contests::numbers::{Block, Group, Line, Source, decimal, percent, shown};
use crate::contests::service;
use crate::matches::pages::param;
use crate::matches::service::Numbers;
use crate::matches::words;
use identity::api::caller;
use identity::page::page;
use kernel::AppError;
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use matching::{PartTrace, Trace};
use platform::draft::Draft;
use ui::{
    Button, Card, Column, Crumb, Crumbs, ErrorSummary, Flash, FormGuard, Kind, LinkButton,
    PageHead, Ring, ScoreRing, Table, TextArea, Tone,
};

/// Every number of my score for a job, where each comes from, and a way to say that one is wrong.
#[component]
pub fn NumbersPage() -> impl IntoView {
    let called = caller();
    let job = param::<JobId>("job");
    page(async move {
        let ((request, actor), job) = (called?, job?);
        let (found, blocks, contests) =
            match service::of_score(&request.services, &actor, job).await {
                // The page of the match says what to do without a profile.
                Err(AppError::Conflict(code)) if code == "no_profile" => {
                    return Err(AppError::NotFound);
                }
                other => other?,
            };
        let draft = request.draft::<ContestForm>().await?;
        let asked = request
            .query("contest")
            .and_then(|key| Input::from_key(&key));
        let draft = draft.or_else(|| {
            let form = ContestForm {
                input: asked?.key(),
                ..ContestForm::default()
            };
            Some(Draft {
                form,
                ..Draft::default()
            })
        });
        let form = draft.and_then(|draft| contest_form(job, &blocks, draft));
        let done = request.query("done").map(|_| {
            view! { <Flash tone=Tone::Good>"Sent. You get a mail with the answer, and it stands here."</Flash> }
        });
        let title = found.job.title.clone();
        let parts: Vec<_> = blocks
            .iter()
            .zip(&found.trace.parts)
            .map(|(block, part)| part_card(job, block, part))
            .collect();
        let total = total(job, &found);
        let contests = own_contests(&contests);
        let score = found.trace.fit.kfn;
        let provisional = found.trace.fit.provisional;
        let version = found
            .trace
            .fit
            .version
            .trim_start_matches("kfn-")
            .to_owned();
        Ok(view! {
            <Title text=format!("Every number · {title}") />
            <Crumbs crumbs=vec![
                Crumb::link("Jobs for me", "/matches"),
                Crumb::link(title.clone(), format!("/matches/{job}")),
                Crumb::here("Every number"),
            ] />
            <div class="page stack">
                <PageHead title="Every number of your score" lead=format!("{title}, {}", found.job.organisation_name)
                    actions=view! { <ScoreRing score=score.rounded() size=Ring::Large provisional=provisional /> }.into_any() />
                {done}
                {form}
                {total}
                {parts}
                {contests}
                <p class="note">{format!("Formula {version}. ")}<a href="/how-fit-works">"How the score works"</a></p>
            </div>
        })
    })
}

/// The sum: what each part weighs and brings.
fn total(job: JobId, found: &Numbers) -> impl IntoView + use<> {
    let Trace { fit, parts, .. } = &found.trace;
    let rows: Vec<_> = parts
        .iter()
        .zip(&fit.parts)
        .map(|(part, score)| {
            let of = |number: i32| {
                if score.applies { decimal(i64::from(number)) } else { "–".to_owned() }
            };
            view! {
                <tr>
                    <th scope="row">{part.dimension.label()}</th>
                    <td class="figures" data-label="Weight">{percent(score.weight)}</td>
                    <td class="figures" data-label="Share">{if score.applies { percent(part.share) } else { "left out".to_owned() }}</td>
                    <td class="figures" data-label="Score">{of(score.blended)}</td>
                    <td class="figures" data-label="Points">{of(part.brings)}</td>
                    <td class="figures" data-label="Against usual">{of(score.contribution)}</td>
                </tr>
            }
        })
        .collect();
    let columns = vec![
        Column::new("Part"),
        Column::figures("Weight"),
        Column::figures("Share"),
        Column::figures("Score"),
        Column::figures("Points"),
        Column::figures("Against usual"),
    ];
    let cap = fit.cap.as_ref().map(|cap| {
        let missing: Vec<String> = cap
            .missing
            .iter()
            .map(|skill| words::skill(*skill, &found.world))
            .collect();
        end_row(
            &format!(
                "Held at {} without {}",
                cap.at.rounded(),
                missing.join(", ")
            ),
            i64::from(cap.by),
        )
    });
    let before = (fit.cap.is_some() || found.trace.start.0 != 0)
        .then(|| end_row("All parts together", i64::from(found.trace.raw.0)));
    let score = end_row("Your score", i64::from(fit.kfn.0));
    let usual = format!(
        "Somebody usual in every part would have {}. Against that, your parts{} make the difference, to the last digit.",
        decimal(i64::from(fit.baseline.0)),
        if fit.cap.is_some() {
            " and the missing must-have"
        } else {
            ""
        },
    );
    let weights = wrong_link(job, Input::Weights);
    view! {
        <Card title="The sum" id="sum">
            <div class="stacking"><Table caption="What each part brings" columns=columns>{rows}{before}{cap}{score}</Table></div>
            <p class="note">"Points are the share of a part times its score, of 100. A part that is left out gives its weight to the others. "{usual}</p>
            <p class="note">"The weights are set by the job. "{weights}</p>
        </Card>
    }
}

fn end_row(what: &str, number: i64) -> impl IntoView + use<> {
    let what = what.to_owned();
    view! {
        <tr class="sum-row"><th scope="row" colspan="4">{what}</th><td class="figures" data-label="Points">{decimal(number)}</td><td></td></tr>
    }
}

fn part_card(job: JobId, block: &Block, part: &PartTrace) -> impl IntoView + use<> {
    let note = block.note.clone();
    let label = block.dimension.label();
    let title = if part.share > 0 {
        format!(
            "{label}: {} of {} points",
            decimal(i64::from(part.brings)),
            decimal(i64::from(part.at_most))
        )
    } else {
        format!("{label}: left out")
    };
    let groups: Vec<_> = block
        .groups
        .iter()
        .map(|group| group_view(job, label, group))
        .collect();
    view! {
        <Card title=title id=format!("part-{}", label.to_lowercase().replace(' ', "-"))>
            <p>{note}</p>
            {groups}
        </Card>
    }
}

fn group_view(job: JobId, part: &str, group: &Group) -> impl IntoView + use<> {
    let title = (!group.title.is_empty()).then(|| view! { <h3>{group.title.clone()}</h3> });
    let caption = if group.title.is_empty() {
        part.to_owned()
    } else {
        format!("{part}: {}", group.title)
    };
    let rows: Vec<_> = group
        .lines
        .iter()
        .map(|line| line_view(job, line))
        .collect();
    let columns = vec![
        Column::new("What"),
        Column::new("Number"),
        Column::new("Where it comes from"),
    ];
    view! {
        <section class="stack close numbers-group">
            {title}
            <div class="stacking"><Table caption=caption columns=columns>{rows}</Table></div>
        </section>
    }
}

fn line_view(job: JobId, line: &Line) -> impl IntoView + use<> {
    let from = match line.from {
        Source::Own(section) => view! {
            "Your profile. "<a class="link" href=section.path()>"This is wrong: change it"<span class="visually-hidden">{format!(": {}", line.what)}</span></a>
        }
        .into_any(),
        Source::Job => view! { "The job. "{line.input.map(|input| wrong_link(job, input))} }.into_any(),
        Source::Platform => view! { "What Kinwork knows. "{line.input.map(|input| wrong_link(job, input))} }.into_any(),
        Source::Sum => "Worked out from the above".into_any(),
    };
    view! {
        <tr>
            <th scope="row">{line.what.clone()}</th>
            <td class="num" data-label="Number">{line.value.clone()}</td>
            <td data-label="Where it comes from">{from}</td>
        </tr>
    }
}

fn wrong_link(job: JobId, input: Input) -> impl IntoView + use<> {
    let href = format!(
        "{}#contest",
        platform::web::with_query(&format!("/matches/{job}/numbers"), "contest", &input.key())
    );
    view! { <a class="link" href=href rel="nofollow">"This is wrong"</a> }
}

/// The form for one input; none if the score does not rest on it.
fn contest_form(
    job: JobId,
    blocks: &[Block],
    draft: Draft<ContestForm>,
) -> Option<impl IntoView + use<>> {
    let Draft { form, errors } = draft;
    let input = Input::from_key(&form.input)?;
    let shown = shown(blocks, input)?;
    let who = match input.answerer() {
        Answerer::Organisation => {
            "The employer answers. They read what you write here, not who you are, unless you say so."
        }
        Answerer::Platform => "Somebody of our staff answers.",
    };
    Some(view! {
        <Card title="What is wrong?" id="contest">
            <form class="form" method="post" action=Raise::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() />
                <p><b>{shown}</b></p>
                <input type="hidden" name="form[job]" value=job.to_string() />
                <input type="hidden" name="form[input]" value=form.input />
                <TextArea label="What is wrong with it" name="form[wrong]" value=form.wrong rows=3 maxlength=u32::try_from(WORDS_MAX).ok()
                    hint=who error=errors.get("wrong") />
                <TextArea label="What would be right" name="form[right_value]" value=form.right_value rows=2 required=false
                    maxlength=u32::try_from(RIGHT_MAX).ok() error=errors.get("right_value") />
                <p class="note">"Your score is kept with everything it was made of, so that it can be made again. Nothing changes until there is an answer."</p>
                <div class="actions">
                    <Button kind=Kind::Primary>"Contest this number"</Button>
                    <LinkButton href=format!("/matches/{job}/numbers")>"Cancel"</LinkButton>
                </div>
            </form>
        </Card>
    })
}

fn own_contests(contests: &[Contest]) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = contests
        .iter()
        .map(|one| {
            let story = story(one);
            view! { <li class="list-row"><div class="list-text">{story}</div></li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <Card title="What you contested" id="contests">
                <ul class="list">{rows}</ul>
                <p class="note"><a href="/matches/contests">"All of them"</a></p>
            </Card>
        }
    })
}

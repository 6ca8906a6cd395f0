//! What several pages show of an application.

use crate::applications::api::Apply;
use crate::applications::model::{ApplyForm, NOTE_MAX, Stage, Step};
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web;
use time::OffsetDateTime;
use ui::{Button, ErrorSummary, Event, FormGuard, Icon, Kind, Tag, TextArea, Timeline, Tone};

/// The colour of a stage.
pub(super) fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Applied => Tone::Info,
        Stage::Shortlisted | Stage::Offered => Tone::Accent,
        Stage::Accepted => Tone::Good,
        Stage::Rejected => Tone::Bad,
        Stage::Withdrawn => Tone::Neutral,
    }
}

fn icon(stage: Stage) -> Icon {
    match stage {
        Stage::Applied => Icon::Send,
        Stage::Shortlisted => Icon::Users,
        Stage::Offered => Icon::Briefcase,
        Stage::Accepted => Icon::CircleCheck,
        Stage::Rejected | Stage::Withdrawn => Icon::X,
    }
}

/// A stage as a tag.
pub fn stage_tag(stage: Stage) -> Tag {
    Tag::new(stage.label()).tone(tone(stage)).icon(icon(stage))
}

/// The history, in the same words for both sides.
pub(super) fn history(steps: Vec<Step>, now: OffsetDateTime) -> impl IntoView {
    let event = |step: Step| Event {
        icon: icon(step.to),
        tone: tone(step.to),
        title: step.to.label().to_owned(),
        by: step.by.into(),
        at: step.at,
        text: step.reason.into(),
    };
    view! { <Timeline events=steps.into_iter().map(event).collect() now=now /> }
}

/// The form that applies for a job; works on any page, with the refused form of that page if there is one.
pub fn apply_form(job: JobId, draft: Draft<ApplyForm>) -> impl IntoView {
    let Draft { form, errors } = draft;
    let sign = errors.get("note").map(str::to_owned);
    view! {
        <form class="form" method="post" action=Apply::PATH>
            <ErrorSummary errors=errors />
            <input type="hidden" name="form[job]" value=job.to_string() />
            <TextArea label="A note to the employer" name="form[note]" value=form.note required=false rows=5
                maxlength=u32::try_from(NOTE_MAX).ok() error=sign
                hint="They see your profile and your score. Say what those do not." />
            <div class="actions"><Button kind=Kind::Primary icon=Some(Icon::Send)>"Apply"</Button></div>
            <FormGuard />
        </form>
    }
}

/// A path without what an answer left in it.
pub(super) fn bare(path: &str) -> String {
    let (base, query) = path.split_once('?').unwrap_or((path, ""));
    let kept = query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !name.is_empty() && !matches!(name, "draft" | "done" | "reject")
    });
    let kept: Vec<&str> = kept.collect();
    if kept.is_empty() {
        base.to_owned()
    } else {
        format!("{base}?{}", kept.join("&"))
    }
}

/// A path with one more parameter, without what an answer left in it.
pub(super) fn with(path: &str, name: &str, value: &str) -> String {
    web::with_query(&bare(path), name, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leaves_nothing_behind() {
        assert_eq!(
            bare("/a?stage=APPLIED&done=OFFERED&draft=1"),
            "/a?stage=APPLIED"
        );
        assert_eq!(bare("/a?draft=1"), "/a");
        assert_eq!(
            with("/a?draft=1&b=2", "application", "x"),
            "/a?b=2&application=x"
        );
    }
}

//! What several pages show of an application.

use crate::applications::model::{Stage, Step};
use leptos::prelude::*;
use platform::web;
use time::OffsetDateTime;
use ui::{Event, Icon, Tag, Timeline, Tone};

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

//! The Fit Number: ring, where it comes from, why. A score is never shown without its reasons one tap away.

use crate::{Icon, Text, format};
use leptos::prelude::*;

/// How large a ring is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Ring {
    /// In a dense table.
    Small,
    /// In a list.
    #[default]
    Medium,
    /// Beside a name.
    Large,
}

/// Below this a fit is in between.
pub const GOOD_FROM: i32 = 70;
/// Below this a fit is low.
pub const MID_FROM: i32 = 40;

/// The class of a score from 0 to 100.
fn level(score: i32) -> &'static str {
    match score {
        GOOD_FROM.. => "high",
        MID_FROM.. => "mid",
        _ => "low",
    }
}

/// A score in its ring, named “Fit 91 of 100”. Dashed while provisional.
#[component]
pub fn ScoreRing(
    score: i32,
    #[prop(optional)] size: Ring,
    #[prop(optional)] provisional: bool,
) -> impl IntoView {
    let score = score.clamp(0, 100);
    let size = match size {
        Ring::Small => "small",
        Ring::Medium => "medium",
        Ring::Large => "large",
    };
    let name = if provisional {
        format!("Fit {score} of 100, provisional")
    } else {
        format!("Fit {score} of 100")
    };
    let class = format!(
        "score-ring {size} {}{}",
        level(score),
        if provisional { " provisional" } else { "" }
    );
    view! {
        <span class=class role="img" aria-label=name>
            <svg viewBox="0 0 46 46" aria-hidden="true" focusable="false">
                <circle class="track" cx="23" cy="23" r="20" fill="none" stroke-width="4" />
                <circle
                    class="value"
                    cx="23"
                    cy="23"
                    r="20"
                    fill="none"
                    stroke-width="4"
                    pathLength="100"
                    stroke-dasharray=format!("{score} 100")
                    transform="rotate(-90 23 23)"
                />
            </svg>
            <b aria-hidden="true">{score}</b>
        </span>
    }
}

/// One of the six parts of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// Its name.
    pub label: String,
    /// 0 to 100; `None` if the job does not ask.
    pub score: Option<f64>,
    /// What is usual for the occupation, 0 to 100.
    pub usual: Option<f64>,
    /// Points it adds to or takes from the whole.
    pub contribution: f64,
}

impl ScorePart {
    fn view(self) -> AnyView {
        let Some(score) = self.score else {
            return view! {
                <li class="score-part">
                    <span>{self.label}</span>
                    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" width="100" height="8" /></svg>
                    <b aria-hidden="true">"–"</b>
                    <small>"not asked"</small>
                </li>
            }
            .into_any();
        };
        let score = score.clamp(0.0, 100.0);
        let low = self.usual.is_some_and(|usual| score < usual);
        let usual = self.usual.map(|usual| usual.clamp(0.0, 99.0).round());
        let tone = if self.contribution < -0.05 {
            "minus"
        } else {
            "plus"
        };
        view! {
            <li class="score-part">
                <span>{self.label}</span>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="bar" width="100" height="8" />
                    <rect class=if low { "fill low" } else { "fill" } width=format!("{score:.0}") height="8" />
                    {usual.map(|usual| view! { <rect class="tick" x=usual width="1" height="8" /> })}
                </svg>
                <b>{format!("{score:.0}")}<span class="visually-hidden">" of 100"</span></b>
                <small class=tone>{format::points(self.contribution)}<span class="visually-hidden">" points"</span></small>
                {usual.map(|usual| view! { <span class="visually-hidden">{format!("Usual for this occupation: {usual}")}</span> })}
            </li>
        }
        .into_any()
    }
}

/// Where a score comes from: a bar per part with a mark at what is usual, and what it adds.
/// `children` is the note below: confidence, formula, a link to how it works.
#[component]
pub fn ScoreBreakdown(
    parts: Vec<ScorePart>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let parts: Vec<_> = parts.into_iter().map(ScorePart::view).collect();
    view! {
        <ul class="score-breakdown num">{parts}</ul>
        {children.map(|children| view! { <p class="note">{children()}</p> })}
    }
}

/// How a reason speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speaks {
    /// For the person.
    For,
    /// Against.
    Against,
    /// Not known.
    Unknown,
}

/// One reason of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ReasonItem {
    /// How it speaks.
    pub speaks: Speaks,
    /// What it says.
    pub text: String,
    /// What it rests on.
    pub evidence: Text,
    /// Points; `None` where it moves none.
    pub points: Option<f64>,
}

impl ReasonItem {
    fn view(self) -> AnyView {
        let (icon, name, class) = match self.speaks {
            Speaks::For => (Icon::Check, "Strength", "for"),
            Speaks::Against => (Icon::Triangle, "Concern", "against"),
            Speaks::Unknown => (Icon::CircleHelp, "Not known", "unknown"),
        };
        view! {
            <li class=class>
                {icon.labelled(name)}
                <span>{self.text}{self.evidence.0.map(|evidence| view! { <small>{evidence}</small> })}</span>
                {self.points.map(|points| view! { <b class="num">{format::points(points)}<span class="visually-hidden">" points"</span></b> })}
            </li>
        }
        .into_any()
    }
}

/// Strengths and concerns with their evidence and points.
#[component]
pub fn Reasons(items: Vec<ReasonItem>) -> impl IntoView {
    let items: Vec<_> = items.into_iter().map(ReasonItem::view).collect();
    view! { <ul class="reasons">{items}</ul> }
}

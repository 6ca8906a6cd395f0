//! Ranked matches: people for a job, jobs for a person. Rows on a desk, cards on a phone.

use crate::badge::{Tag, TagList};
use crate::score::{Ring, ScoreRing};
use crate::{Text, week::WeekStrip};
use kernel::week::Week;
use leptos::prelude::*;

/// One match of a ranked list.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchItem {
    /// Its place in the order, from 1; `None` where the order is another.
    pub rank: Option<u64>,
    /// 0 to 100; `None` while there is none.
    pub score: Option<i32>,
    /// Too little is known.
    pub provisional: bool,
    /// Name of the person, title of the job.
    pub title: String,
    /// The line below: headline, organisation and place.
    pub text: Text,
    /// Where it leads: the reasons.
    pub href: String,
    /// Strengths, concerns.
    pub tags: Vec<Tag>,
    /// Distance and what it means.
    pub place: (Text, Text),
    /// Pay or rate, and what it is for.
    pub pay: (Text, Text),
    /// Hours possible, and hours needed.
    pub week: Option<(Week, Option<Week>)>,
    /// It is the one shown beside the list.
    pub selected: bool,
}

impl MatchItem {
    /// A match with a score.
    pub fn new(title: impl Into<String>, href: impl Into<String>, score: Option<i32>) -> Self {
        Self {
            rank: None,
            score,
            provisional: false,
            title: title.into(),
            text: Text::default(),
            href: href.into(),
            tags: Vec::new(),
            place: (Text::default(), Text::default()),
            pay: (Text::default(), Text::default()),
            week: None,
            selected: false,
        }
    }

    fn view(self) -> AnyView {
        let cell = |(what, detail): (Text, Text), class: &'static str| {
            what.0.map(|what| {
                view! { <p class=class>{what}{detail.0.map(|detail| view! { <small>{detail}</small> })}</p> }
            })
        };
        view! {
            <li class="match">
                <span class="match-rank num">{self.rank}</span>
                <span class="match-score">{self.score.map(|score| view! { <ScoreRing score=score size=Ring::Medium provisional=self.provisional /> })}</span>
                <div class="match-who">
                    <h2><a class="cover" href=self.href aria-current=self.selected.then_some("true")>{self.title}</a></h2>
                    {self.text.0.map(|text| view! { <p>{text}</p> })}
                    {(!self.tags.is_empty()).then(|| view! { <TagList tags=self.tags /> })}
                </div>
                <div class="match-cells num">
                    {cell(self.place, "match-place")}
                    {self.week.map(|(week, needed)| view! { <p class="match-week"><WeekStrip week=week needed=needed /></p> })}
                    {cell(self.pay, "match-pay")}
                </div>
            </li>
        }
        .into_any()
    }
}

/// A ranked list. `heads` names the columns on a wide screen: fit, who, place, week, pay.
#[component]
pub fn MatchList(
    #[prop(into)] label: String,
    items: Vec<MatchItem>,
    #[prop(default = ["Fit", "Person", "Distance", "Can work", "Rate"])] heads: [&'static str; 5],
) -> impl IntoView {
    let items: Vec<_> = items.into_iter().map(MatchItem::view).collect();
    let [fit, who, place, week, pay] = heads;
    view! {
        <div class="match-list card">
            <div class="match-heads" aria-hidden="true">
                <span></span><span>{fit}</span><span>{who}</span>
                <span class="match-cells"><span>{place}</span><span>{week}</span><span>{pay}</span></span>
            </div>
            <ol aria-label=label>{items}</ol>
        </div>
    }
}

//! What happened, newest first.

use crate::time_text::{Moment, Wording};
use crate::{Icon, Text, Tone};
use leptos::prelude::*;
use time::OffsetDateTime;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its sign.
    pub icon: Icon,
    /// Its meaning.
    pub tone: Tone,
    /// What happened.
    pub title: String,
    /// Who did it.
    pub by: Text,
    /// When.
    pub at: OffsetDateTime,
    /// A note, a reason, a difference.
    pub text: Text,
}

/// Events on a line. `now` makes the times relative.
#[component]
pub fn Timeline(events: Vec<Event>, now: OffsetDateTime) -> impl IntoView {
    let events: Vec<_> = events
        .into_iter()
        .map(|event| {
            view! {
                <li class=event.tone.class()>
                    <span class="timeline-mark">{event.icon.view()}</span>
                    <div>
                        <p class="timeline-title">
                            <b>{event.title}</b>
                            <span class="timeline-by">
                                {event.by.0.map(|by| view! { <span>{by}</span> })}
                                <Moment at=event.at wording=Wording::Since(now) />
                            </span>
                        </p>
                        {event.text.0.map(|text| view! { <p class="timeline-text">{text}</p> })}
                    </div>
                </li>
            }
        })
        .collect();
    view! { <ol class="timeline">{events}</ol> }
}

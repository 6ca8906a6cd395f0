//! Points in time: UTC for machines, words for people; the island `LocalTimes` makes them local.

use crate::format;
use leptos::prelude::*;
use time::OffsetDateTime;

/// How a point in time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Wording {
    /// `14 Mar 2028, 07:30`.
    #[default]
    DateTime,
    /// `14 Mar 2028`.
    Date,
    /// `3 hours ago`, as seen from the time given; the exact time is in the title.
    Since(OffsetDateTime),
}

/// A point in time.
#[component]
pub fn Moment(at: OffsetDateTime, #[prop(optional)] wording: Wording) -> impl IntoView {
    let (kind, text) = match wording {
        Wording::DateTime => ("date-time", format::date_time(at)),
        Wording::Date => (
            "date",
            format::date(at.to_offset(time::UtcOffset::UTC).date()),
        ),
        Wording::Since(now) => ("since", format::relative(at, now)),
    };
    view! { <time class="num" datetime=format::machine_time(at) data-local=kind title=format::date_time(at)>{text}</time> }
}

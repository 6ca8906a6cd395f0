//! A week at a glance, and a week in full. Both are for reading; editing is the profile's own form.

use crate::Icon;
use kernel::week::{DAYS, SLOTS_PER_DAY, Week};
use leptos::prelude::*;

/// How much of a day's need is covered, 0 to 100; `None` where nothing is needed or possible.
/// Without a need, a day with any hours counts as covered.
fn cover(week: &Week, needed: Option<&Week>) -> [Option<u32>; 7] {
    std::array::from_fn(|day| match needed {
        None => (week.count_on(day) > 0).then_some(100),
        Some(needed) => {
            let need = needed.count_on(day);
            let have = week.and(needed).count_on(day);
            (need > 0).then(|| u32::try_from(have * 100 / need).unwrap_or(100))
        }
    })
}

/// Seven small bars: which days a person can work, against what a job needs.
#[component]
pub fn WeekStrip(week: Week, #[prop(optional_no_strip)] needed: Option<Week>) -> impl IntoView {
    let days = cover(&week, needed.as_ref());
    let bars: Vec<_> = days
        .iter()
        .enumerate()
        .map(|(i, covered)| {
            let height = covered.unwrap_or(0) * 18 / 100;
            view! {
                <rect class="day" x=i * 11 y="0" width="8" height="18" rx="2" />
                {(height > 0).then(|| view! { <rect class="cover" x=i * 11 y=18 - height width="8" height=height rx="2" /> })}
            }
        })
        .collect();
    view! {
        <svg class="week-strip" viewBox="0 0 74 18" width="74" height="18" role="img" aria-label=strip_name(&days, needed.is_some())>
            {bars}
        </svg>
    }
}

fn strip_name(days: &[Option<u32>; 7], against: bool) -> String {
    let list = |test: fn(u32) -> bool| -> String {
        let names: Vec<&str> = days
            .iter()
            .zip(DAYS)
            .filter(|(c, _)| c.is_some_and(test))
            .map(|(_, day)| day)
            .collect();
        names.join(", ")
    };
    let (all, some, none) = (
        list(|c| c == 100),
        list(|c| (1..100).contains(&c)),
        list(|c| c == 0),
    );
    let mut parts = Vec::new();
    if !all.is_empty() {
        parts.push(format!("Can work {all}"));
    }
    if !some.is_empty() {
        parts.push(format!("partly {some}"));
    }
    if against && !none.is_empty() {
        parts.push(format!("cannot {none}"));
    }
    if parts.is_empty() {
        "No hours given".to_owned()
    } else {
        parts.join("; ")
    }
}

/// A week in full: a row per day with its hours on a line of 24 and in words.
#[component]
pub fn WeekGrid(
    week: Week,
    #[prop(into)] caption: String,
    #[prop(optional_no_strip)] needed: Option<Week>,
) -> impl IntoView {
    let rows: Vec<_> = DAYS
        .iter()
        .enumerate()
        .map(|(day, name)| week_row(&week, needed.as_ref(), day, name))
        .collect();
    view! {
        <table class="week-grid num">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="visually-hidden">"Day"</span></th>
                    <th scope="col" class="week-hours" aria-hidden="true">
                        <span>"00"</span><span>"06"</span><span>"12"</span><span>"18"</span><span>"24"</span>
                    </th>
                    <th scope="col"><span class="visually-hidden">"Hours"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {needed.is_some().then(|| view! {
            <p class="note week-key">
                <span class="week-key-have"></span>"Can work"
                <span class="week-key-need"></span>"Needed"
                <span class="week-key-both"></span>"Both"
            </p>
        })}
    }
}

fn week_row(week: &Week, needed: Option<&Week>, day: usize, name: &'static str) -> AnyView {
    let bars = |week: &Week, class: &'static str| -> Vec<AnyView> {
        week.ranges_on(day)
            .into_iter()
            .map(|(from, to)| {
                view! { <rect class=class x=from y="0" width=to - from height="10" /> }.into_any()
            })
            .collect()
    };
    let have = bars(week, if needed.is_some() { "have" } else { "both" });
    let need = needed.map(|needed| bars(needed, "need"));
    let both = needed.map(|needed| bars(&week.and(needed), "both"));
    let text = week.day_text(day).replace('-', "–");
    view! {
        <tr>
            <th scope="row"><span aria-hidden="true">{&name[..3]}</span><span class="visually-hidden">{name}</span></th>
            <td class="week-line">
                <svg viewBox=format!("0 0 {SLOTS_PER_DAY} 10") preserveAspectRatio="none" aria-hidden="true">
                    {have}{need}{both}
                </svg>
            </td>
            <td>{if text.is_empty() { Icon::Minus.labelled("None") } else { text.into_any() }}</td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_covered_in_parts() {
        let (mut has, mut needs) = (Week::EMPTY, Week::EMPTY);
        has.add_day_text(0, "07:00-15:00").unwrap();
        has.add_day_text(4, "11:00-15:00").unwrap();
        needs.add_day_text(0, "07:00-15:00").unwrap();
        needs.add_day_text(1, "07:00-15:00").unwrap();
        needs.add_day_text(4, "07:00-15:00").unwrap();
        let days = cover(&has, Some(&needs));
        assert_eq!(days, [Some(100), Some(0), None, None, Some(50), None, None]);
        assert_eq!(
            strip_name(&days, true),
            "Can work Monday; partly Friday; cannot Tuesday"
        );
        assert_eq!(
            strip_name(&cover(&Week::EMPTY, None), false),
            "No hours given"
        );
    }
}

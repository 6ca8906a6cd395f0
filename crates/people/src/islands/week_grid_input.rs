//! A week to paint: pointer or arrow keys set half hours, and the seven rows of text follow. The rows
//! are the form's; without script they are all there is.

use kernel::week::{DAYS, SLOTS_PER_DAY, Week, clock};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent, PointerEvent};

/// The grid over the rows whose ids are `{rows}-0` to `{rows}-6`.
#[island]
pub fn WeekGridInput(
    /// What the ids of the rows begin with.
    rows: String,
    /// What the hours are, for those who listen; the reader's own if it is not said.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let rows = StoredValue::new(rows);
    let label = StoredValue::new(label.unwrap_or_else(|| "Hours you can work".to_owned()));
    let week = RwSignal::new(Week::EMPTY);
    let shown = RwSignal::new(false);
    let painting = StoredValue::new(None::<bool>);
    let focus = RwSignal::new(7 * 2);
    let read = move || week.set(rows.with_value(|rows| read_rows(rows)));
    Effect::new(move || {
        read();
        shown.set(true);
        rows.with_value(|rows| on_change(rows, read));
    });
    let paint = move |slot: usize, on: bool| {
        if week.with_untracked(|week| week.has(slot)) != on {
            week.update(|week| *week = with(week, slot, on));
        }
    };
    let write = move || rows.with_value(|rows| week.with_untracked(|week| write_rows(rows, week)));
    let down = move |event: PointerEvent| {
        let Some(slot) = slot_under(&event).filter(|_| event.button() == 0) else {
            return;
        };
        event.prevent_default();
        read();
        let on = !week.with_untracked(|week| week.has(slot));
        painting.set_value(Some(on));
        focus_cell(slot);
        paint(slot, on);
    };
    let moved = move |event: PointerEvent| {
        if let (Some(on), Some(slot)) = (painting.get_value(), slot_under(&event)) {
            paint(slot, on);
        }
    };
    let up = move |_: PointerEvent| {
        if painting.get_value().is_some() {
            painting.set_value(None);
            write();
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let at = focus.get_untracked();
        let (day, half) = (at / SLOTS_PER_DAY, at % SLOTS_PER_DAY);
        let to = match event.key().as_str() {
            "ArrowUp" => (day, half.saturating_sub(1)),
            "ArrowDown" => (day, (half + 1).min(SLOTS_PER_DAY - 1)),
            "ArrowLeft" => (day.saturating_sub(1), half),
            "ArrowRight" => ((day + 1).min(6), half),
            "Home" => (day, 0),
            "End" => (day, SLOTS_PER_DAY - 1),
            " " | "Enter" => (day, half),
            _ => return,
        };
        event.prevent_default();
        read();
        let to = to.0 * SLOTS_PER_DAY + to.1;
        let on = week.with_untracked(|week| week.has(at));
        if to == at {
            paint(at, !on);
        } else if event.shift_key() {
            paint(to, on);
        }
        write();
        focus_cell(to);
    };
    let grid = move || {
        view! {
            <p class="note" id="week-paint-help">
                "Draw with the pointer, or move with the arrow keys: space sets a half hour, shift and an arrow stretch it."
            </p>
            <table
                class="week-paint num"
                role="grid"
                aria-label=label.get_value()
                aria-describedby="week-paint-help"
                aria-multiselectable="true"
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=up
                on:pointerleave=up
                on:keydown=pressed
                on:focusin=move |event| {
                    if let Some(slot) = slot_of(&event_target::<Element>(&event)) {
                        focus.set(slot);
                    }
                }
            >
                <thead>
                    <tr>
                        <td></td>
                        {DAYS.iter().map(|day| view! { <th scope="col">{&day[..3]}</th> }).collect::<Vec<_>>()}
                    </tr>
                </thead>
                <tbody>{(0..SLOTS_PER_DAY).map(|half| half_hour(half, week, focus)).collect::<Vec<_>>()}</tbody>
            </table>
        }
    };
    view! { <div class="week-paint-box">{move || shown.get().then(grid)}</div> }
}

/// One row of the grid: the same half hour of every day.
fn half_hour(half: usize, week: RwSignal<Week>, focus: RwSignal<usize>) -> impl IntoView {
    let cell = move |day: usize| {
        let slot = day * SLOTS_PER_DAY + half;
        view! {
            <td
                role="gridcell"
                id=format!("week-paint-{slot}")
                data-slot=slot
                tabindex=move || if focus.get() == slot { "0" } else { "-1" }
                aria-selected=move || if week.with(|week| week.has(slot)) { "true" } else { "false" }
                aria-label=format!("{} {}", DAYS[day], clock(half))
            ></td>
        }
    };
    // Half past is said but not shown: there is no room.
    let class = (!half.is_multiple_of(2)).then_some("visually-hidden");
    view! { <tr><th scope="row"><span class=class>{clock(half)}</span></th>{(0..7).map(cell).collect::<Vec<_>>()}</tr> }
}

/// The week with one half hour set or cleared.
fn with(week: &Week, slot: usize, on: bool) -> Week {
    let mut changed = Week::EMPTY;
    (0..kernel::week::SLOTS)
        .filter(|&other| if other == slot { on } else { week.has(other) })
        .for_each(|slot| changed.set(slot));
    changed
}

fn row(rows: &str, day: usize) -> Option<HtmlInputElement> {
    document()
        .get_element_by_id(&format!("{rows}-{day}"))?
        .dyn_into()
        .ok()
}

/// What the rows say; a row that cannot be read says nothing.
fn read_rows(rows: &str) -> Week {
    let mut week = Week::EMPTY;
    for day in 0..7 {
        let mut with_day = week;
        if row(rows, day).is_some_and(|row| with_day.add_day_text(day, &row.value()).is_ok()) {
            week = with_day;
        }
    }
    week
}

/// Writes the rows that differ, and tells whoever listens to the form.
fn write_rows(rows: &str, week: &Week) {
    for day in 0..7 {
        let text = week.day_text(day);
        if let Some(row) = row(rows, day).filter(|row| row.value() != text) {
            super::type_into(&row, &text);
        }
    }
}

/// Calls back whenever a person has changed a row by hand.
fn on_change(rows: &str, changed: impl FnMut() + Copy + 'static) {
    for day in 0..7 {
        if let Some(row) = row(rows, day) {
            let listener = Closure::<dyn FnMut()>::new(changed);
            let _ =
                row.add_event_listener_with_callback("change", listener.as_ref().unchecked_ref());
            // It listens for as long as the page lives.
            listener.forget();
        }
    }
}

/// The half hour under the pointer. A finger keeps the target it began with, so the point decides.
fn slot_under(event: &PointerEvent) -> Option<usize> {
    let element: Element =
        document().element_from_point(event.client_x() as f32, event.client_y() as f32)?;
    slot_of(&element)
}

fn slot_of(element: &Element) -> Option<usize> {
    element.get_attribute("data-slot")?.parse().ok()
}

fn focus_cell(slot: usize) {
    let cell = document().get_element_by_id(&format!("week-paint-{slot}"));
    if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<HtmlElement>().ok()) {
        let _ = cell.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_half_hour_changes_and_no_other() {
        let week = with(&Week::full(), 10, false);
        assert_eq!((week.count(), week.has(10)), (335, false));
        assert_eq!(with(&week, 10, true), Week::full());
    }
}

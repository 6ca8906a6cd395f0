//! Skills to add: offered while typing, kept as a list until the form is sent. Without script it is a
//! field for names, one a line or separated by commas.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use taxonomy::SkillHit;
use taxonomy::model::SkillKind;
use web_sys::KeyboardEvent;

/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);
/// Most skills offered.
const OFFERED: usize = 8;
/// What separates one name from the next.
const SEPARATORS: [char; 4] = ['\n', '\r', ',', ';'];
/// Between two chosen skills as they are kept; no name has it.
const BETWEEN: char = '\t';

/// The field `form[add]` with its choices, and `form[picked]` for each one chosen.
#[island]
pub fn SkillPicker(
    /// What was typed before.
    text: String,
    /// Why it was refused, or empty.
    error: String,
    /// What was chosen before: numbers with names.
    chosen: Vec<(i32, String)>,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let kept = NodeRef::<Input>::new();
    let first = as_text(&chosen);
    let picked = RwSignal::new(chosen);
    // `/keep.js` has put back by now what was chosen before a reload.
    Effect::new(move || {
        if let Some(kept) = kept.get() {
            let before = from_text(&kept.value());
            if picked.with_untracked(|picked| *picked != before) {
                picked.set(before);
            }
        }
    });
    let change = move |list: &[(i32, String)]| {
        if let Some(kept) = kept.get_untracked() {
            super::type_into(&kept, &as_text(list));
        }
    };
    let offered = RwSignal::new(Vec::<SkillHit>::new());
    let active = RwSignal::new(None::<usize>);
    let asked = RwSignal::new(String::new());
    // Who pastes a whole list is not looking for its last name, and offers would cover the button they go for.
    let names_before = StoredValue::new(1);
    let close = move || {
        offered.set(Vec::new());
        active.set(None);
    };
    let leave = move || {
        // An answer still on its way must not open the list again.
        asked.set(String::new());
        close();
    };
    let pick = move |hit: &SkillHit| {
        let mut list = picked.get_untracked();
        if list.iter().all(|(id, _)| *id != hit.id) {
            list.push((hit.id, hit.label.clone()));
            change(&list);
        }
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            field.set_value(&text[..start_of_last(&text)]);
            let _ = field.focus();
        }
        leave();
    };
    let typed = move |text: String| {
        let names = text.matches(SEPARATORS).count() + 1;
        let pasted = names > names_before.get_value() + 1;
        names_before.set_value(names);
        if pasted {
            return leave();
        }
        let word = text[start_of_last(&text)..].trim().to_owned();
        asked.set(word.clone());
        if word.chars().count() < 2 {
            return close();
        }
        ask_soon(word, asked, offered, active);
    };
    let pressed = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            return leave();
        }
        let count = offered.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" => {
                active.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" => {
                let Some(hit) = active
                    .get_untracked()
                    .and_then(|at| offered.with_untracked(|all| all.get(at).cloned()))
                else {
                    return;
                };
                pick(&hit);
            }
            _ => return,
        }
        event.prevent_default();
    };
    let option = move |(at, hit): (usize, SkillHit)| {
        let (label, alias) = (hit.label.clone(), hit.alias.clone());
        view! {
            <li
                role="option"
                id=format!("form-add-{at}")
                aria-selected=move || if active.get() == Some(at) { "true" } else { "false" }
                // The field would lose the focus, and with it the list, before a click.
                on:pointerdown=move |event| {
                    event.prevent_default();
                    pick(&hit);
                }
            >
                {label}
                {alias.map(|alias| view! { <small>{alias}</small> })}
            </li>
        }
    };
    let chip = move |(id, label): (i32, String)| {
        let name = format!("Take out {label}");
        view! {
            <li>
                <input type="hidden" name="form[picked]" value=id />
                {label}
                <button
                    type="button"
                    class="button quiet bare"
                    aria-label=name
                    on:click=move |_| {
                        let mut list = picked.get_untracked();
                        list.retain(|(other, _)| *other != id);
                        change(&list);
                    }
                >
                    {ui::Icon::X.view()}
                </button>
            </li>
        }
    };
    let invalid = (!error.is_empty()).then_some("true");
    view! {
        <ui::Field
            label="Add skills"
            id="form-add"
            hint="Type a skill, a tool or a language. Several: one a line, or separated by commas."
            error=error
        >
            <div class="combobox">
                <textarea
                    class="control"
                    id="form-add"
                    name="form[add]"
                    rows="2"
                    node_ref=field
                    aria-autocomplete="list"
                    aria-controls="form-add-list"
                    aria-describedby="form-add-hint form-add-error"
                    aria-invalid=invalid
                    aria-activedescendant=move || active.get().map(|at| format!("form-add-{at}"))
                    on:input=move |event| typed(event_target_value(&event))
                    on:keydown=pressed
                    on:blur=move |_| leave()
                >
                    {text}
                </textarea>
                <ul class="combobox-list" id="form-add-list" role="listbox" aria-label="Skills">
                    {move || offered.get().into_iter().enumerate().map(option).collect::<Vec<_>>()}
                </ul>
            </div>
        </ui::Field>
        // Without a name: it is not sent, but it is kept and put back with everything else in the form.
        <input
            type="text"
            hidden=true
            value=first
            node_ref=kept
            on:input=move |event| picked.set(from_text(&event_target_value(&event)))
        />
        <ul class="picked" aria-label="To be added" aria-live="polite">
            {move || picked.get().into_iter().map(chip).collect::<Vec<_>>()}
        </ul>
    }
}

/// Where the last name begins.
fn start_of_last(text: &str) -> usize {
    text.rfind(SEPARATORS).map_or(0, |at| at + 1)
}

/// Chosen skills as they are kept.
fn as_text(chosen: &[(i32, String)]) -> String {
    let each: Vec<String> = chosen
        .iter()
        .map(|(id, label)| format!("{id} {label}"))
        .collect();
    each.join(&BETWEEN.to_string())
}

/// What [`as_text`] has written; anything else is left out.
fn from_text(kept: &str) -> Vec<(i32, String)> {
    let each = kept.split(BETWEEN).filter_map(|one| one.split_once(' '));
    each.filter_map(|(id, label)| Some((id.parse().ok()?, label.to_owned())))
        .collect()
}

/// Asks the server once typing rests, and shows the answer if it is still about what stands there.
fn ask_soon(
    word: String,
    asked: RwSignal<String>,
    offered: RwSignal<Vec<SkillHit>>,
    active: RwSignal<Option<usize>>,
) {
    let _ = set_timeout(
        move || {
            if asked.with_untracked(|now| *now != word) {
                return;
            }
            spawn_local(async move {
                let Ok(mut hits) = taxonomy::api::search_skills(word.clone(), Some(OFFERED)).await
                else {
                    return;
                };
                if asked.with_untracked(|now| *now == word) {
                    hits.retain(|hit| hit.kind != SkillKind::Group);
                    active.set(None);
                    offered.set(hits);
                }
            });
        },
        REST,
    );
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_chosen_is_kept_and_read_again() {
        let chosen = vec![
            (4, "operate forklift".to_owned()),
            (7, "péché, C#".to_owned()),
        ];
        assert_eq!(super::from_text(&super::as_text(&chosen)), chosen);
        assert_eq!(super::from_text(""), []);
        assert_eq!(
            super::from_text("x y\t\t12\t3 first aid"),
            [(3, "first aid".to_owned())]
        );
    }

    #[test]
    fn only_the_last_name_is_searched() {
        let last = |text: &'static str| text[super::start_of_last(text)..].trim();
        assert_eq!(last("first aid, fork"), "fork");
        assert_eq!(last("first aid\nfork"), "fork");
        assert_eq!(last("péché"), "péché");
        assert_eq!(last("fork,"), "");
    }
}

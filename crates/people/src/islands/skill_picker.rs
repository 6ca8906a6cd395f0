//! Skills to add: offered while typing, kept as a list until the form is sent. Without script it is a
//! field for names, one a line or separated by commas.

use leptos::html::Textarea;
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
    let picked = RwSignal::new(chosen);
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
        picked.update(|picked| {
            if picked.iter().all(|(id, _)| *id != hit.id) {
                picked.push((hit.id, hit.label.clone()));
            }
        });
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
                    on:click=move |_| picked.update(|picked| picked.retain(|(other, _)| *other != id))
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
        <ul class="picked" aria-label="To be added" aria-live="polite">
            {move || picked.get().into_iter().map(chip).collect::<Vec<_>>()}
        </ul>
    }
}

/// Where the last name begins.
fn start_of_last(text: &str) -> usize {
    text.rfind(SEPARATORS).map_or(0, |at| at + 1)
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
    fn only_the_last_name_is_searched() {
        let last = |text: &'static str| text[super::start_of_last(text)..].trim();
        assert_eq!(last("first aid, fork"), "fork");
        assert_eq!(last("first aid\nfork"), "fork");
        assert_eq!(last("péché"), "péché");
        assert_eq!(last("fork,"), "");
    }
}

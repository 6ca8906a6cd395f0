//! Ctrl K: go anywhere by typing. Without script its button is a link to the search page.

use super::dom;
use crate::Icon;
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use web_sys::{Element, KeyboardEvent};

/// Most entries shown.
const LIMIT: usize = 12;
/// How long typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(150);

/// A place to go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Its name.
    pub label: String,
    /// What it is or where it belongs.
    pub hint: String,
    /// Where it leads.
    pub href: String,
}

/// What the palette shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    Nothing,
    Commands,
    Shortcuts,
}

/// The button in the top bar and the palette behind it.
#[island]
pub fn CommandPalette(
    commands: Vec<Command>,
    search_url: String,
    fallback: String,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let input = NodeRef::<Input>::new();
    let showing = RwSignal::new(Showing::Nothing);
    let query = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Command>::new());
    let active = RwSignal::new(0_usize);
    let commands = StoredValue::new(commands);
    let search_url = StoredValue::new(search_url);

    let items = Memo::new(move |_| {
        if showing.get() != Showing::Commands {
            return Vec::new();
        }
        let words = query.get().to_lowercase();
        let fits = |command: &Command| {
            words
                .split_whitespace()
                .all(|word| command.label.to_lowercase().contains(word))
        };
        let mut items: Vec<Command> = commands.with_value(|all| {
            all.iter()
                .filter(|command| fits(command))
                .cloned()
                .collect()
        });
        items.extend(found.get());
        items.truncate(LIMIT);
        items
    });
    let open = move |what: Showing| {
        if let Some(dialog) = dialog.get_untracked() {
            query.set(String::new());
            found.set(Vec::new());
            active.set(0);
            showing.set(what);
            if !dialog.open() {
                let _ = dialog.show_modal();
            }
            if let Some(input) = input.get_untracked() {
                input.set_value("");
                let _ = input.focus();
            }
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move || {
        if let Some(document) = dom::document() {
            dom::listen(&document, "keydown", false, move |event: KeyboardEvent| {
                shortcut(&event, open);
            });
        }
    });
    let typed = move |text: String| {
        query.set(text);
        active.set(0);
        ask(search_url, query, found);
    };
    let pressed = move |event: KeyboardEvent| {
        let count = items.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => active.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(command) =
                    items.with_untracked(|items| items.get(active.get_untracked()).cloned())
                {
                    let _ = window().location().set_href(&command.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let entry = move |(i, command): (usize, Command)| {
        view! {
            <li role="presentation">
                <a
                    role="option"
                    id=format!("palette-{i}")
                    aria-selected=move || if active.get() == i { "true" } else { "false" }
                    href=command.href
                    tabindex="-1"
                >
                    {command.label}
                    <small>{command.hint}</small>
                </a>
            </li>
        }
    };
    view! {
        <a
            class="palette-open"
            href=fallback
            aria-keyshortcuts="Control+K"
            on:click=move |event| {
                event.prevent_default();
                open(Showing::Commands);
            }
        >
            {Icon::Search.view()}
            <span>"Search or jump to"</span>
            <kbd>"Ctrl K"</kbd>
        </a>
        <dialog
            class="palette"
            node_ref=dialog
            aria-label="Search or jump to"
            on:close=move |_| showing.set(Showing::Nothing)
            on:click=move |event| {
                // The element itself is what shows beside its content: the backdrop.
                if event.target() == event.current_target() {
                    close();
                }
            }
        >
            <div class="palette-box" class:shortcuts=move || showing.get() == Showing::Shortcuts>
                <label class="palette-search">
                    {Icon::Search.view()}
                    <input
                        node_ref=input
                        type="text"
                        role="combobox"
                        aria-label="Search or jump to"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-activedescendant=move || format!("palette-{}", active.get())
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="200"
                        placeholder="Search or jump to"
                        on:input=move |event| typed(event_target_value(&event))
                        on:keydown=pressed
                    />
                </label>
                <ul class="palette-list" id="palette-list" role="listbox" aria-label="Results">
                    {move || items.get().into_iter().enumerate().map(entry).collect::<Vec<_>>()}
                </ul>
                <p class="palette-empty" role="status">
                    {move || (showing.get() == Showing::Commands && items.with(Vec::is_empty)).then_some("Nothing found. Try fewer words.")}
                </p>
                <dl class="palette-keys">
                    <div><dt><kbd>"Ctrl K"</kbd></dt><dd>"Search or jump to"</dd></div>
                    <div><dt><kbd>"?"</kbd></dt><dd>"These shortcuts"</dd></div>
                    <div><dt><kbd>"↑"</kbd>" "<kbd>"↓"</kbd></dt><dd>"Move through results"</dd></div>
                    <div><dt><kbd>"Enter"</kbd></dt><dd>"Open the result"</dd></div>
                    <div><dt><kbd>"Esc"</kbd></dt><dd>"Close"</dd></div>
                </dl>
            </div>
        </dialog>
    }
}

/// Ctrl K or Cmd K anywhere; `?` where nobody is typing.
fn shortcut(event: &KeyboardEvent, open: impl Fn(Showing)) {
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| {
            element
                .matches("input, textarea, select, [contenteditable]")
                .unwrap_or(false)
        });
    if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
        event.prevent_default();
        open(Showing::Commands);
    } else if event.key() == "?" && !typing {
        event.prevent_default();
        open(Showing::Shortcuts);
    }
}

/// Asks the server once typing rests; an answer to older words is dropped.
fn ask(url: StoredValue<String>, query: RwSignal<String>, found: RwSignal<Vec<Command>>) {
    let words = query.get_untracked();
    let url = url.get_value();
    if url.is_empty() || words.trim().is_empty() {
        found.set(Vec::new());
        return;
    }
    let _ = set_timeout(
        move || {
            if query.get_untracked() != words {
                return;
            }
            leptos::task::spawn_local(async move {
                let answer = fetch(&format!(
                    "{url}?q={}",
                    String::from(js_sys::encode_uri_component(&words))
                ))
                .await;
                if query.get_untracked() == words {
                    found.set(answer.unwrap_or_default());
                }
            });
        },
        REST,
    );
}

async fn fetch(url: &str) -> Option<Vec<Command>> {
    let window = web_sys::window()?;
    let response = js_sys::futures::JsFuture::from(window.fetch_with_str(url))
        .await
        .ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    let json = js_sys::futures::JsFuture::from(response.json().ok()?)
        .await
        .ok()?;
    let list: js_sys::Array = json.dyn_into().ok()?;
    Some(list.iter().map(|item| command(&item)).collect())
}

fn command(item: &JsValue) -> Command {
    Command {
        label: dom::text(item, "label"),
        hint: dom::text(item, "hint"),
        href: dom::text(item, "href"),
    }
}

//! Says that what the page shows has changed, and offers to show it. It neither changes the page under
//! whoever reads it nor takes the focus. Without script the page is as it was made.

use super::dom;
use leptos::prelude::*;
use leptos::wasm_bindgen::prelude::{Closure, JsValue};
use leptos::wasm_bindgen::{JsCast, convert::FromWasmAbi};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{Event, EventSource, MessageEvent};

/// Where changes are told.
const EVENTS: &str = "/api/events";

/// Listens for changes to `subjects` after event `after`; `here` is the address that shows them.
#[island]
pub fn LiveNotice(subjects: Vec<String>, after: i64, here: String) -> impl IntoView {
    let changed = RwSignal::new(false);
    Effect::new(move || {
        let _ = follow(subjects.clone(), after, changed);
    });
    view! {
        <div class="live-notice" role="status">
            {move || changed.get().then(|| notice(here.clone(), changed))}
        </div>
    }
}

fn notice(here: String, changed: RwSignal<bool>) -> impl IntoView {
    view! {
        <p>
            <span>"This changed."</span>
            <a class="button" href=here>"Show it"</a>
            <button class="button quiet" type="button" on:click=move |_| changed.set(false)>"Not now"</button>
        </p>
    }
}

/// The connection: there while the page is seen, because a browser has only a few to one site.
struct Live {
    source: RefCell<Option<EventSource>>,
    last: Cell<i64>,
    over: Cell<bool>,
    /// What is listened to, and who hears it.
    hears: RefCell<Vec<(&'static str, js_sys::Function)>>,
}

fn follow(subjects: Vec<String>, after: i64, changed: RwSignal<bool>) -> Option<()> {
    let live = Rc::new(Live {
        source: RefCell::new(None),
        last: Cell::new(after),
        over: Cell::new(false),
        hears: RefCell::default(),
    });
    let own = live.clone();
    live.hear("change", move |event: MessageEvent| {
        own.reached(&event);
        if about(&event, &subjects).unwrap_or(false) {
            changed.set(true);
        }
    });
    // So much was missed that nobody knows what.
    let own = live.clone();
    live.hear("reset", move |event: MessageEvent| {
        own.reached(&event);
        changed.set(true);
    });
    // The person has many pages open; this one would only push out another.
    let own = live.clone();
    live.hear("superseded", move |_: Event| {
        own.over.set(true);
        own.close();
    });
    let (own, document) = (live.clone(), dom::document()?);
    dom::listen(&document, "visibilitychange", false, move |_: Event| {
        let _ = own.meet();
    });
    live.meet()
}

/// Is the message about one of these?
fn about(event: &MessageEvent, subjects: &[String]) -> Option<bool> {
    let line: JsValue = js_sys::JSON::parse(&event.data().as_string()?).ok()?;
    let about: js_sys::Array = dom::get(&line, "subjects").dyn_into().ok()?;
    Some(
        about
            .iter()
            .filter_map(|id| id.as_string())
            .any(|id| subjects.contains(&id)),
    )
}

impl Live {
    fn hear<E: FromWasmAbi + 'static>(&self, what: &'static str, heard: impl FnMut(E) + 'static) {
        let heard = Closure::<dyn FnMut(E)>::new(heard).into_js_value();
        self.hears.borrow_mut().push((what, heard.unchecked_into()));
    }

    /// Connects if the page is seen, and lets go if it is not.
    fn meet(&self) -> Option<()> {
        if dom::document()?.hidden() {
            self.close();
        } else if !self.over.get() && self.source.borrow().is_none() {
            let source = EventSource::new(&format!("{EVENTS}?after={}", self.last.get())).ok()?;
            for (what, heard) in self.hears.borrow().iter() {
                source.add_event_listener_with_callback(what, heard).ok()?;
            }
            self.source.replace(Some(source));
        }
        Some(())
    }

    fn close(&self) {
        if let Some(source) = self.source.take() {
            source.close();
        }
    }

    /// From here it goes on when the page is seen again.
    fn reached(&self, event: &MessageEvent) {
        if let Ok(seq) = event.last_event_id().parse() {
            self.last.set(seq);
        }
    }
}

//! What moves on the pages of jobs. Each page works without it.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::Closure;
use std::time::Duration;
use taxonomy::SkillHit;
use web_sys::HtmlTextAreaElement;

/// How long typing must rest before a description is read.
const READ_REST: Duration = Duration::from_millis(600);
/// Skills shown while one types a description.
const SPOTTED: usize = 16;

/// Shows the skills named in a description while one types it. `field` is the id of its text area, `known`
/// what is asked already.
#[island]
pub fn SkillSpotter(field: String, known: Vec<i32>) -> impl IntoView {
    let found = RwSignal::new(Vec::<SkillHit>::new());
    let latest = StoredValue::new(0_u32);
    let read = move |text: String| {
        let turn = latest.with_value(|turn| turn + 1);
        latest.set_value(turn);
        let _ = set_timeout(
            move || {
                if latest.get_value() != turn {
                    return;
                }
                leptos::task::spawn_local(async move {
                    let hits = if text.trim().is_empty() {
                        Ok(Vec::new())
                    } else {
                        taxonomy::api::match_labels(text).await
                    };
                    if let (Ok(hits), true) = (hits, latest.get_value() == turn) {
                        found.set(hits);
                    }
                });
            },
            READ_REST,
        );
    };
    Effect::new(move || {
        let area = document()
            .get_element_by_id(&field)
            .and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(area) = area {
            read(area.value());
            let source = area.clone();
            // It listens for as long as the page lives.
            let closure = Closure::<dyn FnMut()>::new(move || read(source.value()));
            let _ =
                area.add_event_listener_with_callback("input", closure.as_ref().unchecked_ref());
            closure.forget();
        }
    });
    let fresh = move || {
        let mut labels: Vec<String> = Vec::new();
        for hit in found.get() {
            if !known.contains(&hit.id) && !labels.contains(&hit.label) {
                labels.push(hit.label);
            }
        }
        labels
    };
    let chips = move || {
        let labels = fresh();
        if labels.is_empty() {
            return ().into_any();
        }
        let more = labels.len().saturating_sub(SPOTTED);
        let items: Vec<_> = labels
            .into_iter()
            .take(SPOTTED)
            .map(|label| view! { <li><span class="badge accent">{label}</span></li> })
            .collect();
        view! {
            <p class="note">"Skills we read in it; you choose which ones to ask for in a later step:"</p>
            <ul class="tag-list">
                {items}
                {(more > 0).then(|| view! { <li><span class="badge neutral">{format!("and {more} more")}</span></li> })}
            </ul>
        }
        .into_any()
    };
    view! { <div class="skill-spotter" role="status" aria-live="polite">{chips}</div> }
}

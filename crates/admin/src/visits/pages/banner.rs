//! What stands over every page of a visit.

use crate::visits::api::EndVisit;
use crate::visits::model::{Gate, Looking};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use ui::{Button, Flash, Moment, Tone};

/// As whom one looks, until when, and the way out.
#[component]
pub fn Banner(gate: Gate) -> impl IntoView {
    match gate {
        Gate::Looking(looking) => looks(*looking).into_any(),
        Gate::Over => view! {
            <Flash tone=Tone::Warn>
                "You were looking as somebody else. That is over, and you see your own Kinwork when you say so."
                {way_out(String::new(), "Go on as myself")}
            </Flash>
        }
        .into_any(),
    }
}

fn looks(looking: Looking) -> impl IntoView {
    let name = looking.actor.name;
    let at = looking.actor.seat.map(|seat| format!(" at {}", seat.name));
    view! {
        <Flash tone=Tone::Warn>
            "You are looking at Kinwork as "<b>{name}</b>{at}", who lets you until "<Moment at=looking.until />". Nothing can be changed, and every page you open is noted for both of you."
            {way_out(looking.visit.to_string(), "Stop looking")}
        </Flash>
    }
}

fn way_out(visit: String, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=EndVisit::PATH>
            <input type="hidden" name="form[visit]" value=visit />
            <Button>{label}</Button>
        </form>
    }
}

//! What a form says that was opened before somebody else saved: both sides, field by field.

use super::activity::change;
use crate::jobs::model::{Clash, FieldChange};
use leptos::prelude::*;
use ui::Card;

/// What the other saved, and what saving the form below would change.
pub fn clash_card(clash: &Clash) -> impl IntoView + use<> {
    let title = match clash.by.as_slice() {
        [] => "This was changed while you were writing".to_owned(),
        names => format!(
            "{} changed this while you were writing",
            names.join(" and ")
        ),
    };
    let theirs = if clash.theirs.is_empty() {
        view! { <p class="note">"No change of a field is on record."</p> }.into_any()
    } else {
        let lines: Vec<_> = clash.theirs.iter().cloned().map(change).collect();
        view! { <dl class="job-changes">{lines}</dl> }.into_any()
    };
    let mine = mine(clash);
    view! {
        <Card title=title class="job-clash">
            <h3>"What was saved"</h3>
            {theirs}
            <h3>"What saving the form below changes now"</h3>
            {mine}
            <p class="note">"Everything you typed is still in the form. Correct what shall stay as it is now, and save."</p>
        </Card>
    }
}

fn mine(clash: &Clash) -> AnyView {
    if clash.mine.is_empty() {
        return view! { <p class="note">"Nothing: the form says what the job says already."</p> }
            .into_any();
    }
    let (back, typed): (Vec<FieldChange>, Vec<FieldChange>) = clash
        .mine
        .iter()
        .cloned()
        .partition(|one| clash.puts_back(one));
    let list = |changes: Vec<FieldChange>| {
        let lines: Vec<_> = changes.into_iter().map(change).collect();
        (!lines.is_empty()).then(|| view! { <dl class="job-changes">{lines}</dl> })
    };
    let warning = (!back.is_empty()).then(|| {
        view! { <p class="job-clash-back">"You had not touched these. The form still has them as they were, and would put them back:"</p> }
    });
    view! { {list(typed)}{warning}{list(back)} }.into_any()
}

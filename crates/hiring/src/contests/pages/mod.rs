//! Pages of contests, one a file, and the parts they share.

mod mine;
mod numbers;
mod organisation;

pub use mine::ContestsPage;
pub use numbers::NumbersPage;
pub use organisation::OrganisationContestsPage;

use super::model::{Answerer, Contest, Standing};
use leptos::prelude::*;
use matching::Score;
use ui::{Badge, Moment, Tone, Wording};

fn tone(state: Standing) -> Tone {
    match state {
        Standing::Open => Tone::Info,
        Standing::Accepted => Tone::Good,
        Standing::Declined => Tone::Bad,
        Standing::Withdrawn => Tone::Neutral,
    }
}

/// What was contested, what became of it, and both scores where they are the reader's own.
fn story(one: &Contest) -> impl IntoView + use<> {
    let right = (!one.right_value.is_empty()).then(|| {
        view! { <p>"Would be right: "<span class="own-words">{one.right_value.clone()}</span></p> }
    });
    let answer = (!one.answer.is_empty()).then(|| {
        let who = match one.answerer {
            Answerer::Organisation => one.organisation_name.clone(),
            Answerer::Platform => "Kinwork".to_owned(),
        };
        view! { <p><b>{who}" answered: "</b><span class="own-words">{one.answer.clone()}</span></p> }
    });
    let scores = one.scores.map(|(was, now)| {
        let was = format!("Score contested: {}", Score(was));
        let now = now.map(|now| format!(" · made anew: {}", Score(now)));
        view! { <p class="num">{was}{now}</p> }
    });
    let state = one.state;
    view! {
        <p><b>{one.shown.clone()}</b>" "<Badge tone=tone(state)>{state.label()}</Badge></p>
        <p class="own-words">{one.wrong.clone()}</p>
        {right}
        {answer}
        {scores}
        <p class="muted"><Moment at=one.created_at wording=Wording::Date /></p>
    }
}

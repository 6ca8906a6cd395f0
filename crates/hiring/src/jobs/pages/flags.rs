//! What a reader of an advert is told to look at twice.

use ::text::advert::{Code, Flag};
use leptos::prelude::*;
use ui::Icon;

/// What stands out in an advert, in words that accuse nobody, each with the employer's own words.
pub fn reader_notes(flags: &[Flag]) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = flags
        .iter()
        .map(|flag| {
            let quote = flag
                .quote
                .clone()
                .map(|quote| view! { <small><q>{quote}</q></small> });
            let code = flag.code;
            view! { <li class="warn">{Icon::Info.view()}<span>{note(code)}{quote}</span></li> }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="card stack close" aria-labelledby="reader-notes">
                <h2 id="reader-notes">"Worth asking about"</h2>
                <ul class="job-gaps">{items}</ul>
                <p class="note">"A list of words noticed this, not a person; there may be a good reason for it. Never pay for a job, and send no papers before there is an offer."</p>
            </section>
        }
    })
}

/// What to ask, by what was noticed.
fn note(code: Code) -> &'static str {
    match code {
        Code::BelowMinimumWage => {
            "The pay may come to less than the minimum wage. Ask what it is for how many hours."
        }
        Code::ImpossiblePay => "The range of pay is unusual. Ask what people really earn.",
        Code::AskedToPay => {
            "It speaks of something you are to pay for. You need not pay to get work."
        }
        Code::AsksBankOrId => {
            "It asks for bank details or papers. They are needed after an offer, not before."
        }
        Code::OffPlatform => {
            "It asks you to write elsewhere, where nothing is kept if you disagree later."
        }
        Code::UnpaidTrial => "It speaks of work without pay. Ask how long, and for what.",
        Code::ExcessiveHours => {
            "The hours are long: over 48 a week, or shifts with under 11 hours of rest between."
        }
        Code::NoRest => "It speaks of missing breaks or days off. Ask how rest is arranged.",
        Code::Discriminates => {
            "It may keep people out for who they are. You may apply whoever you are."
        }
        // For the writer alone.
        Code::MissingEmployer
        | Code::MissingPlace
        | Code::GenderCoded
        | Code::UnusualPay
        | Code::ImpossibleExperience => "Something here is unusual. Ask the employer about it.",
    }
}

//! The field of a code.

use leptos::prelude::*;
use ui::{Input, TextField};

/// Asks for the app's digits, or, if `backup` is on, for a backup code. No [`ui::FormGuard`] stands in its form:
/// a code is worth nothing a minute later and must not be kept.
#[component]
pub fn CodeField(
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional)] backup: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    if backup {
        view! {
            <TextField label="Backup code" name="form[code]" autocomplete="off" maxlength=Some(40)
                hint="One of the ten codes you wrote down. Each works once." error=error autofocus=autofocus />
        }
        .into_any()
    } else {
        view! {
            <TextField label="Code" name="form[code]" input=Input::Digits autocomplete="one-time-code" maxlength=Some(12)
                hint="The six digits your authenticator app shows now." error=error autofocus=autofocus narrow=true />
        }
        .into_any()
    }
}

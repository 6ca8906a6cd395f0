//! The forms of the wizard, one a step.

mod basics;
mod place;
mod requirements;
mod review;
mod time;

pub use basics::basics;
pub use place::place;
pub use requirements::requirements;
pub use review::review;
pub use time::time;

use crate::jobs::model::{JobView, Step};
use kernel::FieldErrors;
use leptos::prelude::*;
use ui::{Button, Choice, Kind, LinkButton};

/// What a step shows.
pub struct Shown<F> {
    /// The job as it stands.
    pub job: JobView,
    /// The form as it was refused, if it was.
    pub form: Option<F>,
    /// Why.
    pub errors: FieldErrors,
}

/// The hidden fields every step has: which job, and which version of it is shown.
fn handle(job: &JobView) -> impl IntoView + use<> {
    let (id, version) = (job.id.to_string(), job.version);
    view! {
        // Enter in a field presses the first button of a form: this one saves and stays.
        <button class="visually-hidden" type="submit" name="form[then]" value="stay" tabindex="-1" aria-hidden="true">"Save"</button>
        <input type="hidden" name="form[job]" value=id />
        <input type="hidden" name="form[version]" value=version />
    }
}

/// Save, save and go on, and back to the job.
fn save(job: &JobView) -> impl IntoView + use<> {
    let home = format!("/hiring/jobs/{}", job.id);
    view! {
        <div class="actions">
            <Button kind=Kind::Primary name="form[then]" value="next">"Save and continue"</Button>
            <Button name="form[then]" value="stay">"Save"</Button>
            <LinkButton href=home kind=Kind::Quiet>"Leave"</LinkButton>
        </div>
    }
}

/// A closed list as choices.
fn choices<T: Copy>(
    all: &[T],
    name: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter()
        .map(|&one| Choice::new(name(one), label(one)))
        .collect()
}

/// A number as a field shows it.
fn number<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A link to the step before.
fn back(job: &JobView, step: Step) -> String {
    step.href(job.id)
}

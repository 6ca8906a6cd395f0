//! Step 3: when, and how many people.

use super::{Shown, handle, save};
use crate::jobs::api::SaveTime;
use crate::jobs::model::TimeForm;
use kernel::week::DAYS;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use people::islands::WeekGridInput;
use ui::{ErrorSummary, FieldRow, FieldSet, FormGuard, Input, TextField};

/// The form of step 3.
pub fn time(shown: Shown<TimeForm>) -> impl IntoView {
    let Shown { job, form, errors } = shown;
    let form = form.unwrap_or_else(|| TimeForm::from(&job.content));
    let rows: Vec<_> = DAYS
        .iter()
        .enumerate()
        .map(|(day, name)| {
            let value = form.days.get(day).cloned().unwrap_or_default();
            let error = errors.get(&TimeForm::day_field(day)).map(str::to_owned);
            view! {
                <TextField label=(*name).to_owned() name=format!("form[days][{day}]") value=value required=false error=error
                    placeholder="07:00-15:00" maxlength=Some(400) />
            }
        })
        .collect();
    let dates = view! {
        <TextField label="People wanted" name="form[headcount]" value=form.headcount input=Input::Number min="1" max="500"
            error=errors.get("headcount") narrow=true />
        <TextField label="First day" name="form[starts_on]" value=form.starts_on input=Input::Date required=false
            error=errors.get("starts_on") narrow=true />
        <TextField label="Last day" name="form[ends_on]" value=form.ends_on input=Input::Date required=false
            error=errors.get("ends_on") narrow=true />
    };
    view! {
        <form class="form" method="post" action=SaveTime::PATH>
            <FormGuard />
            {handle(&job)}
            <ErrorSummary errors=errors.clone() />
            <FieldRow>{dates}</FieldRow>
            <FieldSet legend="Hours of the week" hint="Write 07:00-15:00; several with commas; 22:00-06:00 runs into the next day. Leave it empty if it varies.">
                <div class="hour-rows">{rows}</div>
                <WeekGridInput rows="form-days".to_owned() label="Hours of this job" />
            </FieldSet>
            {save(&job)}
        </form>
    }
}

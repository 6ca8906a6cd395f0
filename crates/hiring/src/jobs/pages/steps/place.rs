//! Step 2: where it is and what it pays.

use super::{Shown, choices, handle, number, save};
use crate::jobs::api::SavePlace;
use crate::jobs::model::{PayKind, WhereForm, WorkMode};
use kernel::money::Currency;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use ui::{ChoiceGroup, ErrorSummary, FieldRow, FormGuard, Input, PayRange, TextField};

/// The form of step 2.
pub fn place(shown: Shown<WhereForm>) -> impl IntoView {
    let Shown { job, form, errors } = shown;
    let form = form.unwrap_or_else(|| WhereForm::from(&job.content));
    let radius = if form.radius_km.is_empty() {
        number(Some(job.content.radius_km))
    } else {
        form.radius_km
    };
    let place = view! {
        <TextField label="Place" name="form[place]" value=form.place required=false placeholder="E1 6AN or Leeds"
            hint="A British postcode or a town. Remote work needs none." error=errors.get("place") maxlength=Some(120) />
        <TextField label="People come from within" name="form[radius_km]" value=radius input=Input::Number min="1" max="500" after="km"
            hint="Full points up to a third of it, half at its edge." error=errors.get("radius_km") narrow=true />
    };
    view! {
        <form class="form" method="post" action=SavePlace::PATH>
            <FormGuard />
            {handle(&job)}
            <ErrorSummary errors=errors.clone() />
            <ChoiceGroup legend="Where the work is done" name="form[mode]" choices=choices(WorkMode::ALL, WorkMode::name, WorkMode::label)
                chosen=vec![form.mode] inline=true error=errors.get("mode") />
            <FieldRow>{place}</FieldRow>
            <PayRange
                legend="Pay"
                hint="One figure is enough. Every job here says what it pays, or that it is unpaid."
                min_name="form[pay_min]"
                max_name="form[pay_max]"
                kind_name="form[pay_kind]"
                currency_name="form[currency]"
                kinds=choices(PayKind::ALL, PayKind::name, PayKind::label)
                min=form.pay_min
                max=form.pay_max
                kind=form.pay_kind
                currency=Currency::from_code(&form.currency).unwrap_or(Currency::Gbp)
                min_error=errors.get("pay_min")
                max_error=errors.get("pay_max")
                kind_error=errors.get("pay_kind")
            />
            {save(&job)}
        </form>
    }
}

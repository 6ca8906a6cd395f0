//! What one agrees to when an account is made, in whatever way.

use crate::privacy::model::Purpose as Consent;
use kernel::FieldErrors;
use leptos::prelude::*;
use ui::{Checkbox, FieldSet};

/// Nothing is ticked for anybody, and only the terms are needed.
pub fn consents(terms: &str, matching: &str, errors: &FieldErrors) -> impl IntoView + use<> {
    let (terms, matching) = (terms == "true", matching == "true");
    let error = errors.get("terms").map(str::to_owned);
    view! {
        <FieldSet legend="What you agree to">
            <Checkbox label="I agree to the terms of use and the privacy notice" name="form[terms]" checked=terms
                hint=Consent::Terms.text() required=true error=error />
            <p class="muted">
                "Read before you agree: "<a class="link" href="/about">"how Kinwork works"</a>" and "
                <a class="link" href="/privacy/retention">"what we keep, and how long"</a>"."
            </p>
            <Checkbox label=Consent::Matching.title() name="form[matching]" checked=matching
                hint=format!("Optional. {} You can change it at any time under Privacy.", Consent::Matching.text()) />
        </FieldSet>
    }
}

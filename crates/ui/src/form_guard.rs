//! Looks after a form.

use crate::islands::form_checks::FormChecks;
use crate::{Icon, Text};
use leptos::prelude::*;

/// Put it first in a form whose words took some effort. `/keep.js` keeps them through a reload and the way
/// back, and says so here; see there for whose they are and when they are thrown away. `of` tells apart forms
/// that post to the same place from the same page: what is being changed, such as an id.
#[component]
pub fn FormGuard(#[prop(optional, into)] of: Text) -> impl IntoView {
    view! {
        <div class="form-guard" role="status" data-of=of.0 hidden=true>
            <p data-typed="" hidden=true>"What you typed before is back."</p>
            <p data-sent="" hidden=true>"This is what you sent at "<time class="num"></time>"."</p>
            <button type="button" class="button quiet" data-again="">"Start again"</button>
            <button type="button" class="button quiet bare" data-close="" aria-label="Hide this message">{Icon::X.view()}</button>
        </div>
        <FormChecks />
    }
}

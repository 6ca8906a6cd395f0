//! A form that a passkey fills in.

use crate::factors::passkeys::api::PasskeyChallenge;
use crate::factors::passkeys::model::Purpose;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use ui::{Button, Kind};

/// Hidden until `/passkey.js` finds that this browser can. `children` are what else the form asks.
#[component]
pub fn PasskeyForm(
    action: &'static str,
    purpose: Purpose,
    verb: &'static str,
    #[prop(optional)] next: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let nonce = use_nonce().map(|nonce| nonce.to_string());
    view! {
        <form class="form" method="post" action=action hidden=true
            data-passkey=purpose.name() data-challenge=PasskeyChallenge::PATH>
            <input type="hidden" name="form[next]" value=next />
            <input type="hidden" name="form[token]" />
            <input type="hidden" name="form[credential]" />
            {children.map(|children| children())}
            <p class="field-error" role="alert" data-passkey-problem="" hidden=true></p>
            <Button kind=kind wide=true>{verb}</Button>
        </form>
        <script r#type="module" src="/passkey.js" nonce=nonce></script>
    }
}

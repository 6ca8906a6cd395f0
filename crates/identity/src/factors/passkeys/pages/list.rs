//! `/security/passkeys`

use crate::api::caller;
use crate::factors::passkeys::model::PasskeyRow;
use crate::factors::passkeys::service;
use crate::page::page;
use leptos::prelude::*;
use leptos_meta::Title;
use time::OffsetDateTime;
use ui::{Card, EmptyState, Flash, Icon, Kind, LinkButton, Moment, PageHead, Tone, Wording};

/// One's own passkeys.
#[component]
pub fn PasskeysPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let passkeys = service::list(&request.services, &actor).await?;
        let possible = service::are_possible(&request.services);
        let now = request.services.clock.now();
        let done = [
            ("added", "Added. Next time, sign in with it."),
            ("renamed", "Renamed."),
            ("removed", "Removed. It no longer lets anybody in."),
        ];
        let done = done
            .into_iter()
            .find_map(|(name, text)| request.query(name).map(|_| text));
        let list = if passkeys.is_empty() {
            view! { <EmptyState icon=Icon::Lock title="No passkeys yet" text="A passkey is kept by your phone, your computer or your password manager, and unlocked by a finger, your face or a PIN. Nobody can guess it, and no false site can ask for it." /> }.into_any()
        } else {
            let rows = passkeys.into_iter().map(|one| row(one, now)).collect_view();
            view! { <ul class="list">{rows}</ul> }.into_any()
        };
        let add = possible.then(|| {
            view! { <LinkButton kind=Kind::Primary href="/security/passkeys/new">"Add a passkey"</LinkButton> }
        });
        Ok(view! {
            <Title text="Passkeys" />
            <div class="page">
                <PageHead title="Passkeys" lead="Sign in without a password." actions=add.into_any() />
                {done.map(|text| view! { <Flash tone=Tone::Good>{text}</Flash> })}
                {(!possible).then(|| view! { <p class="note">"This site is reached by a bare address, under which browsers make no passkeys."</p> })}
                <noscript><p class="note">"Passkeys need JavaScript, which is off in this browser. Everything else here works without."</p></noscript>
                <Card>{list}</Card>
            </div>
        })
    })
}

fn row(passkey: PasskeyRow, now: OffsetDateTime) -> impl IntoView {
    let href = format!("/security/passkeys/{}", passkey.id);
    let used = match passkey.last_used_at {
        Some(at) => view! { "last used "<Moment at=at wording=Wording::Since(now) /> }.into_any(),
        None => "not used yet".into_any(),
    };
    view! {
        <li class="list-row">
            {Icon::Lock.view()}
            <div class="list-text">
                <a href=href><b>{passkey.name}</b></a>
                <p class="muted">{used}" · added "<Moment at=passkey.created_at wording=Wording::Since(now) /></p>
            </div>
        </li>
    }
}

//! `/alerts/unsubscribe?token=`

use crate::alerts::api::Stop;
use crate::alerts::service;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::{Meta, Title};
use platform::web::request;
use ui::{Button, Card, Flash, FormGuard, Kind, LinkButton, PageHead, Tone};

/// Where the link of a mail leads: whoever has it may stop that alert. To look is not to stop: mailboxes follow links by themselves.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    let asked = request();
    page(async move {
        let request = asked?;
        let token = request.query("token").unwrap_or_default();
        let (name, stopped) = service::link(&request.services, &token).await?;
        let body = if stopped {
            view! { <Flash tone=Tone::Good>"Stopped. You get no more mails of this alert."</Flash> }
                .into_any()
        } else {
            view! {
                <form class="form" method="post" action=Stop::PATH>
                    <FormGuard />
                    <input type="hidden" name="form[token]" value=token />
                    <Button kind=Kind::Primary>"Stop these mails"</Button>
                </form>
            }
            .into_any()
        };
        Ok(view! {
            <Title text="Stop mails" />
            <Meta name="robots" content="noindex" />
            <div class="page stack">
                <PageHead title="Stop mails about jobs" lead=format!("The alert “{name}”.") />
                <Card>{body}<p class="note">"Signed in, you can resume or delete it, and see your others."</p>
                    <LinkButton href="/matches/alerts">"Your alerts"</LinkButton></Card>
            </div>
        })
    })
}

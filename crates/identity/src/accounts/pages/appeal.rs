//! `/security/appeal`

use crate::accounts::api::Appeal as SendAppeal;
use crate::accounts::model::{APPEAL_MAX, Appeal, AppealForm, Status};
use crate::accounts::service;
use crate::api::caller;
use crate::page::page;
use kernel::AppError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use time::OffsetDateTime;
use ui::{
    Button, Card, ErrorSummary, Flash, FormGuard, Kind, Moment, PageHead, TextArea, Tone, Wording,
};

/// Says why one's suspension is wrong, and reads what became of it.
#[component]
pub fn AppealPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        if actor.status != Status::Suspended {
            return Err(AppError::NotFound);
        }
        let latest = service::latest_appeal(&request.services, &actor).await?;
        let now = request.services.clock.now();
        let waiting = latest
            .as_ref()
            .is_some_and(|appeal| appeal.granted.is_none());
        let draft = request.draft::<AppealForm>().await?.unwrap_or_default();
        let sent = request.query("sent").is_some();
        Ok(view! {
            <Title text="Appeal" />
            <div class="page narrow">
                <PageHead title="Appeal" lead="Your account is suspended: you can read everything and change nothing. The reason stands in your security activity." />
                {sent.then(|| view! { <Flash tone=Tone::Good>"Sent. Somebody of our staff will read it and answer."</Flash> })}
                {latest.map(|appeal| shown(appeal, now))}
                {(!waiting).then(|| form(draft))}
            </div>
        })
    })
}

fn shown(appeal: Appeal, now: OffsetDateTime) -> impl IntoView {
    let state = match appeal.granted {
        None => "Waiting for an answer",
        Some(true) => "Granted",
        Some(false) => "Turned down",
    };
    view! {
        <Card title=state>
            <p class="muted">"You wrote "<Moment at=appeal.created_at wording=Wording::Since(now) /></p>
            <div class="own-words">{appeal.reason}</div>
            {(!appeal.answer.is_empty()).then(|| view! { <h3>"Our answer"</h3><div class="own-words">{appeal.answer}</div> })}
        </Card>
    }
}

fn form(Draft { form, errors }: Draft<AppealForm>) -> impl IntoView {
    view! {
        <form class="form" method="post" action=SendAppeal::PATH>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            <TextArea label="Why is it wrong?" name="form[reason]" value=form.reason rows=8 maxlength=u32::try_from(APPEAL_MAX).ok()
                error=errors.get("reason") />
            <Button kind=Kind::Primary>"Send appeal"</Button>
        </form>
    }
}

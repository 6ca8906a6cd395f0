//! The way to apply for a job, wherever it stands: the form, or what comes before it, or what there is instead.

use crate::applications::api::Apply;
use crate::applications::model::{ApplyForm, NOTE_MAX, WayIn};
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web;
use ui::{Button, ErrorSummary, FormGuard, Icon, Kind, LinkButton, TextArea};

impl WayIn {
    /// What stands above it.
    pub fn title(self) -> &'static str {
        match self {
            Self::SignIn | Self::Profile | Self::Open { again: false } => "Apply",
            Self::Open { again: true } => "Apply again",
            Self::Applied(..) => "Your application",
            Self::Posted => "Your job",
            Self::Shut => "No longer open",
        }
    }
}

/// What a reader can do about a job. `here` is the page with its query, and this stands at its `#apply`: whoever has to
/// sign in or to fill in a profile first comes back to it, and to the note they had typed.
pub fn way_in(job: JobId, way: WayIn, draft: Draft<ApplyForm>, here: &str) -> AnyView {
    if let WayIn::Open { .. } = way {
        return form(job, draft).into_any();
    }
    let Draft { form, errors } = draft;
    let instead = match way {
        WayIn::SignIn => sign_in(here).into_any(),
        WayIn::Profile => profile(here).into_any(),
        WayIn::Posted => {
            view! { <LinkButton href=format!("/hiring/jobs/{job}") wide=true>"Manage this job"</LinkButton> }
                .into_any()
        }
        WayIn::Applied(id, stage) => view! {
            <p><b>"You have applied."</b>" It stands at: "{stage.label()}"."</p>
            <LinkButton href=format!("/applications/{id}") kind=Kind::Primary wide=true>"See your application"</LinkButton>
        }
        .into_any(),
        WayIn::Shut | WayIn::Open { .. } => {
            view! { <p>"This job takes no more applications."</p> }.into_any()
        }
    };
    let typed = (!form.note.is_empty()).then(|| {
        view! { <p class="note">"What you typed:"</p><blockquote class="own-words reason">{form.note}</blockquote> }
    });
    view! { <ErrorSummary errors=errors />{instead}{typed} }.into_any()
}

fn sign_in(here: &str) -> impl IntoView + use<> {
    let back = format!("{here}#apply");
    let (known, new) = (
        web::with_query("/sign-in", "next", &back),
        web::with_query("/sign-up", "next", &back),
    );
    view! {
        <LinkButton href=known kind=Kind::Primary wide=true>"Sign in to apply"</LinkButton>
        <LinkButton href=new wide=true>"Create an account"</LinkButton>
        <p class="note">"It takes a minute, and you come back here. You see how well the job fits you, and why, before you apply."</p>
    }
}

/// Leads to the way in where it stands below everything else, as on a phone.
pub fn to_apply(way: WayIn) -> impl IntoView {
    let open = matches!(way, WayIn::SignIn | WayIn::Profile | WayIn::Open { .. });
    open.then(|| {
        view! { <div class="to-panel"><LinkButton href="#apply" kind=Kind::Primary icon=Some(Icon::Send)>{way.title()}</LinkButton></div> }
    })
}

/// Where a profile is filled in, and then on to the application.
pub fn onboarding(here: &str) -> String {
    web::with_query("/onboarding", "next", &format!("{here}#apply"))
}

fn profile(here: &str) -> impl IntoView + use<> {
    let href = onboarding(here);
    view! {
        <p><b>"Finish your profile to apply."</b></p>
        <p>"The employer reads it with your application. The steps that are left take a few minutes; then you are brought back here."</p>
        <LinkButton href=href kind=Kind::Primary wide=true>"Finish your profile"</LinkButton>
    }
}

fn form(job: JobId, draft: Draft<ApplyForm>) -> impl IntoView {
    let Draft { form, errors } = draft;
    let sign = errors.get("note").map(str::to_owned);
    view! {
        <form class="form" method="post" action=Apply::PATH>
            <FormGuard />
            <ErrorSummary errors=errors />
            <input type="hidden" name="form[job]" value=job.to_string() />
            <TextArea label="A note to the employer" name="form[note]" value=form.note required=false rows=5
                maxlength=u32::try_from(NOTE_MAX).ok() error=sign
                hint="They see your profile and your score. Say what those do not." />
            <div class="actions"><Button kind=Kind::Primary icon=Some(Icon::Send)>"Apply"</Button></div>
        </form>
    }
}

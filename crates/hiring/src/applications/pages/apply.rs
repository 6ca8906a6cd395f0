//! The way to apply for a job, wherever it stands: the form, or what comes before it, or what there is instead.

use crate::applications::api::Apply;
use crate::applications::model::{ApplyForm, NOTE_MAX, WayIn};
use crate::applications::service;
use identity::Actor;
use kernel::Result;
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use platform::draft::Draft;
use platform::web::{self, Request};
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

/// The cookie that names the job somebody wants to apply for, while they fill in their profile.
const APPLYING: &str = "applying";
/// How long it is remembered, in seconds.
const REMEMBERED_S: u32 = 86_400;

/// Has the browser remember the job until the profile is finished. The cookie names the person too: the next one at
/// the same browser wants something else.
pub fn remember(request: &Request, actor: &Actor, job: JobId) {
    let secure = if request.services.secure_cookies {
        "; Secure"
    } else {
        ""
    };
    web::set_cookie(&format!(
        "{APPLYING}={}.{job}; Path=/; HttpOnly; SameSite=Lax; Max-Age={REMEMBERED_S}{secure}",
        actor.person
    ));
}

/// The job somebody wanted to apply for before they had a profile, if they still can.
///
/// # Errors
/// `Internal`.
pub async fn remembered(request: &Request, actor: &Actor) -> Result<Option<JobId>> {
    let kept = request
        .cookie(APPLYING)
        .and_then(|kept| kept.split_once('.'));
    let job = kept
        .filter(|(person, _)| *person == actor.person.to_string())
        .and_then(|(_, job)| job.parse().ok());
    let Some(job) = job else { return Ok(None) };
    match service::way_in(&request.services, Some(actor), job).await {
        Ok(WayIn::Open { again: false }) => Ok(Some(job)),
        Ok(_) | Err(kernel::AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a reader can do about a job. `here` is the page with its query: whoever has to sign in first comes back to it,
/// and to the note they had typed.
pub fn way_in(job: JobId, way: WayIn, draft: Draft<ApplyForm>, here: &str) -> AnyView {
    if let WayIn::Open { .. } = way {
        return form(job, draft).into_any();
    }
    let Draft { form, errors } = draft;
    let instead = match way {
        WayIn::SignIn => sign_in(here).into_any(),
        WayIn::Profile => profile().into_any(),
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
    let (known, new) = (
        web::with_query("/sign-in", "next", here),
        web::with_query("/sign-up", "next", here),
    );
    view! {
        <LinkButton href=known kind=Kind::Primary wide=true>"Sign in to apply"</LinkButton>
        <LinkButton href=new wide=true>"Create an account"</LinkButton>
        <p class="note">"It takes a minute, and you come back here. You see how well the job fits you, and why, before you apply."</p>
    }
}

fn profile() -> impl IntoView {
    view! {
        <p><b>"Finish your profile to apply."</b></p>
        <p>"The employer reads it with your application. The steps that are left take a few minutes; then your start page leads you back to this job."</p>
        <LinkButton href="/onboarding" kind=Kind::Primary wide=true>"Finish your profile"</LinkButton>
    }
}

fn form(job: JobId, draft: Draft<ApplyForm>) -> impl IntoView {
    let Draft { form, errors } = draft;
    let sign = errors.get("note").map(str::to_owned);
    view! {
        <form class="form" method="post" action=Apply::PATH>
            <ErrorSummary errors=errors />
            <input type="hidden" name="form[job]" value=job.to_string() />
            <TextArea label="A note to the employer" name="form[note]" value=form.note required=false rows=5
                maxlength=u32::try_from(NOTE_MAX).ok() error=sign
                hint="They see your profile and your score. Say what those do not." />
            <div class="actions"><Button kind=Kind::Primary icon=Some(Icon::Send)>"Apply"</Button></div>
            <FormGuard />
        </form>
    }
}

//! `/hiring/jobs/{id}`

use super::body::{JobFacts, JobText};
use super::frame::{JobFrame, JobHead, may};
use super::words::job_param;
use crate::fields::pages::own_fields;
use crate::jobs::api::{CloseJob, DeleteDraft, DuplicateJob};
use crate::jobs::model::{ActForm, JobStatus, JobView, Step, gaps};
use crate::jobs::service;
use identity::api::caller;
use identity::page::page;
use kernel::id::JobId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use ui::{
    Act, Button, Card, ConfirmDialog, ErrorSummary, Flash, Icon, Kind, Stat, Stats, TextField,
    Tone, format,
};

/// A job of one's own at a glance, and what can be done with it.
#[component]
pub fn JobPage() -> impl IntoView {
    let called = caller();
    let id = job_param();
    page(async move {
        let (request, actor) = called?;
        let id = id?;
        let job = service::own(&request.services, &actor, id).await?;
        let facts = service::counts(&request.services, &actor, id).await?;
        let Draft { form, errors } = request.draft::<ActForm>().await?.unwrap_or_default();
        let copy_key = request.services.new_id::<JobId>().to_string();
        let done = match request.query("done").as_deref() {
            Some("published") => {
                Some("Published. People can find it now; see who fits under Candidates.")
            }
            Some("noted") => Some("Saved."),
            Some("closed") => Some("Closed. Everyone who was waiting has been answered."),
            _ => None,
        };
        let head = JobHead::new(job.clone(), facts, &actor);
        let writes = head.writes;
        let content = job.content.clone();
        let text = view! { <JobText job=content.clone() /> };
        let side = view! { <JobFacts job=content.clone() /> };
        let missing = missing(&job);
        let stats = (job.status != JobStatus::Draft)
            .then(|| view! { <Stats stats=stats(&job, facts.applications, facts.waiting) /> });
        let own = own_fields(&request.services, &actor, id, writes).await?;
        let actions = writes.then(|| actions(&job, copy_key, form.reason));
        Ok(view! {
            <Title text=content.title />
            <JobFrame head=head tab="">
                {done.map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
                <ErrorSummary errors=errors />
                {missing}
                {stats}
                <div class="split">
                    <Card>{text}</Card>
                    <div class="stack">
                        <Card title="Facts">{side}</Card>
                        {own}
                        {actions}
                    </div>
                </div>
            </JobFrame>
        })
    })
}

fn missing(job: &JobView) -> Option<impl IntoView + use<>> {
    let needed: Vec<&str> = gaps(&job.content)
        .iter()
        .filter(|gap| gap.needed)
        .map(|gap| gap.what)
        .collect();
    let href = Step::Review.href(job.id);
    (job.status == JobStatus::Draft).then(|| {
        let text = if needed.is_empty() {
            "This is a draft. Everything needed is there: look it over and publish.".to_owned()
        } else {
            format!(
                "This is a draft. Still needed: {}.",
                needed.join(", ").to_lowercase()
            )
        };
        view! { <Flash tone=Tone::Info>{text}" "<a class="link" href=href>"Review"</a></Flash> }
    })
}

fn stats(job: &JobView, applications: i64, waiting: i64) -> Vec<Stat> {
    let count = |number: i64| format::thousands(u64::try_from(number).unwrap_or(0));
    let list = format!("/hiring/jobs/{}/applications", job.id);
    let published = job
        .published_at
        .map_or_else(String::new, |at| format::date(at.date()));
    vec![
        Stat {
            value: count(applications),
            label: "Applications".to_owned(),
            href: list.clone().into(),
        },
        Stat {
            value: count(waiting),
            label: "Waiting for an answer".to_owned(),
            href: format!("{list}?stage=APPLIED").into(),
        },
        Stat {
            value: format!("{} of {}", job.filled, job.content.headcount),
            label: "Places filled".to_owned(),
            href: "".into(),
        },
        Stat {
            value: published,
            label: "Published".to_owned(),
            href: "".into(),
        },
    ]
}

fn actions(job: &JobView, copy_key: String, reason: String) -> impl IntoView + use<> {
    let (id, version) = (job.id.to_string(), job.version.to_string());
    let hidden = {
        let (id, version) = (id.clone(), version.clone());
        move || {
            view! {
                <input type="hidden" name="form[job]" value=id.clone() />
                <input type="hidden" name="form[version]" value=version.clone() />
            }
        }
    };
    let closes = may(job, JobStatus::Closed).then(|| {
        let hidden = hidden.clone();
        view! {
            <Button act=Act::Button kind=Kind::Danger popover="close-job">"Close job"</Button>
            <ConfirmDialog id="close-job" title="Close this job?" action=CloseJob::PATH verb="Close job"
                text="It leaves the lists for good, and everyone still waiting is told. A closed job cannot be opened again, only copied.">
                {hidden()}
                <TextField label="Reason" name="form[reason]" value=reason required=false maxlength=Some(200) hint="Everyone still waiting reads it with the answer, word for word." />
            </ConfirmDialog>
        }
    });
    let deletes = (job.status == JobStatus::Draft).then(|| {
        let hidden = hidden.clone();
        view! {
            <Button act=Act::Button kind=Kind::Danger icon=Some(Icon::Trash) popover="delete-draft">"Delete draft"</Button>
            <ConfirmDialog id="delete-draft" title="Delete this draft?" action=DeleteDraft::PATH verb="Delete draft"
                text="Nobody but your organisation has seen it. It cannot be brought back.">
                {hidden()}
            </ConfirmDialog>
        }
    });
    view! {
        <Card title="More">
            <div class="cluster">
                <form method="post" action=DuplicateJob::PATH>
                    {hidden()}
                    <input type="hidden" name="form[request_key]" value=copy_key />
                    <Button>"Copy as new draft"</Button>
                </form>
                {closes}
                {deletes}
            </div>
        </Card>
    }
}

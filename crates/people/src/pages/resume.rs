//! `/profile/resume`: a résumé is sent or pasted, read, and looked through row by row.

mod review;

use crate::api::ReadPasted;
use crate::forms::{PasteForm, ReviewForm};
use crate::rest::upload::UPLOAD;
use crate::service;
use identity::api::caller;
use identity::page::page;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::files::Purpose;
use ui::{
    Button, Card, Crumb, Crumbs, ErrorSummary, FileField, Flash, FormGuard, Kind, PageHead,
    TextArea, Tone,
};

/// The page: the ways in, or what was read and is not decided yet.
#[component]
pub fn ResumePage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let found = service::review(&request.services, &actor).await?;
        let pasted = request.draft::<PasteForm>().await?.unwrap_or_default();
        let refused = request.draft::<ReviewForm>().await?;
        let saved = request.query("saved").is_some();
        let lead = match &found {
            Some(_) => {
                "Nothing of this is in your profile yet. Take over what is right, correct what is not, leave out the rest."
            }
            None => {
                "We read it once and show you what we found. Nothing enters your profile unless you take it over, and the file is not kept."
            }
        };
        let body = match found {
            Some((id, found)) => view! {
                <ErrorSummary errors=pasted.errors.clone() />
                {review::review(id, &found, refused.filter(|draft| draft.form.id == id.to_string()))}
            }
            .into_any(),
            None => ways_in(pasted).into_any(),
        };
        Ok(view! {
            <Title text="Read my résumé" />
            <Crumbs crumbs=vec![Crumb::link("My profile", "/profile"), Crumb::here("Read my résumé")] />
            <div class="page">
                <PageHead title="Read my résumé" lead=lead />
                {saved.then(|| view! { <Flash tone=Tone::Good>"Saved. What you have not decided is still here."</Flash> })}
                {body}
            </div>
        })
    })
}

/// Send a file, or paste its text.
fn ways_in(draft: Draft<PasteForm>) -> impl IntoView {
    let Draft { form, errors } = draft;
    let file_error = errors.get("file").map(str::to_owned);
    let accept = Purpose::Document.accept();
    view! {
        <ErrorSummary errors=errors.clone() />
        <div class="columns">
            <Card title="Send a file">
                <form class="form" method="post" action=UPLOAD enctype="multipart/form-data">
                    <FileField label="Your résumé" name="form[file]" accept=accept hint="A PDF or a Word document (.docx), up to 10 MiB." error=file_error />
                    <div class="actions"><Button kind=Kind::Primary>"Read this file"</Button></div>
                </form>
            </Card>
            <Card title="Paste your profile">
                <form class="form" method="post" action=ReadPasted::url()>
                    <FormGuard />
                    <TextArea label="Its text" name="form[text]" value=form.text rows=8 error=errors.get("text")
                        hint="From a profile elsewhere, or from a file that we cannot read." />
                    <div class="actions"><Button>"Read this text"</Button></div>
                </form>
            </Card>
        </div>
    }
}

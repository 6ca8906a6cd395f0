//! `/organisation`

use super::frame::{OrganisationFrame, seat_of};
use crate::api::caller;
use crate::organisations::api::{Grow, Save};
use crate::organisations::brand::{Colour, Legible};
use crate::organisations::logo::api::RemoveLogo;
use crate::organisations::logo::model::{FILE_FIELD, LogoForm, UPLOAD_PATH, logo_path};
use crate::organisations::model::{GrowForm, Kind, Organisation, Seat, SettingsForm};
use crate::organisations::permissions::Permission;
use crate::organisations::rest::brand_path;
use crate::organisations::service;
use crate::page::page;
use kernel::FieldErrors;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_meta::Stylesheet;
use platform::draft::Draft;
use platform::files::Purpose;
use platform::web::Request;
use ui::{
    Avatar, Button, Card, ErrorSummary, Facts, FileField, FormGuard, Input, Kind as Weight, Shape,
    Switch, TextArea, TextField,
};

/// What the organisation is, and how it looks.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let called = caller();
    page(async move {
        let (request, actor) = called?;
        let seat = seat_of(&actor)?;
        let organisation = service::own(&request.services, &actor).await?;
        let body = if seat.may(Permission::ManageOrganisation) {
            settings(&request, &seat, &organisation).await?
        } else {
            facts(&organisation).into_any()
        };
        let done = done(&request, organisation.colour);
        let sheet = organisation.colour.is_some().then(|| {
            view! { <Stylesheet href=brand_path(&organisation.slug, organisation.version) /> }
        });
        Ok(view! {
            {sheet}
            <OrganisationFrame seat=seat tab="" title="Organisation" done=done>{body}</OrganisationFrame>
        })
    })
}

fn done(request: &Request, colour: Option<Colour>) -> Option<&'static str> {
    let differs = colour.map_or((false, false), |colour| Legible::of(colour).differs(colour));
    match (request.query("done").as_deref()?, differs) {
        ("saved", (false, false)) => Some("Saved."),
        ("saved", (true, false)) => Some(
            "Saved. In the light theme your colour is shown a little darker, so that it can be read.",
        ),
        ("saved", (false, true)) => Some(
            "Saved. In the dark theme your colour is shown a little lighter, so that it can be read.",
        ),
        ("saved", (true, true)) => Some(
            "Saved. Your colour is shown a little darker in the light theme and lighter in the dark one, so that it can be read.",
        ),
        ("logo", _) => Some("This is your logo now."),
        ("logo-removed", _) => Some("The logo is gone."),
        ("grown", _) => Some("This is an organisation with members now. Invite the first."),
        ("joined", _) => Some("Welcome. You work for this organisation now."),
        ("restored", _) => Some("The organisation is back, with everything it had."),
        _ => None,
    }
}

fn facts(organisation: &Organisation) -> impl IntoView + use<> {
    let facts = vec![
        ("What it does".to_owned(), organisation.about.clone().into()),
        ("Website".to_owned(), organisation.website.clone().into()),
        (
            "Name in addresses".to_owned(),
            organisation.slug.clone().into(),
        ),
    ];
    let picture = organisation.logo.map(|logo| {
        view! { <Avatar name=organisation.name.clone() picture=logo_path(logo) shape=Shape::Organisation large=true /> }
    });
    view! { <Card>{picture}<Facts facts=facts /></Card> }
}

async fn settings(
    request: &Request,
    seat: &Seat,
    organisation: &Organisation,
) -> kernel::Result<AnyView> {
    // Several forms stand here: the fields tell whose draft it is.
    let draft = request.draft::<LogoForm>().await?;
    let drawing = draft.filter(|draft| draft.form.is_sent());
    let draft = request.draft::<SettingsForm>().await?;
    let saving = draft.filter(|draft| !draft.form.version.is_empty());
    let growing = if saving.is_some() || drawing.is_some() {
        None
    } else {
        request.draft::<GrowForm>().await?
    };
    let logo = logo(organisation, &drawing.unwrap_or_default().errors);
    let Draft { form, errors } = saving.unwrap_or_else(|| Draft {
        form: SettingsForm::of(organisation),
        errors: FieldErrors::default(),
    });
    let grow = (seat.kind == Kind::Personal).then(|| grow_form(growing.unwrap_or_default()));
    Ok(view! {
        <div class="columns">
            {settings_form(organisation, form, &errors)}
            <div class="stack">
                {look(organisation)}
                {logo}
                {grow}
            </div>
        </div>
    }
    .into_any())
}

fn settings_form(
    organisation: &Organisation,
    form: SettingsForm,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    // A stale draft is sent again on the version that is shown now.
    let version = organisation.version.to_string();
    let own_colour = form.own_colour == "true";
    view! {
        <form class="form" method="post" action=Save::PATH>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[version]" value=version />
            <TextField label="Name" name="form[name]" value=form.name autocomplete="organization" maxlength=Some(100) error=errors.get("name") />
            <TextArea label="What you do" name="form[about]" value=form.about required=false rows=3 maxlength=Some(2000)
                hint="A sentence or two; people see it beside your jobs." error=errors.get("about") />
            <TextField label="Website" name="form[website]" value=form.website required=false input=Input::Url placeholder="https://" error=errors.get("website") />
            <Switch label="A colour of our own" name="form[own_colour]" checked=own_colour hint="Marks your organisation where people see it." />
            <TextField label="Colour" name="form[colour]" value=form.colour input=Input::Colour narrow=true required=false error=errors.get("colour") />
            <Button kind=Weight::Primary>"Save"</Button>
        </form>
    }
}

/// How it looks in both themes, whichever one is on.
fn look(organisation: &Organisation) -> impl IntoView + use<> {
    let class = format!("brand-looks branded brand-{}", organisation.slug);
    let name = organisation.name.clone();
    let picture = organisation.logo.map(logo_path);
    let samples: Vec<_> = [("light", "Light theme"), ("dark", "Dark theme")]
        .into_iter()
        .map(|(theme, label)| {
            let (first, second) = (name.clone(), name.clone());
            view! {
                <li class="brand-look" data-theme=theme>
                    <Avatar name=first picture=picture.clone() shape=Shape::Organisation />
                    <span><b class="brand-name">{second}</b><small>{label}</small></span>
                </li>
            }
        })
        .collect();
    view! { <Card title="How it looks"><ul class=class>{samples}</ul></Card> }
}

/// The logo there is, and the ways to another or none.
fn logo(organisation: &Organisation, errors: &FieldErrors) -> impl IntoView + use<> {
    let picture = organisation.logo.map(logo_path);
    let name = organisation.name.clone();
    let error = errors.get("file").map(str::to_owned);
    let errors = errors.clone();
    let has_one = picture.is_some();
    let (label, verb) = if has_one {
        ("Another picture", "Replace logo")
    } else {
        ("Picture", "Add logo")
    };
    let remove = has_one.then(|| {
        view! {
            <form method="post" action=RemoveLogo::PATH>
                <input type="hidden" name="form[logo]" value="true" />
                <Button kind=Weight::Quiet>"Remove logo"</Button>
            </form>
        }
    });
    view! {
        <Card title="Logo">
            <div class="person">
                <Avatar name=name picture=picture shape=Shape::Organisation large=true />
                <div><p class="muted">"Stands beside your name where people see it. Whatever else is in the file, such as where a picture was taken, is left out."</p></div>
            </div>
            <form class="form" method="post" action=UPLOAD_PATH enctype="multipart/form-data">
                <FormGuard />
                <ErrorSummary errors=errors prefix="logo" />
                <FileField label=label name=FILE_FIELD accept=Purpose::Logo.accept()
                    hint="PNG, JPEG or WebP, at most 2 MiB. A square one fits best." error=error />
                <Button>{verb}</Button>
            </form>
            {remove}
        </Card>
    }
}

fn grow_form(Draft { form, errors }: Draft<GrowForm>) -> impl IntoView {
    view! {
        <Card title="More than you?">
            <p>"Make this an organisation with a name of its own. Then you can invite people and give them roles. Jobs and applications stay."</p>
            <form class="form" method="post" action=Grow::PATH>
                <FormGuard />
                <ErrorSummary errors=errors.clone() prefix="grow" />
                <TextField label="Its name" name="form[name]" value=form.name autocomplete="organization" maxlength=Some(100) error=errors.get("name") />
                <Button>"Make it an organisation"</Button>
            </form>
        </Card>
    }
}

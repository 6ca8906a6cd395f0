//! `/console/flags/{flag}`

use crate::flags::api::SwitchFlag;
use crate::flags::model::{DEFAULT, FlagForm, FlagLine, in_words};
use crate::flags::service;
use crate::frame::ConsoleFrame;
use crate::staff::api::enter;
use crate::staff::model::{Permission, REASON_MAX};
use identity::api::caller;
use identity::page::page;
use kernel::{AppError, Result};
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_params_map;
use platform::draft::Draft;
use platform::flags::{Flag, Setting};
use ui::{
    Breadcrumb, Button, Card, Checkbox, Choice, ChoiceGroup, Crumb, ErrorSummary, FormGuard, Input,
    Kind, TextArea, TextField,
};

/// One flag, and the form that switches it.
#[component]
pub fn FlagPage() -> impl IntoView {
    let called = caller();
    let flag = flag_param();
    page(async move {
        let (request, console) = enter(called, Permission::SwitchFlags).await?;
        let line = service::one(&console, flag?).await?;
        let draft = request.draft::<FlagForm>().await?;
        let draft = draft.unwrap_or_else(|| Draft {
            form: filled(&line),
            ..Draft::default()
        });
        let done = request
            .query("done")
            .map(|_| "Saved. Every server takes it up within ten seconds.");
        let crumbs = vec![
            Crumb::link("Feature flags", "/console/flags"),
            Crumb::here(line.flag.name()),
        ];
        let now = in_words(&line.setting());
        let about = line.flag.about();
        let form = form(&line, draft);
        Ok(view! {
            <ConsoleFrame role=console.role tab="/console/flags" title=line.flag.name() done=done>
                <Breadcrumb crumbs=crumbs />
                <p>{about}</p>
                <p>"It is "<b>{now}</b>"."</p>
                <Card title="Switch">{form}</Card>
            </ConsoleFrame>
        })
    })
}

fn flag_param() -> Result<Flag> {
    use_params_map()
        .get_untracked()
        .get_str("flag")
        .and_then(Flag::from_name)
        .ok_or(AppError::NotFound)
}

/// The form as things stand.
fn filled(line: &FlagLine) -> FlagForm {
    let mut form = FlagForm {
        state: line
            .decided
            .as_ref()
            .map_or(DEFAULT, |decided| decided.setting.name())
            .to_owned(),
        ..FlagForm::default()
    };
    match line.setting() {
        Setting::Percentage(share) => form.percentage = share.to_string(),
        Setting::Organisations(chosen) => {
            let ids: Vec<_> = chosen.iter().map(ToString::to_string).collect();
            form.organisations = ids.join("\n");
        }
        Setting::Off | Setting::On => {}
    }
    form
}

fn form(line: &FlagLine, Draft { form, errors }: Draft<FlagForm>) -> impl IntoView + use<> {
    let usual = format!(
        "As the code says: {}",
        in_words(&line.flag.default_setting())
    );
    let choices = vec![
        Choice::new(DEFAULT, usual),
        Choice::new("OFF", "Off"),
        Choice::new("ON", "On"),
        Choice::new("PERCENTAGE", "On for a share")
            .hint("Always the same ones, more of them as the number grows"),
        Choice::new("ORGANISATIONS", "On for organisations")
            .hint("For whoever works for one of them"),
    ];
    let name = line.flag.name();
    view! {
        <form class="form" method="post" action=SwitchFlag::PATH>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[flag]" value=name />
            <ChoiceGroup legend="For whom" name="form[state]" choices=choices chosen=vec![form.state] required=true error=errors.get("state") />
            <TextField label="Share" name="form[percentage]" value=form.percentage input=Input::Number after="of 100" required=false narrow=true error=errors.get("percentage") />
            <TextArea label="Ids of organisations" name="form[organisations]" value=form.organisations rows=2 required=false error=errors.get("organisations") />
            <TextArea label="Reason" name="form[reason]" value=form.reason rows=2 maxlength=u32::try_from(REASON_MAX).ok() error=errors.get("reason") />
            <Checkbox label="I have checked that this is right" name="form[confirm]" required=true error=errors.get("confirm") />
            <Button kind=Kind::Danger>"Switch"</Button>
        </form>
    }
}

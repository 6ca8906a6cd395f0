//! Forms.

use crate::{
    Act, Button, Checkbox, Choice, ChoiceGroup, ErrorSummary, FieldRow, FieldSet, FileField,
    FormGuard, Input, Kind, MoneyField, PayRange, Pick, SelectField, Switch, TextArea, TextField,
    Theme, ThemeSwitch,
};
use kernel::FieldErrors;
use leptos::prelude::*;

fn kinds() -> Vec<Choice> {
    [
        ("FULL_TIME", "Full time"),
        ("PART_TIME", "Part time"),
        ("SHIFT", "Shifts"),
        ("VOLUNTEER", "Volunteering"),
    ]
    .map(|(value, label)| Choice::new(value, label))
    .to_vec()
}

pub fn fields(p: &'static str) -> AnyView {
    view! {
        <TextField label="Job title" name=format!("{p}[title]") value="Warehouse operative, days" hint="What a person would search for." maxlength=Some(120) />
        <FieldRow>
            <TextField label="Places to fill" name=format!("{p}[headcount]") value="4" input=Input::Number min="1" max="500" />
            <TextField label="First day" name=format!("{p}[starts]") value="2026-11-30" input=Input::Date />
            <TextField label="Travel at most" name=format!("{p}[km]") value="25" input=Input::Number after="km" required=false />
        </FieldRow>
        <SelectField label="Kind of work" name=format!("{p}[kind]") choices=kinds() value="PART_TIME" />
        <FileField label="Logo" name=format!("{p}[logo]") accept=".png,.jpg" hint="A picture: PNG or JPEG, at most 2 MiB." required=false />
        <TextArea label="Description" name=format!("{p}[description]") value="Pick and pack orders, load vans, keep the floor safe." hint="Skills are suggested while you write." required=false />
    }
    .into_any()
}

pub fn errors(p: &'static str) -> AnyView {
    let mut errors = FieldErrors::default();
    errors.add("pay_max", "The most must be at least the least");
    errors.add("postcode", "We do not know this postcode");
    errors.add(
        "",
        "Somebody changed this in the meantime. Below is what you typed.",
    );
    view! {
        <ErrorSummary errors=errors.clone() prefix=p focus=false />
        <TextField label="Postcode" name=format!("{p}[postcode]") value="E1 6ZZ" error=errors.get("postcode") autocomplete="postal-code" />
        <MoneyField label="Most an hour" name=format!("{p}[pay_max]") value="9.00" per="an hour" error=errors.get("pay_max") />
    }
    .into_any()
}

pub fn choices(p: &'static str) -> AnyView {
    let modes = || {
        vec![
            Choice::new("ONSITE", "On site").hint("At the place of work"),
            Choice::new("HYBRID", "Hybrid").hint("Some days at home"),
            Choice::new("REMOTE", "Remote").hint("From anywhere"),
        ]
    };
    view! {
        <ChoiceGroup legend="Where it is done" name=format!("{p}[mode]") choices=modes() chosen=vec!["ONSITE".into()] boxed=true />
        <ChoiceGroup legend="Kinds of work you want" name=format!("{p}[types][]") choices=kinds() pick=Pick::Any chosen=vec!["SHIFT".into()] inline=true />
        <ChoiceGroup legend="Who may see it" name=format!("{p}[seen]") choices=vec![Choice::new("all", "Everybody"), Choice::new("members", "Organisations you apply to")] error="Choose one" />
        <Checkbox label="I have read the terms" name=format!("{p}[terms]") required=true />
        <Switch label="Show my hours to organisations" name=format!("{p}[show]") checked=true hint="They see days, not reasons." />
        <Switch label="Night work" name=format!("{p}[night]") />
    }
    .into_any()
}

pub fn money(p: &'static str) -> AnyView {
    let per = vec![
        Choice::new("HOURLY", "an hour"),
        Choice::new("SALARY", "a year"),
        Choice::new("FIXED", "for the job"),
    ];
    view! {
        <MoneyField label="Least an hour" name=format!("{p}[rate]") value="12.50" per="an hour" required=false />
        <PayRange
            legend="Pay"
            hint="People see both. Jobs with a range get more applications."
            min_name=format!("{p}[pay_min]") max_name=format!("{p}[pay_to]") kind_name=format!("{p}[pay_kind]") currency_name=format!("{p}[currency]")
            kinds=per min="12.50" max="13.20" kind="HOURLY"
        />
    }
    .into_any()
}

pub fn islands(p: &'static str) -> AnyView {
    view! {
        <ThemeSwitch theme=Theme::System action="/dev/ui".to_owned() />
        <form class="form" method="post" action="/dev/ui">
            <FormGuard />
            <FieldSet legend="Guarded form" hint="Reload: what was typed is still here.">
                <TextField label="E-mail" name=format!("{p}[email]") input=Input::Email autocomplete="email" />
            </FieldSet>
            <div class="actions">
                <Button kind=Kind::Primary>"Save"</Button>
                <Button act=Act::Button kind=Kind::Quiet>"Cancel"</Button>
            </div>
        </form>
    }
    .into_any()
}

//! The frame of every page of the console, and the form of everything that is done there.

use crate::staff::model::{ActForm, Permission, REASON_MAX, StaffRole};
use leptos::prelude::*;
use leptos_meta::Title;
use platform::draft::Draft;
use platform::web::Request;
use ui::{
    Badge, Button, Checkbox, Choice, ChoiceGroup, ErrorSummary, Flash, FormGuard, Kind, PageHead,
    Tab, Tabs, TextArea, Tone,
};

/// A part of the console.
pub(crate) struct Part {
    /// Where.
    pub href: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What one finds there.
    pub about: &'static str,
    /// Who may.
    pub permission: Permission,
}

/// The parts of the console, in order.
pub(crate) const PARTS: [Part; 11] = [
    Part {
        href: "/console/people",
        name: "People",
        about: "Find somebody; see how they stand, where they are signed in and what happened; decide.",
        permission: Permission::SeePeople,
    },
    Part {
        href: "/console/appeals",
        name: "Appeals",
        about: "Suspended people who say that it is wrong, the longest waiting first.",
        permission: Permission::DecideOverPeople,
    },
    Part {
        href: "/console/contests",
        name: "Contests",
        about: "People who say that what their score rests on is wrong, the longest waiting first.",
        permission: Permission::AnswerContests,
    },
    Part {
        href: "/console/sessions",
        name: "Sessions",
        about: "Who is signed in, from where; what else comes from the same address.",
        permission: Permission::SeePeople,
    },
    Part {
        href: "/console/organisations",
        name: "Organisations",
        about: "Find one, also a deleted one; see who belongs to it; decide.",
        permission: Permission::SeeOrganisations,
    },
    Part {
        href: "/console/audit",
        name: "Audit",
        about: "What happened in any organisation, as a file too.",
        permission: Permission::ReadAudit,
    },
    Part {
        href: "/console/health",
        name: "Health",
        about: "How the system is, and what wants looking at.",
        permission: Permission::RunJobs,
    },
    Part {
        href: "/console/jobs",
        name: "Background",
        about: "What the system does in the background, what failed for good, and what waits.",
        permission: Permission::RunJobs,
    },
    Part {
        href: "/console/flags",
        name: "Flags",
        about: "What can be switched while everything runs.",
        permission: Permission::SwitchFlags,
    },
    Part {
        href: "/console/trail",
        name: "Trail",
        about: "What staff did and looked at.",
        permission: Permission::ReadTrail,
    },
    Part {
        href: "/console/staff",
        name: "Staff",
        about: "Who is staff, and what they may do.",
        permission: Permission::ManageStaff,
    },
];

/// Head and tabs around a page; `done` is what has just worked.
#[component]
pub fn ConsoleFrame(
    role: StaffRole,
    tab: &'static str,
    #[prop(into)] title: String,
    #[prop(optional_no_strip)] done: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let mut tabs = vec![Tab::new("/console", "Overview")];
    let open = PARTS.iter().filter(|part| role.may(part.permission));
    tabs.extend(open.map(|part| Tab::new(part.href, part.name)));
    let named = format!("{title} · Console");
    view! {
        <Title text=named />
        <div class="page stack">
            <PageHead title=title badge=view! { <Badge tone=Tone::Warn>{role.label()}</Badge> }.into_any() />
            <Tabs label="Console" tabs=tabs current=tab />
            {done.map(|done| view! { <Flash tone=Tone::Good>{done}</Flash> })}
            {children()}
        </div>
    }
}

/// Something that can be done to the subject of a page.
pub struct Act {
    /// The stored name.
    pub name: &'static str,
    /// On the button.
    pub label: &'static str,
    /// What follows.
    pub hint: &'static str,
}

/// The form of what can be done: which, why, and a tick that it is meant. Everything done goes into the trail.
#[component]
pub(crate) fn ActPanel(
    action: &'static str,
    #[prop(into)] subject: String,
    acts: Vec<Act>,
    draft: Draft<ActForm>,
    /// Who reads the reason.
    reason_hint: &'static str,
    /// How staff may have made sure who asks, if one of the acts wants to know.
    #[prop(optional)]
    identified: Vec<Choice>,
) -> impl IntoView {
    let Draft { form, errors } = draft;
    // What can be done alone needs no choosing.
    let chosen = match acts.as_slice() {
        [only] => only.name.to_owned(),
        _ => form.act,
    };
    let how = (!identified.is_empty()).then(|| {
        // Needed for one act, maybe of several: the server asks for it.
        view! {
            <ChoiceGroup legend="To reset second factors: how did you make sure that it is them who ask?" name="form[identified]"
                choices=identified chosen=vec![form.identified.clone()] hint="They are told, and it stands in the trail." error=errors.get("identified") />
        }
    });
    let choices = acts
        .into_iter()
        .map(|act| Choice::new(act.name, act.label).hint(act.hint))
        .collect();
    view! {
        <form class="form" method="post" action=action>
            <FormGuard />
            <ErrorSummary errors=errors.clone() />
            <input type="hidden" name="form[subject]" value=subject />
            <ChoiceGroup legend="What to do" name="form[act]" choices=choices chosen=vec![chosen] required=true error=errors.get("act") />
            {how}
            <TextArea label="Reason" name="form[reason]" value=form.reason hint=reason_hint rows=3 maxlength=u32::try_from(REASON_MAX).ok()
                error=errors.get("reason") />
            <Checkbox label="I have checked that this is right" name="form[confirm]" required=true error=errors.get("confirm") />
            <Button kind=Kind::Danger>"Do it"</Button>
        </form>
    }
}

/// What was searched for: trimmed, without control characters, not too long.
pub(crate) fn words(request: &Request, name: &str) -> String {
    let text = request.query(name).unwrap_or_default();
    text.trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect()
}

//! Whole pages made of the components, for looking at them together.

use super::matches::{candidates, parts, reasons};
use crate::{
    Account, AppShell, Avatar, Badge, Button, Card, Chip, Choice, ChoiceGroup, Crumb, Disclosure,
    FilterBar, FormGuard, Frame, Icon, Input, Kind, LinkButton, MatchItem, MatchList, Meta,
    MetaLine, Nav, NavGroup, NavItem, OrgChoice, PageHead, Panel, PanelSection, PayRange, Progress,
    PublicShell, Reasons, Ring, ScoreBreakdown, ScoreRing, Step, Stepper, Tab, Tabs, Tag, TagList,
    Text, TextArea, TextField, Theme, Tone,
};
use leptos::prelude::*;

/// A sample page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Ranked candidates of a job, as an employer sees them.
    Candidates,
    /// Jobs for a person.
    Matches,
    /// A step of the post wizard.
    Post,
    /// Sign-in.
    SignIn,
    /// The gallery itself in the frame.
    Gallery,
}

impl Sample {
    /// Every sample with its file name.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Candidates, "candidates"),
        (Self::Matches, "matches"),
        (Self::Post, "post"),
        (Self::SignIn, "sign-in"),
        (Self::Gallery, "gallery"),
    ];

    /// The body of the page.
    pub fn view(self) -> AnyView {
        match self {
            Self::Candidates => employer(
                "/hiring/jobs/1/candidates",
                vec![
                    Crumb::link("Jobs", "/hiring/jobs"),
                    Crumb::here("Warehouse operative"),
                ],
                ranked(),
            ),
            Self::Matches => worker(for_me()),
            Self::Post => employer(
                "/hiring/jobs/new",
                vec![
                    Crumb::link("Jobs", "/hiring/jobs"),
                    Crumb::here("Post a job"),
                ],
                post(),
            ),
            Self::SignIn => sign_in(),
            Self::Gallery => employer(
                "/dev/ui",
                vec![Crumb::here("Components")],
                view! { <super::Gallery /> }.into_any(),
            ),
        }
    }
}

fn frame(path: &str) -> Frame {
    Frame {
        path: path.to_owned(),
        theme: Theme::System,
        theme_action: "/api/theme".to_owned(),
        search_url: "/palette.json".to_owned(),
        search_page: "/jobs".to_owned(),
    }
}

fn account(name: &str, role: &str, organisations: Vec<OrgChoice>) -> Account {
    Account {
        id: name.to_owned(),
        name: name.to_owned(),
        role: role.to_owned(),
        links: vec![NavItem::new(
            "Where you are signed in",
            "/security/devices",
            Icon::Monitor,
        )],
        sign_out_action: "/api/sign_out".to_owned(),
        organisations,
        switch_action: "/api/switch".to_owned(),
        create_organisation: "/organisations/new".into(),
    }
}

fn employer(path: &str, crumbs: Vec<Crumb>, page: AnyView) -> AnyView {
    let hiring = vec![
        NavItem::new("Jobs", "/hiring/jobs", Icon::Briefcase).count(Some(8)),
        NavItem::new("Applications", "/hiring/applications", Icon::Kanban).count(Some(41)),
        NavItem::new("People", "/hiring/people", Icon::Users),
    ];
    let working = vec![
        NavItem::new("Jobs for me", "/matches", Icon::Target),
        NavItem::new("My applications", "/applications", Icon::Send).count(Some(3)),
        NavItem::new("My profile", "/profile", Icon::User),
    ];
    let home = NavItem::new("Home", "/home", Icon::Home);
    let nav = Nav {
        bottom: vec![
            home.clone(),
            hiring[0].clone(),
            hiring[1].clone(),
            hiring[2].clone(),
        ],
        groups: vec![
            NavGroup {
                label: Text::default(),
                items: vec![home],
            },
            NavGroup {
                label: "Hiring".into(),
                items: hiring,
            },
            NavGroup {
                label: "Working".into(),
                items: working,
            },
        ],
    };
    let organisations = vec![
        OrgChoice {
            id: "1".to_owned(),
            name: "Riverside Logistics".to_owned(),
            logo: Text::default(),
            current: true,
        },
        OrgChoice {
            id: String::new(),
            name: "Myself".to_owned(),
            logo: Text::default(),
            current: false,
        },
    ];
    view! { <AppShell nav=nav account=account("Ama Owusu", "Recruiter", organisations) frame=frame(path) crumbs=crumbs>{page}</AppShell> }.into_any()
}

fn worker(page: AnyView) -> AnyView {
    let items = vec![
        NavItem::new("Home", "/home", Icon::Home),
        NavItem::new("For me", "/matches", Icon::Target),
        NavItem::new("Find work", "/jobs", Icon::Search),
        NavItem::new("Applications", "/applications", Icon::Send).count(Some(3)),
        NavItem::new("Profile", "/profile", Icon::User),
    ];
    let nav = Nav {
        bottom: items[..4].to_vec(),
        groups: vec![NavGroup {
            label: Text::default(),
            items,
        }],
    };
    view! { <AppShell nav=nav account=account("Jane Mensah", "Working for myself", Vec::new()) frame=frame("/matches")>{page}</AppShell> }.into_any()
}

fn ranked() -> AnyView {
    let tab = |href: &str, label: &str| Tab::new(format!("/hiring/jobs/1{href}"), label);
    let chip = |label: &str| Chip {
        label: label.to_owned(),
        remove: "/dev/ui".to_owned(),
    };
    view! {
        <div class="page">
            <PageHead
                title="Warehouse operative, days"
                badge=view! { <Badge tone=Tone::Good>"Active"</Badge> }.into_any()
                meta=view! {
                    <MetaLine>
                        <Meta icon=Some(Icon::MapPin)>"Shoreditch, E1 6AN"</Meta>
                        <Meta icon=Some(Icon::Banknote)>"£12.50–£13.20 an hour"</Meta>
                        <Meta icon=Some(Icon::Calendar)>"Starts Mon 30 Nov, Mon–Fri 07:00–15:00"</Meta>
                        <Meta icon=Some(Icon::Users)>"1 of 4 places filled"</Meta>
                    </MetaLine>
                }.into_any()
                actions=view! {
                    <LinkButton href="/dev/ui">"Edit"</LinkButton>
                    <LinkButton href="/dev/ui" kind=Kind::Primary icon=Some(Icon::Send)>"Invite top 3"</LinkButton>
                }.into_any()
            />
            <Tabs label="Job" current="/hiring/jobs/1/candidates" tabs=vec![tab("", "Overview"), tab("/candidates", "Candidates").count(37), tab("/applications", "Applications").count(12), tab("/activity", "Activity")] />
            <FilterBar action="/hiring/jobs/1/candidates" no_search=true chips=vec![chip("Eligible only"), chip("Within 10 km"), chip("Forklift")] count="37 people · ranked for both sides">
                <TextField label="Within" name="within" input=Input::Number after="km" required=false />
                <TextField label="Skill" name="skill" required=false />
            </FilterBar>
            <div class="split">
                <MatchList label="Candidates" items=candidates() />
                <Panel label="Why Jane Mensah fits">
                    <PanelSection>
                        <div class="person">
                            <Avatar name="Jane Mensah" />
                            <div><h2>"Jane Mensah"</h2><p>"Bethnal Green · last active today"</p></div>
                            <ScoreRing score=91 size=Ring::Large />
                        </div>
                        <div class="actions">
                            <Button kind=Kind::Primary>"Invite to apply"</Button>
                            <LinkButton href="/dev/ui" icon=Some(Icon::Scale)>"Compare"</LinkButton>
                            <LinkButton href="/dev/ui">"Profile"</LinkButton>
                        </div>
                    </PanelSection>
                    <PanelSection title="Where the 91 comes from">
                        <ScoreBreakdown parts=parts()>
                            "The mark on each bar is what is usual for this occupation. Confidence 92%. Formula 1.0. "
                            <a href="/how-fit-works">"How the score works"</a>
                        </ScoreBreakdown>
                    </PanelSection>
                    <PanelSection title="Strengths and concerns"><Reasons items=reasons() /></PanelSection>
                    <PanelSection title="May work this job">
                        <TagList tags=["Right to work", "Forklift licence", "Rest between shifts"].map(|label| Tag::new(label).tone(Tone::Good).icon(Icon::Check)).to_vec() />
                    </PanelSection>
                </Panel>
            </div>
        </div>
    }
    .into_any()
}

fn for_me() -> AnyView {
    let job = |title: &str, text: &str, score, pay: &str, when: &str, note: &str| {
        let mut item = MatchItem::new(title, "/jobs/1", Some(score));
        item.text = text.into();
        item.tags = vec![
            Tag::new(pay).tone(Tone::Accent),
            Tag::new(when),
            Tag::new(note).tone(Tone::Good),
        ];
        item
    };
    view! {
        <div class="page">
            <PageHead title="Jobs for me" lead="Ranked by what suits both: what they ask, and what you want." />
            <MatchList
                label="Jobs for me"
                heads=["Fit", "Job", "", "", ""]
                items=vec![
                    job("Forklift driver, nights", "Harbour Foods · Barking, 6.3 km", 88, "£14.80 an hour", "Tue–Thu 22:00–06:00", "Replies in 1 day"),
                    job("Stock counter", "Northgate Grocers · Hackney, 3.0 km", 81, "£13.10 an hour", "Sat 08:00–14:00", "Starts at once"),
                    job("Delivery driver", "Riverside Logistics · Shoreditch, 1.8 km", 62, "£13.00 an hour", "Mon–Fri 07:00–15:00", "Your hours"),
                ]
            />
            <Card title="Verify your reach-truck ticket: +9">
                <p class="muted">"It lifts your fit on 14 open jobs within 10 km."</p>
                <div class="actions">
                    <LinkButton href="/profile" kind=Kind::Primary>"Add certificate"</LinkButton>
                    <LinkButton href="/matches" kind=Kind::Quiet>"Not now"</LinkButton>
                </div>
            </Card>
            <Card title="Your profile">
                <Progress label="Complete" percent=72 hint="Still missing: hours you can work, education." />
                <Disclosure summary="What it would change"><p>"Hours: counted in 212 of 300 open jobs."</p></Disclosure>
            </Card>
        </div>
    }
    .into_any()
}

fn post() -> AnyView {
    let step = |label: &str, done| Step {
        label: label.to_owned(),
        href: "/dev/ui".into(),
        done,
    };
    let modes = vec![
        Choice::new("ONSITE", "On site").hint("At the place of work"),
        Choice::new("HYBRID", "Hybrid").hint("Some days at home"),
        Choice::new("REMOTE", "Remote").hint("From anywhere"),
    ];
    let per = vec![
        Choice::new("HOURLY", "an hour"),
        Choice::new("SALARY", "a year"),
    ];
    view! {
        <div class="page">
            <PageHead title="Post a job" badge=view! { <Badge>"Draft, saved"</Badge> }.into_any() />
            <Stepper label="Post a job" current=1 steps=vec![step("Basics", true), step("Place and pay", false), step("Hours", false), step("Skills", false), step("Publish", false)] />
            <form class="form" method="post" action="/api/save">
                <FormGuard />
                <Card>
                    <TextField label="Job title" name="form[title]" value="Warehouse operative, days" hint="What a person would search for." />
                    <ChoiceGroup legend="Where it is done" name="form[mode]" choices=modes chosen=vec!["ONSITE".into()] boxed=true />
                    <TextField label="Postcode or city" name="form[place]" value="E1 6ZZ" error="We do not know this postcode" />
                    <PayRange legend="Pay" min_name="form[pay_min]" max_name="form[pay_max]" kind_name="form[pay_kind]" currency_name="form[currency]" kinds=per min="12.50" max="13.20" kind="HOURLY" />
                    <TextArea label="Description" name="form[description]" value="Pick and pack orders, load vans, keep the floor safe." required=false />
                </Card>
                <div class="actions">
                    <Button kind=Kind::Primary icon=Some(Icon::ArrowRight)>"Save and go on"</Button>
                    <LinkButton href="/hiring/jobs" kind=Kind::Quiet>"Leave as draft"</LinkButton>
                </div>
            </form>
        </div>
    }
    .into_any()
}

fn sign_in() -> AnyView {
    view! {
        <PublicShell frame=frame("/sign-in") links=vec![NavItem::new("Find work", "/jobs", Icon::Search), NavItem::new("How fit works", "/how-fit-works", Icon::Info)]>
            <div class="page narrow">
                <PageHead title="Sign in" />
                <Card>
                    <form class="form" method="post" action="/api/sign_in">
                        <FormGuard />
                        <TextField label="E-mail" name="form[email]" input=Input::Email autocomplete="username" />
                        <TextField label="Password" name="form[password]" input=Input::Password autocomplete="current-password" />
                        <Button kind=Kind::Primary wide=true>"Sign in"</Button>
                    </form>
                </Card>
                <p class="muted">"New here? "<a class="link" href="/sign-up">"Create an account"</a></p>
            </div>
        </PublicShell>
    }
    .into_any()
}

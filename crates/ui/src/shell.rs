//! The frame around every page. Navigation at the side on a desk, at the bottom on a phone; the whole
//! of it opens as a drawer, without script.

use crate::avatar::{Avatar, Shape};
use crate::icon::Logo;
use crate::islands::command_palette::{Command, CommandPalette};
use crate::islands::local_times::LocalTimes;
use crate::islands::theme_switch::{Theme, ThemeSwitch};
use crate::navigate::{Breadcrumb, Crumb, path};
use crate::{Icon, Text};
use leptos::prelude::*;

/// A place to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Its name.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Its sign.
    pub icon: Icon,
    /// How many wait there.
    pub count: Option<u64>,
}

impl NavItem {
    /// A place without a count.
    pub fn new(label: impl Into<String>, href: impl Into<String>, icon: Icon) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            icon,
            count: None,
        }
    }

    /// Adds how many wait there.
    #[must_use]
    pub fn count(mut self, count: Option<u64>) -> Self {
        self.count = count.filter(|count| *count > 0);
        self
    }

    fn view(self, here: bool) -> AnyView {
        view! {
            <li>
                <a href=self.href aria-current=here.then_some("page")>
                    {self.icon.view()}
                    <span class="nav-label">{self.label}</span>
                    {self.count.map(|count| view! { <span class="nav-count num">{crate::format::thousands(count)}</span> })}
                </a>
            </li>
        }
        .into_any()
    }
}

/// Places under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavGroup {
    /// The heading; the first group has none.
    pub label: Text,
    /// The places.
    pub items: Vec<NavItem>,
}

/// All navigation of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Nav {
    /// At the side.
    pub groups: Vec<NavGroup>,
    /// At the bottom of a phone: at most four, the fifth place opens everything.
    pub bottom: Vec<NavItem>,
}

impl Nav {
    /// The item the path belongs to: the longest that it begins with.
    fn current<'a>(items: impl Iterator<Item = &'a NavItem>, here: &str) -> Option<String> {
        items
            .filter(|item| {
                let target = path(&item.href);
                here == target
                    || (target != "/"
                        && here
                            .strip_prefix(target)
                            .is_some_and(|rest| rest.starts_with('/')))
            })
            .max_by_key(|item| path(&item.href).len())
            .map(|item| item.href.clone())
    }

    /// Every place as a command of the palette.
    fn commands(&self) -> Vec<Command> {
        let items = self.groups.iter().flat_map(|group| {
            group.items.iter().map(|item| Command {
                label: item.label.clone(),
                hint: group.label.as_str().to_owned(),
                href: item.href.clone(),
            })
        });
        items.collect()
    }
}

/// Somebody's organisation in the switcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgChoice {
    /// Id, sent as `form[organisation]`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its logo is, if it has one.
    pub logo: Text,
    /// It is the one in use.
    pub current: bool,
}

/// Who is signed in, as the shell shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What tells this person from others who use the same browser.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role in the organisation in use, or what they do.
    pub role: String,
    /// Links of the account menu, in order.
    pub links: Vec<NavItem>,
    /// Where the sign-out form posts.
    pub sign_out_action: String,
    /// Organisations to choose from; empty hides the switcher.
    pub organisations: Vec<OrgChoice>,
    /// Where choosing one posts.
    pub switch_action: String,
    /// Where a further organisation is made.
    pub create_organisation: Text,
}

/// What every frame needs of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The path of the page.
    pub path: String,
    /// The theme in force (cookie `theme`).
    pub theme: Theme,
    /// Where the theme form posts.
    pub theme_action: String,
    /// Where the palette searches: answers `?q=` with `[{label, hint, href}]`; empty: navigation only.
    pub search_url: String,
    /// The page that searches without script.
    pub search_page: String,
}

/// The frame for people who are signed in.
#[component]
pub fn AppShell(
    nav: Nav,
    account: Account,
    frame: Frame,
    #[prop(optional)] crumbs: Vec<Crumb>,
    #[prop(optional)] flash: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let commands = nav.commands();
    let side_here = Nav::current(
        nav.groups.iter().flat_map(|group| &group.items),
        &frame.path,
    );
    let bottom_here = Nav::current(nav.bottom.iter(), &frame.path);
    let bottom: Vec<_> = nav
        .bottom
        .into_iter()
        .map(|item| {
            let here = bottom_here.as_ref() == Some(&item.href);
            item.view(here)
        })
        .collect();
    view! {
        <SkipLink />
        <div class="shell" data-person=account.id>
            <aside class="side" id="side" popover="auto" aria-label="Menu">
                <div class="side-head">
                    <Brand />
                    <button class="button quiet bare side-close" type="button" popovertarget="side" popovertargetaction="hide" autofocus=true aria-label="Close menu">{Icon::X.view()}</button>
                </div>
                <OrgSwitcher organisations=account.organisations action=account.switch_action create=account.create_organisation />
                <SideNav groups=nav.groups here=side_here />
                <AccountMenu name=account.name role=account.role links=account.links sign_out=account.sign_out_action theme=frame.theme theme_action=frame.theme_action />
            </aside>
            <div class="main">
                <header class="top">
                    <a class="top-brand" href="/" aria-label="Kinwork, home"><Logo /></a>
                    {if crumbs.is_empty() {
                        view! { <span class="breadcrumb"></span> }.into_any()
                    } else {
                        view! { <Breadcrumb crumbs=crumbs /> }.into_any()
                    }}
                    <CommandPalette commands=commands search_url=frame.search_url fallback=frame.search_page />
                </header>
                <main class="content" id="main" tabindex="-1">{flash}{children()}</main>
            </div>
            <nav class="bottom" aria-label="Main, short">
                <ul>
                    {bottom}
                    <li><button type="button" popovertarget="side">{Icon::Menu.view()}<span class="nav-label">"More"</span></button></li>
                </ul>
            </nav>
        </div>
        <LocalTimes />
    }
}

#[component]
fn SideNav(groups: Vec<NavGroup>, here: Option<String>) -> impl IntoView {
    let groups: Vec<_> = groups
        .into_iter()
        .map(|group| {
            let items: Vec<_> = group
                .items
                .into_iter()
                .map(|item| {
                    let at = here.as_ref() == Some(&item.href);
                    item.view(at)
                })
                .collect();
            view! { {group.label.0.map(|label| view! { <h2>{label}</h2> })} <ul>{items}</ul> }
        })
        .collect();
    view! { <nav class="side-nav" aria-label="Main">{groups}</nav> }
}

#[component]
fn OrgSwitcher(organisations: Vec<OrgChoice>, action: String, create: Text) -> impl IntoView {
    let current = organisations
        .iter()
        .find(|choice| choice.current)
        .or(organisations.first())
        .map(|choice| (choice.name.clone(), choice.logo.clone()));
    let (current, logo) = current?;
    let choices: Vec<_> = organisations
        .into_iter()
        .map(|choice| {
            view! {
                <li>
                    <button type="submit" name="form[organisation]" value=choice.id aria-current=choice.current.then_some("true")>
                        <Avatar name=choice.name.clone() picture=choice.logo shape=Shape::Organisation small=true />
                        <span>{choice.name}</span>
                        {choice.current.then(|| Icon::Check.view())}
                    </button>
                </li>
            }
        })
        .collect();
    Some(view! {
        <button class="org" type="button" popovertarget="org-menu">
            <Avatar name=current.clone() picture=logo shape=Shape::Organisation small=true />
            <span class="org-name"><span class="visually-hidden">"Organisation: "</span>{current}</span>
            {Icon::Switch.view()}
        </button>
        <form class="menu org-menu" id="org-menu" popover="auto" method="post" action=action aria-label="Choose organisation">
            <ul>{choices}</ul>
            {create.0.map(|href| view! { <ul class="menu-more"><li><a href=href>{Icon::Plus.view()}<span>"New organisation"</span></a></li></ul> })}
        </form>
    })
}

#[component]
fn AccountMenu(
    name: String,
    role: String,
    links: Vec<NavItem>,
    sign_out: String,
    theme: Theme,
    theme_action: String,
) -> impl IntoView {
    let links: Vec<_> = links.into_iter().map(|link| view! { <li><a href=link.href>{link.icon.view()}<span>{link.label}</span></a></li> }).collect();
    view! {
        <button class="me" type="button" popovertarget="account-menu">
            <Avatar name=name.clone() small=true />
            <span class="me-text"><b>{name}</b><small>{role}</small></span>
            {Icon::Switch.view()}
        </button>
        <div class="menu account-menu" id="account-menu" popover="auto" aria-label="Account">
            <ul>{links}</ul>
            <div class="menu-more"><ThemeSwitch theme=theme action=theme_action /></div>
            <form class="menu-more" method="post" action=sign_out data-sign-out="">
                <ul><li><button type="submit">{Icon::LogOut.view()}<span>"Sign out"</span></button></li></ul>
            </form>
        </div>
    }
}

/// The frame for people who are not signed in: public jobs, profiles, sign-in. `narrow` is for one form.
#[component]
pub fn PublicShell(
    frame: Frame,
    #[prop(optional)] links: Vec<NavItem>,
    #[prop(default = "/sign-in")] sign_in: &'static str,
    #[prop(default = "/sign-up")] sign_up: &'static str,
    #[prop(optional)] narrow: bool,
    #[prop(optional)] crumbs: Vec<Crumb>,
    #[prop(optional)] flash: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let here = Nav::current(links.iter(), &frame.path);
    let links: Vec<_> = links
        .into_iter()
        .map(|item| {
            let at = here.as_ref() == Some(&item.href);
            item.view(at)
        })
        .collect();
    view! {
        <SkipLink />
        <div class="public">
            <header class="public-top">
                <Brand />
                <nav class="public-nav" aria-label="Main"><ul>{links}</ul></nav>
                <a class="button quiet" href=sign_in>"Sign in"</a>
                <a class="button primary" href=sign_up>"Join"</a>
            </header>
            <main class=if narrow { "content narrow" } else { "content" } id="main" tabindex="-1">
                {(!crumbs.is_empty()).then(|| view! { <Breadcrumb crumbs=crumbs /> })}
                {flash}
                {children()}
            </main>
            <footer class="public-foot">
                <p>"Kinwork: one place for working life. "<a href="/about">"About"</a>" · "<a href="/developers">"API"</a></p>
                <ThemeSwitch theme=frame.theme action=frame.theme_action />
            </footer>
        </div>
        <LocalTimes />
    }
}

#[component]
fn Brand() -> impl IntoView {
    view! { <a class="brand" href="/"><Logo />"Kinwork"</a> }
}

#[component]
fn SkipLink() -> impl IntoView {
    view! { <a class="skip" href="#main">"Skip to content"</a> }
}

/// Offers to install the app; `/start.js` shows it when the browser can.
#[component]
pub fn InstallButton() -> impl IntoView {
    view! { <button class="button" type="button" data-install="" hidden=true>{Icon::Smartphone.view()}"Install Kinwork"</button> }
}

/// What belongs in `<head>` for the look: icons, manifest, the typeface before it is asked for, and the small
/// scripts that keep what is typed and register the service worker. `nonce` is the one of the content
/// security policy.
#[component]
pub fn HeadLinks(
    #[prop(optional)] theme: Theme,
    #[prop(optional_no_strip)] nonce: Option<String>,
) -> impl IntoView {
    view! {
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        {bar(theme)}
        <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous" />
        <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icons/apple-180.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <script r#type="module" src="/keep.js" nonce=nonce.clone()></script>
        <script r#type="module" src="/start.js" nonce=nonce></script>
    }
}

/// The colour of the browser's own bar: the chosen theme's, or the system's.
fn bar(theme: Theme) -> impl IntoView {
    use leptos::attr::custom::CustomAttribute;
    let (light, dark) = ("#f8fbfb", "#0b1113");
    let of_system =
        |media, color| view! { <meta name="theme-color" content=color /> }.attr("media", media);
    match theme {
        Theme::Light => view! { <meta name="theme-color" content=light /> }.into_any(),
        Theme::Dark => view! { <meta name="theme-color" content=dark /> }.into_any(),
        Theme::System => view! {
            {of_system("(prefers-color-scheme: light)", light)}
            {of_system("(prefers-color-scheme: dark)", dark)}
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_place_is_the_current_one() {
        let items = [
            NavItem::new("Home", "/", Icon::Home),
            NavItem::new("Jobs", "/jobs", Icon::Briefcase),
            NavItem::new("New", "/jobs/new", Icon::Plus),
        ];
        let at = |path| Nav::current(items.iter(), path);
        assert_eq!(at("/jobs/7/candidates").as_deref(), Some("/jobs"));
        assert_eq!(at("/jobs/new").as_deref(), Some("/jobs/new"));
        assert_eq!(at("/jobsite"), None);
        assert_eq!(at("/").as_deref(), Some("/"));
    }
}

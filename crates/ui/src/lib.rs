//! The design system: every component of the product, the words for money and dates, and the few
//! islands that move. Floor 1: no server functions, no SQL, no I/O; it knows no area.
//!
//! Plain components are rendered on the server only. Islands also run in the browser. Each component
//! has a style sheet of the same name in `style/components/`; nothing has an inline style. All of it
//! is shown, in every state and both themes, by `gallery::Gallery` (`/dev/ui`).
//!
//! Optional text props are [`Text`]: pass `&str`, `String` or an `Option` of either. Lists are passed
//! as vectors of small structs; views as props end in `.into_any()`.
//!
//! | Module | What it has |
//! |---|---|
//! | [`shell`] | [`AppShell`]`{nav, account, frame, crumbs, flash}`, [`PublicShell`]`{frame, links, crumbs, narrow}`, [`HeadLinks`]`{nonce}`, [`InstallButton`] |
//! | [`card`] | [`PageHead`]`{title, lead, badge, meta, actions}`, [`Card`]`{title, action}`, [`Panel`], [`PanelSection`]`{title, id}`, [`MetaLine`] of [`Meta`]`{icon}`, [`Facts`]`{facts, columns}`, [`Stats`], [`Disclosure`]`{summary, open}` |
//! | [`button`] | [`Button`]`{kind, act, icon, label, name, value, popover, formaction}`, [`LinkButton`]`{href, …}`, [`Actions`] |
//! | [`field`] | [`TextField`]`{label, name, value, input, hint, error, required, …}`, [`TextArea`], [`SelectField`]`{choices, empty}`, [`FieldSet`], [`FieldRow`], [`Field`] (any control), [`ErrorSummary`]`{errors}` |
//! | [`form_guard`] | [`FormGuard`]`{of}`: first in each form that one types into |
//! | [`money_field`] | [`MoneyField`]`{currency, currency_name, per}`, [`PayRange`] |
//! | [`choice`] | [`Checkbox`], [`Switch`], [`ChoiceGroup`]`{legend, name, choices, pick, chosen, inline, boxed}` |
//! | [`navigate`] | [`Tabs`], [`Crumbs`] (the frame shows them as a [`Breadcrumb`]), [`Stepper`]`{steps, current}`, [`StageList`], [`FilterBar`]`{action, search, chips, count}`, [`Pagination`]`{first, next, shown}` |
//! | [`badge`], [`avatar`], [`table`] | [`Badge`]`{tone, icon}`, [`TagList`]`{tags}`, [`Avatar`]`{name, shape}`, [`Table`]`{caption, columns}` with `<tr>`s as children |
//! | [`score`] | [`ScoreRing`]`{score, size, provisional}`, [`ScoreBreakdown`]`{parts}`, [`Reasons`]`{items}` |
//! | [`match_list`] | [`MatchList`]`{label, items, heads}`: ranked rows, cards on a phone |
//! | [`week`] | [`WeekStrip`]`{week, needed}`, [`WeekGrid`]`{week, needed, caption}` |
//! | [`timeline`], [`time_text`] | [`Timeline`]`{events, now}`, [`Moment`]`{at, wording}` |
//! | [`state`] | [`EmptyState`], [`ErrorState`]`{title, text, reference}`, [`Skeleton`], [`Flash`]`{tone}`, [`Toast`], [`Progress`] |
//! | [`dialog`] | [`Dialog`]`{id, title}`, [`ConfirmDialog`]`{id, title, text, action, verb, name_it}`; open with `Button popover=id` |
//! | [`islands`] | `ThemeSwitch`, `CommandPalette`, `LocalTimes` (all three inside the shells), `FormChecks` (inside [`FormGuard`]), [`LiveNotice`]`{subjects, after, here}` (one on a page that others change) |
//! | [`mod@format`] | `money`, `money_short`, `pay`, `points`, `distance`, `date`, `date_long`, `day`, `relative`, `count`, … |
//!
//! Layout classes for pages: `stack` (one below the other), `split` (list and side panel), `columns`
//! (cards side by side), `cluster` (in a line that wraps), `form` (a form's column), `note`, `num`,
//! `visually-hidden`. An island that offers choices while typing uses `combobox` (`style/components/combobox.css`).
#![expect(clippy::needless_pass_by_value, reason = "a component owns its props")]

pub mod avatar;
pub mod badge;
pub mod button;
pub mod card;
pub mod choice;
pub mod dialog;
pub mod field;
pub mod form_guard;
pub mod format;
#[cfg(feature = "ssr")]
pub mod gallery;
pub mod icon;
pub mod islands;
pub mod match_list;
pub mod money_field;
pub mod navigate;
pub mod score;
pub mod shell;
pub mod state;
pub mod table;
mod text;
pub mod time_text;
pub mod timeline;
mod tone;
pub mod week;

pub use avatar::{Avatar, Shape};
pub use badge::{Badge, Tag, TagList};
pub use button::{Act, Actions, Button, Kind, LinkButton};
pub use card::{
    Card, Disclosure, Facts, Meta, MetaLine, PageHead, Panel, PanelSection, Stat, Stats,
};
pub use choice::{Checkbox, ChoiceGroup, Pick, Switch};
pub use dialog::{ConfirmDialog, Dialog};
pub use field::{
    Choice, ErrorSummary, Field, FieldError, FieldRow, FieldSet, FileField, Input, SelectField,
    TextArea, TextField,
};
pub use form_guard::FormGuard;
pub use icon::{Icon, Logo};
pub use islands::live_notice::LiveNotice;
pub use islands::theme_switch::{Theme, ThemeSwitch};
pub use match_list::{MatchItem, MatchList};
pub use money_field::{MoneyField, PayRange};
pub use navigate::{
    Breadcrumb, Chip, Crumb, Crumbs, FilterBar, Pagination, Stage, StageList, Step, Stepper, Tab,
    Tabs, Trail,
};
pub use score::{ReasonItem, Reasons, Ring, ScoreBreakdown, ScorePart, ScoreRing, Speaks};
pub use shell::{
    Account, AppShell, Frame, HeadLinks, InstallButton, Nav, NavGroup, NavItem, OrgChoice,
    PublicShell,
};
pub use state::{EmptyState, ErrorState, Flash, Progress, Skeleton, Toast};
pub use table::{Column, Sort, Table};
pub use text::Text;
pub use time_text::{Moment, Wording};
pub use timeline::{Event, Timeline};
pub use tone::Tone;
pub use week::{WeekGrid, WeekStrip};

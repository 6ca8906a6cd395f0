//! Light, dark, or as the system does. A form that posts; with script the choice shows at once.

use crate::Icon;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Theme {
    /// As the system does.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    /// The value of the cookie and of the form.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie or the form; anything else is the system's.
    pub fn from_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|theme| theme.name() == name)
            .unwrap_or_default()
    }

    /// The value of `data-theme` on `<html>`; `None` leaves it out.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.name())
    }

    /// The name of the cookie that keeps the choice; over https one that no other host can set.
    pub fn cookie_name(https: bool) -> &'static str {
        if https { "__Host-theme" } else { "theme" }
    }

    /// The cookie to set: a year, for the whole site.
    pub fn cookie(self, https: bool) -> String {
        format!(
            "{}={}; Path=/; Max-Age=31536000; SameSite=Lax{}",
            Self::cookie_name(https),
            self.name(),
            if https { "; Secure" } else { "" }
        )
    }

    fn face(self) -> (Icon, &'static str) {
        match self {
            Self::System => (Icon::Monitor, "System"),
            Self::Light => (Icon::Sun, "Light"),
            Self::Dark => (Icon::Moon, "Dark"),
        }
    }
}

/// The switch. Posts `form[theme]` to `action` without script.
#[island]
pub fn ThemeSwitch(theme: Theme, action: String) -> impl IntoView {
    let chosen = RwSignal::new(theme);
    let buttons: Vec<_> = Theme::ALL
        .into_iter()
        .map(|theme| {
            let (icon, label) = theme.face();
            view! {
                <button
                    type="submit"
                    name="form[theme]"
                    value=theme.name()
                    aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                    on:click=move |event| {
                        if apply(theme).is_some() {
                            event.prevent_default();
                            chosen.set(theme);
                        }
                    }
                >
                    {icon.view()}
                    <span>{label}</span>
                </button>
            }
        })
        .collect();
    view! { <form method="post" action=action><div class="theme-switch" role="group" aria-label="Theme">{buttons}</div></form> }
}

/// Shows the theme and keeps it; `None` where the form has to do it.
fn apply(theme: Theme) -> Option<()> {
    use leptos::wasm_bindgen::JsCast;
    let document = super::dom::document()?;
    let root = document.document_element()?;
    let https = window().location().protocol().ok()? == "https:";
    document
        .unchecked_ref::<web_sys::HtmlDocument>()
        .set_cookie(&theme.cookie(https))
        .ok()?;
    match theme.attribute() {
        Some(name) => root.set_attribute("data-theme", name).ok()?,
        None => root.remove_attribute("data-theme").ok()?,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_cookie_is_the_systems_theme() {
        assert_eq!(Theme::from_name("dark"), Theme::Dark);
        assert_eq!(Theme::from_name("\"><script>"), Theme::System);
        assert_eq!(Theme::System.attribute(), None);
    }
}

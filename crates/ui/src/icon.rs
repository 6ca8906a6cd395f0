//! Icons as inline SVG: always beside a word, or with a label.

mod shapes;

use leptos::prelude::*;
use leptos::tachys::html::InertElement;
pub use shapes::Icon;
use std::sync::LazyLock;

/// The whole `<svg>` of every icon, in the order of [`Icon::ALL`]: a page shows a hundred, so each is written once.
static WHOLE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let whole = |icon: &Icon| {
        let shapes = icon.shapes();
        format!(
            r#"<svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">{shapes}</svg>"#
        )
    };
    Icon::ALL.iter().map(whole).collect()
});

impl Icon {
    /// An icon beside a word: hidden from assistive technology.
    pub fn view(self) -> AnyView {
        InertElement::new(WHOLE[self as usize].as_str()).into_any()
    }

    /// An icon that stands alone and says what it means.
    pub fn labelled(self, label: impl Into<String>) -> AnyView {
        let label: String = label.into();
        view! {
            <svg class="icon" viewBox="0 0 24 24" width="16" height="16" role="img" aria-label=label inner_html=self.shapes()></svg>
        }
        .into_any()
    }
}

/// The sign of the product: two rings that share ground.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
            <circle class="logo-one" cx="8.6" cy="12" r="6.1" />
            <circle class="logo-two" cx="15.4" cy="12" r="6.1" />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_at_its_place() {
        for (at, icon) in Icon::ALL.iter().enumerate() {
            assert_eq!(*icon as usize, at);
            assert!(WHOLE[at].contains(icon.shapes()));
        }
    }
}

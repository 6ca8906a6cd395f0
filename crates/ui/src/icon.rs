//! Icons as inline SVG: always beside a word, or with a label.

mod shapes;

use leptos::prelude::*;
pub use shapes::Icon;

impl Icon {
    /// An icon beside a word: hidden from assistive technology.
    pub fn view(self) -> AnyView {
        view! {
            <svg class="icon" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false" inner_html=self.shapes()></svg>
        }
        .into_any()
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

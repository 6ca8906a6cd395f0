//! The HTML document around every page.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// The document; the theme the person chose stands in a cookie and wins over the system's.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = crate::layout::theme();
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8" />
                <ui::HeadLinks theme=theme nonce=use_nonce().map(|nonce| nonce.to_string()) />
                <HashedStylesheet options=options.clone() id="kinwork" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options islands=true />
                <MetaTags />
            </head>
            <body>
                <crate::App />
            </body>
        </html>
    }
}

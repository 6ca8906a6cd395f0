//! The HTML document around every page.

use leptos::config::LeptosOptions;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

/// The document; the theme the person chose stands in a cookie and wins over the system's.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = platform::web::request()
        .ok()
        .and_then(|request| request.cookie("theme").filter(|theme| matches!(*theme, "light" | "dark")).map(str::to_owned));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f8fbfc" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1214" />
                <meta name="color-scheme" content="light dark" />
                <link rel="preload" href="/fonts/inter-variable.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <HashedStylesheet options=options.clone() id="kinwork" />
                <link rel="icon" href="/favicon.svg" r#type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
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

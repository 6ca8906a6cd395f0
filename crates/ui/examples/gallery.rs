//! Writes the sample pages as files, to look at without a server:
//! `cargo run -p ui --features ssr --example gallery -- FOLDER`, with the bundled styles as `FOLDER/main.css`.

use leptos::prelude::*;
use ui::gallery::samples::Sample;

fn main() -> std::io::Result<()> {
    let folder =
        std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    for (sample, name) in Sample::ALL {
        for theme in ["light", "dark"] {
            let body = Owner::new().with(|| sample.view().to_html());
            let page = format!(
                "<!doctype html><html lang=\"en\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\"><title>{name}</title>\
                 <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
                 <link rel=\"stylesheet\" href=\"/main.css\"></head><body>{body}</body></html>"
            );
            std::fs::write(folder.join(format!("{name}-{theme}.html")), page)?;
        }
    }
    Ok(())
}

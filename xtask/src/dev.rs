//! `cargo xtask dev`: builds and restarts at every change, and the browser reloads.

use crate::args::Args;
use crate::failure::Result;
use crate::process::Tool;
use crate::project::Project;
use crate::setup;
use std::path::Path;

/// Becomes cargo-leptos, watching.
///
/// # Errors
/// If something cannot be installed or started.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let demo = args.flag("--demo");
    let port = args.value("--port")?.unwrap_or_else(|| "3000".to_owned());
    let data = args.value("--data")?.map_or_else(
        || project.database_dir("dev-data"),
        |dir| project.called_path(&dir),
    );
    args.finish()?;
    let watch = watch(project, &port, &data)?;
    let watch = if demo { watch.arg("--demo") } else { watch };
    Err(watch.args(&args.rest).become_it())
}

/// cargo-leptos, watching, with a server on this port and its data in this folder.
///
/// # Errors
/// If something it needs cannot be installed.
pub fn watch(project: &mut Project, port: &str, data: &Path) -> Result<Tool> {
    setup::ensure(project, setup::SITE_DEBUG)?;
    // Leptos compiles differently while watching; in a folder of its own it neither throws away
    // what tests have built nor makes them wait.
    let target = project.target.join("dev");
    Ok(project
        .tool("cargo")
        .quiet_env("CARGO_TARGET_DIR", &target)
        .quiet_env("LEPTOS_SITE_ROOT", target.join("site"))
        .quiet_env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{port}"))
        .quiet_env("LEPTOS_RELOAD_PORT", next_port(port))
        // While watching, cargo-leptos does not rename what it rebuilds.
        .quiet_env("LEPTOS_HASH_FILES", "false")
        .args(["leptos", "watch", "--", "serve", "--port", port, "--data"])
        .arg(data))
}

fn next_port(port: &str) -> String {
    port.parse::<u16>()
        .ok()
        .and_then(|port| port.checked_add(1))
        .unwrap_or(3001)
        .to_string()
}

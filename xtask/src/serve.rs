//! `cargo xtask serve`: the site, from nothing.

use crate::args::Args;
use crate::bundle::{self, Profile};
use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::setup::{self, Need};

/// Installs what is missing, builds if something changed, becomes the server.
///
/// # Errors
/// If something cannot be installed or built, or the server cannot be started.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let profile = if args.flag("--debug") {
        Profile::Debug
    } else {
        Profile::Release
    };
    let demo = args.flag("--demo");
    let port = args.value("--port")?;
    let data = args.value("--data")?.map(|dir| project.called_path(&dir));
    args.finish()?;
    let needs = if profile == Profile::Debug {
        setup::SITE_DEBUG
    } else {
        setup::SITE_RELEASE
    };
    let own_database = std::env::var_os("DATABASE_URL").is_none();
    let needs: Vec<Need> = needs
        .iter()
        .copied()
        .filter(|need| own_database || *need != Need::Postgres)
        .collect();
    setup::ensure(project, &needs)?;
    let bundle = bundle::build(project, profile)?;

    let mut server = bundle::server(project, &bundle)?;
    if demo {
        server = server.arg("--demo");
    }
    if let Some(port) = port {
        server = server.arg("--port").arg(port);
    }
    if let Some(data) = data {
        server = server.arg("--data").arg(data);
    }
    let failure: Failure = server.args(&args.rest).become_it();
    Err(failure)
}

//! `cargo xtask bench lighthouse`: what Lighthouse says of a public job page on a slow phone.

use crate::failure::{Result, fail};
use crate::http;
use crate::process::say;
use crate::project::Project;
use crate::site::Site;

/// Measures on a site that is up.
///
/// # Errors
/// If Lighthouse cannot run, or a score is below the goal; it prints which audits cost points.
pub fn run(project: &Project, site: &Site) -> Result<()> {
    let list = http::ask(site.address(), "/jobs", &[], None)?.text();
    let job = super::first_link(&list, "/jobs/").ok_or_else(|| fail("the site lists no jobs"))?;
    say(&format!("Lighthouse looks at {job}."));
    project
        .tool("node")
        .arg(project.root.join("end2end/tools/lighthouse.mjs"))
        .arg(format!("{}{job}", site.url))
        .run()
}

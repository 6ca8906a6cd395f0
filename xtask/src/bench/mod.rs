//! `cargo xtask bench`: figures of a release build with demo data, beside what they should be.

mod candidates;
mod dev;
mod lighthouse;
mod pages;
mod people;
mod sign_in;

use crate::args::Args;
use crate::bundle::{self, Bundle, Profile};
use crate::failure::{Result, usage};
use crate::project::Project;
use crate::setup::{self, Need};
use crate::site::{Data, Site};

/// # Errors
/// If the site cannot be built or started, or cannot be measured.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let seconds = args.value("--seconds")?.map(|seconds| seconds.parse());
    let seconds: Option<u32> = seconds
        .transpose()
        .map_err(|_| usage("--seconds wants a whole number"))?;
    let people = args.value("--people")?;
    let people: Option<u32> = people
        .map(|people| people.parse())
        .transpose()
        .map_err(|_| usage("--people wants a whole number"))?;
    let what = args.word();
    args.finish_all()?;
    match what.as_deref() {
        Some("pages") => {
            let site = start(project, &[Need::Wrk], &[])?;
            pages::run(project, &site, seconds.unwrap_or(10))
        }
        Some("lighthouse") => {
            let site = start(project, &[Need::Node, Need::Chromium], &[])?;
            lighthouse::run(project, &site)
        }
        Some("sign-in") => {
            let site = start(project, &[], &[("KINWORK_TRUSTED_PROXIES", "1")])?;
            sign_in::run(&site, seconds.unwrap_or(30))
        }
        Some("dev") => dev::run(project),
        Some("match") => people::run(project, people.unwrap_or(1_000_000), seconds.unwrap_or(10)),
        Some("candidates") => {
            candidates::run(project, people.unwrap_or(100_000), seconds.unwrap_or(10))
        }
        _ => Err(usage(
            "What to measure? There are `cargo xtask bench` pages, sign-in, lighthouse, dev, match and candidates",
        )),
    }
}

fn start(project: &mut Project, needs: &[Need], env: &[(&str, &str)]) -> Result<Site> {
    let bundle = release(project, needs)?;
    let env = [&[QUIET], env].concat();
    Site::start(project, &bundle, "bench", Data::Kept, &env)
}

/// Every line of a log takes time from what is measured.
const QUIET: (&str, &str) = ("RUST_LOG", "warn");

fn release(project: &mut Project, needs: &[Need]) -> Result<Bundle> {
    setup::ensure(project, setup::SITE_RELEASE)?;
    setup::ensure(project, needs)?;
    bundle::build(project, Profile::Release)
}

fn goal(what: &str, met: bool) {
    println!("  {} {what}", if met { "met:   " } else { "MISSED:" });
}

/// The first link of a page to something with an id under `folder`.
fn first_link(page: &str, folder: &str) -> Option<String> {
    links(page, folder).into_iter().next()
}

/// The links of a page to things with an id under `folder`, each once.
fn links(page: &str, folder: &str) -> Vec<String> {
    let ids = page.split(folder).skip(1).map(|rest| {
        rest.chars()
            .take_while(|letter| letter.is_ascii_hexdigit() || *letter == '-')
            .collect::<String>()
    });
    let mut found = Vec::new();
    for id in ids.filter(|id| id.len() == 36) {
        let link = format!("{folder}{id}");
        if !found.contains(&link) {
            found.push(link);
        }
    }
    found
}

//! `cargo xtask bench pages`: how many pages a second, and how long each takes.

use super::goal;
use crate::failure::{At, Result, fail};
use crate::http;
use crate::process::say;
use crate::project::Project;
use crate::site::Site;
use std::fs;

/// A demo login that hires (server/src/demo/stories.rs).
const EMPLOYER: &str =
    "form[email]=ama%40demo.example&form[password]=kinwork%20demo%20kettle&form[next]=/hiring/jobs";
/// Runs before anything is measured.
const WARM_UP_S: u32 = 2;

/// What one run of the load generator found.
struct Load {
    pages_per_s: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
}

/// Measures on a site that is up.
///
/// # Errors
/// If a page does not answer 200.
pub fn run(project: &Project, site: &Site, seconds: u32) -> Result<()> {
    let script = project.own("bench.lua");
    fs::write(&script, include_str!("pages.lua")).at(&script)?;
    println!("Load generator, server and database share this machine.\n");
    let list = load(project, site, "/jobs", 16, seconds, None)?;
    show("/jobs, 16 connections", &list);
    goal("at least 3,000 pages/s", list.pages_per_s >= 3000.0);
    goal("p99 at most 20 ms", list.p99_ms <= 20.0);

    let cookie = sign_in(site)?;
    let job = first_job(site, &cookie)?;
    let path = format!("{job}/candidates");
    let candidates = load(project, site, &path, 1, seconds, Some(&cookie))?;
    show("candidates of a job, one after another", &candidates);
    goal("p95 at most 60 ms", candidates.p95_ms <= 60.0);
    show(
        "candidates of a job, 4 connections",
        &load(project, site, &path, 4, seconds, Some(&cookie))?,
    );

    let (server, database) = site.memory_kb();
    println!(
        "Memory of the server {} MB, of its PostgreSQL {} MB",
        server / 1024,
        database / 1024
    );
    goal("server under 150 MB", server < 150 * 1024);
    Ok(())
}

fn load(
    project: &Project,
    site: &Site,
    path: &str,
    connections: u32,
    seconds: u32,
    cookie: Option<&str>,
) -> Result<Load> {
    let wrk = |seconds: u32| {
        let tool = project
            .tool("wrk")
            .args(["--threads=1", "--header=Accept-Encoding: br"]);
        let tool = tool
            .arg(format!("--connections={connections}"))
            .arg(format!("--duration={seconds}s"))
            .arg("--script")
            .arg(project.own("bench.lua"));
        let tool = match cookie {
            Some(cookie) => tool.arg(format!("--header=Cookie: {cookie}")),
            None => tool,
        };
        tool.arg(format!("{}{path}", site.url)).output()
    };
    say(&format!(
        "Loading {path} with {connections} connections for {seconds} s."
    ));
    wrk(WARM_UP_S)?;
    let said = wrk(seconds)?;
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("measured "))
        .ok_or_else(|| fail(format!("wrk said:\n{said}")))?;
    let numbers: Vec<f64> = line
        .split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect();
    let [requests, duration_us, p50_us, p95_us, p99_us, errors] = numbers[..] else {
        return Err(fail(format!("wrk said:\n{said}")));
    };
    if errors > 0.0 {
        return Err(fail(format!(
            "{errors} requests of {path} failed; see {}",
            site.log.display()
        )));
    }
    Ok(Load {
        pages_per_s: requests / duration_us * 1e6,
        p50_ms: p50_us / 1e3,
        p95_ms: p95_us / 1e3,
        p99_ms: p99_us / 1e3,
    })
}

pub(super) fn sign_in(site: &Site) -> Result<String> {
    let answer = http::ask(site.address(), "/api/identity/sign_in", &[], Some(EMPLOYER))?;
    if answer.header("location") != Some("/hiring/jobs") {
        return Err(fail(format!(
            "The demo employer cannot sign in: {} {:?}",
            answer.status,
            answer.header("location")
        )));
    }
    let cookie = answer
        .header("set-cookie")
        .and_then(|cookie| cookie.split(';').next());
    cookie
        .map(str::to_owned)
        .ok_or_else(|| fail("signing in sets no cookie"))
}

/// The path of the first job the employer sees.
fn first_job(site: &Site, cookie: &str) -> Result<String> {
    let page = http::ask(site.address(), "/hiring/jobs", &[("Cookie", cookie)], None)?.text();
    super::first_link(&page, "/hiring/jobs/").ok_or_else(|| fail("the demo employer has no jobs"))
}

fn show(what: &str, load: &Load) {
    let Load {
        pages_per_s,
        p50_ms,
        p95_ms,
        p99_ms,
    } = load;
    println!(
        "{what}: {pages_per_s:.0} pages/s, p50 {p50_ms:.1} ms, p95 {p95_ms:.1} ms, p99 {p99_ms:.1} ms"
    );
}

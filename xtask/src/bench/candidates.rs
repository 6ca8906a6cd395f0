//! `cargo xtask bench candidates`: how long a page of candidates takes among a hundred thousand people.

use super::{QUIET, goal, links, pages, release};
use crate::bundle::Bundle;
use crate::failure::{Result, fail};
use crate::http;
use crate::process::say;
use crate::project::Project;
use crate::site::{Data, Site};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// So long the index may take to be made, on a machine that does other things too.
const READY: Duration = Duration::from_secs(300);
/// Said on a page of candidates that the index found: it counts so far.
const BY_INDEX: &str = "More than 200 people";

/// # Errors
/// If the site cannot be built or started, or a page does not answer 200.
pub fn run(project: &mut Project, people: u32, seconds: u32) -> Result<()> {
    let bundle = release(project, &[])?;
    let name = format!("bench-{people}");
    load(project, &bundle, &name, people)?;
    let site = Site::start(project, &bundle, &name, Data::Kept, &[QUIET])?;
    println!("Client, server and database share this machine.\n");
    let cookie = pages::sign_in(&site)?;
    let jobs = http::ask(site.address(), "/hiring/jobs", &[("Cookie", &cookie)], None)?;
    let paths: Vec<String> = links(&jobs.text(), "/hiring/jobs/")
        .into_iter()
        .map(|job| format!("{job}/candidates"))
        .collect();
    if paths.is_empty() {
        return Err(fail("the demo employer has no jobs"));
    }
    await_index(&site, &paths, &cookie)?;
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for path in &paths {
        page(&site, path, &cookie)?;
    }
    let begun = Instant::now();
    for path in paths.iter().cycle() {
        if begun.elapsed() > Duration::from_secs(seconds.into()) {
            break;
        }
        let (byte, all) = page(&site, path, &cookie)?;
        first.push(byte);
        whole.push(all);
    }
    println!(
        "Candidates of {} jobs among {people} people, {} pages one after another, each on a connection that is open:",
        paths.len(),
        whole.len()
    );
    let p95 = show("the whole page", &mut whole);
    goal("p95 of the whole page at most 40 ms", p95 <= 40.0);
    let p95 = show("its first byte", &mut first);
    goal("p95 of its first byte at most 15 ms", p95 <= 15.0);
    let (server, database) = site.memory_kb();
    println!(
        "Memory of the server {} MB, of its PostgreSQL {} MB",
        server / 1024,
        database / 1024
    );
    Ok(())
}

/// So many people, if they are not there from the last time.
fn load(project: &Project, bundle: &Bundle, name: &str, people: u32) -> Result<()> {
    let binary = bundle.binary();
    let binary = binary
        .to_str()
        .ok_or_else(|| fail("the path of this checkout is not Unicode"))?;
    say(&format!(
        "Loading {people} people, if they are not there yet."
    ));
    project
        .tool(binary)
        .without_env("DATABASE_URL")
        .args(["demo", "load", "--people"])
        .arg(people.to_string())
        .arg("--data")
        .arg(project.database_dir(&format!("{name}-data")))
        .run()
}

/// Until then pages are made without it.
fn await_index(site: &Site, paths: &[String], cookie: &str) -> Result<()> {
    let begun = Instant::now();
    loop {
        for path in paths {
            let page = http::ask(site.address(), path, &[("Cookie", cookie)], None)?;
            if page.text().contains(BY_INDEX) {
                say(&format!(
                    "The index is ready {:.1} s after the site.",
                    begun.elapsed().as_secs_f64()
                ));
                return Ok(());
            }
        }
        if begun.elapsed() > READY {
            return Err(fail(format!(
                "the index does not become ready; see {}",
                site.log.display()
            )));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Milliseconds to the first byte and to the last.
fn page(site: &Site, path: &str, cookie: &str) -> Result<(f64, f64)> {
    let address = site.address();
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAccept-Encoding: br\r\nCookie: {cookie}\r\n\r\n"
    );
    let asked = Instant::now();
    let ms = || asked.elapsed().as_secs_f64() * 1e3;
    stream.write_all(request.as_bytes())?;
    let mut answer = vec![0; 64 * 1024];
    let read = stream.read(&mut answer)?;
    let first = ms();
    if !answer[..read].starts_with(b"HTTP/1.1 200") {
        let said = String::from_utf8_lossy(&answer[..read.min(200)]).into_owned();
        return Err(fail(format!("{path}: {said}")));
    }
    while stream.read(&mut answer)? > 0 {}
    Ok((first, ms()))
}

fn show(what: &str, times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    let last = times.len().saturating_sub(1);
    let at = |percent: usize| times.get((times.len() * percent / 100).min(last)).copied();
    let [p50, p95, p99] = [50, 95, 99].map(|percent| at(percent).unwrap_or(0.0));
    println!("{what}: p50 {p50:.1} ms, p95 {p95:.1} ms, p99 {p99:.1} ms");
    p95
}

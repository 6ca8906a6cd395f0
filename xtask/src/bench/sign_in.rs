//! `cargo xtask bench sign-in`: how long signing in takes while twenty a second do it, and how long pages take meanwhile.
//!
//! Requests leave when they are due, whether those before them have been answered or not, and each is timed
//! from the moment it was due: a server that falls behind cannot hide it. No limit is changed for it. Everybody
//! comes from an address of their own, which the server believes because it is told of one proxy
//! (`--trusted-proxies 1`), and no account is tried more often than a person may try it.

use super::goal;
use crate::failure::{At, Result, fail};
use crate::http;
use crate::process::say;
use crate::site::Site;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const SIGN_INS_PER_S: u32 = 20;
const PAGES_PER_S: u32 = 40;
const PAGES: [&str; 4] = ["/", "/jobs", "/sign-in", "/how-fit-works"];
/// An account may be tried ten times in a quarter of an hour.
const PER_ACCOUNT: u32 = 8;
const PASSWORD: &str = "violet+lantern+harbour+7";
/// How long a mail may take to be in the mailbox.
const MAIL: Duration = Duration::from_secs(60);

/// Measures on a site that is up and believes one proxy.
///
/// # Errors
/// If somebody cannot sign in, or a page does not answer 200.
pub fn run(site: &Site, seconds: u32) -> Result<()> {
    println!("Clients, server and database share this machine.\n");
    let people = (SIGN_INS_PER_S * seconds).div_ceil(PER_ACCOUNT);
    say(&format!("Making {people} accounts."));
    let people = make(site, people)?;
    for path in PAGES {
        page(site, path)?;
    }
    say(&format!(
        "{SIGN_INS_PER_S} sign-ins and {PAGES_PER_S} pages a second for {seconds} s."
    ));
    let (signed_in, pages) = std::thread::scope(|scope| {
        let pages =
            scope.spawn(|| arrive(PAGES_PER_S, seconds, |n| page(site, PAGES[n % PAGES.len()])));
        let signed_in = arrive(SIGN_INS_PER_S, seconds, |n| {
            sign_in(site, &people[n % people.len()])
        });
        (signed_in, pages.join())
    });
    let signed_in = signed_in?;
    let pages = pages.map_err(|_| fail("whoever fetched pages stopped"))??;
    show("sign-ins", &signed_in);
    goal("p99 at most 500 ms", percentile(&signed_in, 99) <= 500.0);
    show("pages meanwhile", &pages);
    goal("p99 at most 100 ms", percentile(&pages, 99) <= 100.0);
    Ok(())
}

/// Asks so often a second, for so long: how many milliseconds each took, the shortest first.
fn arrive(per_s: u32, seconds: u32, ask: impl Fn(usize) -> Result<()> + Sync) -> Result<Vec<f64>> {
    let (begun, ask) = (Instant::now(), &ask);
    let took: Result<Vec<f64>> = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..per_s * seconds)
            .map(|n| {
                let due = begun + Duration::from_secs(1) * n / per_s;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                scope.spawn(move || {
                    ask(n as usize)?;
                    Ok(due.elapsed().as_secs_f64() * 1e3)
                })
            })
            .collect();
        let ended = asked.into_iter().map(|one| {
            one.join()
                .map_err(|_| fail("a client stopped"))
                .and_then(|took| took)
        });
        ended.collect()
    });
    let mut took = took?;
    took.sort_by(f64::total_cmp);
    Ok(took)
}

/// The least figure that so many in a hundred do not exceed.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(at).copied().unwrap_or_default()
}

fn show(what: &str, took: &[f64]) {
    println!(
        "{what}: {} in all, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        took.len(),
        percentile(took, 50),
        percentile(took, 99),
        took.last().copied().unwrap_or_default(),
    );
}

/// An address that nobody has come from yet.
fn from() -> String {
    static CLIENTS: AtomicU32 = AtomicU32::new(1);
    let [_, a, b, c] = CLIENTS.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    format!("10.{a}.{b}.{c}")
}

fn page(site: &Site, path: &str) -> Result<()> {
    let answer = http::ask(site.address(), path, &[], None)?;
    if answer.status == 200 {
        Ok(())
    } else {
        Err(fail(format!("{path} answers {}", answer.status)))
    }
}

fn post(site: &Site, path: &str, form: &str) -> Result<http::Answer> {
    let from = from();
    let headers = [("X-Forwarded-For", from.as_str()), ("Accept", "text/html")];
    http::ask(site.address(), path, &headers, Some(form))
}

fn sign_in(site: &Site, email: &str) -> Result<()> {
    let form = format!("form[email]={email}&form[password]={PASSWORD}&form[next]=/about");
    let answer = post(site, "/api/identity/sign_in", &form)?;
    if answer.cookie("session").is_some() && answer.header("location") == Some("/about") {
        return Ok(());
    }
    Err(fail(format!(
        "{email} cannot sign in: {} {:?}",
        answer.status,
        answer.header("location")
    )))
}

/// People who can sign in, made by mail as everybody is. New ones each time: those of before may have been tried.
fn make(site: &Site, count: u32) -> Result<Vec<String>> {
    let unique = Path::new("/proc/sys/kernel/random/uuid");
    let unique = fs::read_to_string(unique).at(unique)?;
    let people: Vec<String> = (0..count)
        .map(|n| format!("p{n}.{}@bench.example", unique.trim()))
        .collect();
    for email in &people {
        post(
            site,
            "/api/identity/sign_up",
            &format!("form[name]=Bench&form[email]={email}&form[next]="),
        )?;
    }
    for email in &people {
        let token = mailed_token(site, email)?;
        let form = format!(
            "form[token]={token}&form[password]={PASSWORD}&form[terms]=true&form[next]=/about"
        );
        let answer = post(site, "/api/identity/finish_sign_up", &form)?;
        if answer.cookie("session").is_none() {
            return Err(fail(format!("{email} gets no account: {}", answer.status)));
        }
    }
    Ok(people)
}

/// What the link in somebody's only mail carries, once it is there.
fn mailed_token(site: &Site, email: &str) -> Result<String> {
    let begun = Instant::now();
    while begun.elapsed() < MAIL {
        let list = http::ask(site.address(), &format!("/dev/mail?to={email}"), &[], None)?;
        if let Some(mail) = super::first_link(&list.text(), "/dev/mail/") {
            let mail = http::ask(site.address(), &mail, &[], None)?.text();
            let token = mail.split_once("token=").map(|(_, rest)| {
                rest.chars()
                    .take_while(char::is_ascii_hexdigit)
                    .collect::<String>()
            });
            return token.ok_or_else(|| fail("the mail has no link"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(fail(format!(
        "no mail to {email}; see {}",
        site.log.display()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_measured() {
        let took: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!(percentile(&took, 50), 100.0);
        assert_eq!(percentile(&took, 99), 198.0);
        assert_eq!((percentile(&[7.0], 99), percentile(&[], 99)), (7.0, 0.0));
    }

    #[test]
    fn everybody_who_is_due_is_asked_once() {
        let asked = AtomicU32::new(0);
        let took = arrive(500, 1, |_| {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        assert_eq!((took.unwrap().len(), asked.into_inner()), (500, 500));
        assert!(arrive(10, 1, |n| if n == 3 { Err(fail("x")) } else { Ok(()) }).is_err());
    }
}

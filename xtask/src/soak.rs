//! `cargo xtask soak`: what takes too long for every day.

use crate::args::Args;
use crate::bundle::{self, Profile};
use crate::failure::{Result, fail, usage};
use crate::fuzz;
use crate::http;
use crate::process::say;
use crate::project::Project;
use crate::setup::python::schemathesis_path;
use crate::setup::{self, Need};
use crate::site::{Data, Site};

/// What there is, by its name.
const PARTS: [&str; 3] = ["tests", "fuzz", "api"];
/// Who owns an organisation of the demo data.
const OWNER: (&str, &str) = ("ama@demo.example", "kinwork demo kettle");
const SCOPES: [&str; 6] = [
    "organisation:read",
    "jobs:read",
    "jobs:write",
    "matches:read",
    "applications:read",
    "applications:write",
];
/// What an answer is held to: no failure of ours, and what the document says.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,\
    allow_header_conformance,missing_required_header,negative_data_rejection,ignored_auth";

/// As whom the API is asked.
struct Role {
    name: &'static str,
    /// Made just before it is needed: an access token lasts a quarter of an hour.
    bearer: Option<fn(&Site) -> Result<String>>,
    /// The limits of the site hold here too.
    pace: &'static str,
}

/// One address may write 1,200 times a minute. Who goes beyond is told 429 before anything else, which is
/// right, but not what the checks wait for; so they stay below it. A person may do less than an address,
/// and schemathesis waits as long as they are told.
const ROLES: [Role; 3] = [
    Role {
        name: "nobody",
        bearer: None,
        pace: "15/s",
    },
    Role {
        name: "a person",
        bearer: Some(token),
        pace: "auto",
    },
    Role {
        name: "a key",
        bearer: Some(key),
        pace: "15/s",
    },
];

/// # Errors
/// If anything fails.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let only = args.value("--only")?;
    let examples = args.value("--examples")?.unwrap_or_else(|| "50".to_owned());
    let seconds = args.value("--seconds")?.unwrap_or_else(|| "60".to_owned());
    let seconds = seconds
        .parse()
        .map_err(|_| usage("--seconds wants a whole number"))?;
    args.finish_all()?;
    if let Some(other) = only.as_deref().filter(|only| !PARTS.contains(only)) {
        return Err(usage(format!(
            "--only wants one of {}, not `{other}`",
            PARTS.join(", ")
        )));
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    // All to their end: one failure does not hide another.
    let mut done = Ok(());
    if wanted("tests") {
        done = done.and(full_size(project));
    }
    if wanted("fuzz") {
        done = fuzz::run(project, seconds).and(done);
    }
    if wanted("api") {
        done = by_description(project, &examples).and(done);
    }
    done
}

/// All tests as large as they are meant.
fn full_size(project: &mut Project) -> Result<()> {
    setup::ensure(project, &[Need::Nextest, Need::Postgres])?;
    project
        .tool("cargo")
        .args(["nextest", "run", "--features=xtask/data", "--no-fail-fast"])
        .env("KINWORK_SOAK", "1")
        .run()
}

/// schemathesis makes requests of what the document of the API allows, and of what it forbids.
fn by_description(project: &mut Project, examples: &str) -> Result<()> {
    setup::ensure(project, setup::SITE_DEBUG)?;
    setup::ensure(project, &[Need::Schemathesis])?;
    let bundle = bundle::build(project, Profile::Debug)?;
    let site = Site::start(project, &bundle, "soak", Data::Fresh, &[])?;
    let mut failed = Vec::new();
    for role in &ROLES {
        say(&format!("\n━━ The API as {}", role.name));
        let bearer = role.bearer.map(|bearer| bearer(&site)).transpose()?;
        let mut tool = project
            .tool(&schemathesis_path().to_string_lossy())
            .arg("run")
            .arg(format!("{}/api/v1/openapi.json", site.url))
            .args(["--checks", CHECKS, "--max-examples", examples])
            .args(["--phases", "examples,coverage,fuzzing"])
            // A debug build on a busy machine is slow, and that is no failure.
            .args(["--suppress-health-check", "all", "--request-timeout", "60"])
            .args([
                "--rate-limit",
                role.pace,
                "--seed",
                "1",
                "--continue-on-failure",
                "--no-color",
            ]);
        if let Some(bearer) = &bearer {
            tool = tool.args(["--header", &format!("Authorization: Bearer {bearer}")]);
        }
        if tool.run().is_err() {
            failed.push(role.name);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(fail(format!(
            "The API failed as {}. The log of the server: {}",
            failed.join(" and as "),
            site.log.display()
        )))
    }
}

/// An access token; it lasts a quarter of an hour.
fn token(site: &Site) -> Result<String> {
    let (email, password) = OWNER;
    let body = serde_json::json!({ "email": email, "password": password, "device_name": "soak" });
    let kind = "application/json";
    let answer = http::send(
        site.address(),
        "/api/v1/auth/token",
        &[],
        Some((kind, &body.to_string())),
    )?;
    let tokens: serde_json::Value = serde_json::from_slice(&answer.body)?;
    tokens["access_token"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| fail("the demo login gets no token"))
}

/// A key with every scope, made as on the page.
fn key(site: &Site) -> Result<String> {
    let (email, password) = OWNER;
    let password = password.replace(' ', "+");
    let enter = format!("form[email]={email}&form[password]={password}");
    let answer = http::ask(site.address(), "/api/identity/sign_in", &[], Some(&enter))?;
    let session = answer
        .cookie("session")
        .ok_or_else(|| fail("the demo login does not sign in"))?;
    let scopes = SCOPES
        .map(|scope| format!("&form[scopes][]={scope}"))
        .concat();
    let form = format!("form[name]=soak&form[days]=30{scopes}");
    let cookie = format!("session={session}");
    let headers = [("Cookie", cookie.as_str())];
    let answer = http::ask(
        site.address(),
        "/api/identity/make_key",
        &headers,
        Some(&form),
    )?;
    answer
        .cookie("new-key")
        .map(str::to_owned)
        .ok_or_else(|| fail("the demo login gets no key"))
}

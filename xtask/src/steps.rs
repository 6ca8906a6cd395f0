//! What can be checked, each by itself.

use crate::bundle::{self, Profile};
use crate::failure::{At, Result, fail};
use crate::project::Project;
use crate::setup::Need;
use crate::site::{Data, Site};
use crate::{leaks, schema, size, sqlx};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

/// How many checks passed and failed. A step that is one check counts as one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Count {
    const ONE: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };

    pub fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// How a step ended. With a failure there may still be counts: some tests passed.
pub type Outcome = (Count, Result<()>);

/// What steps share.
pub struct Run<'a> {
    pub project: &'a mut Project,
    /// Arguments for Playwright.
    pub playwright: Vec<String>,
    site: Option<Site>,
    /// Where a journey's double of another service is to listen.
    provider: String,
}

impl<'a> Run<'a> {
    pub fn new(project: &'a mut Project, playwright: Vec<String>) -> Self {
        Self {
            project,
            playwright,
            site: None,
            provider: String::new(),
        }
    }

    /// The release build with demo data, started when first asked for. It logs all it can, because its log is
    /// searched afterwards for what it must not have; statements never hold values, and are most of it.
    fn site(&mut self) -> Result<&Site> {
        if self.site.is_none() {
            let bundle = bundle::build(self.project, Profile::Release)?;
            self.provider = format!("http://{}", free_address()?);
            let env = [
                ("KINWORK_LOG", "json"),
                ("RUST_LOG", "debug,sqlx::query=info"),
                // Each journey says that it comes from an address of its own.
                ("KINWORK_TRUSTED_PROXIES", "1"),
                ("KINWORK_GOOGLE_CLIENT_ID", "kinwork-journeys"),
                ("KINWORK_GOOGLE_CLIENT_SECRET", "what only both know"),
                ("KINWORK_GOOGLE_ISSUER", self.provider.as_str()),
            ];
            self.site = Some(Site::start(
                self.project,
                &bundle,
                "e2e",
                Data::Fresh,
                &env,
            )?);
        }
        self.site.as_ref().ok_or_else(|| fail("the site is gone"))
    }
}

/// A step.
pub struct Step {
    pub name: &'static str,
    pub what: &'static str,
    pub needs: &'static [Need],
    pub run: fn(&mut Run<'_>) -> Outcome,
}

/// All steps: what is quick comes first, what builds more of the same comes together.
pub const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "rustfmt changes nothing",
        needs: &[Need::Lints],
        run: fmt,
    },
    Step {
        name: "css",
        what: "styles parse and follow the rules",
        needs: &[Need::Node],
        run: css,
    },
    Step {
        name: "clippy",
        what: "no warnings, server and tests",
        needs: &[Need::Lints],
        run: clippy,
    },
    Step {
        name: "clippy-wasm",
        what: "no warnings, browser",
        needs: &[Need::Lints, Need::Wasm],
        run: clippy_wasm,
    },
    Step {
        name: "sqlx",
        what: "the committed query data and docs/schema.md are current",
        needs: &[Need::Postgres],
        run: query_data,
    },
    Step {
        name: "unit",
        what: "unit, property and database tests; floors and source rules",
        needs: &[Need::Nextest, Need::Postgres],
        run: unit,
    },
    Step {
        name: "doc",
        what: "examples in the documentation",
        needs: &[],
        run: doc,
    },
    Step {
        name: "build",
        what: "the release build",
        needs: crate::setup::SITE_RELEASE,
        run: build,
    },
    Step {
        name: "size",
        what: "the first load fits its budget",
        needs: crate::setup::SITE_RELEASE,
        run: first_load,
    },
    Step {
        name: "e2e",
        what: "journeys in Chromium",
        needs: &[
            Need::Wasm,
            Need::Leptos,
            Need::Node,
            Need::Postgres,
            Need::Chromium,
        ],
        run: e2e,
    },
];

/// The steps of `cargo xtask lint`.
pub const LINT: [&str; 4] = ["fmt", "css", "clippy", "clippy-wasm"];

fn one(done: Result<()>) -> Outcome {
    if done.is_ok() {
        (Count::ONE, done)
    } else {
        (
            Count {
                failed: 1,
                ..Count::default()
            },
            done,
        )
    }
}

fn fmt(run: &mut Run<'_>) -> Outcome {
    one(run
        .project
        .tool("cargo")
        .args(["fmt", "--all", "--check"])
        .run())
}

fn css(run: &mut Run<'_>) -> Outcome {
    let npm = run
        .project
        .tool("npm")
        .dir(&run.project.root.join("end2end"));
    let rules = npm.args(["run", "--silent", "lint:css"]).run();
    // The build leaves out, without a word, what does not parse.
    let bundled = run.project.own("main.css");
    let parses = || {
        fs::create_dir_all(run.project.own("")).at(&bundled)?;
        run.project
            .tool("lightningcss")
            .args(["--bundle", "style/main.css", "--output-file"])
            .arg(&bundled)
            .run()
    };
    one(rules.and_then(|()| parses()))
}

fn clippy(run: &mut Run<'_>) -> Outcome {
    one(run
        .project
        .tool("cargo")
        .args([
            "clippy",
            "--all-targets",
            "--features=xtask/data",
            "--",
            "-D",
            "warnings",
        ])
        .run())
}

fn clippy_wasm(run: &mut Run<'_>) -> Outcome {
    let args = [
        "clippy",
        "--package=frontend",
        "--target=wasm32-unknown-unknown",
        "--",
        "-D",
        "warnings",
    ];
    one(run.project.tool("cargo").args(args).run())
}

fn query_data(run: &mut Run<'_>) -> Outcome {
    one(sqlx::check(run.project).and_then(|()| schema::check(run.project)))
}

fn unit(run: &mut Run<'_>) -> Outcome {
    // Beside the sources, wherever cargo builds.
    let report = run.project.root.join("target/nextest/default/junit.xml");
    let _ = fs::remove_file(&report);
    let done = run
        .project
        .tool("cargo")
        .args(["nextest", "run", "--features=xtask/data"])
        .run();
    counted(done, nextest_counts(&report))
}

/// The sums of all suites stand in the first tag.
fn nextest_counts(report: &Path) -> Option<Count> {
    let text = fs::read_to_string(report).ok()?;
    let tag = text.split_once("<testsuites ")?.1.split_once('>')?.0;
    let number = |name: &str| {
        tag.split_once(&format!(" {name}=\""))?
            .1
            .split_once('"')?
            .0
            .parse::<u64>()
            .ok()
    };
    let failed = number("failures")? + number("errors")?;
    Some(Count {
        passed: number("tests")?.checked_sub(failed)?,
        failed,
        skipped: 0,
    })
}

fn doc(run: &mut Run<'_>) -> Outcome {
    match has_examples(run.project) {
        Ok(true) => {}
        Ok(false) => {
            println!("There are no examples to run.");
            return (Count::default(), Ok(()));
        }
        Err(failure) => return one(Err(failure)),
    }
    one(run
        .project
        .tool("cargo")
        .args(["test", "--doc", "--quiet"])
        .run())
}

/// Is there a code block that rustdoc would run?
fn has_examples(project: &Project) -> Result<bool> {
    let mut sources = Vec::new();
    for folder in ["app", "crates"] {
        crate::sources::rust_files(&project.root.join(folder), &mut sources)?;
    }
    for source in sources {
        let text = fs::read_to_string(&source).at(&source)?;
        let mut inside = false;
        for line in text.lines().map(str::trim_start) {
            let Some(fence) = line
                .strip_prefix("/// ```")
                .or_else(|| line.strip_prefix("//! ```"))
            else {
                continue;
            };
            inside = !inside;
            if inside
                && matches!(
                    fence.split(',').next(),
                    Some("" | "rust" | "no_run" | "should_panic" | "compile_fail")
                )
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn build(run: &mut Run<'_>) -> Outcome {
    one(bundle::build(run.project, Profile::Release).map(drop))
}

fn first_load(run: &mut Run<'_>) -> Outcome {
    one(run.site().and_then(size::check))
}

fn e2e(run: &mut Run<'_>) -> Outcome {
    let (url, log) = match run.site() {
        Ok(site) => (site.url.clone(), site.log.clone()),
        Err(failure) => return one(Err(failure)),
    };
    let report = run.project.own("playwright.json");
    let _ = fs::remove_file(&report);
    let typed = run.project.root.join("end2end/test-results/.typed");
    let done = run
        .project
        .tool("playwright")
        .args(["test", "--reporter=list,json"])
        .args(&run.playwright)
        .env("BASE_URL", url)
        .quiet_env("PROVIDER_URL", &run.provider)
        .quiet_env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .dir(&run.project.root.join("end2end"))
        .run()
        .map_err(|failure| {
            fail(format!(
                "{failure}\nThe log of the server: {}",
                log.display()
            ))
        });
    let (count, done) = counted(done, playwright_counts(&report));
    let (silent, searched) = one(leaks::search(&log, &typed));
    (count.add(silent), done.and(searched))
}

/// A port that nobody listens on.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A journey that only passed at the second try has failed.
fn playwright_counts(report: &Path) -> Option<Count> {
    let report: serde_json::Value = serde_json::from_str(&fs::read_to_string(report).ok()?).ok()?;
    let number = |name: &str| report["stats"][name].as_u64();
    Some(Count {
        passed: number("expected")?,
        failed: number("unexpected")? + number("flaky")?,
        skipped: number("skipped")?,
    })
}

/// Tests that ran, and whether the program that ran them was content: a failure that no test
/// accounts for, such as one of compiling, counts as one; so does a run of no tests at all.
fn counted(done: Result<()>, count: Option<Count>) -> Outcome {
    match (done, count) {
        (Ok(()), Some(count)) if count.failed > 0 => {
            (count, Err(fail(format!("{} failed", count.failed))))
        }
        (Ok(()), Some(count)) if count.passed > 0 => (count, Ok(())),
        (Ok(()), _) => one(Err(fail("no tests ran"))),
        (Err(failure), Some(count)) if count.failed > 0 => (count, Err(failure)),
        (Err(failure), count) => (
            count.unwrap_or_default().add(Count {
                failed: 1,
                ..Count::default()
            }),
            Err(failure),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: Count = Count {
        passed: 3,
        failed: 0,
        skipped: 1,
    };

    #[test]
    fn counts_are_never_better_than_what_happened() {
        assert_eq!(counted(Ok(()), Some(SOME)).0, SOME);
        assert_eq!(counted(Ok(()), None).0.failed, 1);
        assert_eq!(counted(Ok(()), Some(Count::default())).0.failed, 1);
        assert_eq!(
            counted(Err(fail("x")), Some(SOME)).0,
            Count { failed: 1, ..SOME }
        );
        assert_eq!(counted(Err(fail("x")), None).0.failed, 1);
        assert_eq!(
            counted(Err(fail("x")), Some(Count { failed: 2, ..SOME }))
                .0
                .failed,
            2
        );
    }

    #[test]
    fn names_are_unique_and_lint_is_among_them() {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        assert!(LINT.iter().all(|name| names.contains(name)));
        assert!(
            names
                .iter()
                .all(|name| names.iter().filter(|other| *other == name).count() == 1)
        );
    }

    #[test]
    fn reads_the_reports() {
        let dir = std::env::temp_dir().join(format!("xtask-reports-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let (junit, json) = (dir.join("junit.xml"), dir.join("playwright.json"));
        fs::write(&junit, r#"<?xml version="1.0"?><testsuites name="nextest-run" tests="9" failures="2" errors="1" uuid="x" time="1"><testsuite name="a" tests="1"/>"#).unwrap();
        fs::write(
            &json,
            r#"{"suites":[],"stats":{"expected":5,"unexpected":1,"flaky":1,"skipped":2}}"#,
        )
        .unwrap();
        assert_eq!(
            nextest_counts(&junit),
            Some(Count {
                passed: 6,
                failed: 3,
                skipped: 0
            })
        );
        assert_eq!(
            playwright_counts(&json),
            Some(Count {
                passed: 5,
                failed: 2,
                skipped: 2
            })
        );
        fs::remove_dir_all(&dir).unwrap();
    }
}

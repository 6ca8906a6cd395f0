//! Rust's own: components, targets, and programs that cargo installs.

use super::{debian, installing};
use crate::failure::{Result, fail, missing};
use crate::process::which;
use crate::project::{Project, tools_dir};
use std::path::Path;

/// The version the project is built with; 0.3.11 wants a newer Rust.
const CARGO_LEPTOS: &str = "0.3.10";

/// The version that was tried; another may read `.cargo/audit.toml` otherwise.
const CARGO_AUDIT: &str = "0.22.2";

/// rustfmt and clippy.
pub fn lints(project: &Project) -> Result<()> {
    for (component, probe) in [("clippy", "clippy"), ("rustfmt", "fmt")] {
        if project
            .tool("cargo")
            .args([probe, "--version"])
            .output()
            .is_err()
        {
            installing(component, "the code is checked with it");
            project
                .tool("rustup")
                .args(["component", "add", component])
                .run()?;
        }
    }
    Ok(())
}

/// The target of code that runs in the browser.
pub fn wasm_target(project: &Project) -> Result<()> {
    let sysroot = project
        .tool("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib/wasm32-unknown-unknown/lib")
        .is_dir()
    {
        return Ok(());
    }
    installing(
        "Rust's target wasm32-unknown-unknown",
        "the part of the site that runs in the browser is built for it",
    );
    project.tool("rustup").args(["target", "add", "wasm32-unknown-unknown"]).run().map_err(|error| {
        missing(format!("Rust's target for the browser is missing: rustup target add wasm32-unknown-unknown\n({error})"))
    })
}

/// wasm-bindgen: its version must be that of the crate, and cargo-leptos does not check.
pub fn wasm_bindgen(project: &Project) -> Result<()> {
    let version = locked_version(project, "wasm-bindgen")?;
    if says(project, "wasm-bindgen", &["--version"], &version) {
        return Ok(());
    }
    installing(
        &format!("wasm-bindgen {version}"),
        "it makes the JavaScript around the site's WebAssembly and must be of the same version as the crate; about 4 minutes",
    );
    // Without --locked: the lock file it was released with does not build any more.
    cargo_install(
        project,
        &["wasm-bindgen-cli", "--version", &version, "--debug"],
    )
}

/// cargo-leptos.
pub fn cargo_leptos(project: &Project) -> Result<()> {
    if says(
        project,
        "cargo-leptos",
        &["leptos", "--version"],
        CARGO_LEPTOS,
    ) {
        return Ok(());
    }
    installing(
        &format!("cargo-leptos {CARGO_LEPTOS}"),
        "it builds server, WebAssembly and styles together; about 5 minutes",
    );
    if which("cargo-binstall", &project.path).is_some() {
        let done = project
            .tool("cargo")
            .args(["binstall", "--no-confirm", "--root"])
            .arg(tools_dir())
            .arg(format!("cargo-leptos@{CARGO_LEPTOS}"))
            .dir(Path::new("/"))
            .run();
        if done.is_ok() {
            return Ok(());
        }
    }
    cargo_install(
        project,
        &[
            "cargo-leptos",
            "--version",
            CARGO_LEPTOS,
            "--locked",
            "--debug",
        ],
    )
}

/// cargo-nextest: any version.
pub fn nextest(project: &Project) -> Result<()> {
    if which("cargo-nextest", &project.path).is_some() {
        return Ok(());
    }
    installing("cargo-nextest", "it runs the tests; about 4 minutes");
    cargo_install(project, &["cargo-nextest", "--locked", "--debug"])
}

/// cargo-audit.
pub fn cargo_audit(project: &Project) -> Result<()> {
    if says(project, "cargo-audit", &["audit", "--version"], CARGO_AUDIT) {
        return Ok(());
    }
    installing(
        &format!("cargo-audit {CARGO_AUDIT}"),
        "it compares locked versions with what is known against them; about 5 minutes",
    );
    cargo_install(
        project,
        &[
            "cargo-audit",
            "--version",
            CARGO_AUDIT,
            "--locked",
            "--debug",
        ],
    )
}

/// Into the project's own folder: a person's tools of other versions stay as they are.
fn cargo_install(project: &Project, args: &[&str]) -> Result<()> {
    if which("cc", &project.path).is_none() {
        installing("gcc", "Rust links with it");
        debian::install(project, &["gcc", "libc6-dev"]).map_err(|error| {
            missing(format!(
                "A C compiler is missing. As root: apt-get install gcc libc6-dev\n({error})"
            ))
        })?;
    }
    project
        .tool("cargo")
        .arg("install")
        .args(args)
        .arg("--root")
        .arg(tools_dir())
        // Outside the workspace: its flags and its target folder are not for tools.
        .dir(Path::new("/"))
        .without_env("CARGO_TARGET_DIR")
        // Half the time to link and a sixth of the size.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .run()
}

/// Does `program` exist, and does it say it is of this version?
fn says(project: &Project, program: &str, args: &[&str], version: &str) -> bool {
    which(program, &project.path).is_some_and(|file| {
        let said = crate::process::Tool::new(file)
            .args(args)
            .output()
            .unwrap_or_default();
        said.split_whitespace().any(|word| word == version)
    })
}

/// The version of a crate that this workspace is built with.
fn locked_version(project: &Project, name: &str) -> Result<String> {
    let lock = std::fs::read_to_string(project.root.join("Cargo.lock"))?;
    let header = format!("name = \"{name}\"\nversion = \"");
    let version = lock
        .split_once(&header)
        .and_then(|(_, rest)| rest.split_once('"'));
    version
        .map(|(version, _)| version.to_owned())
        .ok_or_else(|| fail(format!("Cargo.lock does not name {name}")))
}

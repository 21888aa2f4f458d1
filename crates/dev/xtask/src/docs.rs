//! `cargo xtask docs`: renders openapi.yaml as one self-contained HTML page, which needs no server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::process;
use crate::stack::Stack;
use crate::step::quiet;

/// The renderer. To upgrade it, edit the version. It bundles its dependencies, so that this pins them too.
const VIEWER: &str = "@redocly/cli";
const VERSION: &str = "2.77.0";

/// Renders the page and prints its URL.
pub fn docs() -> Result<()> {
    let stack = Stack::test(None, None)?;
    if process::capture(Command::new("npm").arg("--version"), "").is_err() {
        bail!("`cargo xtask docs` needs npm, which is not installed: install Node.js 20.19 or later");
    }
    let tools = stack.root.join(".local/tools/docs");
    if installed(&tools).as_deref() != Some(VERSION) {
        quiet(&format!("installing {VIEWER} {VERSION}, once"), || install(&stack, &tools))?;
    }
    let page = stack.root.join(".local/docs/index.html");
    quiet("rendering the page", || build(&stack, &tools, &page))?;
    println!("API reference: file://{}", page.display());
    Ok(())
}

fn installed(tools: &Path) -> Option<String> {
    let package = fs::read(tools.join("node_modules").join(VIEWER).join("package.json")).ok()?;
    let package: Value = serde_json::from_slice(&package).ok()?;
    package["version"].as_str().map(str::to_owned)
}

fn install(stack: &Stack, tools: &Path) -> Result<()> {
    fs::create_dir_all(tools).with_context(|| format!("can't create {}", stack.shown(tools)))?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(tools);
    run(stack, tools, npm.arg(format!("{VIEWER}@{VERSION}"))).with_context(|| format!("can't install {VIEWER}"))
}

fn build(stack: &Stack, tools: &Path, page: &Path) -> Result<()> {
    let mut viewer = process::isolated(&tools.join("node_modules/.bin/redocly"), tools);
    viewer.args(["build-docs", "openapi.yaml", "--inlineBundle", "--output"]).arg(page).current_dir(&stack.root);
    // No telemetry and no check for updates.
    viewer.envs([("REDOCLY_TELEMETRY", "off"), ("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")]);
    run(stack, tools, &mut viewer).context("can't render openapi.yaml")
}

fn run(stack: &Stack, tools: &Path, command: &mut Command) -> Result<()> {
    let log: PathBuf = tools.join("log");
    process::run_logged(command, &log, &stack.shown(&log))
}

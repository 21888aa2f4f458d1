//! The workspace for the checks of crate boundaries, from `cargo metadata` and the sources of each crate.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::cargo;
use crate::checks::rust_source::Tokens;
use crate::process;

/// A crate of the workspace.
pub struct Crate {
    /// The package name.
    pub name: String,
    /// Its folder in the repository.
    pub folder: String,
    /// Its dependencies of all kinds.
    pub dependencies: Vec<Dependency>,
    /// The text of its Cargo.toml.
    pub manifest: String,
    /// The files under src/.
    pub sources: Vec<Source>,
}

/// A dependency of a crate.
#[derive(Deserialize)]
pub struct Dependency {
    /// The package name.
    pub name: String,
    kind: Option<String>,
}

impl Dependency {
    /// Whether it is a dev-dependency.
    pub fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }

    #[cfg(test)]
    pub fn new(name: &str, is_for_tests: bool) -> Self {
        Self { name: name.to_owned(), kind: is_for_tests.then(|| "dev".to_owned()) }
    }
}

/// A Rust file.
pub struct Source {
    /// Its path in the crate's folder: `src/main.rs`.
    pub path: String,
    /// Its tokens.
    pub tokens: Tokens,
    /// The number of its lines.
    pub lines: usize,
}

impl Source {
    /// Tokenizes the text of a file.
    pub fn new(path: String, text: &str) -> Self {
        Self { path, tokens: Tokens::of(text), lines: text.lines().count() }
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

/// Reads all crates of the workspace.
pub fn read(root: &Path) -> Result<Vec<Crate>> {
    let mut cargo: Command = cargo::command(root);
    let json = process::capture(cargo.args(["metadata", "--no-deps", "--format-version", "1"]), "")
        .context("`cargo metadata` failed")?;
    let metadata: Metadata = serde_json::from_str(&json).context("can't parse the output of `cargo metadata`")?;
    metadata.packages.into_iter().map(|package| read_crate(root, package)).collect()
}

fn read_crate(root: &Path, package: Package) -> Result<Crate> {
    let manifest_path = Path::new(&package.manifest_path);
    let dir = manifest_path.parent().context("the manifest has no parent folder")?;
    let mut sources = Vec::new();
    read_sources(dir, &dir.join("src"), &mut sources)?;
    Ok(Crate {
        name: package.name,
        folder: dir.strip_prefix(root).unwrap_or(dir).display().to_string(),
        dependencies: package.dependencies,
        manifest: fs::read_to_string(manifest_path)
            .with_context(|| format!("can't read {}", manifest_path.display()))?,
        sources,
    })
}

fn read_sources(crate_dir: &Path, dir: &Path, sources: &mut Vec<Source>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("can't list {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            read_sources(crate_dir, &path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
            sources.push(Source::new(path.strip_prefix(crate_dir).unwrap_or(&path).display().to_string(), &text));
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

//! Finds the functions whose recorded instruction counts are stale: a file beside the counts has a fingerprint of
//! everything that each count depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::checks::workspace::{self, Crate};
use crate::fingerprint::Fingerprint;

/// Inputs of all counts: versions, profiles, and the program that counts.
const COMMON: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    // Compiled into crates/terms.
    "terms",
    "crates/dev/measure/bench/src",
];

/// Fingerprints by function.
type Fingerprints = BTreeMap<String, String>;

/// The fingerprints of the functions' sources: the current ones, and those at the time of the last recording.
pub struct CountedSources {
    file: PathBuf,
    current: Fingerprints,
    recorded: Fingerprints,
}

impl CountedSources {
    /// Computes the fingerprints of these functions, and reads those beside the recorded counts.
    pub fn read(root: &Path, counts: &Path, functions: &[String]) -> Result<Self> {
        let crates = workspace::read(root)?;
        let of = |function: &String| Ok((function.clone(), fingerprint(root, &crates, function)?));
        let file = counts.with_extension("sources.json");
        let recorded = match fs::read(&file) {
            Ok(text) => serde_json::from_slice(&text).with_context(|| format!("{} is malformed", file.display()))?,
            Err(_) => Fingerprints::new(),
        };
        Ok(Self { file, current: functions.iter().map(of).collect::<Result<_>>()?, recorded })
    }

    /// The functions that changed since the last recording, or were never counted.
    pub fn changed(&self) -> Vec<String> {
        self.current
            .iter()
            .filter(|(name, current)| self.recorded.get(*name) != Some(current))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Records that these functions were counted in their current state.
    pub fn record(&self, functions: &[String]) -> Result<()> {
        let updated = self.current.iter().map(|(name, current)| match self.recorded.get(name) {
            Some(recorded) if !functions.contains(name) => (name, recorded),
            _ => (name, current),
        });
        // Functions that were never counted are left out.
        let counted = updated.filter(|(name, _)| functions.contains(name) || self.recorded.contains_key(*name));
        let text = serde_json::to_string_pretty(&counted.collect::<BTreeMap<_, _>>())? + "\n";
        fs::write(&self.file, text).with_context(|| format!("can't write {}", self.file.display()))
    }
}

/// The fingerprint of everything that is compiled into a function, and of the event that it is called with.
fn fingerprint(root: &Path, crates: &[Crate], function: &str) -> Result<String> {
    let mut fingerprint = Fingerprint::default();
    for path in COMMON {
        fingerprint = fingerprint.path(&root.join(path))?;
    }
    for folder in linked(crates, function) {
        for entry in sources(&root.join(folder))? {
            fingerprint = fingerprint.path(&entry)?;
        }
    }
    let of_endpoint = function.replacen('-', "/", 1);
    // session-refuse-method has no event with its own name; it is measured with the last one.
    for event in [of_endpoint, format!("tasks/{function}"), "session/refuse-method-login".to_owned()] {
        fingerprint = fingerprint.path(&root.join("events").join(event).with_extension("json"))?;
    }
    Ok(fingerprint.text())
}

/// The folders of a crate and of all workspace crates that it links.
fn linked<'a>(crates: &'a [Crate], name: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let Some(this) = crates.iter().find(|this| this.name == name) else { continue };
        if found.insert(this.folder.as_str()) {
            let linked = this.dependencies.iter().filter(|dependency| !dependency.is_for_tests());
            open.extend(linked.map(|dependency| dependency.name.clone()));
        }
    }
    found
}

/// The files and folders in a crate's folder, except its tests.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("can't list {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| !path.ends_with("tests"));
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CountedSources, Fingerprints, linked};
    use crate::checks::workspace::{Crate, Dependency};

    fn crate_named(name: &str, dependencies: Vec<Dependency>) -> Crate {
        let folder = format!("crates/{name}");
        Crate { name: name.to_owned(), folder, dependencies, manifest: String::new(), sources: Vec::new() }
    }

    #[test]
    fn dev_dependencies_are_not_linked() {
        let links = |name: &str| Dependency::new(name, false);
        let crates = [
            crate_named("get-user", vec![links("usher-aws"), links("serde"), Dependency::new("usher-testkit", true)]),
            crate_named("usher-aws", vec![links("usher-domain")]),
            crate_named("usher-domain", vec![]),
            crate_named("usher-testkit", vec![]),
            crate_named("usher-wire", vec![]),
        ];
        let expected = BTreeSet::from(["crates/get-user", "crates/usher-aws", "crates/usher-domain"]);
        assert_eq!(linked(&crates, "get-user"), expected);
    }

    #[test]
    fn changed_function_is_stale_until_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let fingerprints = |of_b: &str| Fingerprints::from([("a".into(), "1".into()), ("b".into(), of_b.into())]);
        let file = folder.path().join("counts.sources.json");
        let sources = CountedSources { file: file.clone(), current: fingerprints("2"), recorded: fingerprints("1") };
        assert_eq!(sources.changed(), ["b"]);

        sources.record(&["b".to_owned()]).unwrap();
        let recorded = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert!(CountedSources { file, current: fingerprints("2"), recorded }.changed().is_empty());
    }
}

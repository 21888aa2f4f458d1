//! Which functions were changed since their instructions were counted: beside the recorded counts lies, for each function, a
//! fingerprint of all that its count depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::checks::workspace::{self, Crate};
use crate::fingerprint::Fingerprint;

/// What all functions have in common: versions, profiles, and what calls them to count.
const COMMON: [&str; 6] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
    // crates/terms compiles them in.
    "terms",
    "crates/dev/measure/bench/src",
];

/// Fingerprints by function.
type Fingerprints = BTreeMap<String, String>;

/// The functions as they are, and as they were when they were counted.
pub struct Counted {
    file: PathBuf,
    now: Fingerprints,
    before: Fingerprints,
}

impl Counted {
    /// Reads the sources of these functions, and what lies beside the recorded counts.
    pub fn read(root: &Path, counts: &Path, functions: &[String]) -> Result<Self> {
        let crates = workspace::read(root)?;
        let of = |function: &String| Ok((function.clone(), fingerprint(root, &crates, function)?));
        let file = counts.with_extension("sources.json");
        let before = match fs::read(&file) {
            Ok(text) => serde_json::from_slice(&text).with_context(|| format!("{} is malformed", file.display()))?,
            Err(_) => Fingerprints::new(),
        };
        Ok(Self { file, now: functions.iter().map(of).collect::<Result<_>>()?, before })
    }

    /// Those that were changed since, or were never counted.
    pub fn changed(&self) -> Vec<String> {
        self.now
            .iter()
            .filter(|(name, now)| self.before.get(*name) != Some(now))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Notes that these were counted as they are now.
    pub fn record(&self, functions: &[String]) -> Result<()> {
        let current = self.now.iter().map(|(name, now)| match self.before.get(name) {
            Some(before) if !functions.contains(name) => (name, before),
            _ => (name, now),
        });
        // What was never counted stays out.
        let known = current.filter(|(name, _)| functions.contains(name) || self.before.contains_key(*name));
        let text = serde_json::to_string_pretty(&known.collect::<BTreeMap<_, _>>())? + "\n";
        fs::write(&self.file, text).with_context(|| format!("can't write {}", self.file.display()))
    }
}

/// One number over all that is compiled into a function, and the event that it is called with.
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
    // The last is of the function that refuses methods, whose events are all named for more than itself.
    for event in [of_endpoint, format!("tasks/{function}"), "session/refuse-method-login".to_owned()] {
        fingerprint = fingerprint.path(&root.join("events").join(event).with_extension("json"))?;
    }
    Ok(fingerprint.text())
}

/// The folders of a crate and of all crates of the workspace that it links.
fn linked<'a>(crates: &'a [Crate], name: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let Some(one) = crates.iter().find(|one| one.name == name) else { continue };
        if found.insert(one.folder.as_str()) {
            let linked = one.dependencies.iter().filter(|dependency| !dependency.is_for_tests());
            open.extend(linked.map(|dependency| dependency.name.clone()));
        }
    }
    found
}

/// All that lies in a crate's folder, but its tests.
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

    use super::{Counted, Fingerprints, linked};
    use crate::checks::workspace::{Crate, Dependency};

    fn one(name: &str, dependencies: Vec<Dependency>) -> Crate {
        let folder = format!("crates/{name}");
        Crate { name: name.to_owned(), folder, dependencies, manifest: String::new(), sources: Vec::new() }
    }

    #[test]
    fn what_is_linked_counts_and_what_only_tests_get_does_not() {
        let links = |name: &str| Dependency::new(name, false);
        let crates = [
            one("get-user", vec![links("usher-aws"), links("serde"), Dependency::new("usher-testkit", true)]),
            one("usher-aws", vec![links("usher-domain")]),
            one("usher-domain", vec![]),
            one("usher-testkit", vec![]),
            one("usher-wire", vec![]),
        ];
        let expected = BTreeSet::from(["crates/get-user", "crates/usher-aws", "crates/usher-domain"]);
        assert_eq!(linked(&crates, "get-user"), expected);
    }

    #[test]
    fn what_was_changed_is_counted_and_what_was_recorded_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let prints = |of_b: &str| Fingerprints::from([("a".into(), "1".into()), ("b".into(), of_b.into())]);
        let file = folder.path().join("counts.sources.json");
        let counted = Counted { file: file.clone(), now: prints("2"), before: prints("1") };
        assert_eq!(counted.changed(), ["b"]);

        counted.record(&["b".to_owned()]).unwrap();
        let before = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert!(Counted { file, now: prints("2"), before }.changed().is_empty());
    }
}

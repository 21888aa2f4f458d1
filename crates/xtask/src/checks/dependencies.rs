//! What comes from outside: cargo-deny with deny.toml, and that tests compile what is shipped.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::cargo;
use crate::checks::Findings;
use crate::process;
use crate::tools::Tool;

/// Checks what deny.toml allows.
pub const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Licences, bans and sources always; known vulnerabilities where their database can be reached.
pub fn check(root: &Path, cargo_deny: &Path) -> Result<()> {
    let deny = || {
        let mut command = Command::new(cargo_deny);
        command.current_dir(root);
        command
    };
    let summed_up = ["--log-level", "error", "check", "--hide-inclusion-graph"];
    cargo::run(deny().args(summed_up).args(["bans", "licenses", "sources"]))
        .context("deny.toml refuses a dependency")?;
    if process::capture(deny().args(["fetch", "db"]), "").is_err() {
        println!("  the database of known vulnerabilities can't be reached from here: not checked");
        return Ok(());
    }
    let advisories = ["--log-level", "error", "check", "--disable-fetch", "advisories"];
    cargo::run(deny().args(advisories)).context("a dependency has a known vulnerability")
}

/// With another set of features each crate is compiled twice, and what was tested is not what is shipped.
pub fn same_features(root: &Path) -> Result<Findings> {
    let tree = |edges: &str| {
        let mut cargo = cargo::command(root);
        cargo.args(["tree", "--workspace", "--locked", "--prefix", "none", "--format", "{p}\t{f}", "--edges", edges]);
        process::capture(&mut cargo, "").context("`cargo tree` failed")
    };
    Ok(differences(&tree("normal,build")?, &tree("normal,build,dev")?))
}

/// The packages of the first tree that have other features in the second.
fn differences(shipped: &str, tested: &str) -> Findings {
    let entries = |tree: &str| -> Vec<(String, String)> {
        let lines = tree.lines().map(|line| line.trim_end_matches(" (*)")).filter_map(|line| line.split_once('\t'));
        lines.map(|(package, features)| (package.to_owned(), features.to_owned())).collect()
    };
    let (shipped, mut tested) = (entries(shipped), entries(tested));
    tested.retain(|entry| !shipped.contains(entry) && shipped.iter().any(|(package, _)| *package == entry.0));
    tested.sort();
    tested.dedup();
    let finding = |(package, features): &(String, String)| {
        format!(
            "only the tests turn on some of the features of {package} ({features}): name them in [workspace.dependencies] \
             of Cargo.toml as well"
        )
    };
    tested.iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn tests_may_add_packages_but_no_features() {
        let shipped = "a v1 (x)\tstd\nb v1\t\n\na v1 (x)\tstd (*)\n";
        assert!(differences(shipped, "a v1 (x)\tstd\nb v1\t\nonly-tests v1\tstd").is_empty());
        let found = differences(shipped, "a v1 (x)\trng,std\nb v1\t\na v1 (x)\trng,std (*)");
        assert!(found.len() == 1 && found[0].contains("a v1 (x) (rng,std)"), "{found:?}");
    }
}

//! Facts that other languages repeat, read from the text of crates/domain: linking it would make each start of xtask
//! wait for it.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The names that tasks end with: those of `DomainError::name`.
pub fn error_names(root: &Path) -> Result<Vec<String>> {
    let names = names_in(&read(root, "crates/domain/src/error.rs")?);
    names
        .context("crates/domain/src/error.rs has no `fn name` with the errors' names any more: mend this check with it")
}

/// The user pool's smallest password.
pub fn smallest_password(root: &Path) -> Result<u64> {
    let number = number_in(&read(root, "crates/domain/src/password.rs")?);
    number.context("crates/domain/src/password.rs has no MIN_CHARACTERS any more: mend this check with it")
}

fn read(root: &Path, file: &str) -> Result<String> {
    fs::read_to_string(root.join(file)).with_context(|| format!("can't read {file}"))
}

fn names_in(source: &str) -> Option<Vec<String>> {
    let (_, body) = source.split_once("fn name(")?;
    let arms = body.lines().take_while(|line| *line != "    }").filter_map(|line| line.split_once("=> \""));
    let names: Vec<String> = arms.filter_map(|(_, rest)| rest.split('"').next()).map(String::from).collect();
    (!names.is_empty()).then_some(names)
}

fn number_in(source: &str) -> Option<u64> {
    let (_, rest) = source.split_once("MIN_CHARACTERS: usize = ")?;
    rest.split(';').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{names_in, number_in};

    #[test]
    fn the_names_are_those_of_the_function() {
        let source = "    fn name(&self) {\n        match self {\n            Self::A(_) => \"A\",\n            Self::B => \"Bee\",\n        }\n    }\n    fn x() { match 1 { _ => \"no\" } }";
        assert_eq!(names_in(source).unwrap(), ["A", "Bee"]);
        assert_eq!(names_in("fn other() {}"), None);
    }

    #[test]
    fn the_number_is_read() {
        assert_eq!(number_in("pub const MIN_CHARACTERS: usize = 8;"), Some(8));
        assert_eq!(number_in("pub const MIN: usize = 8;"), None);
    }
}

//! Facts of crates/domain that template.yaml and the state machines repeat. They are read from its source text: linking
//! the crate would make xtask compile it first.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The error names that tasks end with: those of `DomainError::name`.
pub fn error_names(root: &Path) -> Result<Vec<String>> {
    let names = parse_error_names(&read(root, "crates/domain/src/error.rs")?);
    names.context(
        "crates/domain/src/error.rs has no `fn name` with the names of the errors: adapt checks/domain_source.rs",
    )
}

/// The minimum length of a password, in characters.
pub fn min_password_length(root: &Path) -> Result<u64> {
    let length = parse_min_characters(&read(root, "crates/domain/src/password.rs")?);
    length.context("crates/domain/src/password.rs has no MIN_CHARACTERS: adapt checks/domain_source.rs")
}

fn read(root: &Path, file: &str) -> Result<String> {
    fs::read_to_string(root.join(file)).with_context(|| format!("can't read {file}"))
}

fn parse_error_names(source: &str) -> Option<Vec<String>> {
    let (_, body) = source.split_once("fn name(")?;
    let arms = body.lines().take_while(|line| *line != "    }").filter_map(|line| line.split_once("=> \""));
    let names: Vec<String> = arms.filter_map(|(_, rest)| rest.split('"').next()).map(String::from).collect();
    (!names.is_empty()).then_some(names)
}

fn parse_min_characters(source: &str) -> Option<u64> {
    let (_, rest) = source.split_once("MIN_CHARACTERS: usize = ")?;
    rest.split(';').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{parse_error_names, parse_min_characters};

    #[test]
    fn error_names_are_those_of_fn_name() {
        let source = "    fn name(&self) {\n        match self {\n            Self::A(_) => \"A\",\n            Self::B => \"Bee\",\n        }\n    }\n    fn x() { match 1 { _ => \"no\" } }";
        assert_eq!(parse_error_names(source).unwrap(), ["A", "Bee"]);
        assert_eq!(parse_error_names("fn other() {}"), None);
    }

    #[test]
    fn min_characters_is_parsed() {
        assert_eq!(parse_min_characters("pub const MIN_CHARACTERS: usize = 8;"), Some(8));
        assert_eq!(parse_min_characters("pub const MIN: usize = 8;"), None);
    }
}

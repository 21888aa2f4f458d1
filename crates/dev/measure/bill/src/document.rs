//! `docs/cost.md`: the generated tables, between two markers.

const BEGIN: &str = "<!-- tables: cargo xtask bill -->\n";
const END: &str = "<!-- end of tables -->\n";

/// Whether `USHER_BILL=write` is set, so that files are written instead of compared.
#[expect(clippy::disallowed_methods, reason = "an environment variable selects what the tests do")]
#[must_use]
pub fn is_to_be_written() -> bool {
    std::env::var("USHER_BILL").is_ok_and(|value| value == "write")
}

/// The document with these tables instead of its own; `None` if it does not have both markers.
#[must_use]
pub fn with_tables(document: &str, tables: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{tables}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, is_to_be_written, with_tables};
    use crate::tables;
    use usher_end_to_end::stack::checkout;

    /// With `USHER_BILL=write` it updates them.
    #[test]
    fn tables_of_cost_md_are_up_to_date() {
        let path = checkout().join("docs/cost.md");
        let document = std::fs::read_to_string(&path).unwrap();
        let generated = with_tables(&document, &tables::all()).expect("docs/cost.md must have both markers");
        if is_to_be_written() {
            return std::fs::write(path, generated).unwrap();
        }
        let differs = generated.lines().zip(document.lines()).find(|(generated, current)| generated != current);

        assert_eq!(differs, None, "docs/cost.md is out of date: run `cargo xtask bill --tables`");
        assert_eq!(generated.len(), document.len());
    }

    #[test]
    fn text_around_the_tables_is_kept() {
        let document = format!("# Cost\n{BEGIN}old\n{END}The end.\n");

        assert_eq!(with_tables(&document, "new"), Some(format!("# Cost\n{BEGIN}\nnew\n{END}The end.\n")));
        assert_eq!(with_tables("# Cost\n", "new"), None);
    }
}

//! `docs/cost.md`: the tables stand between two marks, and are made anew there.

const BEGIN: &str = "<!-- tables: cargo xtask bill -->\n";
const END: &str = "<!-- end of tables -->\n";

/// Whether `USHER_BILL=write` asks for the files to be made anew, not compared.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what to do")]
#[must_use]
pub fn is_to_be_written() -> bool {
    std::env::var("USHER_BILL").is_ok_and(|value| value == "write")
}

/// The document with these tables in the place of its own; `None` if it has not both marks.
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

    /// With `USHER_BILL=write` it writes them.
    #[test]
    fn the_tables_are_those_of_the_counts() {
        let path = checkout().join("docs/cost.md");
        let document = std::fs::read_to_string(&path).unwrap();
        let made = with_tables(&document, &tables::all()).expect("docs/cost.md has both marks");
        if is_to_be_written() {
            return std::fs::write(path, made).unwrap();
        }
        let differs = made.lines().zip(document.lines()).find(|(made, is)| made != is);

        assert_eq!(differs, None, "`cargo xtask bill --tables` makes them anew");
        assert_eq!(made.len(), document.len());
    }

    #[test]
    fn what_is_written_by_hand_stays() {
        let document = format!("# Cost\n{BEGIN}old\n{END}The end.\n");

        assert_eq!(with_tables(&document, "new"), Some(format!("# Cost\n{BEGIN}\nnew\n{END}The end.\n")));
        assert_eq!(with_tables("# Cost\n", "new"), None);
    }
}

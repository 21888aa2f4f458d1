//! The list of common passwords. `data/README.md` has its sources and how to refresh it.

/// One per line, lowercase, at least [`super::Password::MIN_CHARACTERS`] long, sorted by bytes.
const COMMON: &str = include_str!("../../data/common-passwords.txt");

/// Whether a password, folded by [`super::fold`], is on the list. A binary search in the text itself: nothing is built
/// at a cold start, and a lookup touches few pages.
pub(super) fn is_common(folded: &str) -> bool {
    is_in(COMMON, folded)
}

fn is_in(lines: &str, wanted: &str) -> bool {
    let mut rest = lines.as_bytes();
    while !rest.is_empty() {
        let is_break = |byte: &u8| *byte == b'\n';
        let middle = rest.len() / 2;
        let start = rest[..middle].iter().rposition(is_break).map_or(0, |at| at + 1);
        let end = rest[middle..].iter().position(is_break).map_or(rest.len(), |at| middle + at);
        match rest[start..end].cmp(wanted.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Greater => rest = &rest[..start],
            std::cmp::Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn list_is_sorted_and_folded() {
        let lines: Vec<_> = COMMON.lines().collect();
        assert!(lines.is_sorted_by(|one, next| one.as_bytes() < next.as_bytes()));
        for line in &lines {
            assert!(line.chars().count() >= super::super::Password::MIN_CHARACTERS, "{line}");
            assert_eq!(super::super::fold(line).as_str(), *line);
        }
        // A third of the 10,000 most common passwords are long enough.
        assert!(lines.len() > 10_000, "{}", lines.len());
    }

    #[test]
    fn every_listed_password_is_found() {
        for line in COMMON.lines() {
            assert!(is_common(line), "{line}");
        }
    }

    proptest! {
        #[test]
        fn only_listed_lines_are_found(
            lines in proptest::collection::btree_set("[a-d]{0,4}", 0..20), wanted in "[a-d]{0,4}",
        ) {
            let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
            prop_assert_eq!(is_in(&text, &wanted), lines.contains(&wanted));
        }
    }
}

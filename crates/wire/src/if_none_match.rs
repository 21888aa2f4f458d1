//! The header `If-None-Match` (RFC 9110 section 13.1.2): `*`, or a list of entity tags.

/// The parsed header.
#[derive(Debug, PartialEq, Eq)]
pub enum IfNoneMatch<'a> {
    /// `*`: any representation.
    Any,
    /// The opaque parts of the tags, without quotes. Weak and strong tags are alike, since this header uses the weak
    /// comparison (section 8.8.3.2).
    Tags(Vec<&'a str>),
}

impl<'a> IfNoneMatch<'a> {
    /// Parses the header; `None` if it is malformed, which callers treat as if it had not been sent.
    #[must_use]
    pub fn parse(header: &'a str) -> Option<Self> {
        let header = skip_space(header);
        if header.trim_end_matches(SPACE) == "*" {
            return Some(Self::Any);
        }
        let (mut tags, mut rest) = (Vec::new(), header);
        while !rest.is_empty() {
            // A list may have empty elements (section 5.6.1.2).
            if !rest.starts_with(',') {
                let tag;
                (tag, rest) = entity_tag(rest)?;
                tags.push(tag);
                rest = skip_space(rest);
            }
            if !rest.is_empty() {
                rest = skip_space(rest.strip_prefix(',')?);
            }
        }
        Some(Self::Tags(tags))
    }

    /// Whether the header matches a representation with this opaque tag.
    #[must_use]
    pub fn names(&self, opaque: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.contains(&opaque),
        }
    }
}

/// Optional whitespace around list elements (section 5.6.3).
const SPACE: [char; 2] = [' ', '\t'];

fn skip_space(text: &str) -> &str {
    text.trim_start_matches(SPACE)
}

/// The opaque part of the entity tag at the start, and what follows it: `[ "W/" ] DQUOTE *etagc DQUOTE`.
fn entity_tag(text: &str) -> Option<(&str, &str)> {
    let quoted = text.strip_prefix("W/").unwrap_or(text).strip_prefix('"')?;
    let (opaque, rest) = quoted.split_once('"')?;
    opaque.chars().all(is_tag_character).then_some((opaque, rest))
}

/// `etagc`: visible ASCII except the quote, which the caller has split off, or non-ASCII.
fn is_tag_character(character: char) -> bool {
    character.is_ascii_graphic() || !character.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(header: &str) -> Option<Vec<&str>> {
        match IfNoneMatch::parse(header)? {
            IfNoneMatch::Any => None,
            IfNoneMatch::Tags(tags) => Some(tags),
        }
    }

    #[test]
    fn comma_inside_quotes_belongs_to_the_tag() {
        assert_eq!(tags(r#""a,*,b""#), Some(vec!["a,*,b"]));
        assert_eq!(tags(r#""a,b", "c""#), Some(vec!["a,b", "c"]));
    }

    #[test]
    fn weak_and_strong_tags_are_alike() {
        assert_eq!(tags(r#"W/"x", "x", """#), Some(vec!["x", "x", ""]));
    }

    #[test]
    fn empty_list_elements_are_skipped() {
        assert_eq!(tags(" ,\t\"x\" , ,\"y\",, "), Some(vec!["x", "y"]));
        assert_eq!(tags(""), Some(vec![]));
    }

    #[test]
    fn asterisk_alone_names_everything() {
        for header in ["*", " * "] {
            assert_eq!(IfNoneMatch::parse(header), Some(IfNoneMatch::Any), "{header}");
        }
    }

    #[test]
    fn malformed_header_names_nothing() {
        for header in [
            r#"W/W/"x""#,
            r#"w/"x""#,
            r#"W/ "x""#,
            "x",
            r#""x"#,
            r#"x""#,
            r#""x" "y""#,
            r#""x";"#,
            r#""a b""#,
            "\"a\tb\"",
            "\"a\u{7f}b\"",
            r#""x", *"#,
            r#"*, "x""#,
            r#"W/W/"x", "y""#,
        ] {
            assert_eq!(IfNoneMatch::parse(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn every_list_of_tags_is_parsed(
            list in proptest::collection::vec(("(W/)?", "[!#-~\u{80}-\u{ff}]{0,8}", "[ \t]{0,2},[ \t,]{0,3}"), 0..6)
        ) {
            let header: String =
                list.iter().flat_map(|(weak, opaque, comma)| [weak, "\"", opaque, "\"", comma]).collect();
            let expected: Vec<&str> = list.iter().map(|(_, opaque, _)| opaque.as_str()).collect();
            prop_assert_eq!(tags(&header), Some(expected));
        }

        #[test]
        fn no_text_makes_it_panic(header in any::<String>()) {
            let _ = IfNoneMatch::parse(&header);
        }
    }
}

//! Header values with parameters, such as `form-data; name="full_name"` (RFC 9110, section 5.6.6).
//!
//! A quoted value is opaque: text in it that looks like a parameter is not one. Whitespace is allowed around `;` and
//! `=`. A quoted value without a closing quote extends to the end of the header. `name*` is a different parameter from
//! `name`; no browser sends it, and RFC 7578 forbids it.

/// The part before the parameters, trimmed.
pub(crate) fn before_parameters(header: &[u8]) -> &[u8] {
    header.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii()
}

/// The value of the first parameter of this name; names are case-insensitive.
pub(crate) fn parameter(header: &[u8], name: &str) -> Option<Vec<u8>> {
    parameters(header).find_map(|(found, value)| found.eq_ignore_ascii_case(name.as_bytes()).then_some(value))
}

fn parameters(header: &[u8]) -> impl Iterator<Item = (&[u8], Vec<u8>)> {
    let mut rest = header;
    std::iter::from_fn(move || {
        loop {
            let (_, after) = split_before(rest, |byte| byte == b';');
            let (name, after) = split_before(after.get(1..)?, |byte| matches!(byte, b';' | b'='));
            let [b'=', after @ ..] = after else {
                rest = after;
                continue;
            };
            let value;
            (value, rest) = match after.trim_ascii_start() {
                [b'"', quoted @ ..] => unquoted(quoted),
                token => {
                    let (token, rest) = split_before(token, |byte| byte == b';');
                    (token.trim_ascii_end().to_vec(), rest)
                }
            };
            return Some((name.trim_ascii(), value));
        }
    })
}

fn split_before(bytes: &[u8], is_end: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().position(|&byte| is_end(byte)).unwrap_or(bytes.len()))
}

/// The text up to the closing quote, with backslash escapes resolved, and the rest after the quote.
fn unquoted(mut rest: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut value = Vec::new();
    loop {
        let byte;
        (byte, rest) = match *rest {
            [] => return (value, rest),
            [b'"', ref after @ ..] => return (value, after),
            [b'\\', escaped, ref after @ ..] => (escaped, after),
            [byte, ref after @ ..] => (byte, after),
        };
        value.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(header: &str) -> Option<String> {
        parameter(header.as_bytes(), "name").map(|value| String::from_utf8(value).unwrap())
    }

    #[test]
    fn quoted_values_hide_no_parameter() {
        for (header, expected) in [
            (r#"form-data; name="full_name""#, "full_name"),
            (r#"form-data; filename="x; name=full_name; y"; name="profile_pic""#, "profile_pic"),
            (r#"form-data; filename="my name.png"; name="full_name""#, "full_name"),
            (r#"form-data; filename="name="; name="full_name""#, "full_name"),
            (r#"form-data; filename="\"; name=email; \""; name="full_name""#, "full_name"),
            (r#"form-data; filename="a%22; name=email; %22.png"; name="full_name""#, "full_name"),
            (r#"form-data; filename=name; name="full_name""#, "full_name"),
            (r#"form-data; filename*=UTF-8''name; name*=UTF-8''email; name="full_name""#, "full_name"),
        ] {
            assert_eq!(name(header).as_deref(), Some(expected), "{header}");
        }
    }

    #[test]
    fn whitespace_and_case_do_not_matter() {
        for header in [
            "form-data ; name=full_name",
            "form-data\t;\tname=\"full_name\"\t;\tfilename=x",
            "form-data;name=full_name ; filename=x",
            "form-data; ; ;; Name = \"full_name\"",
            "form-data; NAME=full_name",
        ] {
            assert_eq!(name(header).as_deref(), Some("full_name"), "{header:?}");
            assert_eq!(before_parameters(header.as_bytes()), b"form-data", "{header:?}");
        }
    }

    #[test]
    fn escaped_characters_are_unescaped() {
        assert_eq!(name(r#"form-data; name="a\"b\\c\d""#).as_deref(), Some(r#"a"b\cd"#));
        assert_eq!(name(r#"form-data; name="no end; filename=x"#).as_deref(), Some("no end; filename=x"));
        assert_eq!(name(r#"form-data; name="ends in \"#).as_deref(), Some(r"ends in \"));
        assert_eq!(name("form-data; name=").as_deref(), Some(""));
    }

    #[test]
    fn without_the_parameter_there_is_no_value() {
        for header in
            ["", ";", "form-data", "form-data; name", "name=x", "form-data; filename=\"name=x\"", "a; nname=x"]
        {
            assert_eq!(name(header), None, "{header}");
        }
    }

    #[test]
    fn the_first_of_two_parameters_counts() {
        assert_eq!(name("form-data; name=a; name=b").as_deref(), Some("a"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(header in any::<Vec<u8>>()) {
            let _ = (before_parameters(&header), parameter(&header, "name"));
        }

        #[test]
        fn quoted_values_round_trip(
            before in "[a-mo-z]{1,8}", hidden in any::<String>(), value in any::<String>(), space in "[ \t]{0,3}",
        ) {
            let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
            let header =
                format!("form-data{space};{space}{before}={}{space};{space}name={}", quoted(&hidden), quoted(&value));
            prop_assert_eq!(name(&header), Some(value));
        }
    }
}

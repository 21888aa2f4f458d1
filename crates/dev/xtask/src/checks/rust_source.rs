//! A minimal tokenizer of Rust, to find the paths that a file uses. Comments and literals are skipped.

/// A file's identifiers, `::` and punctuation characters, in order.
pub struct Tokens(Vec<String>);

impl Tokens {
    /// Tokenizes the text of a file.
    pub fn of(source: &str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            let length = length_to_skip(rest).unwrap_or_else(|| {
                let length = match first {
                    _ if rest.starts_with("::") => 2,
                    c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                    c => c.len_utf8(),
                };
                tokens.push(rest[..length].to_owned());
                length
            });
            rest = &rest[length..];
        }
        Self(tokens)
    }

    /// Whether this identifier occurs.
    pub fn contains(&self, word: &str) -> bool {
        self.0.iter().any(|token| token == word)
    }

    /// The identifiers before `::`, and those that `as` renames: the crates and modules at the start of paths, among
    /// others.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.0.windows(2).filter(|pair| pair[1] == "::" || pair[1] == "as").map(|pair| pair[0].as_str())
    }

    /// The identifiers right after `root::`: also each one of a `{…}`, `*` for a glob, and `as` if it is renamed.
    pub fn after(&self, root: &str) -> Vec<&str> {
        let mut found = Vec::new();
        for at in (0..self.0.len()).filter(|&at| self.0[at] == root) {
            match (self.token(at + 1), self.token(at + 2)) {
                ("as", _) => found.push("as"),
                ("::", "{") => found.extend(self.group(at + 3)),
                ("::", next) => found.push(next),
                _ => {}
            }
        }
        found
    }

    /// The first token of each entry of the `{…}` whose content begins at `start`.
    fn group(&self, start: usize) -> Vec<&str> {
        let (mut found, mut depth, mut is_first) = (Vec::new(), 1, true);
        for token in self.0[start..].iter().map(String::as_str) {
            match token {
                "{" => depth += 1,
                "}" => depth -= 1,
                "," if depth == 1 => is_first = true,
                name if depth == 1 && is_first => {
                    found.push(name);
                    is_first = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        found
    }

    fn token(&self, at: usize) -> &str {
        self.0.get(at).map_or("", String::as_str)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the whitespace, comment or literal at the start of this text, if there is one.
fn length_to_skip(text: &str) -> Option<usize> {
    let to = |end: Option<usize>| Some(end.unwrap_or(text.len()));
    let first = text.chars().next()?;
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if text.starts_with("//") {
        return to(text.find('\n'));
    }
    if text.starts_with("/*") {
        return to(text.find("*/").map(|end| end + 2));
    }
    if first == '"' {
        return to(closing_quote(text));
    }
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            return to(raw[hashes + 1..].find(&end).map(|at| 1 + hashes + 1 + at + end.len()));
        }
    }
    // A character literal, unlike a lifetime, has a closing quote.
    let character = text.strip_prefix('\'')?;
    let length = if character.starts_with('\\') { 2 } else { character.chars().next()?.len_utf8() };
    character.get(length..)?.starts_with('\'').then_some(length + 2)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return Some(at + 1),
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Tokens;

    #[test]
    fn every_form_of_a_path_is_found() {
        let tokens = Tokens::of(
            "use wire::session; use wire::{admin::{self, Row}, directory as d}; use wire::*; use wire as w;
             fn f() -> wire :: removal::Answer { wire::account() }",
        );
        assert_eq!(tokens.after("wire"), ["session", "admin", "directory", "*", "as", "removal", "account"]);
        assert!(tokens.roots().any(|root| root == "wire"));
    }

    #[test]
    fn comments_and_literals_are_skipped() {
        let source = r##"
            //! wire::session
            /* wire::session */ fn f<'a>(c: char) { ["wire::session \" wire::a", r"wire::b", r#"wire::"c"#, "\\"] ; c == '"' || c == '\'' }
            wire::named
        "##;
        assert_eq!(Tokens::of(source).after("wire"), ["named"]);
    }
}

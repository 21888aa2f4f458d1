//! Just enough reading of Rust to tell which paths a file names: its tokens without comments and literals.

/// A file's identifiers, `::` and single signs, in order.
pub struct Tokens(Vec<String>);

impl Tokens {
    /// Reads a file.
    pub fn of(source: &str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = source;
        while let Some(first) = rest.chars().next() {
            let length = skipped(rest).unwrap_or_else(|| {
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
    pub fn contain(&self, word: &str) -> bool {
        self.0.iter().any(|token| token == word)
    }

    /// The crates or modules that paths start with: what stands before `::` or is renamed by `as`.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.0.windows(2).filter(|pair| pair[1] == "::" || pair[1] == "as").map(|pair| pair[0].as_str())
    }

    /// What stands right after `root::`, each name of a `{…}` too, `*` for a glob and `as` for a renaming.
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

    /// The first name of each entry of a `{…}` that was just opened.
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

/// The length of what is no code at the start of this text: white space, a comment or a literal.
fn skipped(text: &str) -> Option<usize> {
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
    // A character, unlike a lifetime, has its closing quote.
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
    fn every_way_to_name_a_module_is_seen() {
        let tokens = Tokens::of(
            "use wire::session; use wire::{admin::{self, Row}, directory as d}; use wire::*; use wire as w;
             fn f() -> wire :: removal::Answer { wire::account() }",
        );
        assert_eq!(tokens.after("wire"), ["session", "admin", "directory", "*", "as", "removal", "account"]);
        assert!(tokens.roots().any(|root| root == "wire"));
    }

    #[test]
    fn comments_and_literals_name_nothing() {
        let source = r##"
            //! wire::session
            /* wire::session */ fn f<'a>(c: char) { ["wire::session \" wire::a", r"wire::b", r#"wire::"c"#, "\\"] ; c == '"' || c == '\'' }
            wire::named
        "##;
        assert_eq!(Tokens::of(source).after("wire"), ["named"]);
    }
}

//! The locale of a user, which selects the language of mails.

/// A locale as Cognito has it: a language tag (RFC 5646), with `-` or `_`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// The locale with this tag, which may be anything: users write it at the provider.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        Self(tag.to_ascii_lowercase())
    }

    /// The first of these languages (`en`, `de`) that the locale is in, or else the first of all.
    #[must_use]
    pub fn language<'a>(&self, languages: &'a [String]) -> Option<&'a str> {
        let primary = self.0.split(['-', '_']).next().unwrap_or_default();
        languages.iter().find(|language| *language == primary).or_else(|| languages.first()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_that_of_the_locale_or_the_first() {
        let languages = ["en".to_owned(), "de".to_owned()];
        let cases =
            [("de", "de"), ("de-AT", "de"), ("DE_de", "de"), ("en-GB", "en"), ("fr", "en"), ("", "en"), ("deu", "en")];
        for (tag, language) in cases {
            assert_eq!(Locale::new(tag).language(&languages), Some(language), "{tag}");
        }
        assert_eq!(Locale::new("de").language(&[]), None);
    }
}

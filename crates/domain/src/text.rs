//! The rule that every text from outside obeys.

use crate::field::Problem;

/// Accepts a text that holds no control character and none that turns the direction of what follows it.
///
/// # Errors
/// [`Problem::ForbiddenCharacter`].
pub fn plain(text: &str) -> Result<&str, Problem> {
    if text.chars().any(is_forbidden) {
        return Err(Problem::ForbiddenCharacter);
    }
    Ok(text)
}

/// The control characters, line and paragraph separators, and Unicode's `Bidi_Control` characters (UAX #9).
fn is_forbidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_is_plain() {
        for name in ["Ada Lovelace", "김민준", "محمد", "Zoë O’Brien", "👩‍🚀"] {
            assert_eq!(plain(name), Ok(name));
        }
    }

    #[test]
    fn control_and_direction_characters_are_refused() {
        for text in ["a\0b", "a\nb", "\u{202E}evil", "a\u{2066}b", "\u{feff}a", "a\u{85}b"] {
            assert_eq!(plain(text), Err(Problem::ForbiddenCharacter), "{text:?}");
        }
    }
}

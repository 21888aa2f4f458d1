//! Rules for all text input, by Unicode character properties.

use std::str::FromStr;

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, PrependedConcatenationMark, WhiteSpace};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::field::Problem;

/// Accepts a text without control characters and characters that change the text direction.
///
/// # Errors
/// [`Problem::ForbiddenCharacter`].
pub fn plain(text: &str) -> Result<&str, Problem> {
    if text.chars().any(is_forbidden) {
        return Err(Problem::ForbiddenCharacter);
    }
    Ok(text)
}

/// Control characters, line and paragraph separators, and Unicode's `Bidi_Control` characters (UAX #9).
pub(crate) fn is_forbidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// Parses a number of digits only: Rust's `FromStr` would accept a plus sign.
pub(crate) fn parse_digits<Number: FromStr>(text: &str) -> Option<Number> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Whether a text has no visible character.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(shows_nothing)
}

/// Assigned characters with an empty glyph. No Unicode property identifies them; these are from the code charts.
const EMPTY_SHAPES: [char; 5] = [
    '\u{2800}',  // BRAILLE PATTERN BLANK
    '\u{13441}', // EGYPTIAN HIEROGLYPH FULL BLANK
    '\u{13442}', // EGYPTIAN HIEROGLYPH HALF BLANK
    '\u{16FE4}', // KHITAN SMALL SCRIPT FILLER
    '\u{1D159}', // MUSICAL SYMBOL NULL NOTEHEAD
];

fn shows_nothing(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_graphic();
    }
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || CodePointSetData::new::<WhiteSpace>().contains(character)
        || EMPTY_SHAPES.contains(&character)
        || match CodePointMapData::<GeneralCategory>::new().get(character) {
            GeneralCategory::Control => true,
            // Of the format characters, only the Arabic, Syriac and Kaithi ones that enclose digits are visible.
            GeneralCategory::Format => !CodePointSetData::new::<PrependedConcatenationMark>().contains(character),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn name_in_any_script_is_plain() {
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

    /// At least one of each kind: fillers, joiners, spaces, selectors, tags, formats, controls, empty glyphs.
    const INVISIBLE: &[char] = &[
        '\0',
        '\t',
        ' ',
        '\u{7f}',
        '\u{85}',
        '\u{a0}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{1680}',
        '\u{17b4}',
        '\u{180b}',
        '\u{180e}',
        '\u{2000}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{2028}',
        '\u{202e}',
        '\u{202f}',
        '\u{205f}',
        '\u{2060}',
        '\u{2064}',
        '\u{2069}',
        '\u{206a}',
        '\u{2800}',
        '\u{3000}',
        '\u{3164}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff0}',
        '\u{fff9}',
        '\u{13430}',
        '\u{13441}',
        '\u{13442}',
        '\u{16fe4}',
        '\u{1bca0}',
        '\u{1d159}',
        '\u{1d173}',
        '\u{e0001}',
        '\u{e0020}',
        '\u{e0041}',
        '\u{e007f}',
        '\u{e0100}',
        '\u{e01ef}',
    ];

    #[test]
    fn each_invisible_character_is_blank() {
        for character in INVISIBLE {
            assert!(is_blank(&character.to_string()), "{}", character.escape_unicode());
        }
    }

    #[test]
    fn single_visible_character_is_not_blank() {
        for text in ["a", "1", ".", "é", "김", "م", "\u{600}", "\u{6dd}", "ー", "👩", "❤", "\u{2801}", "\u{301}"]
        {
            assert!(!is_blank(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_visible_letter_is_enough(
            before in proptest::collection::vec(proptest::sample::select(INVISIBLE), 0..20),
            letter in proptest::char::any().prop_filter("a letter", |character| {
                character.is_alphanumeric() && !INVISIBLE.contains(character) && !shows_nothing(*character)
            }),
        ) {
            let invisible: String = before.iter().collect();
            let visible = format!("{invisible}{letter}{invisible}");
            prop_assert!(is_blank(&invisible));
            prop_assert!(!is_blank(&visible));
        }
    }
}

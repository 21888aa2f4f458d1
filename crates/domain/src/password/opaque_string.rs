//! The profile `OpaqueString` of RFC 8265 section 4.2, which normalizes a password regardless of the keyboard.
//!
//! It accepts the `FreeformClass` of RFC 8264, by the Unicode version of `icu_properties`.
//! `docs/decisions/0026-password-rules.md` has the differences from the RFC.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, GeneralCategory, HangulSyllableType, JoiningType,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use zeroize::Zeroizing;

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// The normalized form: all spaces become SPACE, then NFC. `None` if a character is not allowed.
pub(super) fn enforce(given: &str) -> Option<Zeroizing<String>> {
    if given.is_ascii() {
        return given.bytes().all(|byte| matches!(byte, b' '..=b'~')).then(|| Zeroizing::new(given.to_owned()));
    }
    let category = CodePointMapData::<GeneralCategory>::new();
    let is_space = |character| category.get(character) == GeneralCategory::SpaceSeparator;
    let spaced: Zeroizing<String> =
        Zeroizing::new(given.chars().map(|character| if is_space(character) { ' ' } else { character }).collect());
    let normalized = composed(&spaced);
    is_allowed(&normalized).then_some(normalized)
}

/// Normalization Form C.
pub(super) fn composed(text: &str) -> Zeroizing<String> {
    Zeroizing::new(ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned())
}

fn is_allowed(text: &str) -> bool {
    text.char_indices().all(|(index, character)| match character {
        ZERO_WIDTH_NON_JOINER => {
            let (before, after) = (&text[..index], &text[index + character.len_utf8()..]);
            follows_virama(before) || joins(before, after)
        }
        ZERO_WIDTH_JOINER => follows_virama(&text[..index]),
        _ => is_free_form(character),
    })
}

/// Whether the character is `PVALID`, `FREE_PVAL` or `CONTEXTO` (RFC 8264 section 8).
fn is_free_form(character: char) -> bool {
    let is_exception =
        matches!(character, '\u{0640}' | '\u{07FA}' | '\u{302E}' | '\u{302F}' | '\u{3031}'..='\u{3035}' | '\u{303B}');
    let is_assigned_and_visible = !matches!(
        CodePointMapData::<GeneralCategory>::new().get(character),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    );
    let is_old_jamo = matches!(
        CodePointMapData::<HangulSyllableType>::new().get(character),
        HangulSyllableType::LeadingJamo | HangulSyllableType::VowelJamo | HangulSyllableType::TrailingJamo
    );
    is_assigned_and_visible
        && !is_exception
        && !is_old_jamo
        && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// RFC 5892 appendices A.1 and A.2: a joiner is allowed after a virama.
fn follows_virama(before: &str) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new();
    before.chars().next_back().is_some_and(|character| class.get(character) == CanonicalCombiningClass::Virama)
}

/// RFC 5892 appendix A.1: a non-joiner is allowed between letters that would join.
fn joins(before: &str, after: &str) -> bool {
    let joining = CodePointMapData::<JoiningType>::new();
    let is_seen = |kind: &JoiningType| *kind != JoiningType::Transparent;
    let left = before.chars().rev().map(|character| joining.get(character)).find(is_seen);
    let right = after.chars().map(|character| joining.get(character)).find(is_seen);
    matches!(left, Some(JoiningType::LeftJoining | JoiningType::DualJoining))
        && matches!(right, Some(JoiningType::RightJoining | JoiningType::DualJoining))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn enforced(given: &str) -> Option<String> {
        enforce(given).map(|normalized| normalized.as_str().to_owned())
    }

    #[test]
    fn examples_of_the_rfc_are_normalized() {
        for password in ["correct horse battery staple", "Correct Horse Battery Staple", "πß\u{e5}", "Jack of ♦s"] {
            assert_eq!(enforced(password).unwrap(), password);
        }
        assert_eq!(enforced("foo\u{1680}bar").unwrap(), "foo bar");
        assert_eq!(enforced("my cat is a \tby"), None);
    }

    #[test]
    fn equivalent_forms_are_equal() {
        for (typed, normalized) in [
            ("pa\u{308}sswort", "p\u{e4}sswort"),
            ("\u{212b}ngstr\u{f6}m", "\u{c5}ngstr\u{f6}m"),
            ("\u{1100}\u{1161}\u{11a8}", "\u{ac01}"),
            ("one\u{a0}two\u{3000}three", "one two three"),
        ] {
            assert_eq!(enforced(typed).unwrap(), normalized, "{typed}");
        }
    }

    #[test]
    fn all_scripts_and_emoji_are_accepted() {
        for password in
            ["пароль-мой", "密码很长的密码", "비밀번호", "كلمة السر", "🔑🥰🫠", "ﬁ-ligature", "l·l 30・40 ٠١"]
        {
            assert!(enforced(password).is_some(), "{password}");
        }
    }

    #[test]
    fn invisible_characters_are_refused() {
        for character in [
            '\0',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{200b}',
            '\u{200e}',
            '\u{2028}',
            '\u{2060}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{1100}',
            '\u{e000}',
            '\u{fdd0}',
            '\u{378}',
            '\u{10ffff}',
            '\u{e0041}',
            '\u{640}',
        ] {
            assert_eq!(enforced(&format!("before{character}after")), None, "{}", character.escape_unicode());
        }
    }

    #[test]
    fn joiner_is_accepted_where_a_script_needs_it() {
        for password in ["می\u{200c}خواهم", "क्\u{200d}ष", "क्\u{200c}ष"] {
            assert!(enforced(password).is_some(), "{password}");
        }
        for password in ["a\u{200c}b", "a\u{200d}b", "\u{200d}", "👩\u{200d}🚀", "می\u{200c}"] {
            assert_eq!(enforced(password), None, "{password}");
        }
    }

    proptest! {
        #[test]
        fn enforcing_is_idempotent(given in any::<String>()) {
            if let Some(once) = enforced(&given) {
                prop_assert_eq!(enforced(&once), Some(once.clone()));
            }
        }
    }
}

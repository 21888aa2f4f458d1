//! Where a person's files are kept, and the names of their pictures. What is in a picture is no matter of the domain.

use std::fmt;

use crate::user_id::NotAnId;

/// How many hexadecimal digits 128 bits have.
const DIGITS: usize = 32;

/// The folder of one person's files: 128 random bits, so that nobody guesses it, and nothing in it tells whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilesFolder(String);

impl FilesFolder {
    /// Draws a folder.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(digits(bits))
    }

    /// Reads a stored folder.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        if is_digits(given) { Ok(Self(given.to_owned())) } else { Err(NotAnId) }
    }

    /// The folder in its stored form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The kind of a stored picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// JPEG, for pictures without transparency.
    Jpeg,
    /// PNG, for the others.
    Png,
}

impl PictureFormat {
    /// The media type, for `Content-Type`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The end of a name, without its dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// The name of one picture, as it stands in the link to it: the owner's folder, 128 random bits of its own, and the
/// format. Under a name there is never more than one picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PictureName {
    folder: FilesFolder,
    own: String,
    format: PictureFormat,
}

impl PictureName {
    /// Draws a name for a picture in this folder.
    #[must_use]
    pub fn from_random(folder: FilesFolder, bits: u128, format: PictureFormat) -> Self {
        Self { folder, own: digits(bits), format }
    }

    /// Reads a name, from a link or a record.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let (digits, extension) = given.split_once('.').ok_or(NotAnId)?;
        let (folder, own) = digits.split_at_checked(DIGITS).ok_or(NotAnId)?;
        let format = [PictureFormat::Jpeg, PictureFormat::Png].into_iter().find(|known| known.extension() == extension);
        if !is_digits(own) {
            return Err(NotAnId);
        }
        Ok(Self { folder: FilesFolder::parse(folder)?, own: own.to_owned(), format: format.ok_or(NotAnId)? })
    }

    /// Whose files it is among.
    #[must_use]
    pub const fn folder(&self) -> &FilesFolder {
        &self.folder
    }

    /// The picture's own part of the name.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.own
    }

    /// What kind of picture it names.
    #[must_use]
    pub const fn format(&self) -> PictureFormat {
        self.format
    }
}

impl fmt::Display for PictureName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}.{}", self.folder.as_str(), self.own, self.format.extension())
    }
}

fn digits(bits: u128) -> String {
    format!("{bits:032x}")
}

fn is_digits(given: &str) -> bool {
    given.len() == DIGITS && given.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_not_drawn_is_no_name() {
        let drawn = PictureName::from_random(FilesFolder::from_random(1), 2, PictureFormat::Png).to_string();
        for given in
            ["", ".png", "a.png", "../../x.png", &drawn.replace("png", "svg"), &drawn.replace('0', "g"), "é.jpg"]
        {
            assert_eq!(PictureName::parse(given), Err(NotAnId), "{given}");
        }
        assert_eq!(PictureName::parse(&format!("{}é.jpg", "a".repeat(31))), Err(NotAnId));
    }

    proptest! {
        #[test]
        fn a_drawn_name_is_read_again(folder in any::<u128>(), own in any::<u128>(), is_png in any::<bool>()) {
            let format = if is_png { PictureFormat::Png } else { PictureFormat::Jpeg };
            let name = PictureName::from_random(FilesFolder::from_random(folder), own, format);
            prop_assert_eq!(PictureName::parse(&name.to_string()), Ok(name));
        }

        #[test]
        fn no_text_makes_it_panic(given in any::<String>()) {
            let _ = PictureName::parse(&given);
        }
    }
}

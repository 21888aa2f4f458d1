//! The folder of a user's files, and the names of pictures. The contents of pictures are not the domain's concern.

use std::fmt;

use crate::user_id::NotAnId;

/// The hexadecimal digits of 128 bits.
const DIGITS: usize = 32;

/// The folder of one user's files: 128 random bits, so that it cannot be guessed and does not identify the user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FilesFolder(String);

impl FilesFolder {
    /// Formats 128 random bits.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(digits(bits))
    }

    /// Parses a stored folder.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        if is_digits(given) { Ok(Self(given.to_owned())) } else { Err(NotAnId) }
    }

    /// The folder as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The format of a stored picture.
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

    /// The file extension, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// The name of a picture, as in its URL: the owner's folder, 128 random bits and the format. A name is never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PictureName {
    folder: FilesFolder,
    id: String,
    format: PictureFormat,
}

impl PictureName {
    /// A name for a new picture in this folder.
    #[must_use]
    pub fn from_random(folder: FilesFolder, bits: u128, format: PictureFormat) -> Self {
        Self { folder, id: digits(bits), format }
    }

    /// Parses a name from a URL or a record.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let (digits, extension) = given.split_once('.').ok_or(NotAnId)?;
        let (folder, id) = digits.split_at_checked(DIGITS).ok_or(NotAnId)?;
        let format = [PictureFormat::Jpeg, PictureFormat::Png].into_iter().find(|known| known.extension() == extension);
        if !is_digits(id) {
            return Err(NotAnId);
        }
        Ok(Self { folder: FilesFolder::parse(folder)?, id: id.to_owned(), format: format.ok_or(NotAnId)? })
    }

    /// The folder of the owner.
    #[must_use]
    pub const fn folder(&self) -> &FilesFolder {
        &self.folder
    }

    /// The picture's id within the folder.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The format of the picture.
    #[must_use]
    pub const fn format(&self) -> PictureFormat {
        self.format
    }
}

impl fmt::Display for PictureName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}.{}", self.folder.as_str(), self.id, self.format.extension())
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
    fn malformed_name_is_refused() {
        let name = PictureName::from_random(FilesFolder::from_random(1), 2, PictureFormat::Png).to_string();
        for given in ["", ".png", "a.png", "../../x.png", &name.replace("png", "svg"), &name.replace('0', "g"), "é.jpg"]
        {
            assert_eq!(PictureName::parse(given), Err(NotAnId), "{given}");
        }
        assert_eq!(PictureName::parse(&format!("{}é.jpg", "a".repeat(31))), Err(NotAnId));
    }

    proptest! {
        #[test]
        fn name_survives_a_round_trip(folder in any::<u128>(), id in any::<u128>(), is_png in any::<bool>()) {
            let format = if is_png { PictureFormat::Png } else { PictureFormat::Jpeg };
            let name = PictureName::from_random(FilesFolder::from_random(folder), id, format);
            prop_assert_eq!(PictureName::parse(&name.to_string()), Ok(name));
        }

        #[test]
        fn parse_never_panics(given in any::<String>()) {
            let _ = PictureName::parse(&given);
        }
    }
}

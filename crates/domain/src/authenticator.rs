//! The authenticator app of a user: one-time passwords (RFC 6238), and recovery codes for a lost phone.
//!
//! No secret is stored. The secret that the app has is derived from a key of the stack, the user and a random seed.

use std::fmt;

use base32::Alphabet;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use time::OffsetDateTime;
use totp_rs::{Builder, Secret, Totp, TotpError};

use crate::confirmation_token::TokenHash;
use crate::field::Problem;
use crate::{DomainError, Email};

/// How many recovery codes a user gets.
pub const RECOVERY_CODES: usize = 8;

/// How many steps of 30 seconds the clock of a phone may be ahead or behind.
const SKEW: u16 = 1;

/// The app of a user, as the record has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authenticator {
    /// Set up, but no code was given yet. Signing in needs none.
    Pending(AuthenticatorSeed),
    /// On: signing in needs a code.
    On(ActiveAuthenticator),
}

/// An app that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveAuthenticator {
    /// What the secret is derived from.
    pub seed: AuthenticatorSeed,
    /// The step of the last one-time password. It and those before it are refused.
    pub last_step: u64,
    /// The recovery codes that were not used.
    pub recovery_codes: Vec<TokenHash>,
    /// When it was turned on.
    pub confirmed_at: OffsetDateTime,
}

impl ActiveAuthenticator {
    /// This app after the code was used; `None` if the code is wrong, was used, or has expired.
    #[must_use]
    pub fn after(&self, code: &SecondFactor, secret: &AuthenticatorSecret, now: OffsetDateTime) -> Option<Self> {
        match code {
            SecondFactor::OneTimePassword(password) => {
                let last_step = secret.step(password, now).filter(|step| *step > self.last_step)?;
                Some(Self { last_step, ..self.clone() })
            }
            SecondFactor::RecoveryCode(code) => {
                let used = code.hash();
                let unused: Vec<_> = self.recovery_codes.iter().filter(|kept| **kept != used).cloned().collect();
                let is_known = unused.len() < self.recovery_codes.len();
                is_known.then(|| Self { recovery_codes: unused, ..self.clone() })
            }
        }
    }
}

/// 128 random bits that differ each time an app is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorSeed([u8; 16]);

impl AuthenticatorSeed {
    /// The seed of these random bits.
    #[must_use]
    pub const fn from_random(bits: u128) -> Self {
        Self(bits.to_be_bytes())
    }

    /// Parses the output of [`Self::to_text`].
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The seed as it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// The secret that the app has, of 160 bits (RFC 4226 section 4). `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticatorSecret([u8; 20]);

impl AuthenticatorSecret {
    /// The secret with these bits.
    #[must_use]
    pub const fn from_bits(bits: [u8; 20]) -> Self {
        Self(bits)
    }

    /// The secret as users type it into an app: base32 (RFC 4648 section 6) without padding.
    #[must_use]
    pub fn reveal(&self) -> String {
        Secret::new_stack(self.0).to_base32()
    }

    /// The `otpauth://` URI that apps read from a QR code.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`] if the library refuses the names.
    pub fn uri(&self, product: &str, account: &Email) -> Result<String, DomainError> {
        // A colon separates product and account in the URI.
        let [product, account] = [product, account.as_str()].map(|name| name.replace(':', " "));
        let refused = |error: TotpError| DomainError::unavailable("write a URI for an app")(error.to_string());
        self.builder()
            .with_issuer(Some(product))
            .with_account_name(account)
            .build_noncompliant()
            .to_url()
            .map_err(refused)
    }

    /// The one-time password of this time, as the app shows it.
    #[must_use]
    pub fn one_time_password(&self, at: OffsetDateTime) -> OneTimePassword {
        OneTimePassword(self.totp().generate(seconds(at)).to_string())
    }

    /// The step of this password, if it is that of `now` or a neighboring one. Compared in constant time.
    fn step(&self, password: &OneTimePassword, now: OffsetDateTime) -> Option<u64> {
        self.totp().check(&password.0, seconds(now))
    }

    /// The app of this seed, on and with these recovery codes, if the password is right.
    #[must_use]
    pub fn confirm(
        &self,
        seed: &AuthenticatorSeed,
        password: &OneTimePassword,
        codes: &[RecoveryCode; RECOVERY_CODES],
        now: OffsetDateTime,
    ) -> Option<ActiveAuthenticator> {
        let recovery_codes = codes.iter().map(RecoveryCode::hash).collect();
        self.step(password, now).map(|last_step| ActiveAuthenticator {
            seed: seed.clone(),
            last_step,
            recovery_codes,
            confirmed_at: now,
        })
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(Secret::new_stack(self.0)).with_skew(SKEW)
    }

    fn totp(&self) -> Totp {
        // The defaults are those of all apps: SHA-1, six digits, 30 seconds.
        self.builder().build_noncompliant()
    }
}

fn seconds(at: OffsetDateTime) -> u64 {
    at.unix_timestamp().try_into().unwrap_or_default()
}

impl fmt::Debug for AuthenticatorSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthenticatorSecret(…)")
    }
}

/// What a user gives besides the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// The app shows it.
    OneTimePassword(OneTimePassword),
    /// The user has kept it.
    RecoveryCode(RecoveryCode),
}

impl SecondFactor {
    /// Parses either. White space and hyphens do not matter, nor does the case of a recovery code.
    ///
    /// # Errors
    /// [`Problem::NotAnOtp`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let password = OneTimePassword::parse(given).map(Self::OneTimePassword);
        password.or_else(|problem| RecoveryCode::parse(given).map(Self::RecoveryCode).ok_or(problem))
    }
}

/// Six digits. `Debug` does not print them.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimePassword(String);

impl OneTimePassword {
    /// Parses six digits. White space and hyphens do not matter.
    ///
    /// # Errors
    /// [`Problem::NotAnOtp`].
    pub fn parse(given: &str) -> Result<Self, Problem> {
        let digits = compact(given);
        let is_password = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_password { Ok(Self(digits)) } else { Err(Problem::NotAnOtp) }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OneTimePassword(…)")
    }
}

/// A code that works once, of 80 random bits. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; 10]);

impl RecoveryCode {
    /// Without letters that look like digits: <https://www.crockford.com/base32.html>.
    const ALPHABET: Alphabet = Alphabet::Crockford;
    const CHARACTERS: usize = 16;

    /// The code of the first 80 of these random bits.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        let mut code = [0; 10];
        code.copy_from_slice(&bits.to_be_bytes()[..10]);
        Self(code)
    }

    fn parse(given: &str) -> Option<Self> {
        let code = compact(given);
        let bits = (code.len() == Self::CHARACTERS).then(|| base32::decode(Self::ALPHABET, &code))??;
        bits.try_into().ok().map(Self)
    }

    /// The code as the user keeps it: `0c4g-h2m6-81rj-5t7x`.
    #[must_use]
    pub fn reveal(&self) -> String {
        let code = base32::encode(Self::ALPHABET, &self.0).to_ascii_lowercase();
        let groups: Vec<_> = code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
        groups.join("-")
    }

    /// The hash that is stored.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of_bits(&self.0)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RecoveryCode(…)")
    }
}

/// Without what people add to read a code more easily.
fn compact(given: &str) -> String {
    given.chars().filter(|character| !character.is_whitespace() && *character != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:28 UTC);
    const STEP: Duration = Duration::seconds(30);

    fn secret() -> AuthenticatorSecret {
        AuthenticatorSecret::from_bits(*b"12345678901234567890")
    }

    fn codes() -> [RecoveryCode; RECOVERY_CODES] {
        std::array::from_fn(|number| RecoveryCode::from_random(u128::from(number as u64) << 100))
    }

    fn active() -> ActiveAuthenticator {
        let seed = AuthenticatorSeed::from_random(7);
        secret().confirm(&seed, &secret().one_time_password(NOW), &codes(), NOW).unwrap()
    }

    fn after(
        app: &ActiveAuthenticator,
        password: &OneTimePassword,
        now: OffsetDateTime,
    ) -> Option<ActiveAuthenticator> {
        app.after(&SecondFactor::OneTimePassword(password.clone()), &secret(), now)
    }

    /// RFC 6238, appendix B, the last six of eight digits.
    #[test]
    fn passwords_are_those_of_the_rfc() {
        for (second, password) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = OffsetDateTime::from_unix_timestamp(second).unwrap();
            assert_eq!(secret().one_time_password(at).as_str(), password);
        }
    }

    #[test]
    fn password_works_once_and_voids_those_before_it() {
        let [now, next] = [NOW, NOW + STEP].map(|at| secret().one_time_password(at));
        let app = active();
        assert_eq!(after(&app, &now, NOW), None, "it confirmed the app");
        let used = after(&app, &next, NOW + STEP).unwrap();
        for password in [&now, &next] {
            assert_eq!(after(&used, password, NOW + STEP), None);
        }
    }

    #[test]
    fn clock_may_differ_by_one_step() {
        for (steps, is_valid) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let app = ActiveAuthenticator { last_step: 0, ..active() };
            let password = secret().one_time_password(NOW + STEP * steps);
            assert_eq!(after(&app, &password, NOW).is_some(), is_valid, "{steps}");
        }
    }

    #[test]
    fn recovery_code_works_once() {
        let [first, second, ..] = codes();
        let use_code = |app: &ActiveAuthenticator, code: &RecoveryCode| {
            app.after(&SecondFactor::RecoveryCode(code.clone()), &secret(), NOW)
        };
        let used = use_code(&active(), &first).unwrap();
        assert_eq!(use_code(&used, &first), None);
        assert_eq!(use_code(&used, &second).unwrap().recovery_codes.len(), RECOVERY_CODES - 2);
        assert_eq!(use_code(&used, &RecoveryCode::from_random(u128::MAX)), None);
    }

    #[test]
    fn uri_is_one_that_apps_read() {
        let uri = secret().uri("My: Product", &Email::parse("ada@example.com").unwrap()).unwrap();
        let expected = "otpauth://totp/My%20%20Product:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=My%20%20Product";
        assert_eq!(uri, expected);
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = RecoveryCode::from_random(0x0011_2233_4455_6677_8899_0000_0000_0000);
        let written = code.reveal();
        assert_eq!(written, "008j-4ct4-ank7-f24s");
        let loose = written.to_uppercase().replace('-', " ").replace('0', "o").replace('1', "l");
        for given in [written, loose] {
            assert_eq!(SecondFactor::parse(&given), Ok(SecondFactor::RecoveryCode(code.clone())), "{given}");
        }
        let password = OneTimePassword::parse("123456").unwrap();
        assert_eq!(SecondFactor::parse(" 123 456"), Ok(SecondFactor::OneTimePassword(password)));
        for given in ["", "12345", "1234567", "12345a", "0000-0000-0000-000u", "\u{661}23456"] {
            assert_eq!(SecondFactor::parse(given), Err(Problem::NotAnOtp), "{given}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let password = OneTimePassword::parse("123456").unwrap();
        let [code, ..] = codes();
        let shown = format!("{:?} {password:?} {code:?}", secret());
        assert_eq!(shown, "AuthenticatorSecret(…) OneTimePassword(…) RecoveryCode(…)");
    }

    proptest! {
        #[test]
        fn recovery_code_survives_a_round_trip(bits in any::<u128>()) {
            let code = RecoveryCode::from_random(bits);
            prop_assert_eq!(RecoveryCode::parse(&code.reveal()), Some(code));
        }

        #[test]
        fn parse_never_panics(given in any::<String>()) {
            let _ = SecondFactor::parse(&given);
        }
    }
}

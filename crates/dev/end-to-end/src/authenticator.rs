//! An authenticator app, as a phone has it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use totp_rs::{Builder, Secret, Totp};

use crate::clock::now;
use crate::http::Caller;

const STEP_SECONDS: u64 = 30;

/// An app that was set up.
pub struct Authenticator {
    totp: Totp,
    last_step: AtomicU64,
}

impl Authenticator {
    /// Sets up an app, which is off.
    #[must_use]
    pub fn set_up(caller: &Caller, bearer: &str) -> Self {
        let answer = caller.send("POST", "/api/user/mfa/totp/", Some(bearer), None);
        assert_eq!(answer.status, 200, "{answer:?}");
        let secret = answer.body["secret"].as_str().unwrap();
        assert!(answer.body["otpauth_uri"].as_str().unwrap().contains(secret), "{answer:?}");
        let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build_noncompliant();
        Self { totp, last_step: AtomicU64::new(0) }
    }

    /// Sets up an app and turns it on. Returns the recovery codes, too.
    #[must_use]
    pub fn turn_on(caller: &Caller, bearer: &str) -> (Self, Vec<String>) {
        let app = Self::set_up(caller, bearer);
        let code = app.code();
        let answer = caller.send("POST", "/api/user/mfa/totp/confirm/", Some(bearer), Some(&json!({ "otp": code })));
        assert_eq!(answer.status, 200, "{answer:?}");
        let codes = answer.body["recovery_codes"].as_array().unwrap();
        (app, codes.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The secret, as users type it.
    #[must_use]
    pub fn secret(&self) -> String {
        self.totp.secret().to_base32()
    }

    /// A valid code that was not returned before.
    ///
    /// # Panics
    /// After three within 30 seconds: there are no more.
    #[must_use]
    pub fn code(&self) -> String {
        let last = self.last_step.load(Ordering::Relaxed);
        let step = (last + 1).max(current_step() - 1);
        assert!(step <= current_step() + 1, "three codes are valid at a time");
        self.last_step.store(step, Ordering::Relaxed);
        self.totp.generate(step * STEP_SECONDS).to_string()
    }
}

fn current_step() -> u64 {
    u64::try_from(now().unix_timestamp()).unwrap() / STEP_SECONDS
}

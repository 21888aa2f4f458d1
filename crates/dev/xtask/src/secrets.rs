//! A stack's secrets: the credentials of its emulator and the demo admin's password. Generated once, kept until
//! `--wipe`.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::stack::Stack;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The secrets of a stack.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// The access key id of the emulator's root user.
    pub access_key_id: String,
    /// The secret access key of the emulator's root user.
    pub secret_access_key: String,
    /// The demo admin's password.
    pub admin_password: String,
}

impl Secrets {
    /// The stack's secrets; generates them if there are none.
    pub fn of(stack: &Stack) -> Result<Self> {
        let file = stack.file("secrets.json");
        if let Some(secrets) = fs::read(&file).ok().and_then(|json| serde_json::from_slice(&json).ok()) {
            return Ok(secrets);
        }
        let secrets = Self {
            // Not the format of an AWS access key, so that scanners do not mistake it for one.
            access_key_id: format!("LOCAL{}", random(15)?.to_uppercase().replace(['-', '_'], "0")),
            secret_access_key: random(40)?,
            // The suffix has each kind of character, whatever the password policy requires.
            admin_password: format!("{}-aA1", random(16)?),
        };
        write_private(&file, &serde_json::to_vec_pretty(&secrets)?)?;
        Ok(secrets)
    }
}

/// Writes a file that only its owner may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let context = || format!("can't write {}", path.display());
    // An existing file may have other permissions, so it is replaced.
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).with_context(context)?;
    file.write_all(bytes).with_context(context)
}

/// Random characters of A-Z, a-z, 0-9, hyphen and underscore.
pub fn random(length: usize) -> Result<String> {
    let mut bytes = vec![0; length];
    File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .context("can't read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 64)])).collect())
}

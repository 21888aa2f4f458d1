//! Prepares a picture in a subprocess, so that a panic or endless work in a decoder does not affect the function.
//! Hostile files do make the decoders panic; with Usher's overflow checks, also where an overflow would be harmless
//! (<https://github.com/etemesi254/zune-image/issues/382>).

use std::env;
use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use usher_domain::{Failure, PictureFormat, Problem};

use crate::{Picture, limits, prepare};

/// The argument that makes a program prepare a picture and exit.
const ARGUMENT: &str = "prepare-picture";

/// The worst known pictures take 1.4 s of processor time. A function with a timeout of 28 s still has time to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The first byte of the output: the format of the picture, or the problem with the upload.
const FORMATS: [(u8, PictureFormat); 2] = [(b'J', PictureFormat::Jpeg), (b'P', PictureFormat::Png)];
const PROBLEMS: [(u8, Problem); 5] = [
    (b'l', limits::TOO_LARGE),
    (b'm', limits::TOO_MANY_PIXELS),
    (b'a', Problem::AnimatedPicture),
    (b'c', Problem::PictureTooComplex),
    (b'n', Problem::NotAPicture),
];

/// The same as [`prepare`], in a subprocess of this program, whose `main` must check [`is_subprocess`] first. The
/// subprocess does not inherit the environment.
///
/// # Errors
/// The outer error if the subprocess cannot be started. The inner errors are those of [`prepare`],
/// [`Problem::NotAPicture`] if the subprocess fails, and [`Problem::PictureTooComplex`] after a timeout of 10 s.
pub fn prepare_in_subprocess(uploaded: &[u8]) -> Result<Result<Picture, Problem>, Failure> {
    let program = env::current_exe().map_err(|cause| Failure::new("find the path of this program", cause))?;
    prepare_in(&program, uploaded)
}

/// The same as [`prepare_in_subprocess`], with another program.
///
/// # Errors
/// As [`prepare_in_subprocess`].
pub fn prepare_in(program: &Path, uploaded: &[u8]) -> Result<Result<Picture, Problem>, Failure> {
    prepare_within(TIMEOUT, program, uploaded)
}

/// The same as [`prepare_in`], with another timeout.
///
/// # Errors
/// As [`prepare_in_subprocess`].
pub fn prepare_within(timeout: Duration, program: &Path, uploaded: &[u8]) -> Result<Result<Picture, Problem>, Failure> {
    let failed = |cause| Failure::new("start a subprocess for a picture", cause);
    let mut command = Command::new(program);
    command.arg(ARGUMENT).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().map_err(failed)?;
    let (input, output) = (process.stdin.take(), process.stdout.take());
    let written = thread::scope(|scope| -> io::Result<_> {
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new().spawn_scoped(scope, move || sender.send(exchange(input, output, uploaded)))?;
        let written = receiver.recv_timeout(timeout).ok();
        if written.is_none() {
            // This closes its pipes, so that the thread ends, too.
            process.kill()?;
        }
        Ok(written)
    });
    if written.is_err() {
        let _ = process.kill();
    }
    let status = process.wait().map_err(failed)?;
    Ok(match written.map_err(failed)? {
        None => Err(Problem::PictureTooComplex),
        Some(written) if status.success() => decode_outcome(&written),
        Some(_) => Err(Problem::NotAPicture),
    })
}

/// Writes an upload to the subprocess, and reads its output until it ends.
fn exchange(input: Option<ChildStdin>, output: Option<ChildStdout>, uploaded: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    // Errors are ignored, since the output or the exit status then tells that the subprocess failed.
    if let Some(mut input) = input {
        let _ = input.write_all(uploaded);
    }
    if let Some(mut output) = output {
        let _ = output.read_to_end(&mut written);
    }
    written
}

/// Whether this process was started to prepare a picture; then `main` must only call [`answer`].
#[must_use]
pub fn is_subprocess() -> bool {
    env::args_os().nth(1).is_some_and(|argument| argument == OsStr::new(ARGUMENT))
}

/// Prepares the upload from standard input, and writes the outcome to standard output.
///
/// # Errors
/// If reading or writing fails.
pub fn answer() -> io::Result<()> {
    let mut uploaded = Vec::new();
    io::stdin().read_to_end(&mut uploaded)?;
    io::stdout().write_all(&encode_outcome(prepare(&uploaded)))
}

fn encode_outcome(prepared: Result<Picture, Problem>) -> Vec<u8> {
    match prepared {
        Ok(picture) => {
            let tag = FORMATS.into_iter().find(|(_, format)| *format == picture.format).map(|(tag, _)| tag);
            tag.into_iter().chain(picture.bytes).collect()
        }
        Err(problem) => PROBLEMS.into_iter().filter(|(_, one)| *one == problem).map(|(tag, _)| tag).collect(),
    }
}

fn decode_outcome(written: &[u8]) -> Result<Picture, Problem> {
    let (tag, bytes) = written.split_first().ok_or(Problem::NotAPicture)?;
    match FORMATS.into_iter().find(|(one, _)| one == tag) {
        Some((_, format)) => Ok(Picture { format, bytes: bytes.to_vec() }),
        None => {
            Err(PROBLEMS.into_iter().find(|(one, _)| one == tag).map_or(Problem::NotAPicture, |(_, problem)| problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcome_round_trips() {
        for format in [PictureFormat::Jpeg, PictureFormat::Png] {
            let picture = Picture { format, bytes: vec![1, 2, 3] };
            assert_eq!(decode_outcome(&encode_outcome(Ok(picture.clone()))), Ok(picture));
        }
        for (_, problem) in PROBLEMS {
            assert_eq!(decode_outcome(&encode_outcome(Err(problem.clone()))), Err(problem));
        }
    }

    #[test]
    fn unexpected_output_is_no_picture() {
        assert_eq!(decode_outcome(b""), Err(Problem::NotAPicture));
        assert_eq!(decode_outcome(b"running 0 tests"), Err(Problem::NotAPicture));
    }
}

//! Preparing a picture in a process of its own. The decoders are others' code, and hostile bytes do make them panic: with the
//! overflow checks that Usher is built with, also where they would do no harm
//! (github.com/etemesi254/zune-image/issues/382). What becomes of that process is no matter to the function that started it.

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

/// The argument that tells a program to prepare a picture and do nothing else.
const ARGUMENT: &str = "prepare-picture";

/// How long it may take. The worst pictures that were found take 1.4 s of a processor; a function of 28 s is left with enough to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How the picture that was made, or what is wrong with the upload, begins on the way back.
const FORMATS: [(u8, PictureFormat); 2] = [(b'J', PictureFormat::Jpeg), (b'P', PictureFormat::Png)];
const PROBLEMS: [(u8, Problem); 5] = [
    (b'l', limits::TOO_LARGE),
    (b'm', limits::TOO_MANY_PIXELS),
    (b'a', Problem::AnimatedPicture),
    (b'c', Problem::PictureTooComplex),
    (b'n', Problem::NotAPicture),
];

/// The same as [`prepare`], in a process of this program, which has to call [`is_subprocess`] when it starts. The process
/// sees nothing of this one's environment.
///
/// # Errors
/// The outer one if there can be no such process; the inner ones are those of [`prepare`], [`Problem::NotAPicture`] for an
/// upload at which it came to grief, and [`Problem::PictureTooComplex`] for one that took it more than 10 s.
pub fn prepare_in_subprocess(uploaded: &[u8]) -> Result<Result<Picture, Problem>, Failure> {
    let program = env::current_exe().map_err(|cause| Failure::new("find the own program", cause))?;
    prepare_in(&program, uploaded)
}

/// The same, in a process of that program.
///
/// # Errors
/// As [`prepare_in_subprocess`].
pub fn prepare_in(program: &Path, uploaded: &[u8]) -> Result<Result<Picture, Problem>, Failure> {
    prepare_within(TIMEOUT, program, uploaded)
}

/// The same, in no more time than this.
///
/// # Errors
/// As [`prepare_in_subprocess`].
pub fn prepare_within(timeout: Duration, program: &Path, uploaded: &[u8]) -> Result<Result<Picture, Problem>, Failure> {
    let failed = |cause| Failure::new("start a process for a picture", cause);
    let mut command = Command::new(program);
    command.arg(ARGUMENT).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().map_err(failed)?;
    let (input, output) = (process.stdin.take(), process.stdout.take());
    let written = thread::scope(|scope| -> io::Result<_> {
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new().spawn_scoped(scope, move || sender.send(exchange(input, output, uploaded)))?;
        let written = receiver.recv_timeout(timeout).ok();
        if written.is_none() {
            // Its pipes close with it, so that the thread ends, too.
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
        Some(written) if status.success() => read(&written),
        Some(_) => Err(Problem::NotAPicture),
    })
}

/// Hands an upload to a process, and takes what it writes until it ends.
fn exchange(input: Option<ChildStdin>, output: Option<ChildStdout>, uploaded: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    // Whoever does not read it to its end, or does not finish, says nothing good about it either.
    if let Some(mut input) = input {
        let _ = input.write_all(uploaded);
    }
    if let Some(mut output) = output {
        let _ = output.read_to_end(&mut written);
    }
    written
}

/// Whether this process was started to prepare a picture; [`answer`] does it.
#[must_use]
pub fn is_subprocess() -> bool {
    env::args_os().nth(1).is_some_and(|argument| argument == OsStr::new(ARGUMENT))
}

/// Reads an upload from standard input, and writes to standard output what became of it.
///
/// # Errors
/// If either is closed.
pub fn answer() -> io::Result<()> {
    let mut uploaded = Vec::new();
    io::stdin().read_to_end(&mut uploaded)?;
    io::stdout().write_all(&written(prepare(&uploaded)))
}

fn written(prepared: Result<Picture, Problem>) -> Vec<u8> {
    match prepared {
        Ok(picture) => {
            let sign = FORMATS.into_iter().find(|(_, format)| *format == picture.format).map(|(sign, _)| sign);
            sign.into_iter().chain(picture.bytes).collect()
        }
        Err(problem) => PROBLEMS.into_iter().filter(|(_, one)| *one == problem).map(|(sign, _)| sign).collect(),
    }
}

fn read(written: &[u8]) -> Result<Picture, Problem> {
    let (sign, bytes) = written.split_first().ok_or(Problem::NotAPicture)?;
    match FORMATS.into_iter().find(|(one, _)| one == sign) {
        Some((_, format)) => Ok(Picture { format, bytes: bytes.to_vec() }),
        None => {
            Err(PROBLEMS.into_iter().find(|(one, _)| one == sign).map_or(Problem::NotAPicture, |(_, problem)| problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for format in [PictureFormat::Jpeg, PictureFormat::Png] {
            let picture = Picture { format, bytes: vec![1, 2, 3] };
            assert_eq!(read(&written(Ok(picture.clone()))), Ok(picture));
        }
        for (_, problem) in PROBLEMS {
            assert_eq!(read(&written(Err(problem.clone()))), Err(problem));
        }
    }

    #[test]
    fn what_nobody_writes_is_no_picture() {
        assert_eq!(read(b""), Err(Problem::NotAPicture));
        assert_eq!(read(b"running 0 tests"), Err(Problem::NotAPicture));
    }
}

//! Running other programs: in the foreground with their output kept in a log, and the environment that they get.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, anyhow, bail};

/// What a program that talks to AWS may see of the caller's environment. All else stays out: profiles and credentials
/// for the real AWS, and proxies, which would get between the parts of a stack on this machine.
const KEPT: [&str; 6] = ["PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TERM"];

/// A command with a bare environment and a home folder without anyone's AWS settings.
pub fn isolated(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    command.envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.env("HOME", home).env("TMPDIR", home);
    command
}

/// Runs a command to its end with all of its output in a log file; an error tells its last line and the log's name.
pub fn run_logged(command: &mut Command, log: &Path, shown_log: &str) -> Result<()> {
    let file = File::create(log).with_context(|| format!("can't write {shown_log}"))?;
    let errors = file.try_clone().with_context(|| format!("can't write {shown_log}"))?;
    let status = command.stdin(Stdio::null()).stdout(file).stderr(errors).status();
    let status = status.with_context(|| format!("can't run {}", command.get_program().display()))?;
    if status.success() {
        return Ok(());
    }
    bail!("{} (the whole output: {shown_log})", last_line(&fs::read_to_string(log).unwrap_or_default()))
}

/// Runs a command with this input and gives what it printed; an error tells the last line of its standard error.
pub fn capture(command: &mut Command, input: &str) -> Result<String> {
    let program = command.get_program().display().to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("can't run {program}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends without reading its input has its own error to tell.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().with_context(|| format!("can't run {program}"))?;
    if !output.status.success() {
        let line = last_line(&String::from_utf8_lossy(&output.stderr));
        return Err(anyhow!("{}", line.strip_prefix("error: ").unwrap_or(&line)));
    }
    String::from_utf8(output.stdout).with_context(|| format!("{program} printed something other than text"))
}

/// The last line that says something: where programs tell what went wrong.
pub fn last_line(text: &str) -> String {
    // A carriage return starts a line, too: that is how a progress bar is wiped.
    let line = text.rsplit(['\n', '\r']).find(|line| !line.trim().is_empty());
    line.unwrap_or("it failed without a word").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::last_line;

    #[test]
    fn the_last_line_that_says_something_is_told() {
        assert_eq!(last_line("a\n  b \n\n"), "b");
        assert_eq!(last_line("     \r   \rb"), "b");
        assert_eq!(last_line("\n"), "it failed without a word");
    }
}

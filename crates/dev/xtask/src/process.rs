//! Runs other programs: their environment, and their output in a log or in memory.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, anyhow, bail};

/// The variables that an isolated program inherits. All others are removed: profiles and credentials of AWS, and
/// proxies, which would intercept the traffic between the parts of a local stack.
const INHERITED: [&str; 6] = ["PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "TERM"];

/// A command with a minimal environment, and with a home folder that has no AWS settings.
pub fn isolated(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    command.envs(INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.env("HOME", home).env("TMPDIR", home);
    command
}

/// Runs a command with its output in a log file. The error has the last line of the output and `shown_log`.
pub fn run_logged(command: &mut Command, log: &Path, shown_log: &str) -> Result<()> {
    let file = File::create(log).with_context(|| format!("can't write {shown_log}"))?;
    let errors = file.try_clone().with_context(|| format!("can't write {shown_log}"))?;
    let status = command.stdin(Stdio::null()).stdout(file).stderr(errors).status();
    let status = status.with_context(|| format!("can't run {}", command.get_program().display()))?;
    if status.success() {
        return Ok(());
    }
    bail!("{} (full output: {shown_log})", last_line(&fs::read_to_string(log).unwrap_or_default()))
}

/// Runs a command with this input and returns its standard output. The error has the last line of its standard error.
pub fn capture(command: &mut Command, input: &str) -> Result<String> {
    let program = command.get_program().display().to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("can't run {program}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends without reading its input reports its own error.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().with_context(|| format!("can't run {program}"))?;
    if !output.status.success() {
        let line = last_line(&String::from_utf8_lossy(&output.stderr));
        return Err(anyhow!("{}", line.strip_prefix("error: ").unwrap_or(&line)));
    }
    String::from_utf8(output.stdout).with_context(|| format!("the output of {program} is not UTF-8"))
}

/// The last line that is not blank, where most programs report their error.
pub fn last_line(text: &str) -> String {
    // A carriage return also starts a line: progress bars use it.
    let line = text.rsplit(['\n', '\r']).find(|line| !line.trim().is_empty());
    line.unwrap_or("it failed without output").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::last_line;

    #[test]
    fn last_line_skips_blank_lines() {
        assert_eq!(last_line("a\n  b \n\n"), "b");
        assert_eq!(last_line("     \r   \rb"), "b");
        assert_eq!(last_line("\n"), "it failed without output");
    }
}

//! When and on which machine a figure in docs/ was measured.

use std::fs;
use std::thread;

use time::OffsetDateTime;

/// `2026-11-22, on 2 cores of an AMD EPYC 7763 (x86_64, linux)`
pub fn here_and_now() -> String {
    let cores = thread::available_parallelism()
        .map_or_else(|_| String::from("an unknown number of"), |cores| cores.to_string());
    let (architecture, system) = (std::env::consts::ARCH, std::env::consts::OS);
    format!("{}, on {cores} cores of {} ({architecture}, {system})", today(), processor())
}

#[expect(clippy::disallowed_methods, reason = "a measurement has a date")]
fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

/// The processor's name, on Linux.
fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    model_name(&text).unwrap_or("an unknown processor").to_owned()
}

fn model_name(cpuinfo: &str) -> Option<&str> {
    let line = cpuinfo.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim())
}

#[cfg(test)]
mod tests {
    use super::model_name;

    #[test]
    fn processor_name_is_read_from_cpuinfo() {
        assert_eq!(model_name("processor\t: 0\nmodel name\t: A fast one\nflags\t: x"), Some("A fast one"));
        assert_eq!(model_name(""), None);
    }
}

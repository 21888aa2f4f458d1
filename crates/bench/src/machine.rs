//! What the figures were measured on.

use std::fs;
use std::process::Command;

/// Processor, cores, memory, kernel: `AMD EPYC, 2 cores, 24 GiB, Linux 6.1`.
#[must_use]
pub fn description() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let processor = read("/proc/cpuinfo");
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned())
    };
    let name = field(&processor, "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default();
    let gibibytes =
        memory.trim_end_matches(" kB").parse::<u64>().map_or(0, |kilobytes| (kilobytes + 524_288) / 1_048_576);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{name}, {cores} cores, {gibibytes} GiB, Linux {}", kernel.trim())
}

/// Today in UTC, `2026-11-22`.
#[must_use]
pub fn today() -> String {
    let printed = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    printed.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

//! Parsing takes at most a few times the memory of the body, even for the worst bodies.
//!
//! This is the only test in its binary, since it measures the memory of the process.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;

use futures_util::FutureExt as _;
use usher_domain::Field;
use usher_wire::session::RequestBody;

/// The largest payload of a Lambda invocation.
const MEGABYTES: usize = 6;
const LENGTH: usize = MEGABYTES * 1_000_000;

/// Without the body itself.
const LIMIT_MEGABYTES: usize = 4 * MEGABYTES;

const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data; boundary=x";

#[test]
fn the_worst_bodies_take_bounded_memory() {
    let part = |name: &str, content: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let bodies = [
        ("small objects", JSON, filled(r#"{"z":["#, r#"{"":0},"#, "{}]}")),
        ("fields", JSON, filled("{", r#""z":0,"#, r#""":0}"#)),
        ("one field repeatedly", JSON, filled("{", r#""email":"a@b.de","#, r#""":0}"#)),
        ("lists in lists", JSON, filled(r#"{"z":"#, "[", "")),
        ("lists in lists for a picture", JSON, filled(r#"{"profile_pic":"#, "[", "")),
        ("one long name", JSON, filled(r#"{""#, "z", r#"":0}"#)),
        ("a picture", JSON, filled(r#"{"profile_pic":""#, "AAAA", r#""}"#)),
        ("a picture with escapes", JSON, filled(r#"{"profile_pic":""#, r"AAA\/", r#""}"#)),
        ("a form of many parts", FORM, part("profile_pic", &"A".repeat(LENGTH / 16)).repeat(16)),
        ("a form of one part", FORM, part("profile_pic", &"A".repeat(LENGTH))),
        ("a form of boundaries", FORM, "--x\r\n".repeat(LENGTH / 5)),
    ];
    for (name, content_type, body) in bodies {
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = kilobytes("VmRSS:");
        let read = RequestBody::read(Some(content_type), body.as_bytes(), LENGTH).now_or_never().unwrap().unwrap();
        let _ = (read.given(Field::Email), read.picture());
        let taken = kilobytes("VmHWM:").saturating_sub(before) / 1000;
        println!("{name}: {} MB sent, {taken} MB taken", body.len() / 1_000_000);
        assert!(taken < LIMIT_MEGABYTES, "{name}: {taken} MB");
    }
}

fn filled(start: &str, middle: &str, end: &str) -> String {
    format!("{start}{}{end}", middle.repeat((LENGTH - start.len() - end.len()) / middle.len()))
}

fn kilobytes(line: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let value = status.lines().find_map(|found| found.strip_prefix(line)).unwrap();
    value.trim().trim_end_matches(" kB").parse().unwrap()
}

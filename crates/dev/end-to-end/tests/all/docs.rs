//! The commands in README.md and docs/tour.md, run block by block in one shell, print the output that the pages show.
//! Blocks with `cargo xtask` are skipped: they start this stack, or wait for an erasure.

use std::path::Path;
use std::process::{Command, Stdio};

use usher_end_to_end::stack::{Stack, checkout};

/// A line before the output of each block.
const MARK: &str = "---- answer ----";

/// A block of commands, and the output that the page shows below it, if any.
#[derive(Default)]
struct Block {
    commands: String,
    answer: Option<String>,
}

#[test]
fn readme_commands_give_the_answers_shown() {
    check(&checkout().join("README.md"));
}

#[test]
fn tour_commands_give_the_answers_shown() {
    check(&checkout().join("docs/tour.md"));
}

fn check(page: &Path) {
    let stack = Stack::under_test();
    let for_this_stack = |text: &str| {
        let text = text.replace("http://localhost:8010", &stack.api);
        text.replace(".local/stack.json", &stack.file().display().to_string())
    };
    let blocks = blocks(&std::fs::read_to_string(page).unwrap());
    assert!(blocks.iter().filter(|block| block.answer.is_some()).count() > 0, "the page shows output");
    let commands: Vec<_> =
        blocks.iter().map(|block| format!("echo '{MARK}'\n{}", for_this_stack(&block.commands))).collect();
    let output = run(&commands.concat());
    let mark = format!("{MARK}\n");
    let answers: Vec<_> = output.split(&mark).skip(1).collect();
    assert_eq!(answers.len(), blocks.len(), "the shell ran all blocks");
    for (block, answer) in blocks.iter().zip(answers) {
        let Some(shown) = &block.answer else { continue };
        let (shown, answer) = (normalize(&for_this_stack(shown)), normalize(answer));
        let matches = shown.lines().zip(answer.lines()).all(|(shown, line)| matches_shown(shown, line));
        let as_long = shown.lines().count() == answer.lines().count();
        assert!(matches && as_long, "{}\ngave\n{answer}\nand the page shows\n{shown}", block.commands);
    }
}

/// The blocks of commands to run, in the order of the page.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut can_be_answered = false;
    // Text and fenced blocks alternate.
    for fenced in page.split("\n```").skip(1).step_by(2) {
        let (language, text) = fenced.split_once('\n').unwrap();
        match language {
            "sh" => {
                can_be_answered = !text.contains("cargo xtask");
                if can_be_answered {
                    blocks.push(Block { commands: format!("{text}\n"), answer: None });
                }
            }
            "json" | "" if can_be_answered => {
                blocks.last_mut().unwrap().answer = Some(text.to_owned());
                can_be_answered = false;
            }
            "mermaid" | "json" | "" => {}
            other => panic!("the page has a block in {other}: add the language to this match"),
        }
    }
    blocks
}

/// The output of a script. `curl` adds no newline to a response, but the pages show each on its own line.
fn run(script: &str) -> String {
    let newlines = "curl() { command curl -w '\\n' \"$@\"; }\n";
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(format!("{newlines}{script}")).current_dir(checkout()).stderr(Stdio::inherit());
    let output = shell.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap().replace('\r', "");
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).collect();
    lines.join("\n") + "\n"
}

/// The text with placeholders for what changes from run to run: ids, numbers and times.
fn normalize(text: &str) -> String {
    let begins_word = |c: char| c.is_ascii_alphanumeric();
    let is_word = |c: char| begins_word(c) || "-:.".contains(c);
    let mut normalized = String::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(start) = rest.find(begins_word) {
            let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |length| start + length);
            normalized.push_str(&rest[..start]);
            normalized.push_str(placeholder(&rest[start..end]).unwrap_or(&rest[start..end]));
            rest = &rest[end..];
        }
        normalized.push_str(rest);
        normalized.push('\n');
    }
    normalized
}

fn placeholder(word: &str) -> Option<&'static str> {
    let all = |is: fn(&u8) -> bool| word.bytes().all(|byte| is(&byte));
    if word.len() > 8 && all(u8::is_ascii_digit) {
        return Some("N");
    }
    match word.len() {
        36 if word.bytes().filter(|byte| *byte == b'-').count() == 4 => Some("ID"),
        32 if all(u8::is_ascii_hexdigit) => Some("ID"),
        24 if word.ends_with('Z') && word.contains('T') => Some("TIME"),
        _ => None,
    }
}

/// Whether a line matches the one shown, in which `…` matches any text.
fn matches_shown(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut ends_open = false;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        ends_open = part.is_empty();
    }
    rest.is_empty() || ends_open
}

#[test]
fn ellipsis_stands_for_anything() {
    assert!(matches_shown(r#"{"a":"…","b":1}"#, r#"{"a":"x","b":1}"#) && matches_shown("MC…", "MCx"));
    assert!(!matches_shown(r#"{"a":"…","b":1}"#, r#"{"a":"x","b":2}"#) && !matches_shown("a", "ab"));
}

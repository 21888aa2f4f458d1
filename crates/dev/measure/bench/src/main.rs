//! `bench`: measures the programs that were built for a deployment, beside the floor and the peers. `cargo xtask bench` prepares
//! everything that it needs, and runs it.
#![allow(clippy::print_stdout, reason = "telling a person what happens is what this tool is for")]

mod canned;
mod chart;
mod figures;
mod fixtures;
mod instructions;
mod measure;
mod program;
mod report;
mod runtime_api;
mod server;
mod statistics;
mod subjects;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use canned::Canned;
use clap::{Args, Parser, Subcommand};
use figures::{Figures, SubjectFigures};
use fixtures::Fixtures;
use instructions::Counts;
use measure::Round;
use subjects::{Kind, Places, Subject};

#[derive(Parser)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measures, prints the report, and writes it with the figures
    Measure(Measure),
    /// Counts the instructions of warm calls
    Instructions(Instructions),
}

/// What and where.
#[derive(Args)]
struct Selection {
    /// The checkout
    #[arg(long)]
    root: PathBuf,
    /// Only this function, and the floor; may be given more than once
    #[arg(long)]
    only: Vec<String>,
}

#[derive(Args)]
struct Measure {
    #[command(flatten)]
    selection: Selection,
    #[arg(long)]
    packages: PathBuf,
    #[arg(long)]
    python: Option<PathBuf>,
    #[arg(long)]
    node: Option<PathBuf>,
    #[arg(long)]
    rounds: usize,
    #[arg(long)]
    calls: usize,
    /// When, and on what
    #[arg(long)]
    measured: String,
    /// The folder that figures.json and report.md go to
    #[arg(long)]
    results: PathBuf,
}

#[derive(Args)]
struct Instructions {
    #[command(flatten)]
    selection: Selection,
    /// The recorded counts
    #[arg(long)]
    recorded: PathBuf,
    /// Writes them instead of comparing
    #[arg(long)]
    record: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    match CommandLine::parse().command {
        Command::Measure(arguments) => measure(arguments).await,
        Command::Instructions(arguments) => count(arguments).await,
    }
}

async fn measure(arguments: Measure) -> Result<()> {
    let root = arguments.selection.root.canonicalize()?;
    let (python, node) = (arguments.python, arguments.node);
    let places = Places { root: root.clone(), packages: arguments.packages, python, node };
    let subjects = arguments.selection.subjects(&places)?;
    let rounds = rounds(&root, &subjects, arguments.rounds, arguments.calls).await?;
    check_answers(&subjects, &rounds)?;
    let figures = Figures {
        measured: arguments.measured,
        rounds: arguments.rounds,
        calls: arguments.calls,
        subjects: subjects.iter().zip(&rounds).map(|(subject, rounds)| described(subject, rounds)).collect(),
    };
    let report = report::text(&figures, &root)?;
    println!("\n{report}");
    let write = |name: &str, text: String| {
        fs::write(arguments.results.join(name), text).with_context(|| format!("can't write {name}"))
    };
    write("figures.json", serde_json::to_string_pretty(&figures)?)?;
    write("report.md", report)
}

/// All rounds of all programs. Each round goes through all of them and begins at another one, so that what the machine does
/// beside touches all alike.
async fn rounds(root: &Path, subjects: &[Subject], rounds: usize, calls: usize) -> Result<Vec<Vec<Round>>> {
    let canned = Canned::start().await?;
    let fixtures = Fixtures::new(&canned.url(), root)?;
    let log = tempfile::NamedTempFile::new()?;
    let mut found = vec![Vec::new(); subjects.len()];
    for number in 1..=rounds {
        println!("round {number} of {rounds}");
        for turn in 0..subjects.len() {
            let index = (turn + number * subjects.len() / rounds) % subjects.len();
            let (Some(subject), Some(found)) = (subjects.get(index), found.get_mut(index)) else { continue };
            found.push(measure::round(subject, &canned, &fixtures, calls, log.path()).await?);
        }
    }
    Ok(found)
}

/// A peer does the whole job: it answers what Usher answers.
fn check_answers(subjects: &[Subject], rounds: &[Vec<Round>]) -> Result<()> {
    let answer = |index: usize| rounds.get(index).and_then(|rounds| rounds.last()).map(|round| &round.answer);
    for (index, subject) in subjects.iter().enumerate() {
        let own = subjects.iter().position(|own| own.kind == Kind::Usher && own.function == subject.function);
        let (Some(ours), Some(theirs)) = (own.and_then(answer), answer(index)) else { continue };
        measure::same_answer(ours, theirs)
            .with_context(|| format!("{} in {} answers otherwise", subject.function, subject.kind.name()))?;
    }
    Ok(())
}

fn described(subject: &Subject, rounds: &[Round]) -> SubjectFigures {
    let package = subject.package.as_ref().and_then(|package| fs::metadata(package).ok()).map(|file| file.len());
    SubjectFigures::of(subject.kind, &subject.function, rounds, package)
}

async fn count(arguments: Instructions) -> Result<()> {
    let root = arguments.selection.root.canonicalize()?;
    let places = Places { root, packages: PathBuf::new(), python: None, node: None };
    let subjects = arguments.selection.subjects(&places)?;
    let canned = Canned::start().await?;
    let fixtures = Fixtures::new(&canned.url(), &places.root)?;
    let scratch = tempfile::tempdir()?;
    let mut counts = Counts::new();
    for subject in &subjects {
        let count = instructions::count(subject, &canned, &fixtures, scratch.path()).await;
        let count = count.with_context(|| format!("can't count the instructions of {}", subject.function))?;
        println!("{:<24} {count:>10}", subject.function);
        counts.insert(subject.function.clone(), count);
    }
    if !arguments.record {
        return instructions::compare(&counts, &recorded(&arguments.recorded)?);
    }
    if !arguments.selection.only.is_empty() {
        counts = recorded(&arguments.recorded)?.into_iter().chain(counts).collect();
    }
    fs::write(&arguments.recorded, serde_json::to_string_pretty(&counts)? + "\n").context("can't record")
}

fn recorded(file: &Path) -> Result<Counts> {
    let text = fs::read(file).with_context(|| format!("can't read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is malformed", file.display()))
}

impl Selection {
    fn subjects(&self, places: &Places) -> Result<Vec<Subject>> {
        let mut subjects = Subject::all(places)?;
        for function in &self.only {
            anyhow::ensure!(subjects.iter().any(|one| one.function == *function), "there is no function {function}");
        }
        let is_wanted = |subject: &Subject| self.only.is_empty() || self.only.contains(&subject.function);
        subjects.retain(|subject| subject.kind == Kind::Floor || is_wanted(subject));
        Ok(subjects)
    }
}

//! What all rounds together have shown, as `.local/bench/figures.json` has it.

use serde::Serialize;

use crate::measure::Round;
use crate::statistics::Spread;
use crate::subjects::Kind;

/// Everything that one run of the bench has found.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// When, and on what.
    pub measured: String,
    /// How often each program was started.
    pub rounds: usize,
    /// How many warm calls of each start were counted.
    pub calls: usize,
    /// The programs; the floor is the first.
    pub subjects: Vec<SubjectFigures>,
}

/// What was found of one program.
#[derive(Debug, Serialize)]
pub struct SubjectFigures {
    /// What it is written in.
    pub kind: Kind,
    /// The function whose work it does.
    pub function: String,
    /// From the start of the process to its first question for an event, in milliseconds.
    pub start: Spread,
    /// The processor time until then, in milliseconds.
    pub start_processor: Spread,
    /// The first call, in milliseconds.
    pub first: Spread,
    /// Connections that the first call opened.
    pub first_connections: usize,
    /// A warm call, in milliseconds: the median of each round.
    pub warm: Spread,
    /// The processor time of a warm call, in milliseconds: the mean of each round.
    pub warm_processor: Spread,
    /// Calls of AWS, and of downstream services, in a warm call.
    pub aws_calls: f64,
    /// The most memory at once, in megabytes of 10^6 bytes.
    pub peak_memory: Spread,
    /// The size of what is uploaded, in megabytes of 10^6 bytes.
    pub package: Option<f64>,
}

impl SubjectFigures {
    /// The figures of these rounds.
    #[must_use]
    pub fn of(kind: Kind, function: &str, rounds: &[Round], package: Option<u64>) -> Self {
        let spread = |of: &dyn Fn(&Round) -> f64| Spread::of(rounds.iter().map(of));
        let milliseconds = |of: &dyn Fn(&Round) -> std::time::Duration| spread(&|round| of(round).as_secs_f64() * 1e3);
        Self {
            kind,
            function: function.to_owned(),
            start: milliseconds(&|round| round.start),
            start_processor: milliseconds(&|round| round.start_processor),
            first: milliseconds(&|round| round.first),
            first_connections: rounds.iter().map(|round| round.first_connections).max().unwrap_or_default(),
            warm: spread(&|round| Spread::of(round.warm.iter().map(|call| call.as_secs_f64() * 1e3)).median),
            warm_processor: milliseconds(&|round| round.warm_processor),
            aws_calls: spread(&|round| round.warm_aws_calls).median,
            #[expect(clippy::cast_precision_loss, reason = "no program has petabytes")]
            peak_memory: spread(&|round| round.peak_memory as f64 / 1e6),
            #[expect(clippy::cast_precision_loss, reason = "no package has petabytes")]
            package: package.map(|bytes| bytes as f64 / 1e6),
        }
    }
}

impl Figures {
    /// The floor, against which everything is held.
    #[must_use]
    pub fn floor(&self) -> Option<&SubjectFigures> {
        self.subjects.first()
    }

    /// Usher's own functions.
    pub fn own(&self) -> impl Iterator<Item = &SubjectFigures> {
        self.subjects.iter().filter(|subject| subject.kind == Kind::Usher)
    }

    /// The same function in another language.
    #[must_use]
    pub fn peer(&self, kind: Kind, function: &str) -> Option<&SubjectFigures> {
        self.subjects.iter().find(|subject| subject.kind == kind && subject.function == function)
    }
}

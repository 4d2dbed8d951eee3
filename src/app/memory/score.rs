//! How likely the texts of each unit translate each other.

mod held;

use super::convert::{Converted, Job, Stage, pass};
pub use super::issues::Issue;
use super::{Findings, read};
use crate::align::pairwise::Basis;
use crate::app::AppError;
use crate::encoder::Encoder;
use crate::format::{Flow, Sink};
use crate::model::{Finding, Header, Property, Severity, Unit};
pub(in crate::app) use held::Held;

/// The property a unit's score is in.
pub const SCORE: &str = "x-score";
/// The property that says what the score rests on: `encoder` or `lexical`.
const BASIS: &str = "x-score-by";
/// The property that says why a unit should be looked at.
pub(in crate::app) const REVIEW: &str = "x-review";

/// How to score.
#[derive(Clone, Copy)]
pub struct Scoring<'a> {
    /// What turns texts into vectors; it is asked where it knows both languages.
    pub encoder: Option<&'a dyn Encoder>,
    /// Units under this score, 0–1, are to be looked at.
    pub review_below: f32,
}

/// How a unit's source and one of its targets go together.
#[derive(Debug, Clone, PartialEq)]
pub struct PairScore {
    /// The target among the unit's variants.
    pub target: usize,
    /// How likely they translate each other, 0–1.
    pub score: f32,
    /// What that rests on.
    pub basis: Basis,
    /// What is likely wrong, for those under the limit.
    pub issue: Option<Issue>,
    /// Where the target that fits better stands, in pairs of the same languages.
    pub better: Option<i32>,
}

impl PairScore {
    /// What is likely wrong, in words, and the score.
    pub(in crate::app) fn told(&self) -> String {
        let what = match (self.issue, self.better) {
            (Some(Issue::Empty), _) => "one of the texts is empty".to_owned(),
            (Some(Issue::Untranslated), _) => "the target is the source as it stands".to_owned(),
            (Some(Issue::Language), _) => "a text seems to be in another language".to_owned(),
            (Some(Issue::Misaligned), Some(by)) => {
                let (count, side) = (by.unsigned_abs(), if by > 0 { "after" } else { "before" });
                format!("the target {count} {side} it fits the source better")
            }
            _ => "the texts seem not to translate each other".to_owned(),
        };
        format!("{what} (score {:.2})", self.score)
    }
}

/// A unit, its place and the scores of its pairs.
#[derive(Debug)]
pub struct ScoredUnit {
    /// The unit.
    pub unit: Unit,
    /// Its number in its memory, from 1.
    pub number: u64,
    /// The memory.
    pub file: std::sync::Arc<str>,
    /// The source among its variants.
    pub source: usize,
    /// Its pairs, in the order of the variants.
    pub pairs: Vec<PairScore>,
}

impl ScoredUnit {
    /// The lowest score of its pairs; `None` where there are none.
    pub fn lowest(&self) -> Option<f32> {
        self.pairs.iter().map(|pair| pair.score).reduce(f32::min)
    }

    /// Its findings: one a pair with an issue.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.pairs.iter().filter_map(|pair| {
            let issue = pair.issue?;
            let lang = |at: usize| &self.unit.variants[at].lang;
            let message = format!(
                "unit {}, {} – {}: {}",
                self.number,
                lang(self.source),
                lang(pair.target),
                pair.told()
            );
            let mut finding = Finding::new(issue.code(), Severity::Warning, message);
            finding.file = Some(self.file.to_string());
            Some(finding)
        })
    }

    /// Writes the score, what it rests on and why to look at it as properties of the unit, in place of
    /// what an earlier scoring wrote; where there are several targets, of each of them, too.
    pub fn record(&mut self) {
        let Some(lowest) = self.pairs.iter().min_by(|a, b| a.score.total_cmp(&b.score)) else {
            return;
        };
        if self.pairs.len() > 1 {
            for pair in &self.pairs {
                write(&mut self.unit.variants[pair.target].props, pair);
            }
        }
        write(&mut self.unit.props, lowest);
    }
}

fn write(props: &mut Vec<Property>, pair: &PairScore) {
    props.retain(|prop| ![SCORE, BASIS, REVIEW].contains(&&*prop.name));
    let mut add = |name: &str, value: &str| {
        props.push(Property { name: name.into(), value: value.into(), lang: None });
    };
    add(SCORE, &format!("{:.2}", pair.score));
    add(BASIS, basis_name(pair.basis));
    if let Some(issue) = pair.issue {
        add(REVIEW, issue.code());
    }
}

/// The word for what a score rests on.
pub fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::Encoder => "encoder",
        Basis::Lexical => "lexical",
    }
}

/// What came of a scoring.
#[derive(Debug, Default)]
pub struct Done {
    /// What was read and written.
    pub converted: Converted,
    /// Units under the limit.
    pub below: u64,
    /// Units that have a score.
    pub scored: u64,
}

/// Writes every unit with its score. In memory are some ten thousand units, whatever the memory's size.
///
/// # Errors
/// As [`convert`](super::convert::convert); when the encoder refuses a text, or the format to write
/// can't hold scores.
pub fn score(job: &Job<'_>, scoring: &Scoring<'_>) -> Result<Done, AppError> {
    let format = super::write::target(job.to, job.output)?;
    if super::write::is_table(format) {
        let message = format!(
            "{} has no room for scores: write tmx or jsonl, or a table of scores with --to tsv",
            format.info().name
        );
        return Err(AppError::request(message));
    }
    let (mut done, mut findings) = (Done::default(), Findings::default());
    let held = Held::new(scoring, job.languages.first());
    let each = |mut unit: ScoredUnit, ready: &mut Vec<Unit>| {
        done.count(&unit, scoring.review_below);
        for finding in unit.findings() {
            let _ = findings.add(finding);
        }
        unit.record();
        ready.push(unit.unit);
    };
    let converted = pass(job, &mut Scorer { held, each })?;
    done.converted = converted;
    done.converted.findings.extend(findings.told());
    Ok(done)
}

impl Done {
    /// Counts a unit in.
    pub fn count(&mut self, unit: &ScoredUnit, review_below: f32) {
        let lowest = unit.lowest();
        self.scored += u64::from(lowest.is_some());
        self.below += u64::from(lowest.is_some_and(|score| score < review_below));
    }
}

/// Scores units, and gives each to `each` with the list of those to be written.
pub(super) struct Scorer<'a, F> {
    pub(super) held: Held<'a>,
    pub(super) each: F,
}

impl<F: FnMut(ScoredUnit, &mut Vec<Unit>)> Stage for Scorer<'_, F> {
    fn begin(&mut self, name: &str) {
        self.held.begin(name);
    }

    fn header(&mut self, header: &Header) {
        self.held.header(header);
    }

    fn unit(&mut self, unit: Unit, ready: &mut Vec<Unit>) -> Result<(), AppError> {
        let scored = self.held.add(unit)?;
        for unit in scored {
            (self.each)(unit, ready);
        }
        Ok(())
    }

    fn rest(&mut self, ready: &mut Vec<Unit>) -> Result<(), AppError> {
        let scored = self.held.rest()?;
        for unit in scored {
            (self.each)(unit, ready);
        }
        Ok(())
    }
}

/// Gives every unit with its scores to `each`, in order, instead of writing it; the job's output and
/// format to write mean nothing here. Memory is bounded as in [`score`].
///
/// # Errors
/// As [`score`], and those of `each`.
pub fn each(
    job: &Job<'_>,
    scoring: &Scoring<'_>,
    each: &mut dyn FnMut(&ScoredUnit) -> Result<(), AppError>,
) -> Result<Done, AppError> {
    let mut teller = Teller {
        held: Held::new(scoring, job.languages.first()),
        job,
        each,
        done: Done::default(),
        findings: Findings::default(),
        failed: None,
    };
    for input in job.inputs {
        teller.held.begin(&input.display().to_string());
        read(input, job.from, job.languages, &mut teller, job.progress)?;
        if let Some(error) = teller.failed.take() {
            return Err(error);
        }
    }
    let rest = teller.held.rest()?;
    teller.tell(&rest)?;
    let Teller { mut done, findings, .. } = teller;
    done.converted.findings = findings.told();
    Ok(done)
}

/// From readers to whom scores are told.
struct Teller<'a, 'e> {
    held: Held<'a>,
    job: &'a Job<'a>,
    each: &'e mut dyn FnMut(&ScoredUnit) -> Result<(), AppError>,
    done: Done,
    findings: Findings,
    failed: Option<AppError>,
}

impl Teller<'_, '_> {
    fn tell(&mut self, scored: &[ScoredUnit]) -> Result<(), AppError> {
        for unit in scored {
            self.done.count(unit, self.held.review_below());
            for finding in unit.findings() {
                let _ = self.findings.add(finding);
            }
            (self.each)(unit)?;
        }
        Ok(())
    }
}

impl Sink for Teller<'_, '_> {
    fn header(&mut self, header: Header) -> Flow {
        self.held.header(&header);
        Flow::Continue(())
    }

    fn unit(&mut self, mut unit: Unit) -> Flow {
        self.done.converted.read += 1;
        self.job.keep_wanted(&mut unit);
        let told = self.held.add(unit).and_then(|scored| self.tell(&scored));
        match told {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                Flow::Break(())
            }
        }
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}

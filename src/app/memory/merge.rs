//! Several memories in one.

use super::convert::{Converted, Job, options, select};
use super::write::{MemoryFile, target};
use super::{Findings, fingerprint, read};
use crate::app::AppError;
use crate::format::{Flow, Sink};
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use rustc_hash::{FxHashMap, FxHashSet};

/// How memories are put together.
#[derive(Debug, Clone, Default)]
pub struct Merging {
    /// Whether units whose texts all came before are kept.
    pub keep_duplicates: bool,
    /// Join the units that have the same text in this language into one with the variants of all: an
    /// English–French and an English–Russian memory give an English–French–Russian one. Where two
    /// differ in a language, both units stay. All units are held in memory.
    pub join: Option<LangTag>,
}

/// Writes the units of all inputs, in their order.
///
/// # Errors
/// As [`convert`](super::convert::convert).
pub fn merge(job: &Job<'_>, merging: &Merging) -> Result<Converted, AppError> {
    if let Some(lang) = &merging.join {
        return join(job, lang);
    }
    let mut seen = FxHashSet::default();
    select(job, &mut |unit| {
        (merging.keep_duplicates || seen.insert(fingerprint(&unit.variants))).then_some(unit)
    })
}

fn join(job: &Job<'_>, lang: &LangTag) -> Result<Converted, AppError> {
    let format = target(job.to, job.output)?;
    let options = options(job, format)?;
    let mut joined = Joined {
        lang,
        header: None,
        units: Vec::new(),
        by_source: FxHashMap::default(),
        read: 0,
        findings: Findings::default(),
    };
    for input in job.inputs {
        read(input, job.from, job.languages, &mut joined, job.progress)?;
    }
    let header = Header { srclang: Some(lang.clone()), ..joined.header.unwrap_or_default() };
    let mut file = MemoryFile::create(job.output, format, &header, &options)?;
    for unit in &joined.units {
        file.unit(unit)?;
    }
    let (read, units, mut findings) = (joined.read, file.units, joined.findings.told());
    findings.extend(file.finish()?);
    Ok(Converted { read, units, findings })
}

struct Joined<'a> {
    lang: &'a LangTag,
    header: Option<Header>,
    units: Vec<Unit>,
    /// The units of each source text, by its hash.
    by_source: FxHashMap<u128, Vec<usize>>,
    read: u64,
    findings: Findings,
}

impl Sink for Joined<'_> {
    fn header(&mut self, header: Header) -> Flow {
        self.header.get_or_insert(header);
        Flow::Continue(())
    }

    fn unit(&mut self, mut unit: Unit) -> Flow {
        self.read += 1;
        if let Some(at) = unit.variants.iter().position(|v| v.lang.same_language(self.lang)) {
            unit.variants[..=at].rotate_right(1);
            let key = fingerprint(&unit.variants[..1]);
            let known = self.by_source.entry(key).or_default();
            for &number in known.iter() {
                if add(&mut self.units[number], &unit) {
                    return Flow::Continue(());
                }
            }
            known.push(self.units.len());
        }
        self.units.push(unit);
        Flow::Continue(())
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}

/// Adds the variants of `other` to `unit`, unless they differ in a language both have.
fn add(unit: &mut Unit, other: &Unit) -> bool {
    let differs = other.variants.iter().any(|theirs| {
        let ours = unit.variants.iter().find(|ours| ours.lang == theirs.lang);
        ours.is_some_and(|ours| ours.content != theirs.content)
    });
    if differs {
        return false;
    }
    for theirs in &other.variants {
        if !unit.variants.iter().any(|ours| ours.lang == theirs.lang) {
            unit.variants.push(theirs.clone());
        }
    }
    true
}

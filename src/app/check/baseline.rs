//! A baseline: the findings that were there before, which no longer fail a check. They are known again
//! by fingerprints, which do not hold positions, so edits elsewhere in a file do not wake them.

use crate::app::AppError;
use crate::app::files::Output;
use crate::model::Finding;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A finding as a baseline keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The file, relative to the baseline's folder, with `/` between folders.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// What was found, for people who read the baseline.
    pub text: String,
}

/// The findings that were there before.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    path: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    findings: Vec<Entry>,
}

/// The version of the file's form.
const VERSION: u32 = 1;

/// Findings held against a baseline.
#[derive(Debug, Default)]
pub struct Compared {
    /// Those that are new.
    pub new: Vec<Finding>,
    /// How many were there before.
    pub known: usize,
    /// What was there before and is no more.
    pub gone: Vec<Entry>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// When it can't be read, or is none of this version.
    pub fn load(path: &Path) -> Result<Self, AppError> {
        let text = std::fs::read_to_string(path).map_err(|error| AppError::file(path, error))?;
        let wrong = |why: String| {
            let message = format!("{}: no baseline: {why}: write it anew", path.display());
            AppError::request(message)
        };
        let stored: Stored =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if stored.version != VERSION {
            return Err(wrong(format!("its version is {}, not {VERSION}", stored.version)));
        }
        Ok(Self { path: path.to_owned(), entries: stored.findings })
    }

    /// A baseline at `path` of these findings. Those without a fingerprint (about files that can't be
    /// read well) are never in one.
    pub fn of<'f>(path: &Path, findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut baseline = Self { path: path.to_owned(), entries: Vec::new() };
        baseline.entries = findings.filter_map(|finding| baseline.entry(finding)).collect();
        baseline.entries.sort_unstable();
        baseline
    }

    /// Writes it, sorted, an entry a line, so that changes read well in a diff.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn write(&self) -> Result<(), AppError> {
        let told = |error| AppError::file(&self.path, error);
        let mut out = Output::create(&self.path)?;
        write!(out, "{{\"version\": {VERSION}, \"findings\": [").map_err(told)?;
        for (number, entry) in self.entries.iter().enumerate() {
            let comma = if number == 0 { "" } else { "," };
            let line = serde_json::to_string(entry).map_err(|error| told(error.into()))?;
            write!(out, "{comma}\n{line}").map_err(told)?;
        }
        out.write_all(b"\n]}\n").map_err(told)?;
        out.finish()
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Parts findings into new and known ones. Entries are gone where their file was among `checked`.
    pub fn compare(&self, findings: Vec<Finding>, checked: &[String]) -> Compared {
        let key =
            |entry: &Entry| (entry.file.clone(), entry.rule.clone(), entry.fingerprint.clone());
        let mut left: BTreeMap<(String, String, String), Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            left.entry(key(entry)).or_default().push(entry);
        }
        let mut compared = Compared::default();
        for finding in findings {
            let entry = self.entry(&finding);
            match entry.and_then(|entry| left.get_mut(&key(&entry))?.pop()) {
                Some(_) => compared.known += 1,
                None => compared.new.push(finding),
            }
        }
        let checked: BTreeSet<String> = checked.iter().map(|name| self.relative(name)).collect();
        let gone = left.into_values().flatten().filter(|entry| checked.contains(&entry.file));
        compared.gone = gone.cloned().collect();
        compared
    }

    fn entry(&self, finding: &Finding) -> Option<Entry> {
        let excerpt = finding.excerpt.as_ref();
        let text = excerpt.map(|e| &e.text[e.range.start as usize..e.range.end as usize]);
        Some(Entry {
            file: self.relative(finding.file.as_deref().unwrap_or("-")),
            rule: finding.rule.to_string(),
            fingerprint: finding.fingerprint.as_deref()?.to_owned(),
            text: text.unwrap_or_default().to_owned(),
        })
    }

    fn relative(&self, name: &str) -> String {
        if name == "-" {
            return name.to_owned();
        }
        let whole = std::path::absolute(name).unwrap_or_else(|_| name.into());
        let own = std::path::absolute(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = own.parent().unwrap_or(Path::new(""));
        let relative = whole.strip_prefix(folder).unwrap_or(&whole);
        relative.to_string_lossy().replace('\\', "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn finding(file: &str, fingerprint: &str) -> Finding {
        let mut finding = Finding::new("r", Severity::Error, "wrong");
        finding.file = Some(file.into());
        finding.fingerprint = Some(fingerprint.into());
        finding
    }

    #[test]
    fn new_known_and_gone_findings_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("baseline.json");
        let name = |file: &str| folder.path().join(file).display().to_string();
        let before = [finding(&name("a"), "1"), finding(&name("a"), "2"), finding(&name("b"), "3")];
        Baseline::of(&path, before.iter()).write().unwrap();
        let baseline = Baseline::load(&path).unwrap();
        assert_eq!(baseline.len(), 3);
        let now = vec![finding(&name("a"), "1"), finding(&name("a"), "4")];
        let compared = baseline.compare(now, &[name("a")]);
        assert_eq!((compared.new.len(), compared.known, compared.gone.len()), (1, 1, 1));
        assert_eq!(compared.gone[0].fingerprint, "2");
        std::fs::write(&path, "{}").unwrap();
        assert!(Baseline::load(&path).is_err());
    }
}

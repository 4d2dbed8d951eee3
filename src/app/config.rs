//! Settings of a project: `targum.toml`, found upward from what is checked.

mod memory;
mod segment;

pub use memory::MemorySettings;
pub use segment::SegmentSettings;

use super::AppError;
use crate::model::Severity;
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE: &str = "targum.toml";

/// What a project sets. Unknown keys are an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The termbases, relative to the file.
    pub glossary: Vec<PathBuf>,
    /// The domains of the project: terms that hold in others only are left out.
    pub domains: Vec<String>,
    /// From which severity on a finding makes a check fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Severity>,
    /// The findings that were there before, relative to the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// Files that are not checked where a folder is, as patterns relative to the file.
    pub exclude: Vec<String>,
    /// Texts that are right whatever the rules say.
    pub allow: Vec<String>,
    /// Rules by name: switched off or on, or of another severity.
    pub rules: BTreeMap<String, Level>,
    /// Lists that add to those sentences are cut by.
    #[serde(skip_serializing_if = "SegmentSettings::is_empty")]
    pub segment: SegmentSettings,
    /// What matches of memories are worth, and what words are paid.
    #[serde(skip_serializing_if = "MemorySettings::is_default")]
    pub memory: MemorySettings,
    /// Other settings for some files, the later ones over the earlier ones.
    pub overrides: Vec<Override>,
    /// The folder of the file.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// Settings for some files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Override {
    /// The files, as patterns relative to the settings' file: `docs/**`, `*.fr.md`.
    pub paths: Vec<String>,
    /// Texts that are right there.
    pub allow: Vec<String>,
    /// Rules by name.
    pub rules: BTreeMap<String, Level>,
}

/// What a project makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It does not run.
    Off,
    /// It runs, its findings as bad as the rule says.
    On,
    /// Its findings are remarks.
    Info,
    /// Its findings are warnings.
    Warning,
    /// Its findings are errors.
    Error,
}

impl Level {
    /// The severity, unless the rule is off; `usual` is the rule's own.
    pub fn severity(self, usual: Severity) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::On => Some(usual),
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }

    /// Reads a level by its word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "off" => Self::Off,
            "on" => Self::On,
            "info" => Self::Info,
            "warning" => Self::Warning,
            "error" => Self::Error,
            _ => return None,
        })
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// When it can't be read, is no TOML, or has keys, rules or patterns that are wrong.
    pub fn load(path: &Path) -> Result<Self, AppError> {
        let text = std::fs::read_to_string(path).map_err(|error| AppError::file(path, error))?;
        let error = |message: String| AppError::request(format!("{}: {message}", path.display()));
        let mut config: Self =
            toml::from_str(&text).map_err(|problem| error(told(&problem, &text)))?;
        path.parent().unwrap_or(Path::new("")).clone_into(&mut config.folder);
        let lists = &mut config.segment.abbreviations;
        for file in config.glossary.iter_mut().chain(&mut config.baseline).chain(lists) {
            *file = config.folder.join(&*file);
        }
        config
            .segment
            .written()
            .map_err(|(at, problem)| error(format!("line {}: {problem}", line_of(&text, at))))?;
        let overridden = config.overrides.iter().flat_map(|part| part.rules.keys());
        for name in config.rules.keys().chain(overridden) {
            known_rule(name).map_err(error)?;
        }
        let patterns = config.overrides.iter().flat_map(|part| &part.paths);
        for pattern in config.exclude.iter().chain(patterns) {
            Glob::new(pattern).map_err(|problem| error(problem.to_string()))?;
        }
        Ok(config)
    }

    /// The nearest file in the folder of `path` or above it.
    pub fn discover(path: &Path) -> Option<PathBuf> {
        let path = std::path::absolute(path).ok()?;
        let start = if path.is_dir() { Some(&*path) } else { path.parent() };
        start?.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file())
    }

    /// The settings that hold in the folder the program runs in; the default ones where there is no file.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn here() -> Result<Self, AppError> {
        let found = Self::discover(Path::new("."));
        found.as_deref().map(Self::load).transpose().map(Option::unwrap_or_default)
    }

    /// Whether an override is about a file.
    pub fn applies(&self, part: &Override, path: &Path) -> bool {
        patterns(&part.paths).is_match(self.relative(path))
    }

    /// Whether a file in a folder is left out.
    pub fn excludes(&self, path: &Path) -> bool {
        !self.exclude.is_empty() && patterns(&self.exclude).is_match(self.relative(path))
    }

    fn relative(&self, path: &Path) -> PathBuf {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = std::path::absolute(&self.folder).unwrap_or_else(|_| self.folder.clone());
        whole.strip_prefix(&folder).map_or(path.to_owned(), Path::to_owned)
    }
}

/// Fails with what may be meant where there is no rule of that name.
///
/// # Errors
/// The message for a person.
pub fn known_rule(name: &str) -> Result<(), String> {
    if crate::check::rule(name).is_some() {
        return Ok(());
    }
    let known = crate::check::RULES.iter().map(|rule| rule.id);
    let near = nearest(name, known).unwrap_or_default();
    Err(format!("there is no rule `{name}`{near}"))
}

/// Patterns as one matcher; each was looked at when it was read.
fn patterns(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

/// The line a byte is in, from 1.
fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at.min(text.len())];
    memchr::memchr_iter(b'\n', before).count() + 1
}

/// What is wrong in a file, with its line, and what may be meant.
fn told(problem: &toml::de::Error, text: &str) -> String {
    const KEYS: [&str; 15] = [
        "memory",
        "penalties",
        "weights",
        "glossary",
        "domains",
        "fail-on",
        "baseline",
        "exclude",
        "allow",
        "rules",
        "overrides",
        "paths",
        "segment",
        "abbreviations",
        "lists",
    ];
    let line = problem.span().map_or(1, |span| line_of(text, span.start));
    let message = problem.message();
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let near = unknown.and_then(|key| nearest(key, KEYS.into_iter())).unwrap_or_default();
    format!("line {line}: {message}{near}")
}

/// `: is … meant?`, where something near is known.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let near = known.map(|known| (strsim::normalized_damerau_levenshtein(word, known), known));
    let best = near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|best| best.0 >= 0.5);
    best.map(|(_, known)| format!(": is `{known}` meant?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, text).unwrap();
        Config::load(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn unknown_keys_and_rules_are_errors_with_a_suggestion() {
        assert!(load("\nglosary = []").unwrap_err().contains("`glossary` meant"));
        let error = load("[rules]\nterm-frobidden = \"off\"").unwrap_err();
        assert!(error.contains("`term-forbidden` meant"), "{error}");
        assert!(load("[[overrides]]\npaths = [\"a[\"]").is_err());
        assert!(load("[rules]\nterm-case = \"loud\"").is_err());
    }

    #[test]
    fn lists_of_sentences_are_looked_at() {
        let right = "[segment]\nabbreviations = [\"a.txt\"]\n[segment.lists.en]\nnever = [\"abt\"]";
        assert!(load(right).is_ok());
        for (text, wanted) in [
            (
                "[segment.lists.en]\nnevr = [\"abt\"]",
                "line 2: [segment.lists.en], `nevr`: there is no class `nevr`",
            ),
            ("[segment.lists.english]\nnever = []", "`english` is no language"),
            ("[segment.lists.en]\nnever = [\"a b\"]", "\"a b\" is no word"),
            ("[segment]\nabreviations = []", "`abbreviations` meant"),
        ] {
            let error = load(text).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        }
    }

    #[test]
    fn a_file_is_found_upward() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(folder.path().join(FILE), "glossary = [\"g.tsv\"]").unwrap();
        let found = Config::discover(&deep.join("x.txt")).unwrap();
        let config = Config::load(&found).unwrap();
        assert!(config.glossary[0].ends_with("g.tsv"));
    }

    #[test]
    fn patterns_are_relative_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, "exclude = [\"old/**\", \"*.bak\"]").unwrap();
        let config = Config::load(&path).unwrap();
        assert!(config.excludes(&folder.path().join("old/x.txt")));
        assert!(!config.excludes(&folder.path().join("new/old.txt")));
    }
}

//! Settings of a project: `targum.toml`, found upward from what is checked.

use super::AppError;
use crate::model::Severity;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE: &str = "targum.toml";

/// What a project sets. Unknown keys are an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The termbases, relative to the file.
    pub glossary: Vec<PathBuf>,
    /// From which severity on a finding makes a check fail.
    pub fail_on: Option<Severity>,
    /// Rules by name: switched off, or of another severity.
    pub rules: BTreeMap<String, Level>,
    /// Texts that are right whatever the rules say.
    pub allow: Vec<String>,
}

/// What a project makes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It does not run.
    Off,
    /// Its findings are remarks.
    Info,
    /// Its findings are warnings.
    Warning,
    /// Its findings are errors.
    Error,
}

impl Level {
    /// The severity, unless the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// When it can't be read, is no TOML, or has keys or rules that are unknown.
    pub fn load(path: &Path) -> Result<Self, AppError> {
        let text = std::fs::read_to_string(path).map_err(|error| AppError::file(path, error))?;
        let error = |message: String| AppError::request(format!("{}: {message}", path.display()));
        let mut config: Self =
            toml::from_str(&text).map_err(|problem| error(told(&problem, &text)))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for glossary in &mut config.glossary {
            *glossary = folder.join(&*glossary);
        }
        for name in config.rules.keys().filter(|name| crate::check::rule(name).is_none()) {
            let known = crate::check::RULES.iter().map(|rule| rule.id);
            let near = nearest(name, known).unwrap_or_default();
            return Err(error(format!("there is no rule `{name}`{near}")));
        }
        Ok(config)
    }

    /// The nearest file in the folder of `path` or above it.
    pub fn discover(path: &Path) -> Option<PathBuf> {
        let path = std::path::absolute(path).ok()?;
        let start = if path.is_dir() { Some(&*path) } else { path.parent() };
        start?.ancestors().map(|folder| folder.join(FILE)).find(|file| file.is_file())
    }
}

/// What is wrong in a file, with its line, and what may be meant.
fn told(problem: &toml::de::Error, text: &str) -> String {
    const KEYS: [&str; 4] = ["glossary", "fail-on", "rules", "allow"];
    let line = problem.span().map_or(1, |span| {
        let before = text.as_bytes()[..span.start.min(text.len())].iter();
        before.filter(|byte| **byte == b'\n').count() + 1
    });
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
}

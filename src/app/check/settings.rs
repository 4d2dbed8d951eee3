//! Which rules run on a file, how bad their findings are, and what is right whatever they say.

use crate::app::config::{Config, Level};
use crate::check::{RULES, Rule};
use crate::model::Severity;
use std::path::Path;

/// The rules that run on some files.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    /// Each with the severity of its findings.
    pub rules: Vec<(&'static Rule, Severity)>,
    /// Texts that are right whatever the rules say.
    pub allow: Vec<String>,
}

/// What the command line says of rules, over what settings files say.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Levels by rule, in the order given: a later one counts.
    pub levels: Vec<(String, Level)>,
    /// Only these rules, where there are any.
    pub only: Vec<String>,
}

impl RuleSet {
    /// The rules for the file at `path` by a project's settings and then the caller's.
    pub fn of(config: &Config, settings: &Settings, path: &Path) -> Self {
        let mut levels: Vec<(&str, Level)> = Vec::new();
        let mut allow = config.allow.clone();
        levels.extend(config.rules.iter().map(|(name, level)| (name.as_str(), *level)));
        for part in config.overrides.iter().filter(|part| config.applies(part, path)) {
            levels.extend(part.rules.iter().map(|(name, level)| (name.as_str(), *level)));
            allow.extend(part.allow.iter().cloned());
        }
        levels.extend(settings.levels.iter().map(|(name, level)| (name.as_str(), *level)));
        let chosen = |rule: &'static Rule| {
            let level = levels.iter().rev().find(|(name, _)| *name == rule.id).map(|(_, l)| *l);
            let named = settings.only.iter().any(|name| name == rule.id);
            let unset = if rule.default_on || named { Level::On } else { Level::Off };
            let on = settings.only.is_empty() || named;
            let severity = level.unwrap_or(unset).severity(rule.severity).filter(|_| on)?;
            Some((rule, severity))
        };
        Self { rules: RULES.iter().filter_map(chosen).collect(), allow }
    }

    /// Whether a rule runs.
    pub fn has(&self, id: &str) -> bool {
        self.rules.iter().any(|(rule, _)| rule.id == id)
    }

    /// The rules without their severities.
    pub(in crate::app) fn enabled(&self) -> Vec<&'static Rule> {
        self.rules.iter().map(|(rule, _)| *rule).collect()
    }

    /// The severity of a rule's finding: what a concept says of itself goes before what is said of the
    /// rule.
    pub(super) fn severity(&self, id: &str, found: Severity) -> Severity {
        let set = self.rules.iter().find(|(rule, _)| rule.id == id);
        set.map_or(found, |(rule, here)| if found == rule.severity { *here } else { found })
    }
}

//! What a project says of its sentences.

use crate::app::{AppError, Lists};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use toml::Spanned;

/// The part `[segment]` of the settings: lists that add to those of the languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SegmentSettings {
    /// Files with lists, relative to the settings' file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub abbreviations: Vec<PathBuf>,
    /// The words of each class, by language; `*` is all of them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, BTreeMap<String, Spanned<Vec<String>>>>,
}

impl SegmentSettings {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.abbreviations.is_empty() && self.lists.is_empty()
    }

    /// All lists, those of the files first.
    ///
    /// # Errors
    /// When a file can't be read, or has a line that can't be.
    pub fn read(&self) -> Result<Lists, AppError> {
        let mut all = Lists::default();
        for path in &self.abbreviations {
            all.extend(&Lists::open(path)?);
        }
        all.extend(&self.written().map_err(|(_, problem)| AppError::request(problem))?);
        Ok(all)
    }

    /// The lists that stand in the settings themselves.
    ///
    /// # Errors
    /// At which byte of the settings what is wrong, with its key.
    pub(super) fn written(&self) -> Result<Lists, (usize, String)> {
        let mut all = Lists::default();
        // What holds for all languages gives way to what holds for one.
        let (general, special): (Vec<_>, Vec<_>) =
            self.lists.iter().partition(|(lang, _)| *lang == "*");
        for (lang, classes) in general.into_iter().chain(special) {
            for (class, words) in classes {
                let list = Lists::of(lang, class, words.get_ref().iter().map(String::as_str));
                all.extend(&list.map_err(|problem| {
                    let at = words.span().start;
                    (at, format!("[segment.lists.{lang}], `{class}`: {problem}"))
                })?);
            }
        }
        Ok(all)
    }
}

//! Applying fixes to a file, and showing what they would do.

use super::{CheckedFile, Checker, Loaded, RuleSet};
use crate::app::{AppError, read};
use crate::format::{PartEdit, ReadOptions};
use crate::model::{Edit, Finding};
use std::collections::BTreeMap;

/// A file with its fixes applied.
#[derive(Debug)]
pub struct Fixed {
    /// The new bytes; all that no fix touched is as it was.
    pub bytes: Vec<u8>,
    /// What is still found in it.
    pub left: CheckedFile,
    /// The findings whose fixes were applied.
    pub applied: Vec<Finding>,
}

/// Fixes may uncover others that overlapped them: the file is checked again so often.
const ROUNDS: usize = 4;

/// Applies the fixes of a file's findings. `None` where there is nothing to fix.
///
/// # Errors
/// When the file can't be written back in its format or encoding.
pub fn fix(
    checker: &Checker<'_>,
    loaded: &Loaded,
    checked: &CheckedFile,
    request: &read::Request,
    set: &RuleSet,
) -> Result<Option<Fixed>, AppError> {
    let options = ReadOptions { name: loaded.name.clone(), ..request.options.clone() };
    let mut fixed: Option<Fixed> = None;
    for _ in 0..ROUNDS {
        let findings = fixed.as_ref().map_or(&checked.findings, |fixed| &fixed.left.findings);
        let (edits, applied) = safe_edits(findings);
        if edits.is_empty() {
            break;
        }
        let original = fixed.as_ref().map_or(&loaded.bytes, |fixed| &fixed.bytes);
        let spliced = loaded.format.splice(original, &options, &edits);
        let bytes = spliced.map_err(|error| AppError::format(&loaded.name, error))?;
        let again = Loaded { name: loaded.name.clone(), format: loaded.format, bytes };
        let left = checker.file(&again, request, set)?;
        let mut all = fixed.map(|fixed| fixed.applied).unwrap_or_default();
        all.extend(applied);
        fixed = Some(Fixed { bytes: again.bytes, left, applied: all });
    }
    Ok(fixed)
}

/// The edits of the first safe fix of each finding, in the file's order, none over another; and the
/// findings they resolve.
pub fn safe_edits(findings: &[Finding]) -> (Vec<PartEdit>, Vec<Finding>) {
    let mut chosen: Vec<PartEdit> = Vec::new();
    // Where the chosen edits start, by part, and where they end.
    let mut taken: BTreeMap<(&str, u64), u64> = BTreeMap::new();
    let mut applied = Vec::new();
    for finding in findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.safe) else { continue };
        let part = finding.member.as_deref().unwrap_or_default();
        let free = |edit: &Edit| {
            let before = taken.range((part, 0)..=(part, edit.range.end)).next_back();
            before.is_none_or(|((_, start), end)| {
                let apart = *end <= edit.range.start || edit.range.end <= *start;
                apart && *start != edit.range.start
            })
        };
        if fix.edits.is_empty() || !fix.edits.iter().all(free) {
            continue;
        }
        taken.extend(fix.edits.iter().map(|edit| ((part, edit.range.start), edit.range.end)));
        chosen.extend(fix.edits.iter().map(|edit| PartEdit {
            part: part.to_owned(),
            range: edit.range.clone(),
            replacement: edit.replacement.clone(),
        }));
        applied.push(finding.clone());
    }
    chosen.sort_by(|a, b| (&a.part, a.range.start).cmp(&(&b.part, b.range.start)));
    (chosen, applied)
}

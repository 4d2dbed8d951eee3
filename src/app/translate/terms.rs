//! Terms of the source that translations from a memory lack.

use crate::app::check::Checker;
use crate::check::{self, CheckedPair, CheckedText};
use crate::glossary::Scanner;
use crate::model::{Content, Excerpt, Finding, Position, Related};
use crate::text::LangTag;

/// The rule that finds them.
pub(super) const RULE: &str = "term-missing-in-target";

/// A segment that was filled.
pub(super) struct Pair<'a> {
    /// Its source.
    pub(super) source: &'a Content,
    /// The translation that was written.
    pub(super) target: &'a Content,
    /// Where the source stands.
    pub(super) place: Position,
    /// The member of a container that is in.
    pub(super) member: Option<Box<str>>,
}

/// The terms that are missing in translations, in their order.
pub(super) fn missing(
    checker: &Checker<'_>,
    (source, target): (&LangTag, &LangTag),
    pairs: &[Pair<'_>],
    file: &str,
) -> Vec<Finding> {
    let Some(rule) = check::rule(RULE) else { return Vec::new() };
    let indexes = (checker.index(source), checker.index(target));
    let mut scanners = (indexes.0.map(Scanner::new), indexes.1.map(Scanner::new));
    let mut findings = Vec::new();
    for pair in pairs {
        let checked = CheckedPair {
            source: CheckedText::new(pair.source, source, scanners.0.as_mut(), true),
            target: CheckedText::new(pair.target, target, scanners.1.as_mut(), true),
        };
        for hit in check::pair(&checked, &[rule]) {
            let mut finding = Finding::new(hit.rule, hit.severity, hit.message).at(pair.place);
            finding.file = Some(file.to_owned());
            finding.member.clone_from(&pair.member);
            finding.excerpt = Some(Excerpt {
                text: pair.source.text.as_str().into(),
                range: hit.range.start as u32..hit.range.end as u32,
                lang: Some(source.clone()),
            });
            let message = format!("{target}: {}", pair.target.text);
            finding.related.push(Related { message, file: None, position: None });
            findings.push(finding);
        }
    }
    findings
}

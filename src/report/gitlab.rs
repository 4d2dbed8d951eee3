//! The Code Quality report of GitLab.

use super::{Output, Report, place};
use crate::model::{Finding, Severity};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::io::{self, Write};
use xxhash_rust::xxh3::xxh3_128;

pub(super) const OUTPUT: Output =
    Output { name: "gitlab", title: "GitLab Code Quality (JSON)", write };

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut seen = FxHashMap::default();
    out.write_all(b"[")?;
    for (index, finding) in report.findings.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        let description = place::message(finding);
        let issue = Issue {
            description: &description,
            check_name: &finding.rule,
            fingerprint: fingerprint(finding, &mut seen),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location {
                path: finding.file.as_deref().map(place::path).unwrap_or_default(),
                // A line must be given.
                lines: Lines { begin: place::region(finding).map_or(1, |at| at.start.line) },
            },
        };
        serde_json::to_writer(&mut *out, &issue)?;
    }
    out.write_all(b"\n]\n")
}

/// A fingerprint that no other finding of the report has: of two alike GitLab would show one. It is
/// made of the file and the finding's own, or of its message, and counts those that are the same.
fn fingerprint(finding: &Finding, seen: &mut FxHashMap<u128, u32>) -> String {
    let own = finding.fingerprint.as_deref().unwrap_or(&finding.message);
    let excerpt = finding.excerpt.as_ref().filter(|_| finding.fingerprint.is_none());
    let parts = [
        finding.file.as_deref().unwrap_or_default(),
        finding.member.as_deref().unwrap_or_default(),
        &finding.rule,
        own,
        excerpt.map_or("", |excerpt| &excerpt.text),
    ];
    let hash = xxh3_128(parts.join("\0").as_bytes());
    let times = seen.entry(hash).or_insert(0);
    *times += 1;
    if *times == 1 { format!("{hash:032x}") } else { format!("{hash:032x}-{times}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_never_the_same() {
        let (mut seen, mut finding) =
            (FxHashMap::default(), Finding::new("r", Severity::Info, "m"));
        let mut all = vec![fingerprint(&finding, &mut seen), fingerprint(&finding, &mut seen)];
        finding.fingerprint = Some("f".into());
        all.push(fingerprint(&finding, &mut seen));
        finding.file = Some("a".into());
        all.push(fingerprint(&finding, &mut seen));
        finding.message = "other words".into();
        all.push(fingerprint(&finding, &mut seen));
        assert_eq!(all[4], format!("{}-2", all[3]), "only what was found counts");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 5);
    }
}

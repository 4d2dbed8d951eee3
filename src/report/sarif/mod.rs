//! SARIF 2.1.0, which code scanning reads. Columns count characters, as positions do.
//!
//! A place in the member of a container is none in the file: the result then names the file alone, the
//! member is a logical location, and what can't be told by lines of the file goes into the properties.

mod log;

use super::letters::parts;
use super::{Output, Report, RuleInfo, place};
use crate::model::{Finding, Related, Severity};
use crate::text::LangTag;
use log::{
    ArtifactChange, ArtifactLocation, Configuration, Driver, Fingerprints, Help, Location, Log,
    LogicalLocation, Message, PhysicalLocation, Properties, Region, Replacement, Rule, Run,
    RunResult, SarifFix, Tool,
};
use rustc_hash::FxHashMap;
use std::io::{self, Write};

pub(super) const OUTPUT: Output = Output { name: "sarif", title: "SARIF 2.1.0 (JSON)", write };

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let messages: Vec<_> = report.findings.iter().map(place::message).collect();
    let mut rules = Rules::default();
    report.rules.iter().for_each(|info| rules.add(rule(info)));
    let results = report.findings.iter().zip(&messages);
    let results = results.map(|(finding, text)| result(finding, text, &mut rules)).collect();
    let driver = Driver { name: "targum", version: report.tool_version, rules: rules.rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    serde_json::to_writer_pretty(
        &mut *out,
        &Log { schema: SCHEMA, version: "2.1.0", runs: [run] },
    )?;
    out.write_all(b"\n")
}

/// The rules that results refer to.
#[derive(Default)]
struct Rules<'a> {
    rules: Vec<Rule<'a>>,
    index: FxHashMap<&'a str, usize>,
}

impl<'a> Rules<'a> {
    fn add(&mut self, rule: Rule<'a>) {
        if !self.index.contains_key(rule.id) {
            self.index.insert(rule.id, self.rules.len());
            self.rules.push(rule);
        }
    }

    /// The index of a rule; readers' findings have rules that nobody describes.
    fn index(&mut self, id: &'a str) -> usize {
        self.add(Rule {
            id,
            short_description: Message { text: id },
            full_description: Message { text: id },
            help: Help { text: id, markdown: id },
            default_configuration: None,
        });
        self.index[id]
    }
}

fn rule<'a>(info: &RuleInfo<'a>) -> Rule<'a> {
    let documentation = info.documentation.trim();
    let help = if documentation.is_empty() { info.title } else { documentation };
    let summary = help.split("\n\n").map(str::trim).find(|text| !text.starts_with('#'));
    Rule {
        id: info.id,
        short_description: Message { text: info.title },
        full_description: Message { text: summary.unwrap_or(info.title) },
        help: Help { text: help, markdown: help },
        default_configuration: Some(Configuration { level: level(info.severity) }),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result<'a>(finding: &'a Finding, text: &'a str, rules: &mut Rules<'a>) -> RunResult<'a> {
    let related = finding.related.iter().zip(1..).map(|(one, id)| related(one, id, finding));
    RunResult {
        rule_id: &finding.rule,
        rule_index: rules.index(&finding.rule),
        level: level(finding.severity),
        message: Message { text },
        locations: location(finding).into_iter().collect(),
        related_locations: related.collect(),
        partial_fingerprints: finding.fingerprint.as_deref().map(|v1| Fingerprints { v1 }),
        fixes: fixes(finding),
        properties: properties(finding),
    }
}

fn location(finding: &Finding) -> Option<Location<'_>> {
    let physical_location = finding.file.as_deref().map(|file| physical(finding, file));
    let member = finding.member.as_deref().map(|name| LogicalLocation {
        name,
        fully_qualified_name: finding.file.as_deref().map(|file| format!("{file}/{name}")),
        kind: "member",
    });
    let known = physical_location.is_some() || member.is_some();
    known.then(|| Location {
        physical_location,
        logical_locations: member.into_iter().collect(),
        ..Location::default()
    })
}

fn physical<'a>(finding: &'a Finding, file: &str) -> PhysicalLocation<'a> {
    let place = place::region(finding);
    let context = place.and_then(|place| {
        // Of the text around it the lines are known, not the columns.
        let end = place.end.map(|end| end.line);
        Some(Region {
            start_line: place.start.line,
            end_line: Some(end.unwrap_or(place.start.line)),
            snippet: Some(Message { text: &finding.excerpt.as_ref()?.text }),
            ..Region::default()
        })
    });
    let region = place.map(|place| Region {
        snippet: finding.excerpt.as_ref().map(|excerpt| Message { text: parts(excerpt).1 }),
        ..region(place)
    });
    PhysicalLocation { artifact_location: artifact(file), region, context_region: context }
}

fn artifact(file: &str) -> ArtifactLocation {
    ArtifactLocation { uri: place::uri(file) }
}

fn region<'a>(place: place::Region) -> Region<'a> {
    Region {
        start_line: place.start.line,
        start_column: Some(place.start.column),
        end_line: place.end.map(|end| end.line),
        end_column: place.end.map(|end| end.column),
        snippet: None,
    }
}

fn related<'a>(related: &'a Related, id: usize, finding: &'a Finding) -> Location<'a> {
    let file = related.file.as_deref().or(finding.file.as_deref());
    // A place in the same file is in the same member.
    let in_member = finding.member.is_some() && related.file.is_none();
    let start = related.position.filter(|at| at.line > 0 && !in_member);
    let region = start.map(|at| Region {
        start_line: at.line,
        start_column: Some(at.column.max(1)),
        ..Region::default()
    });
    Location {
        id: Some(id),
        physical_location: file.map(|file| PhysicalLocation {
            artifact_location: artifact(file),
            region,
            context_region: None,
        }),
        message: Some(Message { text: &related.message }),
        ..Location::default()
    }
}

fn fixes(finding: &Finding) -> Vec<SarifFix<'_>> {
    let Some(file) = finding.file.as_deref() else { return Vec::new() };
    let fixes = place::fixes(finding).map(|(fix, edits)| SarifFix {
        description: Message { text: &fix.title },
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(file),
            replacements: edits
                .into_iter()
                .map(|(place, text)| Replacement {
                    deleted_region: region(place),
                    inserted_content: Message { text },
                })
                .collect(),
        }],
    });
    fixes.collect()
}

fn properties(finding: &Finding) -> Option<Properties<'_>> {
    let excerpt = finding.excerpt.as_ref();
    let placed = finding.file.is_some() && place::region(finding).is_some();
    let at = finding.position.filter(|at| at.line > 0 && finding.member.is_some());
    let told = finding.file.is_some() && place::fixes(finding).count() == finding.fixes.len();
    let fixes = if told { &[] } else { &finding.fixes[..] };
    let properties = Properties {
        language: excerpt.and_then(|excerpt| excerpt.lang.as_ref()).map(LangTag::as_str),
        member: finding.member.as_deref(),
        member_line: at.map(|at| at.line),
        member_column: at.map(|at| at.column.max(1)),
        excerpt: excerpt.filter(|_| !placed).map(|excerpt| &*excerpt.text),
        proposals: fixes.iter().map(|fix| fix.title.as_str()).collect(),
    };
    let some = properties.language.is_some()
        || properties.member.is_some()
        || properties.excerpt.is_some()
        || !properties.proposals.is_empty();
    some.then_some(properties)
}

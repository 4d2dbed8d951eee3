//! Reading SRX 2.0 and 1.0 files.

use super::{LanguageMap, Rule, RuleSet, Srx};
use crate::model::{Finding, FormatHandles, Position, Severity};
use crate::text::xml::{Element, Event, Events};
use crate::text::{LineIndex, Span};

/// Why a file is no SRX.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SrxError {
    /// It is not well-formed XML.
    #[error("line {line}, column {column}: {reason}: mend the file")]
    NotWellFormed {
        /// From 1.
        line: u32,
        /// From 1.
        column: u32,
        /// What is wrong.
        reason: String,
    },
    /// It has another root element.
    #[error("is no SRX file: its root element is `{0}`, not `srx`")]
    OtherRoot(String),
    /// It holds no rule.
    #[error("holds no rule: an SRX file needs `languagerule` and `languagemap` elements")]
    NoRules,
}

impl Srx {
    /// Reads an SRX file from its text. What is off but can be done without (a map to a set that is
    /// not there, a pattern that can't be read) becomes a finding.
    ///
    /// # Errors
    /// When the text is not well-formed XML, or no SRX, or has no rules.
    pub fn parse(text: &str) -> Result<(Self, Vec<Finding>), SrxError> {
        let mut reader = Reader {
            text,
            lines: LineIndex::new(text),
            srx: Self { cascade: false, segment_subflows: true, ..Self::default() },
            findings: Vec::new(),
            collecting: None,
        };
        reader.run()?;
        reader.check();
        if reader.srx.rule_sets.iter().all(|set| set.rules.is_empty()) {
            return Err(SrxError::NoRules);
        }
        Ok((reader.srx, reader.findings))
    }
}

/// The pattern whose text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pattern {
    Before,
    After,
    Range,
}

struct Reader<'t> {
    text: &'t str,
    lines: LineIndex,
    srx: Srx,
    findings: Vec<Finding>,
    collecting: Option<Pattern>,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), SrxError> {
        let mut events = Events::new(self.text);
        let mut root = true;
        loop {
            let event = events.next_event().map_err(|error| {
                let place = self.lines.locate(self.text, error.offset);
                let (line, column) = (place.line, place.column);
                SrxError::NotWellFormed { line, column, reason: error.reason }
            })?;
            match event {
                None if root => return Err(SrxError::OtherRoot(String::new())),
                None => return Ok(()),
                Some(Event::Start(element)) => {
                    if root && element.local_name() != "srx" {
                        return Err(SrxError::OtherRoot(element.local_name().to_owned()));
                    }
                    root = false;
                    self.open(&element);
                }
                Some(Event::Text { text, .. }) => self.add(&text),
                Some(Event::End { .. }) => self.collecting = None,
            }
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let attribute = |name: &str| element.attribute(name).unwrap_or_default();
        self.collecting = None;
        match element.local_name() {
            "srx" => self.srx.version = attribute("version"),
            "header" => {
                self.srx.segment_subflows = attribute("segmentsubflows") != "no";
                self.srx.cascade = attribute("cascade") == "yes";
            }
            "formathandle" => {
                let include = attribute("include") == "yes";
                let FormatHandles { start, end, isolated } = &mut self.srx.handles;
                match attribute("type").as_str() {
                    "start" => *start = include,
                    "end" => *end = include,
                    "isolated" => *isolated = include,
                    other => {
                        let message = format!("formathandle of the unknown type `{other}`");
                        self.find("srx-formathandle", Severity::Warning, message, element.span);
                    }
                }
            }
            "languagerule" => {
                let name = attribute("languagerulename");
                self.srx.rule_sets.push(RuleSet { name, rules: Vec::new() });
            }
            "rule" => {
                let place = self.lines.locate(self.text, element.span.start as usize);
                let rule = Rule {
                    breaks: attribute("break") != "no",
                    line: place.line,
                    ..Rule::default()
                };
                if let Some(set) = self.srx.rule_sets.last_mut() {
                    set.rules.push(rule);
                }
            }
            "options" => self.srx.icu_breaks = attribute("useIcu4jBreakRules") == "yes",
            "rangeRule" => self.collecting = Some(Pattern::Range),
            "beforebreak" => self.collecting = Some(Pattern::Before),
            "afterbreak" => self.collecting = Some(Pattern::After),
            "languagemap" => self.map(element),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if self.collecting == Some(Pattern::Range) {
            self.srx.range_rule.push_str(text);
            return;
        }
        let rule = self.srx.rule_sets.last_mut().and_then(|set| set.rules.last_mut());
        match (self.collecting, rule) {
            (Some(Pattern::Before), Some(rule)) => rule.before.push_str(text),
            (Some(Pattern::After), Some(rule)) => rule.after.push_str(text),
            _ => {}
        }
    }

    fn map(&mut self, element: &Element<'_>) {
        let written = element.attribute("languagepattern").unwrap_or_default();
        let rule_set = element.attribute("languagerulename").unwrap_or_default();
        let map = LanguageMap::new(&written, &rule_set);
        if map.pattern.is_none() {
            let message = format!(
                "the language pattern `{written}` can't be read: no language gets the rules of `{rule_set}` by it"
            );
            self.find("srx-map", Severity::Error, message, element.span);
        }
        self.srx.maps.push(map);
    }

    /// Maps to rule sets that are not in the file.
    fn check(&mut self) {
        for map in &self.srx.maps {
            if !self.srx.rule_sets.iter().any(|set| set.name == map.rule_set) {
                let message = format!(
                    "a language map names the rules `{}`, which are not there",
                    map.rule_set
                );
                self.findings.push(Finding::new("srx-map", Severity::Error, message));
            }
        }
    }

    fn find(&mut self, rule: &'static str, severity: Severity, message: String, span: Span) {
        let place = self.lines.locate(self.text, span.start as usize);
        let offset = u64::from(span.start);
        let position = Position { offset, line: place.line, column: place.column };
        self.findings.push(Finding::new(rule, severity, message).at(position));
    }
}

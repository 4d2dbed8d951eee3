//! The samples of reports: `findings.jsonl`, `rules.jsonl`, and `lines.tsv`, the lines that findings are
//! in. Shared by the tests and by `examples/reports.rs`.

use std::collections::BTreeMap;
use std::path::Path;
use targum::model::{Finding, Severity};
use targum::report::{Report, RuleInfo};

#[derive(serde::Deserialize)]
struct Rule {
    id: String,
    title: String,
    documentation: String,
    severity: Severity,
}

pub(crate) struct Samples {
    pub(crate) findings: Vec<Finding>,
    pub(crate) lines: BTreeMap<(String, u32), String>,
    rules: Vec<Rule>,
}

impl Samples {
    pub(crate) fn load() -> Self {
        let rows = read("lines.tsv");
        let rows = rows.lines().map(|row| {
            let cells: Vec<&str> = row.splitn(3, '\t').collect();
            ((cells[0].to_owned(), cells[1].parse().expect("a line")), cells[2].to_owned())
        });
        Self {
            findings: objects("findings.jsonl"),
            lines: rows.collect(),
            rules: objects("rules.jsonl"),
        }
    }

    /// Hands a report of all samples to `tell`.
    pub(crate) fn report<T>(&self, tell: impl FnOnce(Report<'_>) -> T) -> T {
        let rules: Vec<RuleInfo<'_>> = self
            .rules
            .iter()
            .map(|rule| RuleInfo {
                id: &rule.id,
                title: &rule.title,
                documentation: &rule.documentation,
                severity: rule.severity,
            })
            .collect();
        let line = |file: &str, line: u32| self.lines.get(&(file.to_owned(), line)).cloned();
        tell(Report {
            findings: &self.findings,
            rules: &rules,
            files: &["docs/clean.md".to_owned(), "docs/report & notes.md".to_owned()],
            tool_version: "0.0.0",
            color: false,
            width: None,
            lines: Some(&line),
        })
    }
}

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/report");
    std::fs::read_to_string(folder.join(name)).expect("a sample")
}

fn objects<T: serde::de::DeserializeOwned>(name: &str) -> Vec<T> {
    read(name).lines().map(|line| serde_json::from_str(line).expect("a sample")).collect()
}

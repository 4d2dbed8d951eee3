//! `targum explain`: what a rule does.

use super::Exit;
use crate::app::check;
use crate::app::files::Output;
use crate::check::{Group, RULES};
use clap::Args;
use std::io::Write as _;
use std::path::Path;

/// Say what a rule of `targum check` does; without one, list them all.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum explain
  targum explain name-near-miss")]
pub(crate) struct ExplainArguments {
    /// The rule.
    rule: Option<String>,
}

pub(crate) fn run(arguments: &ExplainArguments) -> anyhow::Result<Exit> {
    let mut out = Output::create(Path::new("-"))?;
    if let Some(name) = &arguments.rule {
        check::known_rules(std::iter::once(name.as_str()))?;
        if let Some(rule) = crate::check::rule(name) {
            let on = if rule.default_on { "" } else { ", off by default" };
            writeln!(out, "{}: {} ({}{on})\n", rule.id, rule.title, rule.severity)?;
            writeln!(out, "{}", rule.documentation.trim_end())?;
        }
    } else {
        for (group, title) in [
            (Group::Terms, "Terms and names, by the glossary"),
            (Group::Translation, "Translations beside their sources"),
            (Group::Writing, "Writing"),
        ] {
            writeln!(out, "{title}")?;
            for rule in RULES.iter().filter(|rule| rule.group == group) {
                let level =
                    if rule.default_on { rule.severity.to_string() } else { "off".to_owned() };
                writeln!(out, "  {:26} {level:8} {}", rule.id, rule.title)?;
            }
            writeln!(out)?;
        }
    }
    out.finish()?;
    Ok(Exit::Clean)
}

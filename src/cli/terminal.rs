//! What is said to a person on standard error: findings, progress, errors.

use super::Exit;
use crate::app::{Progress, Silent, files};
use crate::model::{Finding, Severity};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::Mutex;

/// How many findings of one rule are shown one by one.
const SHOWN: usize = 20;

/// Standard error, for talk.
pub(crate) struct Terminal {
    quiet: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Terminal {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet, bar: Mutex::new(None) }
    }

    /// A line about what was done or chosen; silent with `--quiet`.
    pub(crate) fn say(&self, line: &str) {
        if !self.quiet {
            self.line(line);
        }
    }

    /// An error that ends the run.
    pub(crate) fn error(&self, message: &str) {
        self.line(&format!("targum: error: {message}"));
    }

    /// Shows findings, and gives how the run ends for them: what was lost or cannot be used counts
    /// as a finding, remarks do not.
    pub(crate) fn findings(&self, findings: &[Finding]) -> Exit {
        let mut shown: Vec<(&str, usize)> = Vec::new();
        for finding in findings {
            let known = shown.iter().position(|(rule, _)| *rule == finding.rule);
            let at = known.unwrap_or_else(|| {
                shown.push((&finding.rule, 0));
                shown.len() - 1
            });
            shown[at].1 += 1;
            let count = shown[at].1;
            if count <= SHOWN && (!self.quiet || finding.severity == Severity::Error) {
                self.line(&finding.to_string());
            }
        }
        for (rule, count) in shown.iter().filter(|(_, count)| *count > SHOWN) {
            self.say(&format!("… and {} more of {rule}", count - SHOWN));
        }
        let lost = findings.iter().any(|finding| finding.severity == Severity::Error);
        if lost { Exit::Findings } else { Exit::Clean }
    }

    /// Progress for a job that writes to `output` while it reads: none where both would meet on the
    /// screen.
    pub(crate) fn beside(&self, output: &Path) -> &dyn Progress {
        let meet = output == Path::new("-") && std::io::stdout().is_terminal();
        if meet { &Silent } else { self }
    }

    fn line(&self, line: &str) {
        let bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let print = || {
            let _ = writeln!(anstream::stderr(), "{line}");
        };
        match &*bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Progress for Terminal {
    fn begin(&self, stage: &str) {
        if self.quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::new(1000);
        if let Ok(style) = ProgressStyle::with_template("{msg:12} {bar:30} {percent:>3} %  {eta}") {
            bar.set_style(style);
        }
        bar.set_message(stage.to_owned());
        *self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(bar);
    }

    fn done(&self, part: f32) {
        let bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(bar) = &*bar {
            bar.set_position((part * 1000.0) as u64);
        }
    }

    fn end(&self) {
        let bar = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
    }
}

/// On Ctrl-C, removes the temporary files of unfinished outputs and ends with 130.
pub(crate) fn clean_up_on_interruption() {
    // Without a handler an interruption still ends the run; only a temporary file may stay.
    let _ = ctrlc::set_handler(|| {
        files::remove_unfinished();
        #[expect(clippy::exit, reason = "an interruption ends the process, whatever it was doing")]
        std::process::exit(130);
    });
}

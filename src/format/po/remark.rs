//! What is off in a catalogue.

use crate::model::Severity;

/// Something off at a byte of the file.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) at: usize,
    pub(super) message: String,
}

impl Remark {
    pub(super) fn new(
        rule: &'static str,
        severity: Severity,
        at: usize,
        message: impl Into<String>,
    ) -> Self {
        Self { rule, severity, at, message: message.into() }
    }
}

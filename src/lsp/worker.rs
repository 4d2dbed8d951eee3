//! The thread of a project: checks its open files when they are left alone for a moment, the newest
//! version only, and answers what is asked about them.

use super::client::Client;
use super::completion::Terms;
use super::documents::OpenDocument;
use super::outbox::Outbox;
use super::project::{Clears, Files, Loaded, Question, Sources, Task};
use super::{actions, diagnostics, hover};
use crate::app::AppError;
use crate::app::check::{Checker, RuleSet, Settings};
use crate::model::Finding;
use lsp_server::{ErrorCode, RequestId};
use lsp_types::notification::PublishDiagnostics;
use lsp_types::request::WorkspaceDiagnosticRefresh;
use lsp_types::{
    Diagnostic, DocumentDiagnosticReport, FullDocumentDiagnosticReport, MessageType,
    PublishDiagnosticsParams, RelatedFullDocumentDiagnosticReport, Uri,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How long a text must be left alone before it is checked …
const REST: Duration = Duration::from_millis(150);
/// … unless it is typed in for so long.
const PATIENCE: Duration = Duration::from_secs(1);
/// Files with more bytes are not checked: each key would cost seconds.
const LIMIT: usize = 16 << 20;

/// Works until the project is dropped. Settings and termbases that can't be loaded are told, and the
/// last good ones go on.
pub(super) fn run(sources: &Sources, client: Client, outbox: &Outbox, tasks: Receiver<Task>) {
    let mut desk = Desk::new(tasks);
    let (first, mut files) = sources.load();
    let mut loaded = told(first, outbox);
    loop {
        let left = {
            let none = Loaded::default();
            let project = loaded.as_ref().unwrap_or(&none);
            let mut session = Session {
                checker: Checker::new(&project.termbase, &project.config.domains),
                terms: Terms::new(&project.termbase, &project.config.domains),
                project,
                usable: loaded.is_some(),
                checked: BTreeMap::new(),
                files: &files,
                client,
                outbox,
            };
            session.work(&mut desk)
        };
        if left == Left::Closed {
            return;
        }
        let (again, now) = sources.load();
        files = now;
        loaded = told(again, outbox).or(loaded);
        desk.check_all();
        if client.pulls {
            outbox.ask::<WorkspaceDiagnosticRefresh>(());
        }
    }
}

/// Tells what could not be loaded, and that something is off in a termbase.
fn told(loaded: Result<Loaded, AppError>, outbox: &Outbox) -> Option<Loaded> {
    match loaded {
        Ok(loaded) => {
            for finding in &loaded.findings {
                outbox.log(MessageType::WARNING, finding.to_string());
            }
            Some(loaded)
        }
        Err(error) => {
            outbox.show(format!("targum: {error}"));
            None
        }
    }
}

/// Why a session was left.
#[derive(Debug, PartialEq, Eq)]
enum Left {
    /// The files of the project have changed.
    Stale,
    /// The project is not wanted any more.
    Closed,
}

/// What waits to be done; it outlives the termbase.
struct Desk {
    tasks: Receiver<Task>,
    /// Tasks that came while a file was checked.
    waiting: VecDeque<Task>,
    documents: BTreeMap<Uri, Arc<OpenDocument>>,
    /// Files to check, since when the first of them waits, and when their turn is.
    unchecked: BTreeSet<Uri>,
    since: Option<Instant>,
    due: Option<Instant>,
}

impl Desk {
    fn new(tasks: Receiver<Task>) -> Self {
        Self {
            tasks,
            waiting: VecDeque::new(),
            documents: BTreeMap::new(),
            unchecked: BTreeSet::new(),
            since: None,
            due: None,
        }
    }

    /// The next task; a timeout when a file is to be checked first.
    fn next(&mut self) -> Result<Task, RecvTimeoutError> {
        if let Some(task) = self.waiting.pop_front() {
            return Ok(task);
        }
        match self.due {
            None => self.tasks.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => self.tasks.recv_timeout(due.saturating_duration_since(Instant::now())),
        }
    }

    /// Takes the newest version of a file.
    fn put(&mut self, document: Arc<OpenDocument>) {
        let now = Instant::now();
        let is_new = !self.documents.contains_key(&document.uri);
        let since = *self.since.get_or_insert(now);
        let rest = if is_new { Duration::ZERO } else { REST };
        self.due = Some((now + rest).min(since + PATIENCE));
        self.unchecked.insert(document.uri.clone());
        self.documents.insert(document.uri.clone(), document);
    }

    fn check_all(&mut self) {
        self.unchecked = self.documents.keys().cloned().collect();
        self.due = (!self.unchecked.is_empty()).then(Instant::now);
    }

    /// The next file to check.
    fn take(&mut self) -> Option<Arc<OpenDocument>> {
        let uri = self.unchecked.pop_first();
        if self.unchecked.is_empty() {
            (self.since, self.due) = (None, None);
        }
        self.documents.get(&uri?).cloned()
    }

    /// Whether a newer version of a file has come, or it was closed.
    fn is_outdated(&mut self, document: &OpenDocument) -> bool {
        self.waiting.extend(self.tasks.try_iter());
        self.waiting.iter().any(|task| match task {
            Task::Check(newer) => newer.uri == document.uri,
            Task::Close(uri, _) => *uri == document.uri,
            Task::Refresh | Task::Answer(..) => false,
        })
    }
}

/// Work with one state of settings and termbase.
struct Session<'p> {
    project: &'p Loaded,
    checker: Checker<'p>,
    terms: Terms<'p>,
    /// Whether there are settings and a termbase to check with at all.
    usable: bool,
    /// The findings of files by the version they are of.
    checked: BTreeMap<Uri, (i32, Arc<Vec<Finding>>)>,
    files: &'p Files,
    client: Client,
    outbox: &'p Outbox,
}

impl Session<'_> {
    fn work(&mut self, desk: &mut Desk) -> Left {
        loop {
            match desk.next() {
                Ok(Task::Check(document)) => desk.put(document),
                Ok(Task::Close(uri, clears)) => {
                    self.checked.remove(&uri);
                    desk.documents.remove(&uri);
                    desk.unchecked.remove(&uri);
                    if clears == Clears::Yes {
                        self.publish(uri, None, Vec::new());
                    }
                }
                Ok(Task::Refresh) if self.files.have_changed() => return Left::Stale,
                Ok(Task::Refresh) => {}
                Ok(Task::Answer(id, uri, question)) => {
                    let document = desk.documents.get(&uri).cloned();
                    self.answer(id, document.as_deref(), question);
                }
                Err(RecvTimeoutError::Timeout) => self.check_next(desk),
                Err(RecvTimeoutError::Disconnected) => return Left::Closed,
            }
        }
    }

    fn check_next(&mut self, desk: &mut Desk) {
        let Some(document) = desk.take() else { return };
        if self.client.pulls {
            return;
        }
        let findings = self.findings(&document);
        if !desk.is_outdated(&document) {
            let found = self.diagnostics(&findings, &document);
            self.publish(document.uri.clone(), Some(document.version), found);
        }
    }

    fn publish(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        if !self.client.pulls {
            let params = PublishDiagnosticsParams { uri, diagnostics, version };
            self.outbox.notify::<PublishDiagnostics>(params);
        }
    }

    fn diagnostics(&self, findings: &[Finding], document: &OpenDocument) -> Vec<Diagnostic> {
        let told = |finding| diagnostics::diagnostic(finding, document, self.client);
        findings.iter().map(told).collect()
    }

    /// The findings in a file; those of the same version are known.
    fn findings(&mut self, document: &OpenDocument) -> Arc<Vec<Finding>> {
        if let Some((version, findings)) = self.checked.get(&document.uri)
            && *version == document.version
        {
            return findings.clone();
        }
        // A fault of a rule must not end the server.
        let checked = catch_unwind(AssertUnwindSafe(|| self.check(document)));
        let findings = Arc::new(checked.unwrap_or_else(|_| {
            let path = document.path.display();
            self.outbox.log(MessageType::ERROR, format!("{path}: the check broke off: a fault"));
            Vec::new()
        }));
        self.checked.insert(document.uri.clone(), (document.version, findings.clone()));
        findings
    }

    fn check(&self, document: &OpenDocument) -> Vec<Finding> {
        let config = &self.project.config;
        if !self.usable || config.excludes(&document.path) {
            return Vec::new();
        }
        if document.text.len() > LIMIT {
            let message = format!("files over {LIMIT} bytes are not checked in an editor");
            self.outbox.log(MessageType::INFO, format!("{}: {message}", document.path.display()));
            return Vec::new();
        }
        let set = RuleSet::of(config, &Settings::default(), &document.path);
        let mut findings = match self.checker.file(&document.loaded(), &document.request(), &set) {
            Ok(checked) => checked.findings,
            Err(error) => {
                self.outbox.log(MessageType::WARNING, error.to_string());
                return Vec::new();
            }
        };
        if let Some(baseline) = &self.project.baseline {
            findings = baseline.compare(findings, &[]).new;
        }
        findings.retain(diagnostics::concerns_editors);
        findings
    }

    fn answer(&mut self, id: RequestId, document: Option<&OpenDocument>, question: Question) {
        if !self.outbox.is_wanted(&id) {
            return;
        }
        let answer = catch_unwind(AssertUnwindSafe(|| match document {
            Some(document) => self.about(document, question),
            None => serde_json::to_value(nothing(&question)),
        }));
        match answer {
            Ok(Ok(value)) => self.outbox.reply(id, &value),
            Ok(Err(error)) => {
                self.outbox.refuse(id, ErrorCode::InternalError, error.to_string());
            }
            Err(_) => self.outbox.refuse(id, ErrorCode::InternalError, "a fault of the server"),
        }
    }

    fn about(
        &mut self,
        document: &OpenDocument,
        question: Question,
    ) -> Result<Value, serde_json::Error> {
        let client = self.client;
        match question {
            Question::Hover(at) => {
                serde_json::to_value(hover::hover(&self.checker, document, at, client))
            }
            Question::Completion(at) => {
                serde_json::to_value(self.terms.complete(document, at, client))
            }
            Question::Actions(range, only) => {
                let findings = self.findings(document);
                let only = only.as_deref();
                serde_json::to_value(actions::actions(&findings, document, range, only, client))
            }
            Question::Diagnostics => {
                let findings = self.findings(document);
                serde_json::to_value(report(self.diagnostics(&findings, document)))
            }
        }
    }
}

/// The answer about a file that is not open, or not checked.
pub(super) fn nothing(question: &Question) -> Option<DocumentDiagnosticReport> {
    matches!(question, Question::Diagnostics).then(|| report(Vec::new()))
}

fn report(items: Vec<Diagnostic>) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: None, items },
    })
}

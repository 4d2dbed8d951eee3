//! The main loop: what the client says, and which project it concerns.

use super::Options;
use super::client::Client;
use super::documents::OpenDocument;
use super::outbox::Outbox;
use super::project::{Clears, Project, Question, Task};
use super::worker::nothing;
use crate::app::config::{Config, FILE};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::{
    CancelParams, CodeActionParams, CompletionParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DocumentDiagnosticParams, FileSystemWatcher, GlobPattern,
    HoverParams, InitializeParams, MessageType, NumberOrString, Position, Registration,
    RegistrationParams, TextDocumentPositionParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;

/// Files the client is asked to watch: settings and what termbases are kept in.
const WATCHED: [&str; 2] = ["**/targum.toml", "**/*.{tbx,tsv,csv,xlsx,txt,utx,jsonl}"];

/// Serves a client until it says that it is done or is gone. Gives whether it left in order: `shutdown`,
/// then `exit`.
pub fn serve(connection: Connection, options: &Options) -> bool {
    let Connection { sender, receiver } = connection;
    let (channel, messages) = channel::<Option<Message>>();
    let writer = std::thread::spawn(move || {
        for message in messages {
            let Some(message) = message else { break };
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let mut server = Server {
        options,
        outbox: Arc::new(Outbox::new(channel)),
        client: None,
        documents: BTreeMap::new(),
        projects: Vec::new(),
        is_shut_down: false,
        is_done: false,
    };
    for message in &receiver {
        server.take(message);
        if server.is_done {
            break;
        }
    }
    server.outbox.close();
    let in_order = server.is_done && server.is_shut_down;
    drop(server);
    let _ = writer.join();
    in_order
}

struct Server<'o> {
    options: &'o Options,
    outbox: Arc<Outbox>,
    /// Known once the client has introduced itself.
    client: Option<Client>,
    /// The open files, each with the project it belongs to, by its place in `projects`.
    documents: BTreeMap<Uri, (Arc<OpenDocument>, usize)>,
    projects: Vec<Project>,
    is_shut_down: bool,
    is_done: bool,
}

impl Server<'_> {
    fn take(&mut self, message: Message) {
        match message {
            Message::Request(request) => {
                self.outbox.received(&request.id);
                self.request(request);
            }
            Message::Notification(notification) => {
                let method = notification.method.clone();
                if let Err(error) = self.notification(notification) {
                    self.outbox.log(MessageType::WARNING, format!("{method}: {error}"));
                }
            }
            Message::Response(_) => {}
        }
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.is_shut_down {
            let message = "the server is shut down: only `exit` is left";
            return self.outbox.refuse(id, ErrorCode::InvalidRequest, message);
        }
        if method == ask::Initialize::METHOD {
            return self.initialize(id, &params);
        }
        if self.client.is_none() {
            let message = "`initialize` comes first";
            return self.outbox.refuse(id, ErrorCode::ServerNotInitialized, message);
        }
        let asked = match &*method {
            ask::Shutdown::METHOD => {
                self.is_shut_down = true;
                return self.outbox.reply(id, &Value::Null);
            }
            ask::HoverRequest::METHOD => read(params).map(|params: HoverParams| {
                at(params.text_document_position_params, Question::Hover)
            }),
            ask::Completion::METHOD => read(params).map(|params: CompletionParams| {
                at(params.text_document_position, Question::Completion)
            }),
            ask::CodeActionRequest::METHOD => read(params).map(|params: CodeActionParams| {
                let question = Question::Actions(params.range, params.context.only);
                (params.text_document.uri, question)
            }),
            ask::DocumentDiagnosticRequest::METHOD => {
                read(params).map(|params: DocumentDiagnosticParams| {
                    (params.text_document.uri, Question::Diagnostics)
                })
            }
            _ => {
                let message = format!("there is no method `{method}`");
                return self.outbox.refuse(id, ErrorCode::MethodNotFound, message);
            }
        };
        match asked {
            Ok((uri, question)) => self.answer(id, uri, question),
            Err(error) => self.outbox.refuse(id, ErrorCode::InvalidParams, error),
        }
    }

    fn answer(&self, id: RequestId, uri: Uri, question: Question) {
        let known = self.documents.get(&uri).and_then(|(_, at)| self.projects.get(*at));
        match known {
            Some(project) => project.tell(Task::Answer(id, uri, question)),
            None => self.outbox.reply(id, &nothing(&question)),
        }
    }

    fn initialize(&mut self, id: RequestId, params: &Value) {
        if self.client.is_some() {
            let message = "`initialize` comes once";
            return self.outbox.refuse(id, ErrorCode::InvalidRequest, message);
        }
        match read::<InitializeParams>(params.clone()) {
            Ok(told) => {
                let client = Client::new(&told, params);
                self.client = Some(client);
                self.outbox.reply(id, &client.answer());
            }
            Err(error) => self.outbox.refuse(id, ErrorCode::InvalidParams, error),
        }
    }

    /// Fails with what is wrong in the parameters.
    fn notification(&mut self, notification: Notification) -> Result<(), String> {
        let Notification { method, params } = notification;
        if method == note::Exit::METHOD {
            self.is_done = true;
            return Ok(());
        }
        let Some(client) = self.client.filter(|_| !self.is_shut_down) else { return Ok(()) };
        match &*method {
            note::Initialized::METHOD if client.watches => self.watch(),
            note::Cancel::METHOD => {
                let params: CancelParams = read(params)?;
                self.outbox.cancel(match params.id {
                    NumberOrString::Number(id) => id.into(),
                    NumberOrString::String(id) => id.into(),
                });
            }
            note::DidOpenTextDocument::METHOD => {
                let params: DidOpenTextDocumentParams = read(params)?;
                self.close(&params.text_document.uri, Clears::No);
                if let Some(document) = OpenDocument::open(params.text_document, client.encoding) {
                    self.place(document, client);
                }
            }
            note::DidChangeTextDocument::METHOD => {
                let params: DidChangeTextDocumentParams = read(params)?;
                let (uri, version) = (params.text_document.uri, params.text_document.version);
                if let Some((document, project)) = self.documents.get_mut(&uri) {
                    *document = document.changed(params.content_changes, version);
                    self.projects[*project].tell(Task::Check(document.clone()));
                }
            }
            note::DidCloseTextDocument::METHOD => {
                let params: DidCloseTextDocumentParams = read(params)?;
                self.close(&params.text_document.uri, Clears::Yes);
            }
            note::DidSaveTextDocument::METHOD
            | note::DidChangeWatchedFiles::METHOD
            | note::DidChangeConfiguration::METHOD
            | note::DidChangeWorkspaceFolders::METHOD => self.refresh(client),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, uri: &Uri, clears: Clears) {
        if let Some((document, project)) = self.documents.remove(uri) {
            self.projects[project].tell(Task::Close(document.uri.clone(), clears));
        }
    }

    /// Gives a file to the project it belongs to, which is started if need be.
    fn place(&mut self, document: Arc<OpenDocument>, client: Client) {
        let config = self.config_of(&document.path);
        let known = self.projects.iter().position(|project| project.config == config);
        let at = known.unwrap_or(self.projects.len());
        if known.is_none() {
            match Project::start(config, self.options, client, self.outbox.clone()) {
                Ok(project) => self.projects.push(project),
                Err(error) => return self.outbox.show(format!("targum: {error}")),
            }
        }
        self.projects[at].tell(Task::Check(document.clone()));
        self.documents.insert(document.uri.clone(), (document, at));
    }

    fn config_of(&self, path: &Path) -> Option<PathBuf> {
        self.options.config.clone().or_else(|| Config::discover(path))
    }

    /// Looks again at which settings hold for which files, and lets every project look at its own.
    fn refresh(&mut self, client: Client) {
        for project in &self.projects {
            project.tell(Task::Refresh);
        }
        let moved: Vec<Arc<OpenDocument>> = self
            .documents
            .values()
            .filter(|(document, at)| self.projects[*at].config != self.config_of(&document.path))
            .map(|(document, _)| document.clone())
            .collect();
        for document in moved {
            self.close(&document.uri, Clears::No);
            self.place(document, client);
        }
    }

    /// Asks the client to tell when settings or termbases change on disk.
    fn watch(&self) {
        let watcher = |pattern: &&str| FileSystemWatcher {
            glob_pattern: GlobPattern::String((*pattern).to_owned()),
            kind: None,
        };
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: WATCHED.iter().map(watcher).collect(),
        };
        let registration = Registration {
            id: FILE.to_owned(),
            method: note::DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        let registrations = vec![registration];
        self.outbox.ask::<ask::RegisterCapability>(RegistrationParams { registrations });
    }
}

/// Reads parameters; fails with what is wrong in them.
fn read<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| format!("wrong parameters: {error}"))
}

fn at(place: TextDocumentPositionParams, question: fn(Position) -> Question) -> (Uri, Question) {
    (place.text_document.uri, question(place.position))
}

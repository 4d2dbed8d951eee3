//! What the client can do, and what the server tells it that it can.

use super::actions;
use super::position::Encoding;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    DiagnosticOptions, DiagnosticServerCapabilities, HoverProviderCapability, InitializeParams,
    InitializeResult, MarkupKind, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions,
};
use serde_json::Value;

/// What a client can do.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a capability of the protocol")]
pub(super) struct Client {
    /// What places are counted in.
    pub(super) encoding: Encoding,
    /// Whether it shows Markdown in hovers and beside completions.
    pub(super) markdown: bool,
    /// Whether it shows second places of diagnostics.
    pub(super) related: bool,
    /// Whether it shows what is deprecated as such.
    pub(super) tags: bool,
    /// Whether edits can name the version of the text they are made for.
    pub(super) versioned_edits: bool,
    /// Whether it asks for diagnostics, and can be told to ask again: then none are sent unasked.
    pub(super) pulls: bool,
    /// Whether it watches files for the server.
    pub(super) watches: bool,
}

impl Client {
    /// Reads what a client says of itself. `raw` are the same parameters as they came.
    pub(super) fn new(params: &InitializeParams, raw: &Value) -> Self {
        let told = &params.capabilities;
        let text = told.text_document.as_ref();
        let workspace = told.workspace.as_ref();
        let formats = text.and_then(|text| text.hover.as_ref()?.content_format.as_ref());
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let offered = told.general.as_ref().and_then(|g| g.position_encodings.as_deref());
        let refreshes = raw.pointer("/capabilities/workspace/diagnostics/refreshSupport");
        Self {
            encoding: Encoding::choose(offered.unwrap_or_default()),
            markdown: formats.is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            related: published.and_then(|p| p.related_information).unwrap_or(false),
            tags: published.is_some_and(|published| published.tag_support.is_some()),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
            pulls: text.is_some_and(|text| text.diagnostic.is_some())
                && refreshes.and_then(Value::as_bool).unwrap_or(false),
            watches: watched.and_then(|w| w.dynamic_registration).unwrap_or(false),
        }
    }

    /// What the server can do for this client.
    pub(super) fn answer(self) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                include_text: Some(false),
            })),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::FIX_ALL]),
            ..CodeActionOptions::default()
        };
        let completion = CompletionOptions {
            // Terms of several words go on behind a space.
            trigger_characters: Some(vec![" ".to_owned()]),
            ..CompletionOptions::default()
        };
        let diagnostics = DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("targum".to_owned()),
            ..DiagnosticOptions::default()
        });
        InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(self.encoding.kind()),
                text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                completion_provider: Some(completion),
                code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
                diagnostic_provider: self.pulls.then_some(diagnostics),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "targum".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        }
    }
}

//! Quick fixes: what a finding proposes, all safe fixes of a file at once, and a comment that allows
//! what was found.

use super::allow;
use super::client::Client;
use super::diagnostics::{bytes, diagnostic};
use super::documents::OpenDocument;
use crate::app::check;
use crate::model::{Finding, Fix};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, WorkspaceEdit,
};
use std::collections::HashMap;

/// The kind of the action that applies all safe fixes.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.targum");

/// The actions for a range of a file. `only` are the kinds that are asked for; all without any.
pub(super) fn actions(
    findings: &[Finding],
    document: &OpenDocument,
    range: Range,
    only: Option<&[CodeActionKind]>,
    client: Client,
) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    if wants(only, &CodeActionKind::QUICKFIX) {
        let (start, end) = (document.byte(range.start), document.byte(range.end));
        let here = findings.iter().filter(|finding| {
            let found = bytes(finding, document);
            found.start <= end && start <= found.end && finding.position.is_some()
        });
        let here: Vec<&Finding> = here.collect();
        for finding in &here {
            let fixes = finding.fixes.iter().filter(|fix| !fix.edits.is_empty());
            actions.extend(fixes.map(|fix| quick_fix(finding, fix, document, client)));
        }
        actions.extend(here.iter().filter_map(|finding| allowing(finding, document, client)));
    }
    if wants(only, &FIX_ALL) {
        actions.extend(fix_all(findings, document, client));
    }
    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
}

/// Whether a kind, or one it is a part of, is asked for.
fn wants(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|asked| {
            let rest = kind.as_str().strip_prefix(asked.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('.') || asked.as_str().is_empty()
            })
        })
    })
}

fn quick_fix(finding: &Finding, fix: &Fix, document: &OpenDocument, client: Client) -> CodeAction {
    let edits = fix.edits.iter().map(|edit| {
        let bytes = edit.range.start as usize..edit.range.end as usize;
        TextEdit::new(document.range(&bytes), edit.replacement.clone())
    });
    CodeAction {
        title: sentence(&fix.title),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic(finding, document, client)]),
        edit: Some(workspace_edit(document, edits.collect(), client)),
        is_preferred: Some(fix.safe),
        ..CodeAction::default()
    }
}

fn allowing(finding: &Finding, document: &OpenDocument, client: Client) -> Option<CodeAction> {
    let (at, comment) = allow::comment(finding, document)?;
    let edit = TextEdit::new(document.range(&(at..at)), comment);
    Some(CodeAction {
        title: format!("Allow this text: {}", finding.rule),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic(finding, document, client)]),
        edit: Some(workspace_edit(document, vec![edit], client)),
        ..CodeAction::default()
    })
}

fn fix_all(findings: &[Finding], document: &OpenDocument, client: Client) -> Option<CodeAction> {
    let (edits, _) = check::safe_edits(findings);
    if edits.is_empty() {
        return None;
    }
    let edit = |edit: crate::format::PartEdit| {
        let bytes = edit.range.start as usize..edit.range.end as usize;
        TextEdit::new(document.range(&bytes), edit.replacement)
    };
    let edits = edits.into_iter().map(edit).collect();
    Some(CodeAction {
        title: "Apply all safe fixes of targum".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(workspace_edit(document, edits, client)),
        ..CodeAction::default()
    })
}

/// Edits of one file, for the version of it they were made for where the client can hear of that.
fn workspace_edit(document: &OpenDocument, edits: Vec<TextEdit>, client: Client) -> WorkspaceEdit {
    if client.versioned_edits {
        let text_document = OptionalVersionedTextDocumentIdentifier {
            uri: document.uri.clone(),
            version: Some(document.version),
        };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
        return WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() };
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's types say so")]
    let changes = HashMap::from([(document.uri.clone(), edits)]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// A message with a capital at its start, as menus have it.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_include_their_parts() {
        fn asked(kinds: &[&'static str], kind: &CodeActionKind) -> bool {
            let only: Vec<_> = kinds.iter().map(|kind| CodeActionKind::new(kind)).collect();
            wants(Some(&only), kind)
        }
        assert!(asked(&["source"], &FIX_ALL) && asked(&["source.fixAll"], &FIX_ALL));
        assert!(asked(&[""], &FIX_ALL) && wants(None, &FIX_ALL));
        assert!(!asked(&["source.fix"], &FIX_ALL) && !asked(&["quickfix"], &FIX_ALL));
        assert!(asked(&["refactor", "quickfix"], &CodeActionKind::QUICKFIX));
    }
}

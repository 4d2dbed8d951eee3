"""Speaks to `targum lsp` with the client of pygls: a wrong name is found, fixed and gone.

    lsp.py PROGRAM    from the root of the checkout
"""

import asyncio
import pathlib
import shutil
import sys
import tempfile

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

WRONG, RIGHT = "Joint Valetta Action Plan", "Joint Valletta Action Plan"
PATIENCE = 60


class Client(LanguageClient):
    def __init__(self):
        super().__init__("targum-test", "1")
        self.published = asyncio.Queue()
        self.faults = []

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params):
            self.published.put_nowait(params)

    def report_server_error(self, error, source):
        self.faults.append((error, source))

    async def diagnostics(self, version):
        while True:
            params = await asyncio.wait_for(self.published.get(), PATIENCE)
            if params.version == version:
                return params.diagnostics


def place(text, words):
    """The position of some words, in UTF-16 units."""
    at = text.index(words)
    line = text.count("\n", 0, at)
    start = text.rfind("\n", 0, at) + 1
    return lsp.Position(line, len(text[start:at].encode("utf-16-le")) // 2)


def offset(text, position):
    lines = text.splitlines(keepends=True)
    line = lines[position.line].encode("utf-16-le")
    before = line[: position.character * 2].decode("utf-16-le")
    return sum(map(len, lines[: position.line])) + len(before)


async def run(program, folder):
    root = pathlib.Path.cwd()
    shutil.copy(root / "glossary/un.tsv", folder)
    (folder / "targum.toml").write_text('glossary = ["un.tsv"]\n')
    text = (root / "seeds/unodc-valletta-2017.en.txt").read_text(encoding="utf-8")
    uri = (folder / "valletta.en.txt").as_uri()

    client = Client()
    await client.start_io(program, "lsp")
    told = await client.initialize_async(
        lsp.InitializeParams(
            process_id=None,
            root_uri=folder.as_uri(),
            capabilities=lsp.ClientCapabilities(
                workspace=lsp.WorkspaceClientCapabilities(
                    workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True)
                ),
                text_document=lsp.TextDocumentClientCapabilities(
                    hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown])
                ),
            ),
        )
    )
    assert told.server_info.name == "targum"
    assert told.capabilities.position_encoding == lsp.PositionEncodingKind.Utf16
    client.initialized(lsp.InitializedParams())
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, "plaintext", 1, text))
    )
    found = await client.diagnostics(1)
    wrong = [d for d in found if d.range.start == place(text, WRONG)]
    assert [d.code for d in wrong] == ["name-near-miss"], found
    print(f"diagnostics: {len(found)}, {wrong[0].message}")

    document = lsp.TextDocumentIdentifier(uri)
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(document, wrong[0].range, lsp.CodeActionContext(wrong))
    )
    fixes = [action for action in actions if action.kind == lsp.CodeActionKind.QuickFix]
    assert fixes[0].is_preferred and RIGHT in fixes[0].title, fixes
    assert any(action.kind == "source.fixAll.targum" for action in actions)
    fixed = text
    for edit in reversed(fixes[0].edit.document_changes[0].edits):
        start, end = offset(fixed, edit.range.start), offset(fixed, edit.range.end)
        fixed = fixed[:start] + edit.new_text + fixed[end:]
    assert WRONG not in fixed
    print(f"fix: {fixes[0].title}")

    hover = await client.text_document_hover_async(
        lsp.HoverParams(document, place(text, "Member States"))
    )
    assert hover.contents.kind == lsp.MarkupKind.Markdown and "- fr: " in hover.contents.value
    print("hover: " + hover.contents.value.splitlines()[0])

    fixed += "\nThe Joint Vall"
    version = lsp.VersionedTextDocumentIdentifier(version=2, uri=uri)
    change = lsp.TextDocumentContentChangeWholeDocument(fixed)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(version, [change]))
    left = await client.diagnostics(2)
    assert all(d.range.start != wrong[0].range.start for d in left), left
    last = lsp.Position(fixed.count("\n"), len("The Joint Vall"))
    items = await client.text_document_completion_async(lsp.CompletionParams(document, last))
    assert [item.label for item in items.items][:1] == [RIGHT], items
    print(f"completion: {items.items[0].label}")

    await client.shutdown_async(None)
    client.exit(None)
    code = await asyncio.wait_for(client._server.wait(), PATIENCE)
    await client.stop()
    assert code == 0, code
    assert not client.faults, client.faults
    print("left in order")


with tempfile.TemporaryDirectory() as scratch:
    asyncio.run(run(sys.argv[1], pathlib.Path(scratch).resolve()))

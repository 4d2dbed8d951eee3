//! The texts of open files.

use super::position::{Encoding, Lines};
use super::uri;
use crate::app::check::Loaded;
use crate::app::language;
use crate::app::read::Request;
use crate::format::{self, Format, ReadOptions};
use crate::text::LangTag;
use lsp_types::{Position, Range, TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use std::ops;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The formats that are texts an editor can show.
const FORMATS: [&str; 6] = ["text", "markdown", "html", "tmx", "xliff", "po"];

/// A byte order mark: decoding takes it off, so places behind it are counted without.
const MARK: char = '\u{FEFF}';

/// An open file as it is in the editor.
pub(super) struct OpenDocument {
    pub(super) uri: Uri,
    pub(super) path: PathBuf,
    pub(super) version: i32,
    pub(super) format: &'static dyn Format,
    /// The language the client says it is in.
    lang: Option<LangTag>,
    pub(super) text: String,
    pub(super) lines: Lines,
    encoding: Encoding,
}

impl OpenDocument {
    /// A file that was opened. `None` where it is no file, or of no format that is checked.
    pub(super) fn open(item: TextDocumentItem, encoding: Encoding) -> Option<Arc<Self>> {
        let path = uri::path(&item.uri)?;
        let format = format_of(&path, &item.language_id, &item.text)?;
        let lang = language::from_name(Path::new(&format!("{}.txt", item.language_id)));
        let lines = Lines::new(&item.text);
        let (uri, version, text) = (item.uri, item.version, item.text);
        Some(Arc::new(Self { uri, path, version, format, lang, text, lines, encoding }))
    }

    /// The same file after some changes, each of which is about what the ones before it left.
    pub(super) fn changed(
        &self,
        changes: Vec<TextDocumentContentChangeEvent>,
        version: i32,
    ) -> Arc<Self> {
        let (mut text, mut lines) = (self.text.clone(), self.lines.clone());
        for change in changes {
            match change.range {
                Some(range) => {
                    let start = lines.byte(&text, range.start, self.encoding);
                    let end = lines.byte(&text, range.end, self.encoding).max(start);
                    text.replace_range(start..end, &change.text);
                }
                None => text = change.text,
            }
            lines = Lines::new(&text);
        }
        Arc::new(Self {
            uri: self.uri.clone(),
            path: self.path.clone(),
            version,
            format: self.format,
            lang: self.lang.clone(),
            text,
            lines,
            encoding: self.encoding,
        })
    }

    /// The text without a byte order mark: what offsets of findings and blocks count in.
    pub(super) fn decoded(&self) -> &str {
        self.text.strip_prefix(MARK).unwrap_or(&self.text)
    }

    fn mark(&self) -> usize {
        self.text.len() - self.decoded().len()
    }

    /// The file as a check wants it.
    pub(super) fn loaded(&self) -> Loaded {
        Loaded {
            name: self.path.display().to_string(),
            format: self.format,
            bytes: self.decoded().as_bytes().to_vec(),
        }
    }

    /// How it is read: the editor has decoded it, whatever the file says of its encoding.
    pub(super) fn request(&self) -> Request {
        let name = self.path.display().to_string();
        let encoding = Some("utf-8".to_owned());
        let options = ReadOptions { name, encoding, ..ReadOptions::default() };
        Request { listed: self.lang.clone(), options, ..Request::default() }
    }

    /// The byte of the decoded text at a position.
    pub(super) fn byte(&self, position: Position) -> usize {
        self.lines.byte(&self.text, position, self.encoding).saturating_sub(self.mark())
    }

    /// The range of some bytes of the decoded text.
    pub(super) fn range(&self, bytes: &ops::Range<usize>) -> Range {
        let mark = self.mark();
        let bytes = bytes.start + mark..bytes.end + mark;
        self.lines.range(&self.text, &bytes, self.encoding)
    }

    /// The bytes of the decoded text's line that byte `at` is in, without what ends it.
    pub(super) fn line(&self, at: usize) -> ops::Range<usize> {
        let mark = self.mark();
        let line = self.lines.line(&self.text, self.lines.number(at + mark));
        line.start.saturating_sub(mark)..line.end.saturating_sub(mark)
    }
}

/// The format of a file: by its extension, else by what the editor takes it for.
fn format_of(path: &Path, language_id: &str, text: &str) -> Option<&'static dyn Format> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let by_extension = extension.and_then(|extension| {
        format::ALL.iter().copied().find(|format| {
            format.info().extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
        })
    });
    let format = by_extension.or_else(|| match language_id {
        "plaintext" | "text" => format::by_name("text"),
        "po" | "gettext" => format::by_name("po"),
        "xml" => format::choose("", text.as_bytes()),
        other => format::by_name(other),
    });
    format.filter(|format| FORMATS.contains(&format.info().name))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::str::FromStr as _;

    /// A file that is open in an editor.
    pub(in crate::lsp) fn opened(name: &str, text: &str) -> Arc<OpenDocument> {
        let uri = Uri::from_str(&format!("file:///texts/{name}")).unwrap();
        let item = TextDocumentItem::new(uri, "plaintext".into(), 1, text.into());
        OpenDocument::open(item, Encoding::Utf16).unwrap()
    }

    fn change(range: Option<Range>, text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent { range, range_length: None, text: text.into() }
    }

    #[test]
    fn changes_follow_one_another() {
        let place =
            |line, from, to| Some(Range::new(Position::new(line, from), Position::new(line, to)));
        let document = opened("x.en.txt", "one 😀 two\r\nthree");
        let changed = document.changed(
            vec![change(place(0, 4, 6), "会员国\n"), change(place(1, 1, 4), "2"), change(None, "")],
            2,
        );
        assert_eq!((&*changed.text, changed.version), ("", 2));
        let changed = document
            .changed(vec![change(place(0, 4, 6), "会员国\n"), change(place(1, 1, 4), "2")], 3);
        assert_eq!(changed.text, "one 会员国\n 2\r\nthree");
        // A range that is upside down, or not there, takes nothing.
        let odd =
            document.changed(vec![change(place(0, 9, 2), "x"), change(place(7, 0, 9), "!")], 4);
        assert_eq!(odd.text, "one 😀 twxo\r\nthree!");
    }

    #[test]
    fn places_are_counted_without_a_byte_order_mark() {
        let document = opened("x.en.txt", "\u{FEFF}ab\ncd");
        assert_eq!(document.byte(Position::new(0, 2)), 1);
        assert_eq!(document.range(&(0..4)), Range::new(Position::new(0, 1), Position::new(1, 1)));
        assert_eq!(document.line(4), 3..5);
    }

    #[test]
    fn only_texts_of_known_formats_are_open() {
        let open = |uri: &str, id: &str| {
            let uri = Uri::from_str(uri).unwrap();
            let item = TextDocumentItem::new(uri, id.into(), 1, String::new());
            OpenDocument::open(item, Encoding::Utf16).map(|document| document.format.info().name)
        };
        assert_eq!(open("file:///a/x.md", "markdown"), Some("markdown"));
        assert_eq!(open("file:///a/NOTES", "plaintext"), Some("text"));
        assert_eq!(open("file:///a/x.tsv", "plaintext"), None);
        assert_eq!(open("file:///a/x.rs", "rust"), None);
        assert_eq!(open("git:/a/x.md", "markdown"), None);
    }
}

//! A whole text document in memory: read within the limits, decoded, refused where it is no text.

use super::{Flow, FormatError, ReadOptions, Sink};
use crate::model::{Block, Document, Finding, Position, Severity};
use crate::text::{EncodingOrigin, LangTag, LineIndex, decode, decode_vec};
use std::io::{BufRead, Read as _};

/// Finds the encoding a document declares in its own bytes.
pub(super) type Declared = fn(&[u8]) -> Option<String>;

/// A decoded document.
pub(super) struct Source {
    /// The text, which spans point into.
    pub text: String,
    findings: Vec<Finding>,
}

/// The first bytes of files that are often taken for text, and what to do with them.
const NO_TEXT: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip container (a DOCX or ODT file?): name its format with --from"),
    (b"%PDF-", "a PDF: convert it to text or DOCX first"),
    (b"{\\rtf", "an RTF document: save it as DOCX or ODT first"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file: save it as DOCX or ODT first"),
    (b"\x1F\x8B", "gzip-compressed: unpack it first"),
    (b"\xFD7zXZ\0", "xz-compressed: unpack it first"),
    (b"BZh", "bzip2-compressed: unpack it first"),
    (b"\x28\xB5\x2F\xFD", "zstd-compressed: unpack it first"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive: unpack it first"),
    (b"Rar!\x1A\x07", "a RAR archive: unpack it first"),
    (b"\x89PNG\r\n\x1A\n", "a PNG picture, not a text"),
    (b"\xFF\xD8\xFF", "a JPEG picture, not a text"),
    (b"GIF8", "a GIF picture, not a text"),
    (b"\x7FELF", "a program, not a text"),
    (b"SQLite format 3\0", "an SQLite database, not a text"),
];

/// How many bytes are looked at to tell text from other data.
const HEAD: usize = 64 << 10;

/// What `head`, the first bytes of a file, plainly is instead of text.
pub(crate) fn no_text(head: &[u8]) -> Option<&'static str> {
    let known = NO_TEXT.iter().find(|(magic, _)| head.starts_with(magic));
    known.map(|(_, what)| *what).or_else(|| {
        let what = "binary data, not a text: name its format with --from, or its encoding";
        looks_binary(&head[..head.len().min(HEAD)]).then_some(what)
    })
}

/// Many control characters: NULs that are not UTF-16's, escape codes, other binary data.
fn looks_binary(head: &[u8]) -> bool {
    let decoded = decode(head, None, None);
    let odd = |c: &char| {
        c.is_control() && !matches!(c, '\t'..='\r' | '\u{85}' | '\u{1A}' | '\u{1B}' | '\u{7F}')
    };
    let controls = decoded.text.chars().filter(odd).count();
    let nuls = memchr::memchr_iter(0, decoded.text.as_bytes()).count();
    let count = decoded.text.chars().count();
    controls * 50 > count || nuls * 500 > count
}

impl Source {
    /// Reads and decodes `input`. What was guessed or broken in its encoding becomes a finding.
    ///
    /// # Errors
    /// When the input can't be read, is over the limit, or is no text at all.
    pub(super) fn read(
        input: &mut dyn BufRead,
        options: &ReadOptions,
        declared: Option<Declared>,
    ) -> Result<Self, FormatError> {
        let limit = options.limits.document.min(u64::from(u32::MAX) - 1);
        let over = || FormatError::limit("the document", format!("{limit} bytes: split it"));
        let mut bytes = Vec::new();
        input.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(over());
        }
        let refused = if options.encoding.is_none() { no_text(&bytes) } else { None };
        if let Some(what) = refused {
            return Err(FormatError::malformed(format!("this is {what}"), None));
        }
        let label = declared.and_then(|find| find(&bytes));
        let decoded = decode_vec(bytes, options.encoding.as_deref(), label.as_deref());
        if decoded.text.len() as u64 > limit {
            return Err(over());
        }
        let mut source = Self { text: decoded.text, findings: Vec::new() };
        if decoded.origin == EncodingOrigin::Guessed {
            let guess = decoded.encoding;
            let message = format!(
                "the encoding is guessed to be {guess}: if letters are wrong, name it with --encoding"
            );
            source.findings.push(Finding::new("encoding-guessed", Severity::Info, message));
        }
        if let Some(label) = label.filter(|label| overruled(label, decoded.encoding)) {
            let message = format!(
                "the declared encoding {label} cannot be right: the text is read as {}",
                decoded.encoding
            );
            source.findings.push(Finding::new("encoding-declared", Severity::Warning, message));
        }
        if let Some(at) = decoded.first_malformed {
            let message =
                format!("some bytes are not {}: they are read as U+FFFD", decoded.encoding);
            source.found("encoding-malformed", Severity::Warning, message, at);
        }
        Ok(source)
    }

    /// Notes a finding at byte `at` of the text.
    pub(super) fn found(
        &mut self,
        rule: &'static str,
        severity: Severity,
        message: impl Into<String>,
        at: usize,
    ) {
        let place = LineIndex::new(&self.text).locate(&self.text, at);
        let position = Position { offset: at as u64, line: place.line, column: place.column };
        self.findings.push(Finding::new(rule, severity, message).at(position));
    }

    /// The text, and what was off in its encoding.
    pub(super) fn into_parts(self) -> (String, Vec<Finding>) {
        (self.text, self.findings)
    }

    /// Hands over a document of one part, its blocks, then the findings.
    pub(super) fn give(
        self,
        lang: Option<LangTag>,
        mut blocks: impl Iterator<Item = Block>,
        sink: &mut dyn Sink,
    ) -> Flow {
        sink.document(Document { lang, parts: vec![String::new()], ..Document::default() })?;
        blocks.try_for_each(|block| sink.block(block))?;
        self.report(sink)
    }

    /// Hands the findings over.
    pub(super) fn report(self, sink: &mut dyn Sink) -> Flow {
        self.findings.into_iter().try_for_each(|finding| sink.finding(finding))
    }
}

/// Whether a declared label names another encoding than the one that was used.
fn overruled(label: &str, used: &str) -> bool {
    let declared = encoding_rs::Encoding::for_label(label.trim().as_bytes());
    declared.is_some_and(|encoding| encoding.name() != used)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], declared: Option<Declared>) -> Result<Source, FormatError> {
        Source::read(&mut &bytes[..], &ReadOptions::default(), declared)
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_hint() {
        for (bytes, hint) in [
            (&b"PK\x03\x04\x14\0\x06\0"[..], "--from"),
            (b"%PDF-1.7\n%\xE2\xE3", "convert"),
            (b"\x89PNG\r\n\x1A\n\0\0", "picture"),
            (b"\x7FELF\x02\x01\x01", "program"),
            (b"abc\0\0\0\0def\0\0\x01\x02", "binary"),
        ] {
            let error = read(bytes, None).err().expect("an error").to_string();
            assert!(error.contains(hint), "{error}");
        }
        assert_eq!(read(b"", None).ok().map(|source| source.text).as_deref(), Some(""));
    }

    #[test]
    fn broken_bytes_are_found_at_their_place() {
        let source = read("été été\nab\u{e9}".as_bytes(), None).expect("a text");
        assert!(source.findings.is_empty());
        let mut broken = "été été été\nab".as_bytes().to_vec();
        broken.push(0xFF);
        let source = read(&broken, None).expect("a text");
        let position = source.findings[0].position.expect("a place");
        assert_eq!((position.line, position.column, position.offset), (2, 3, 20));
    }

    #[test]
    fn an_overruled_declaration_is_told() {
        let source = read("déjà créé".as_bytes(), Some(|_| Some("latin1".into()))).expect("a text");
        assert_eq!(source.findings[0].rule, "encoding-declared");
    }

    #[test]
    fn a_document_over_the_limit_is_refused() {
        let mut options = ReadOptions::default();
        options.limits.document = 10;
        let error = Source::read(&mut &b"12345678901"[..], &options, None).err().expect("an error");
        assert!(error.to_string().contains("over the limit"), "{error}");
    }
}

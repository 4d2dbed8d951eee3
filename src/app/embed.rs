//! Lines of text as vectors, in bounded memory.

use super::files::{Input, Output};
use super::{AppError, Progress};
use crate::encoder::{EncodeError, Encoder, Muse, npy_header};
use crate::format::{Limits, no_text};
use crate::model::{Finding, Position, Severity};
use crate::text::{EncodingOrigin, decode, decode_vec};
use serde::Serialize;
use std::borrow::Cow;
use std::io::{BufRead, BufWriter, Cursor, Read as _, Seek as _, Write};

/// Lines encoded at a time, unless they are long.
const LINES: usize = 4096;
/// Bytes of text encoded at a time.
const BYTES: usize = 4 << 20;

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmbedFormat {
    /// An array of NumPy, a row a line of text.
    Npy,
    /// JSON objects, `{"text": "…", "vector": […]}` a line.
    Jsonl,
    /// The ids of the pieces a line is cut into, without marks of begin and end.
    Ids,
}

/// Text that comes line by line.
struct Lines<'p> {
    name: String,
    reader: Box<dyn BufRead + 'p>,
    bytes: Vec<u8>,
    count: u32,
    /// Bytes before the next line.
    offset: u64,
    guessed: Option<Finding>,
    /// The first line with bytes that are not of its encoding.
    malformed: Option<Finding>,
}

/// Writes the vector of every line of `input` to `output`, empty lines included; gives what was broken in the text.
///
/// # Errors
/// When the input can't be read or is no text, or the output can't be written.
pub fn embed(
    input: Input,
    encoding: Option<&str>,
    muse: &Muse<'_>,
    format: EmbedFormat,
    mut output: Output,
    progress: &dyn Progress,
) -> Result<Vec<Finding>, AppError> {
    progress.begin("encoding");
    let mut lines = Lines::new(input, encoding, progress)?;
    match format {
        EmbedFormat::Npy => npy(&mut lines, muse, &mut output)?,
        EmbedFormat::Jsonl => jsonl(&mut lines, muse, &mut output)?,
        EmbedFormat::Ids => ids(&mut lines, muse, &mut output)?,
    }
    output.finish()?;
    progress.end();
    let mut findings: Vec<Finding> = lines.guessed.into_iter().chain(lines.malformed).collect();
    for finding in &mut findings {
        finding.file = Some(lines.name.clone());
    }
    Ok(findings)
}

/// The header tells how many rows come, so these are kept in a temporary file until that is known.
fn npy(lines: &mut Lines<'_>, muse: &Muse<'_>, output: &mut Output) -> Result<(), AppError> {
    let kept = |error| AppError::file("a temporary file", error);
    let mut rows = BufWriter::with_capacity(1 << 20, tempfile::tempfile().map_err(kept)?);
    while let Some(texts) = lines.next_chunk()? {
        for number in vectors(muse, &texts)? {
            rows.write_all(&number.to_le_bytes()).map_err(kept)?;
        }
    }
    let mut rows = rows.into_inner().map_err(|error| kept(error.into_error()))?;
    rows.rewind().map_err(kept)?;
    let name = output.name().to_owned();
    let written = |error| AppError::file(&name, error);
    output.write_all(&npy_header(u64::from(lines.count), muse.dim())).map_err(written)?;
    std::io::copy(&mut rows, output).map_err(written)?;
    Ok(())
}

fn jsonl(lines: &mut Lines<'_>, muse: &Muse<'_>, output: &mut Output) -> Result<(), AppError> {
    #[derive(Serialize)]
    struct Line<'a> {
        text: &'a str,
        vector: &'a [f32],
    }
    let name = output.name().to_owned();
    while let Some(texts) = lines.next_chunk()? {
        let rows = vectors(muse, &texts)?;
        for (text, vector) in texts.iter().zip(rows.chunks_exact(muse.dim())) {
            let line = serde_json::to_string(&Line { text, vector }).map_err(std::io::Error::from);
            let written = line.and_then(|line| writeln!(output, "{line}"));
            written.map_err(|error| AppError::file(&name, error))?;
        }
    }
    Ok(())
}

fn ids(lines: &mut Lines<'_>, muse: &Muse<'_>, output: &mut Output) -> Result<(), AppError> {
    let name = output.name().to_owned();
    let mut ids = Vec::new();
    while let Some(texts) = lines.next_chunk()? {
        for text in &texts {
            ids.clear();
            muse.tokenizer().encode(text, &mut ids);
            let words: Vec<String> = ids.iter().map(u32::to_string).collect();
            let written = writeln!(output, "{}", words.join(" "));
            written.map_err(|error| AppError::file(&name, error))?;
        }
    }
    Ok(())
}

fn vectors(muse: &Muse<'_>, texts: &[String]) -> Result<Vec<f32>, AppError> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    muse.encode(&texts).map_err(|error: EncodeError| AppError::request(error.to_string()))
}

impl<'p> Lines<'p> {
    /// UTF-8 is read as it comes; a text in another encoding whole.
    fn new(
        input: Input,
        encoding: Option<&str>,
        progress: &'p dyn Progress,
    ) -> Result<Self, AppError> {
        let name = input.name.clone();
        let head = input.head();
        if encoding.is_none() && no_text(head).is_some() {
            return Err(AppError::request(format!(
                "{name}: this is no plain text: for the sentences of a document, \
                 `targum segment FILE | targum embed`"
            )));
        }
        // The last character of the head may be cut, and what comes after it isn't known yet.
        let whole = head.iter().rposition(|byte| *byte == b'\n').map_or(head, |end| &head[..end]);
        let decoded = decode(whole, encoding, None);
        let mut reader: Box<dyn BufRead + 'p> = Box::new(input.into_reader_with(progress));
        if decoded.encoding != "UTF-8" {
            let (mut bytes, limit) = (Vec::new(), Limits::default().document);
            let read = reader.take(limit + 1).read_to_end(&mut bytes);
            read.map_err(|error| AppError::file(&name, error))?;
            if bytes.len() as u64 > limit {
                return Err(AppError::request(format!(
                    "{name}: over the limit of {limit} bytes for {}: convert it to UTF-8",
                    decoded.encoding
                )));
            }
            let text = decode_vec(bytes, Some(decoded.encoding), None).text;
            reader = Box::new(Cursor::new(text.into_bytes()));
        }
        let guessed =
            (decoded.origin == EncodingOrigin::Guessed).then(|| guessed(decoded.encoding));
        Ok(Self { name, reader, bytes: Vec::new(), count: 0, offset: 0, guessed, malformed: None })
    }

    /// The next lines, without their ends; none at the end of the text.
    fn next_chunk(&mut self) -> Result<Option<Vec<String>>, AppError> {
        let (mut lines, mut size) = (Vec::new(), 0);
        while lines.len() < LINES && size < BYTES {
            let Some(line) = self.next_line()? else { break };
            size += line.len();
            lines.push(line);
        }
        Ok((!lines.is_empty()).then_some(lines))
    }

    fn next_line(&mut self) -> Result<Option<String>, AppError> {
        let limit = Limits::default().unit as u64;
        self.bytes.clear();
        let read = (&mut self.reader).take(limit + 1).read_until(b'\n', &mut self.bytes);
        let read = read.map_err(|error| AppError::file(&self.name, error))? as u64;
        if read == 0 {
            return Ok(None);
        }
        self.count = self
            .count
            .checked_add(1)
            .ok_or_else(|| AppError::request(format!("{}: too many lines: split it", self.name)))?;
        if read > limit {
            let (name, line) = (&self.name, self.count);
            return Err(AppError::request(format!(
                "{name}:{line}: over the limit of {limit} bytes"
            )));
        }
        let mut line = &self.bytes[..];
        if self.count == 1 {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        line = line.strip_suffix(b"\n").unwrap_or(line);
        line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = String::from_utf8_lossy(line);
        if let (Cow::Owned(_), None) = (&text, &self.malformed) {
            self.malformed = Some(malformed(self.count, self.offset, &text));
        }
        let text = text.into_owned();
        self.offset += read;
        Ok(Some(text))
    }
}

fn guessed(encoding: &str) -> Finding {
    let message = format!(
        "the encoding is guessed to be {encoding}: if letters are wrong, name it with --encoding"
    );
    Finding::new("encoding-guessed", Severity::Info, message)
}

fn malformed(line: u32, offset: u64, text: &str) -> Finding {
    let before = text.split('\u{FFFD}').next().unwrap_or_default();
    let position = Position {
        offset: offset + before.len() as u64,
        line,
        column: before.chars().count() as u32 + 1,
    };
    let message = "some bytes are not UTF-8: they are read as U+FFFD";
    Finding::new("encoding-malformed", Severity::Warning, message).at(position)
}

//! A file's bytes as UTF-8 text, in chunks.

use super::remarks::Remark;
use super::rules::{BAD_BYTES, ENCODING};
use crate::format::FormatError;
use crate::text::declared_encoding;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::collections::VecDeque;
use std::io::{BufRead, ErrorKind};

/// Bytes read at a time.
const CHUNK: usize = 256 << 10;

/// Decodes a file while it is read.
pub(super) struct Decoded<'i> {
    input: &'i mut dyn BufRead,
    encoding: &'static Encoding,
    /// `None` for UTF-8, which needs no decoding but a check.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Bytes of text given so far.
    given: u64,
    /// Where in the text letters came from bytes that are not of the encoding.
    bad: VecDeque<u64>,
    done: bool,
}

impl<'i> Decoded<'i> {
    /// Looks at the beginning of `input`: `wanted` is an encoding the caller forces, else a
    /// byte-order mark decides, then the look of the first bytes, then the declaration.
    pub(super) fn open(
        input: &'i mut dyn BufRead,
        wanted: Option<&str>,
    ) -> Result<(Self, Vec<Remark>), FormatError> {
        let mut raw = Vec::with_capacity(CHUNK + 4);
        let done = read(input, &mut raw, 1024)?;
        if raw.starts_with(b"\x00\x00\xFE\xFF") || raw.starts_with(b"\xFF\xFE\x00\x00") {
            return Err(FormatError::malformed("UTF-32 is not read: save the file as UTF-8", None));
        }
        let (encoding, skip, remarks) = choose(&raw, wanted)?;
        raw.drain(..skip);
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        let decoded = Self { input, encoding, decoder, raw, given: 0, bad: VecDeque::new(), done };
        Ok((decoded, remarks))
    }

    /// Adds at least some text behind `out`, about `wanted` bytes; whether the end is reached.
    pub(super) fn fill(&mut self, out: &mut String, wanted: usize) -> Result<bool, FormatError> {
        let before = out.len();
        while out.len() - before < wanted && !(self.done && self.raw.is_empty()) {
            if !self.done {
                self.done = read(self.input, &mut self.raw, CHUNK)?;
            }
            let from = out.len();
            match &mut self.decoder {
                None => self.check(out),
                Some(decoder) => {
                    let bad = decode(decoder, &self.raw, self.done, out);
                    self.raw.clear();
                    if bad {
                        let marks = memchr::memmem::find_iter(&out.as_bytes()[from..], "\u{FFFD}");
                        let given = self.given;
                        self.bad.extend(marks.map(|at| given + at as u64));
                    }
                }
            }
            self.given += (out.len() - from) as u64;
        }
        Ok(self.done && self.raw.is_empty())
    }

    /// How many letters before `end` came from bad bytes, and where the first did. They are not
    /// given again.
    pub(super) fn bad_before(&mut self, end: u64) -> Option<(u64, usize)> {
        let first = *self.bad.front().filter(|at| **at < end)?;
        let count = self.bad.iter().take_while(|at| **at < end).count();
        self.bad.drain(..count);
        Some((first, count))
    }

    /// The message for such letters.
    pub(super) fn bad_message(&self, count: usize) -> String {
        let (name, letters) = (self.encoding.name(), if count == 1 { "letter" } else { "letters" });
        if self.decoder.is_none() {
            format!("{count} {letters} not in {name}: read as windows-1252, check them")
        } else {
            format!("{count} {letters} not in {name}: read as U+FFFD, check the encoding")
        }
    }

    /// Takes over UTF-8; what is not becomes the windows-1252 letters of the same bytes.
    fn check(&mut self, out: &mut String) {
        let (mut at, base) = (0, out.len());
        loop {
            match std::str::from_utf8(&self.raw[at..]) {
                Ok(rest) => {
                    out.push_str(rest);
                    self.raw.clear();
                    return;
                }
                Err(error) => {
                    let valid = at + error.valid_up_to();
                    out.push_str(std::str::from_utf8(&self.raw[at..valid]).unwrap_or_default());
                    let bad = match error.error_len() {
                        Some(len) => len,
                        None if self.done => self.raw.len() - valid,
                        None => {
                            self.raw.drain(..valid);
                            return;
                        }
                    };
                    for byte in &self.raw[valid..valid + bad] {
                        self.bad.push_back(self.given + (out.len() - base) as u64);
                        let letter =
                            WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(byte));
                        out.push_str(&letter.0);
                    }
                    at = valid + bad;
                }
            }
        }
    }
}

/// All the text of a file.
pub(super) fn text(mut bytes: &[u8], wanted: Option<&str>) -> Result<String, FormatError> {
    let (mut decoded, _) = Decoded::open(&mut bytes, wanted)?;
    let mut text = String::new();
    while !decoded.fill(&mut text, CHUNK)? {}
    Ok(text)
}

/// Reads up to `wanted` more bytes, in as many steps as it takes; whether the input ended.
fn read(input: &mut dyn BufRead, raw: &mut Vec<u8>, wanted: usize) -> Result<bool, FormatError> {
    let (start, mut len) = (raw.len(), raw.len());
    raw.resize(start + wanted, 0);
    let ended = loop {
        if len == raw.len() {
            break false;
        }
        match input.read(&mut raw[len..]) {
            Ok(0) => break true,
            Ok(count) => len += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    };
    raw.truncate(len);
    Ok(ended)
}

/// Decodes all of `raw`; whether something was malformed.
fn decode(decoder: &mut Decoder, mut raw: &[u8], last: bool, out: &mut String) -> bool {
    let mut bad = false;
    loop {
        out.reserve(decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 3));
        let (result, read, malformed) = decoder.decode_to_string(raw, out, last);
        bad |= malformed;
        raw = &raw[read..];
        if result == CoderResult::InputEmpty {
            return bad;
        }
    }
}

/// The encoding, the length of the byte-order mark, and what is to be said about the choice.
fn choose(
    head: &[u8],
    wanted: Option<&str>,
) -> Result<(&'static Encoding, usize, Vec<Remark>), FormatError> {
    let mark = Encoding::for_bom(head);
    if let Some(label) = wanted {
        let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
            FormatError::malformed(format!("no encoding is called `{label}`"), None)
        })?;
        let skip = mark.filter(|(marked, _)| *marked == encoding).map_or(0, |(_, len)| len);
        return Ok((encoding, skip, Vec::new()));
    }
    let remark = |message| vec![Remark { rule: ENCODING, at: 0, message, more: 0 }];
    let declared = declared_encoding(head);
    let known = declared.as_deref().map(|label| Encoding::for_label(label.as_bytes()));
    let wide = |encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    let seen = match (mark, head) {
        (Some((encoding, len)), _) => Some((encoding, len)),
        // Markup begins with `<` or white space, so one of the first two bytes is zero in UTF-16.
        (None, [0, 1..=255, ..]) => Some((UTF_16BE, 0)),
        (None, [1..=255, 0, ..]) => Some((UTF_16LE, 0)),
        _ => None,
    };
    let label = declared.as_deref().unwrap_or_default();
    Ok(match (seen, known) {
        (Some((encoding, skip)), known) => {
            let agrees = match known {
                Some(Some(other)) => other == encoding || wide(other) && wide(encoding),
                Some(None) => false,
                None => true,
            };
            let said = format!("`{label}` is declared but the bytes are {}", encoding.name());
            (encoding, skip, if agrees { Vec::new() } else { remark(said) })
        }
        (None, None) => (UTF_8, 0, Vec::new()),
        (None, Some(Some(encoding))) if !wide(encoding) => (encoding, 0, Vec::new()),
        (None, Some(_)) => {
            (UTF_8, 0, remark(format!("`{label}` is declared but the bytes are UTF-8")))
        }
    })
}

/// The remark for letters from bad bytes, `at` an offset in the stretch that has them.
pub(super) fn bad_bytes(at: usize, message: String) -> Remark {
    Remark { rule: BAD_BYTES, at, message, more: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, usize, Option<(u64, usize)>) {
        let mut input = std::io::BufReader::with_capacity(3, bytes);
        let (mut decoded, remarks) = Decoded::open(&mut input, None).unwrap();
        let mut out = String::new();
        while !decoded.fill(&mut out, 1).unwrap() {}
        let bad = decoded.bad_before(u64::MAX);
        (out, remarks.len(), bad)
    }

    #[test]
    fn encodings_are_seen() {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
        assert_eq!(text(&wide("<é>")), ("<é>".into(), 0, None));
        assert_eq!(text(&[b"\xFE\xFF".to_vec(), wide("<é>")].concat()), ("<é>".into(), 0, None));
        assert_eq!(text(b"\xEF\xBB\xBF<a>"), ("<a>".into(), 0, None));
        let lie = "<?xml encoding='UTF-16'?>é";
        assert_eq!(text(lie.as_bytes()), (lie.into(), 1, None));
        assert_eq!(text(b"<?xml encoding='cp1251'?>\xcf").0, "<?xml encoding='cp1251'?>П");
        assert_eq!(text(b"<?xml encoding='klingon'?>").1, 1);
        assert_eq!(text(b""), (String::new(), 0, None));
    }

    #[test]
    fn bad_bytes_become_letters() {
        assert_eq!(text(b"<a>\xC9tat \x93x\x94 \xE9").0, "<a>État “x” é");
        assert_eq!(text(b"<a>\xC9tat \x93x\x94 \xE9").2, Some((3, 4)));
        assert_eq!(text(b"\xFF\xFE<\x00a").0, "<\u{FFFD}");
    }

    #[test]
    fn letters_across_chunks_stay_whole() {
        let long = "é€😀".repeat(CHUNK / 3);
        assert_eq!(text(long.as_bytes()), (long, 0, None));
    }
}

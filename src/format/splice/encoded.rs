//! A text in the bytes of its file.

use super::{Change, changed};
use crate::format::FormatError;
use crate::text::decode;
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use std::ops::Range;

/// What becomes of characters that a file's encoding does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Missing {
    /// Nothing is changed.
    Refused,
    /// They are written as character references.
    Reference,
}

/// The bytes of a file and their text.
pub(in crate::format) struct Encoded<'a> {
    bytes: &'a [u8],
    text: String,
    encoding: &'static Encoding,
    /// The length of the byte-order mark.
    mark: usize,
    malformed: bool,
}

impl<'a> Encoded<'a> {
    /// Decodes a file as its reader does.
    pub(in crate::format) fn new(
        bytes: &'a [u8],
        given: Option<&str>,
        declared: Option<&str>,
    ) -> Self {
        let decoded = decode(bytes, given, declared);
        let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8);
        let mark = Encoding::for_bom(bytes).filter(|(marked, _)| *marked == encoding);
        Self {
            bytes,
            text: decoded.text,
            encoding,
            mark: mark.map_or(0, |(_, length)| length),
            malformed: decoded.malformed,
        }
    }

    pub(in crate::format) fn text(&self) -> &str {
        &self.text
    }

    /// A character of `new` that the encoding does not have.
    pub(in crate::format) fn lacks(&self, new: &str) -> Option<char> {
        if self.encoding.output_encoding() != self.encoding || !self.encoding.encode(new).2 {
            return None;
        }
        new.chars().find(|c| self.encoding.encode(c.encode_utf8(&mut [0; 4])).2)
    }

    /// Whether some bytes are not of the encoding.
    pub(in crate::format) fn is_malformed(&self) -> bool {
        self.malformed
    }

    /// The bytes with changes, which are in order. All others stay, but in an encoding with shifts
    /// (ISO-2022-JP), which is written anew.
    ///
    /// # Errors
    /// When a change can't be written in the encoding, or stands beside bytes that are not of it.
    pub(in crate::format) fn apply(
        &self,
        changes: &[Change],
        missing: Missing,
    ) -> Result<Vec<u8>, FormatError> {
        let written: Vec<Vec<u8>> = changes
            .iter()
            .map(|change| self.encode(&change.replacement, missing))
            .collect::<Result<_, _>>()?;
        if self.encoding == ISO_2022_JP {
            let bytes = self.encode(&changed(&self.text, changes), missing)?;
            return self.checked(bytes, changes, &written);
        }
        let places = self.places(changes)?;
        let (mut out, mut from) = (Vec::with_capacity(self.bytes.len()), 0);
        for (place, new) in places.iter().zip(&written) {
            out.extend_from_slice(&self.bytes[from..place.start]);
            out.extend_from_slice(new);
            from = place.end;
        }
        out.extend_from_slice(&self.bytes[from..]);
        self.checked(out, changes, &written)
    }

    /// The bytes, if they hold the text with its changes.
    fn checked(
        &self,
        bytes: Vec<u8>,
        changes: &[Change],
        written: &[Vec<u8>],
    ) -> Result<Vec<u8>, FormatError> {
        if self.encoding == UTF_8 {
            return Ok(bytes);
        }
        let read = |bytes: &[u8]| self.encoding.decode_without_bom_handling(bytes).0.into_owned();
        let in_file = changes.iter().zip(written).map(|(change, written)| Change {
            range: change.range.clone(),
            replacement: read(written),
        });
        let mark = if self.encoding == ISO_2022_JP { 0 } else { self.mark };
        if read(&bytes[mark..]) == changed(&self.text, &in_file.collect::<Vec<_>>()) {
            return Ok(bytes);
        }
        let reason = format!(
            "the text can't be written back in {} without other changes: convert the file to UTF-8",
            self.encoding.name()
        );
        Err(FormatError::unfit(reason))
    }

    fn encode(&self, text: &str, missing: Missing) -> Result<Vec<u8>, FormatError> {
        if self.encoding == UTF_16LE {
            return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        } else if self.encoding == UTF_16BE {
            return Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        }
        let (bytes, _, unmappable) = self.encoding.encode(text);
        if unmappable && missing == Missing::Refused {
            let lacks = |c: &char| self.encoding.encode(c.encode_utf8(&mut [0; 4])).2;
            let letter = text.chars().find(lacks).unwrap_or('\u{FFFD}');
            let name = self.encoding.name();
            return Err(FormatError::unfit(format!(
                "{letter:?} is not in the file's encoding {name}: convert the file to UTF-8"
            )));
        }
        Ok(bytes.into_owned())
    }

    /// The bytes that the changes are about.
    fn places(&self, changes: &[Change]) -> Result<Vec<Range<usize>>, FormatError> {
        if self.encoding == UTF_8 && !self.malformed {
            let place = |change: &Change| {
                let Range { start, end } = change.range;
                start + self.mark..end + self.mark
            };
            return Ok(changes.iter().map(place).collect());
        }
        let mut offsets = changes.iter().flat_map(|change| [change.range.start, change.range.end]);
        let found = self.byte_offsets(&mut offsets);
        if found.len() < changes.len() * 2 {
            let reason =
                "an edit stands beside bytes that are not of the file's encoding: mend them first";
            return Err(FormatError::unfit(reason));
        }
        Ok(found.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect())
    }

    /// The bytes where some ascending offsets of the text are; fewer where one is inside of what several
    /// characters come from. The decoder is fed byte by byte and tells by what it gives.
    fn byte_offsets(&self, offsets: &mut dyn Iterator<Item = usize>) -> Vec<usize> {
        let mut decoder = self.encoding.new_decoder_without_bom_handling();
        let (mut found, mut given, mut at) = (Vec::new(), 0, self.mark);
        let mut out = [0; 64];
        for offset in offsets {
            while given < offset && at <= self.bytes.len() {
                let next = &self.bytes[at..(at + 1).min(self.bytes.len())];
                let (_, _, written, _) = decoder.decode_to_utf8(next, &mut out, next.is_empty());
                (given, at) = (given + written, at + 1);
            }
            if given != offset {
                break;
            }
            found.push(at.min(self.bytes.len()));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(bytes: &[u8], label: Option<&str>, from: &str, to: &str) -> Result<Vec<u8>, String> {
        let encoded = Encoded::new(bytes, label, None);
        let at = encoded.text().find(from).expect("what is to be changed");
        let change = Change { range: at..at + from.len(), replacement: to.to_owned() };
        encoded.apply(&[change], Missing::Refused).map_err(|error| error.to_string())
    }

    #[test]
    fn other_bytes_stay_in_every_encoding() {
        for (label, text, from, to) in [
            ("windows-1251", "Конвенция: Объединенных Наций", "Объединенных", "Объединённых"),
            ("gb18030", "联合国𠀀大会ab", "大会", "会议"),
            ("shift_jis", "国際ｶﾞ連合の会議", "連合", "同盟"),
            ("iso-2022-jp", "The 国際連合 in 東京", "連合", "組織"),
            ("big5", "聯合國大會", "大會", "會議"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect("a known label");
            let (bytes, _, lost) = encoding.encode(text);
            let changed = text.replace(from, to);
            let (wanted, _, more_lost) = encoding.encode(&changed);
            assert!(!lost && !more_lost, "{label}");
            assert_eq!(apply(&bytes, Some(label), from, to).as_deref(), Ok(&*wanted), "{label}");
        }
    }

    #[test]
    fn marks_and_broken_bytes_stay() {
        let utf16: Vec<u8> =
            "\u{FEFF}Été 𝄞 fin\r\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let wanted: Vec<u8> =
            "\u{FEFF}Été 𝄞 début\r\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(apply(&utf16, None, "fin", "début"), Ok(wanted));
        let broken = b"\xEF\xBB\xBFun mot \xFF\xC3 bien cass\xC3\xA9, le comit\xC3\xA9 \xE2\x82";
        let mended = apply(broken, Some("utf-8"), "comité", "rôle").expect("a text");
        let wanted = b"\xEF\xBB\xBFun mot \xFF\xC3 bien cass\xC3\xA9, le r\xC3\xB4le \xE2\x82";
        assert_eq!(mended, wanted);
    }

    #[test]
    fn letters_that_an_encoding_lacks_are_refused_or_referred_to() {
        let bytes = "План <Валлетта>".chars().map(|c| c.to_string()).collect::<String>();
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&bytes);
        let error = apply(&bytes, Some("cp1251"), "План", "Plán").expect_err("á is not in it");
        assert!(error.contains("'á'") && error.contains("windows-1251"), "{error}");
        let encoded = Encoded::new(&bytes, Some("cp1251"), None);
        let change = Change { range: 0..8, replacement: "Plán".into() };
        let written = encoded.apply(&[change], Missing::Reference).expect("a reference");
        assert!(written.starts_with(b"Pl&#225;n <"));
    }
}

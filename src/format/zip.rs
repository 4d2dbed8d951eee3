//! Containers: the zip archives that DOCX and ODT documents are, read within limits.

use super::splice::{self, Adapt, PartEdit};
use super::{FormatError, Limits, ReadOptions};
use crate::model::{Finding, Position, Severity};
use crate::text::xml::XmlError;
use crate::text::{LineIndex, decode_vec};
use std::io::{BufRead, Cursor, Read as _, Write as _};
use zip::result::ZipError;
use zip::{ZipArchive, ZipWriter};

/// An opened container.
pub(super) struct Container {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    limits: Limits,
}

/// Unpacked bytes from which on the ratio to the packed ones is watched.
const RATIO_FROM: u64 = 16 << 20;

impl Container {
    /// Opens a container.
    ///
    /// # Errors
    /// When the input can't be read, is over the limits, or is no whole zip archive.
    pub(super) fn open(
        input: &mut dyn BufRead,
        options: &ReadOptions,
    ) -> Result<Self, FormatError> {
        let limits = options.limits.clone();
        let mut bytes = Vec::new();
        input.take(limits.document + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limits.document {
            return Err(FormatError::limit("the document", format!("{} bytes", limits.document)));
        }
        let malformed = |reason: &str| Err(FormatError::malformed(reason, None));
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return malformed(
                "this is an old Office file or one with a password: save it as DOCX or ODT without one",
            );
        }
        if bytes.is_empty() {
            return malformed("the file is empty: a DOCX or ODT document is a zip container");
        }
        let archive = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive,
            Err(error) => {
                return malformed(&format!(
                    "this is no whole zip container (cut short or damaged?): {error}"
                ));
            }
        };
        if archive.len() > limits.members {
            return Err(FormatError::limit(
                "the container",
                format!("{} members (it has {})", limits.members, archive.len()),
            ));
        }
        Ok(Self { archive, limits })
    }

    /// The bytes of the container, for a library that unpacks it itself: every member was unpacked once
    /// and kept to the limits.
    ///
    /// # Errors
    /// When a member is encrypted, damaged, or over the limits.
    pub(super) fn checked(mut self) -> Result<Vec<u8>, FormatError> {
        let mut left = self.limits.document;
        for index in 0..self.archive.len() {
            let file = self.archive.by_index(index);
            let file = file.map_err(|error| unpacked(&format!("number {index}"), &error))?;
            let name = file.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
            let allowed = self.limits.allowed(file.compressed_size()).min(left);
            let read = std::io::copy(&mut file.take(allowed + 1), &mut std::io::sink());
            let read = read.map_err(|error| unpacked(&name, &error))?;
            if read > allowed {
                return Err(too_large(&name, allowed));
            }
            left -= read;
        }
        Ok(self.archive.into_inner().into_inner())
    }

    /// The bytes of the container with the text of some members changed, those fitted by `adapt`. All
    /// other members are copied packed as they are, all in their order.
    ///
    /// # Errors
    /// When a member is missing, can't be unpacked, or the changes don't fit it.
    pub(super) fn spliced(
        mut self,
        edits: &[PartEdit],
        adapt: Adapt,
    ) -> Result<Vec<u8>, FormatError> {
        let mut parts = splice::by_part(edits)?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let written = |error: ZipError| FormatError::unfit(format!("the container: {error}"));
        writer.set_raw_comment(self.archive.comment().into()).map_err(written)?;
        for index in 0..self.archive.len() {
            let file = self.archive.by_index_raw(index);
            let file = file.map_err(|error| unpacked(&format!("number {index}"), &error))?;
            let name = file.name().map_err(written)?.into_owned();
            let Some(changes) = parts.remove(name.as_str()) else {
                writer.raw_copy_file(file).map_err(written)?;
                continue;
            };
            let options = file.options();
            drop(file);
            let original = self.bytes(&name)?.unwrap_or_default();
            let changed = splice::member(&original, &changes, adapt)?;
            writer.start_file(name.as_str(), options).map_err(written)?;
            writer.write_all(&changed)?;
        }
        if let Some(part) = parts.keys().next() {
            return Err(FormatError::unfit(format!("the container has no member {part:?}")));
        }
        Ok(writer.finish().map_err(written)?.into_inner())
    }

    /// The text of a member; `None` where there is no such member.
    ///
    /// # Errors
    /// When it is encrypted, damaged, or over the limits.
    pub(super) fn member(&mut self, name: &str) -> Result<Option<String>, FormatError> {
        Ok(self.bytes(name)?.map(|bytes| decode_vec(bytes, None, None).text))
    }

    fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, FormatError> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(unpacked(name, &error)),
        };
        // What a header says of the size is not to be trusted: bytes are counted as they come.
        let allowed = self.limits.allowed(file.compressed_size());
        let mut bytes = Vec::new();
        let read = file.take(allowed + 1).read_to_end(&mut bytes);
        read.map_err(|error| unpacked(name, &error))?;
        if bytes.len() as u64 > allowed {
            return Err(too_large(name, allowed));
        }
        Ok(Some(bytes))
    }
}

impl Limits {
    /// The bytes that a member of `packed` bytes may unpack to.
    fn allowed(&self, packed: u64) -> u64 {
        self.member.min(packed.max(1).saturating_mul(self.ratio).max(RATIO_FROM))
    }
}

fn unpacked(name: &str, error: &dyn std::fmt::Display) -> FormatError {
    FormatError::malformed(format!("the member {name} can't be unpacked: {error}"), None)
}

fn too_large(name: &str, allowed: u64) -> FormatError {
    let limit = format!("{allowed} bytes unpacked (a zip bomb?)");
    FormatError::limit(format!("the member {name}"), limit)
}

/// Says that references in a member name entities that XML does not know, or that only the document
/// declares.
pub(super) fn unknown_entities(member: &str, count: usize) -> Finding {
    let place = if member.is_empty() { String::new() } else { format!("{member}: ") };
    let message = format!(
        "{place}{count} references to unknown entities are kept as they stand (none is expanded)"
    );
    Finding::new("xml-entity", Severity::Warning, message)
}

/// A finding about a member that is not well-formed from some place on.
pub(super) fn broken(member: &str, text: &str, error: &XmlError) -> Finding {
    let place = LineIndex::new(text).locate(text, error.offset.min(text.len()));
    let position = Position { offset: error.offset as u64, line: place.line, column: place.column };
    let message = format!("{member}: {}: what follows is left out", error.reason);
    Finding::new("xml-malformed", Severity::Error, message).at(position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zip::write::SimpleFileOptions;

    fn container(member: &[u8]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("word/document.xml", SimpleFileOptions::default()).expect("a member");
        writer.write_all(member).expect("room in memory");
        writer.finish().expect("a container").into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Container, FormatError> {
        Container::open(&mut &bytes[..], &ReadOptions::default())
    }

    #[test]
    fn a_zip_bomb_is_refused() {
        let bytes = container(&vec![b' '; 40 << 20]);
        assert!(bytes.len() < 100_000, "packed to {}", bytes.len());
        let error = open(&bytes).expect("a container").member("word/document.xml");
        let message = error.expect_err("over the limit").to_string();
        assert!(message.contains("zip bomb"), "{message}");
    }

    #[test]
    fn damaged_containers_are_told_apart() {
        let bytes = container(b"<w:document/>");
        assert!(
            open(&bytes[..bytes.len() / 2]).is_err_and(|e| e.to_string().contains("cut short"))
        );
        assert!(open(b"").is_err_and(|e| e.to_string().contains("empty")));
        let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest";
        assert!(open(old).is_err_and(|e| e.to_string().contains("password")));
        let missing = open(&bytes).expect("a container").member("nowhere.xml");
        assert!(missing.is_ok_and(|text| text.is_none()));
    }
}

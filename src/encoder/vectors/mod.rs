//! Vectors that other programs made (LaBSE, SONAR, a service): read from files, found again by the text.

mod npy;
mod windows;

pub use npy::npy_header;

use super::{EncodeError, Encoder, Windows};
use crate::text::without_gaps;
use npy::Rows;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::io::{BufRead, Read};
use windows::TextWindows;
use xxhash_rust::xxh3::xxh3_128;

/// Vectors made elsewhere, by the text they are of.
///
/// All are brought to unit length. Texts are the same if they differ in white space only: a file of one segment a line
/// can't tell it. If a text comes more than once its first vector stays.
///
/// A window of sentences has the vector of their texts joined by spaces, if the files have one (vecalign's overlaps);
/// else the normalised mean of the sentences' vectors, which is less exact: files that have the windows align better.
#[derive(Debug)]
pub struct Vectors {
    name: String,
    /// 0 until the first vector is read.
    dim: usize,
    rows: Vec<f32>,
    /// Rows by the hash of the text.
    by_text: FxHashMap<u128, u32>,
}

/// A line of a JSON-lines file.
#[derive(Deserialize)]
struct Line {
    text: String,
    vector: Vec<f32>,
}

impl Vectors {
    /// None yet, with what they are called in messages.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), dim: 0, rows: Vec::new(), by_text: FxHashMap::default() }
    }

    /// How many different texts have a vector.
    pub fn len(&self) -> usize {
        self.by_text.len()
    }

    /// Whether no text has one.
    pub fn is_empty(&self) -> bool {
        self.by_text.is_empty()
    }

    /// Adds the rows of a `.npy` file (`<f2`, `<f4` or `<f8`, two dimensions, C order), which are those of the lines of
    /// `texts`. Both names are for messages.
    ///
    /// # Errors
    /// When the file is damaged or of another kind, has another number of rows than `texts` has lines, or vectors of
    /// another length than those before, or one that has no direction (zeros, NaN, infinities).
    pub fn add_npy(
        &mut self,
        (name, npy): (&str, impl Read),
        (texts_name, texts): (&str, &str),
    ) -> Result<(), EncodeError> {
        let wrong = |what: String| EncodeError::Vectors(format!("{name}: {what}"));
        let mut rows = Rows::new(npy).map_err(wrong)?;
        let lines = texts.lines().count() as u64;
        if rows.count != lines {
            let count = rows.count;
            return Err(wrong(format!(
                "the array has {count} rows, but {texts_name} has {lines} lines: both need one a segment"
            )));
        }
        self.fits(rows.dim).map_err(wrong)?;
        let mut row = Vec::with_capacity(rows.dim);
        for (line, text) in (1..).zip(texts.lines()) {
            row.clear();
            rows.next(&mut row).map_err(|error| wrong(format!("row {line}: {error}")))?;
            let added = self.add(text, &row);
            added.map_err(|what| wrong(format!("row {line} ({texts_name}:{line}): {what}")))?;
        }
        match rows.has_more() {
            Ok(false) => Ok(()),
            Ok(true) => Err(wrong(format!("the file goes on behind its {lines} rows"))),
            Err(error) => Err(wrong(error.to_string())),
        }
    }

    /// Adds the lines of a file of JSON objects, `{"text": "…", "vector": […]}` a line; empty lines are passed over.
    ///
    /// # Errors
    /// When a line can't be read or is something else, has a vector of another length than those before, or one that
    /// has no direction (zeros, infinities).
    pub fn add_jsonl(&mut self, name: &str, mut lines: impl BufRead) -> Result<(), EncodeError> {
        let (mut line, mut number) = (Vec::new(), 0u64);
        loop {
            line.clear();
            number += 1;
            let wrong = |what: String| EncodeError::Vectors(format!("{name}:{number}: {what}"));
            let read =
                lines.read_until(b'\n', &mut line).map_err(|error| wrong(error.to_string()))?;
            if read == 0 {
                return Ok(());
            }
            let json = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line).trim_ascii();
            if json.is_empty() {
                continue;
            }
            let Line { text, vector } = serde_json::from_slice(json).map_err(|error| {
                wrong(format!("this is no {{\"text\": \"…\", \"vector\": […]}}: {error}"))
            })?;
            self.fits(vector.len()).map_err(wrong)?;
            self.add(&text, &vector).map_err(wrong)?;
        }
    }

    /// Takes the length of the first vector, and refuses those of another.
    fn fits(&mut self, dim: usize) -> Result<(), String> {
        if dim == 0 {
            return Err("the vector is empty".into());
        }
        if self.dim == 0 {
            self.dim = dim;
        }
        let wanted = self.dim;
        if dim == wanted {
            return Ok(());
        }
        Err(format!(
            "vectors of {dim} numbers, where those before have {wanted}: all must be of one encoder"
        ))
    }

    fn add(&mut self, text: &str, vector: &[f32]) -> Result<(), String> {
        let inverse = inverse_length(vector).ok_or_else(|| {
            if vector.iter().all(|number| *number == 0.0) {
                "the vector is zero: it says nothing of its text".to_owned()
            } else {
                "the vector has numbers that are infinite or none (NaN)".to_owned()
            }
        })?;
        let row = u32::try_from(self.rows.len() / self.dim)
            .map_err(|_| "more vectors than targum can hold".to_owned())?;
        if let std::collections::hash_map::Entry::Vacant(place) = self.by_text.entry(key(text)) {
            place.insert(row);
            self.rows.extend(vector.iter().map(|number| (f64::from(*number) * inverse) as f32));
        }
        Ok(())
    }

    /// The vector of a text.
    fn find(&self, text: &str) -> Option<&[f32]> {
        let from = *self.by_text.get(&key(text))? as usize * self.dim;
        Some(&self.rows[from..from + self.dim])
    }

    fn missing(&self, text: &str) -> EncodeError {
        const SHOWN: usize = 60;
        let more = if text.chars().nth(SHOWN).is_some() { "…" } else { "" };
        let shown: String = text.chars().take(SHOWN).collect();
        EncodeError::Vectors(format!(
            "{} has no vector of “{shown}{more}”: encode the segments as `targum segment` gives them",
            self.name
        ))
    }
}

impl Encoder for Vectors {
    fn dim(&self) -> usize {
        self.dim
    }

    /// Always: whoever made the vectors chose the encoder.
    fn knows(&self, _: &str) -> bool {
        true
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<f32>, EncodeError> {
        let mut out = Vec::with_capacity(texts.len() * self.dim);
        for text in texts {
            out.extend_from_slice(self.find(text).ok_or_else(|| self.missing(text))?);
        }
        Ok(out)
    }

    fn document<'a>(&'a self, sentences: &[&str]) -> Result<Box<dyn Windows + 'a>, EncodeError> {
        Ok(Box::new(TextWindows::new(self, sentences)?))
    }
}

/// The hash of a text, white space made one space, none around it or between Chinese characters.
fn key(text: &str) -> u128 {
    let text = without_gaps(text);
    let mut words = text.split_whitespace();
    let mut plain = String::with_capacity(text.len());
    plain.push_str(words.next().unwrap_or_default());
    for word in words {
        plain.push(' ');
        plain.push_str(word);
    }
    xxh3_128(plain.as_bytes())
}

/// One divided by the length of a vector; `None` if it has no direction.
fn inverse_length(vector: &[f32]) -> Option<f64> {
    let square: f64 = vector.iter().map(|number| f64::from(*number).powi(2)).sum();
    (square > 0.0 && square.is_finite()).then(|| square.sqrt().recip())
}

#[cfg(test)]
mod tests;

//! Building a segment's file.

use super::IndexError;
use super::layout::Writer;
use super::signature::{Buckets, SHORT, SHORT_PARTS, SHORT_WHOLE, TABLE, pack};
use super::view::TokenView;
use crate::words::Stemming;
use rayon::prelude::*;
use std::path::Path;

/// The most bytes of texts in one segment, unless a single text has more: bounds the memory of a build.
pub(super) const MAX_BYTES: usize = 50 << 20;
/// The most units in one segment.
pub(super) const MAX_UNITS: usize = 1 << 20;
/// The longest text.
const MAX_TEXT: usize = 1 << 30;
/// Texts a thread works on at a time, and how many such pieces wait to be written.
const PIECE: usize = 4096;
const WAITING: usize = 16;

/// Texts on their way into a segment.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    bytes: String,
    records: Vec<Record>,
}

/// A unit's text.
#[derive(Debug, Clone, Copy)]
struct Record {
    from: u32,
    len: u32,
    chars: u32,
    unit: u64,
}

impl Gathered {
    pub(super) fn push(&mut self, unit: u64, text: &str) -> Result<(), IndexError> {
        if text.len() > MAX_TEXT {
            return Err(IndexError::TooLong { bytes: text.len() });
        }
        let (from, len) = (self.bytes.len() as u32, text.len() as u32);
        self.bytes.push_str(text);
        self.records.push(Record { from, len, chars: text.chars().count() as u32, unit });
        Ok(())
    }

    /// Whether a text of `len` bytes would be too much for one segment.
    pub(super) fn is_full_for(&self, len: usize) -> bool {
        !self.records.is_empty()
            && (self.bytes.len() + len > MAX_BYTES || self.records.len() >= MAX_UNITS)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn text(&self, record: &Record) -> &str {
        &self.bytes[record.from as usize..][..record.len as usize]
    }

    /// Writes the segment.
    pub(super) fn write(mut self, path: &Path, stemming: &Stemming) -> Result<(), IndexError> {
        let mut records = std::mem::take(&mut self.records);
        records.par_sort_unstable_by(|one, other| {
            let text = |record| self.text(record);
            one.chars
                .cmp(&other.chars)
                .then_with(|| text(one).cmp(text(other)))
                .then(one.unit.cmp(&other.unit))
        });
        records
            .dedup_by(|one, before| one.unit == before.unit && self.text(one) == self.text(before));
        // The first record of each text, and the end.
        let mut firsts: Vec<u32> = Vec::with_capacity(records.len() + 1);
        for (at, record) in records.iter().enumerate() {
            if at == 0 || self.text(record) != self.text(&records[at - 1]) {
                firsts.push(at as u32);
            }
        }
        let texts: Vec<&str> =
            firsts.iter().map(|&first| self.text(&records[first as usize])).collect();
        let lengths: Vec<u32> = firsts.iter().map(|&at| records[at as usize].chars).collect();
        let units: Vec<u64> = records.iter().map(|record| record.unit).collect();
        firsts.push(records.len() as u32);
        drop(records);
        write(path, stemming, &texts, &lengths, &firsts, &units)
    }
}

/// Writes sorted texts with their lengths in characters; the units of text `t` are those from
/// `firsts[t]` to `firsts[t + 1]`.
fn write(
    path: &Path,
    stemming: &Stemming,
    texts: &[&str],
    lengths: &[u32],
    firsts: &[u32],
    units: &[u64],
) -> Result<(), IndexError> {
    let short = lengths.partition_point(|&length| length <= SHORT);
    let (buckets, (words, stems)) = rayon::join(
        || Buckets::learn(&count_characters(texts)),
        || {
            rayon::join(
                || TokenView::build(texts, None),
                || TokenView::build(texts, Some(stemming)),
            )
        },
    );
    let mut writer = Writer::create(path)?;
    writer.numbers([texts.len() as u32, short as u32, words.common, stems.common])?;
    writer.numbers(groups(lengths.iter().copied()))?;
    writer.numbers(offsets(texts.iter().map(|text| text.len() as u32)))?;
    writer.begin()?;
    for text in texts {
        writer.put(text.as_bytes())?;
    }
    writer.end();
    writer.numbers(firsts.iter().copied())?;
    writer.values(units.iter().copied(), u64::to_le_bytes)?;
    writer.section(buckets.table())?;
    let whole = |text: &str| buckets.whole(text);
    let parts = |text: &str| buckets.parts(text, text.chars().count() as u32);
    let (short, long) = texts.split_at(short);
    in_pieces(&mut writer, short, |text, out| out.extend(pack::<_, SHORT_WHOLE>(&whole(text))))?;
    in_pieces(&mut writer, short, |text, out| out.extend(pack::<_, SHORT_PARTS>(&parts(text))))?;
    in_pieces(&mut writer, long, |text, out| out.extend(whole(text)))?;
    in_pieces(&mut writer, long, |text, out| out.extend(parts(text)))?;
    words.write(&mut writer)?;
    stems.write(&mut writer)?;
    writer.finish()
}

/// A section that is computed by several threads, a stretch at a time.
fn in_pieces(
    writer: &mut Writer<'_>,
    texts: &[&str],
    each: impl Fn(&str, &mut Vec<u8>) + Sync,
) -> Result<(), IndexError> {
    writer.begin()?;
    for stretch in texts.chunks(PIECE * WAITING) {
        let pieces: Vec<Vec<u8>> = stretch
            .par_chunks(PIECE)
            .map(|piece| {
                let mut out = Vec::new();
                for text in piece {
                    each(text, &mut out);
                }
                out
            })
            .collect();
        for piece in pieces {
            writer.put(&piece)?;
        }
    }
    writer.end();
    Ok(())
}

fn count_characters(texts: &[&str]) -> Vec<u64> {
    let mut counts = vec![0; TABLE];
    for c in texts.iter().flat_map(|text| text.chars()) {
        if let Some(count) = counts.get_mut(c as usize) {
            *count += 1;
        }
    }
    counts
}

/// (length, first) of each stretch of equal lengths.
pub(super) fn groups(lengths: impl Iterator<Item = u32>) -> Vec<u32> {
    let (mut groups, mut before) = (Vec::new(), None);
    for (at, length) in lengths.enumerate() {
        if before.replace(length) != Some(length) {
            groups.extend([length, at as u32]);
        }
    }
    groups
}

/// Where parts of these lengths start, and the end.
pub(super) fn offsets(lengths: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    std::iter::once(0).chain(lengths.scan(0u32, |at, length| {
        *at += length;
        Some(*at)
    }))
}

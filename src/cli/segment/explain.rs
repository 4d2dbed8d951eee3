//! `targum segment --explain`: each place where a sentence might end, and why it does or does not.

use super::{To, one_line};
use crate::model::{Block, Document};
use crate::segment::{Segmenter, Verdict};
use crate::text::LangTag;
use serde_json::Value;
use std::io::Write;

/// The first line of a table.
pub(super) const HEADER: &str = "file\tblock\tplace\tat\tend\ttext\tverdict\treason";
/// How many characters are shown before the mark and behind it.
const AROUND: (usize, usize) = (40, 25);
/// What stands between a sentence and the next, or would.
const MARK: char = '║';

/// Prints the places of a document; what is furniture has none.
pub(super) fn print(
    document: &Document,
    lang: &LangTag,
    segmenter: &Segmenter,
    to: To,
    out: &mut impl Write,
) -> std::io::Result<()> {
    for (number, block) in document.blocks.iter().enumerate() {
        let text = &block.content.text;
        if block.place.is_furniture() || text.trim().is_empty() {
            continue;
        }
        for verdict in segmenter.explain(text) {
            let place = Place { document, number, block, verdict: &verdict };
            match to {
                To::Text => place.text(out)?,
                To::Tsv => place.row(out)?,
                To::Jsonl => writeln!(out, "{}", place.json(lang))?,
            }
        }
    }
    Ok(())
}

struct Place<'a> {
    document: &'a Document,
    number: usize,
    block: &'a Block,
    verdict: &'a Verdict,
}

impl Place<'_> {
    /// `FILE: block 0 (paragraph): We met Dr.║ Smith…: goes on: abbreviation "Dr" (never)`
    fn text(&self, out: &mut impl Write) -> std::io::Result<()> {
        let (name, number, kind) = (&self.document.name, self.number, self.block.place.name());
        let (around, says, because) = (self.around(), self.says(), self.because());
        writeln!(out, "{name}: block {number} ({kind}): {around}: {says}: {because}")
    }

    fn row(&self, out: &mut impl Write) -> std::io::Result<()> {
        let (name, number, kind) = (&self.document.name, self.number, self.block.place.name());
        let Verdict { at, end, .. } = self.verdict;
        let (around, says, because) = (self.around(), self.says(), self.because());
        writeln!(out, "{name}\t{number}\t{kind}\t{at}\t{end}\t{around}\t{says}\t{because}")
    }

    fn json(&self, lang: &LangTag) -> Value {
        let (before, after) = self.sides();
        // Reasons of a list name the class of the entry, too.
        let (reason, class) = match serde_json::to_value(self.verdict.reason) {
            Ok(Value::Object(pair)) => pair.into_iter().next().unwrap_or_default(),
            Ok(Value::String(reason)) => (reason, Value::Null),
            _ => Default::default(),
        };
        serde_json::json!({
            "file": self.document.name, "lang": lang, "block": self.number,
            "place": self.block.place.name(), "at": self.verdict.at, "end": self.verdict.end,
            "before": before, "after": after, "ends": self.verdict.breaks, "reason": reason,
            "class": class, "word": self.block.content.text.get(self.verdict.word.clone()),
            "because": self.verdict.because(&self.block.content.text),
        })
    }

    fn says(&self) -> &'static str {
        if self.verdict.breaks { "ends" } else { "goes on" }
    }

    fn because(&self) -> String {
        one_line(&self.verdict.because(&self.block.content.text))
    }

    /// The text around the place in one line, with the mark.
    fn around(&self) -> String {
        let (before, after) = self.sides();
        one_line(&format!("{before}{MARK}{after}"))
    }

    /// The text before the place and behind it; `…` where more is left out.
    fn sides(&self) -> (String, String) {
        let text = &self.block.content.text;
        let (at, end) = (self.verdict.at, self.verdict.end);
        // White space belongs to the other side, unless it is what may end the sentence.
        let cut = at.max(text[..end].trim_end().len());
        let (before, after) = text.split_at(cut);
        let from = before.char_indices().rev().nth(AROUND.0 - 1).map_or(0, |(index, _)| index);
        let to = after.char_indices().nth(AROUND.1).map_or(after.len(), |(index, _)| index);
        let left = if from > 0 { "…" } else { "" };
        let right = if to < after.len() { "…" } else { "" };
        (format!("{left}{}", &before[from..]), format!("{}{right}", &after[..to]))
    }
}

//! The text under the cursor as a check sees it: without markup, with its language.

use super::documents::OpenDocument;
use crate::app::language;
use crate::format::{Collected, Flow, Holds, Sink, VariantPlace};
use crate::model::{Origin, Unit};
use crate::text::LangTag;
use std::ops::Range;

/// A block of a document, or a text of a memory.
pub(super) struct Passage {
    pub(super) text: String,
    pub(super) lang: LangTag,
    /// The byte of `text` the cursor is at.
    pub(super) at: usize,
    source: Source,
}

/// The way from the text back to the file.
enum Source {
    Origin(Origin),
    /// The text stands in the file from this byte on.
    From(usize),
}

impl Passage {
    /// The passage at byte `at` of a file. `None` between passages, and where the language can't be
    /// told.
    pub(super) fn at(document: &OpenDocument, at: usize) -> Option<Self> {
        match document.format.info().holds {
            Holds::Document => in_document(document, at),
            Holds::Memory => in_memory(document, at),
        }
    }

    /// The bytes of the file that some bytes of the text were read from.
    pub(super) fn source(&self, range: &Range<usize>) -> Option<Range<usize>> {
        match &self.source {
            Source::From(start) => Some(start + range.start..start + range.end),
            Source::Origin(origin) => {
                let found = origin.of(range);
                Some(found.first()?.start..found.last()?.end)
            }
        }
    }
}

/// The language of a document as a whole.
pub(super) fn language_of(document: &OpenDocument) -> Option<LangTag> {
    if document.format.info().holds == Holds::Memory {
        return None;
    }
    Some(read(document)?.1)
}

/// Reads a document and chooses its language.
fn read(document: &OpenDocument) -> Option<(crate::model::Document, LangTag)> {
    let request = document.request();
    let mut sink = Collected::default();
    let mut bytes = document.decoded().as_bytes();
    document.format.read(&mut bytes, &request.options, &mut sink).ok()?;
    let mut read = sink.document;
    read.name = request.options.name;
    let chosen = language::choose(&read, None, request.listed.as_ref())?;
    Some((read, chosen.lang))
}

fn in_document(document: &OpenDocument, at: usize) -> Option<Passage> {
    let (read, lang) = read(document)?;
    // The cursor is in a block, or right behind its last letter.
    let inside = |behind: usize| {
        read.blocks.into_iter().find_map(|block| {
            let found = block.origin.stretches().iter().find(|stretch| {
                let (start, end) = (stretch.source.start as usize, stretch.source.end as usize);
                start <= at && at < end + behind
            })?;
            let (text, source) = (found.text.range(), found.source.range());
            let step = if text.len() == source.len() { at - source.start } else { 0 };
            Some(Passage {
                at: text.start + step,
                lang: block.lang.unwrap_or_else(|| lang.clone()),
                text: block.content.text,
                source: Source::Origin(block.origin),
            })
        })
    };
    inside(1)
}

fn in_memory(document: &OpenDocument, at: usize) -> Option<Passage> {
    let text = document.decoded();
    let mut sink = Looking { text, at, found: None };
    let mut bytes = text.as_bytes();
    // The reader stops where the text is found; what is broken behind it does not matter.
    let _ = document.format.read(&mut bytes, &document.request().options, &mut sink);
    sink.found
}

/// Looks for the text of a memory at a place.
struct Looking<'a> {
    text: &'a str,
    at: usize,
    found: Option<Passage>,
}

impl Sink for Looking<'_> {
    fn wants_places(&self) -> bool {
        true
    }

    fn unit_at(&mut self, unit: Unit, places: &[VariantPlace]) -> Flow {
        for (variant, place) in unit.variants.into_iter().zip(places) {
            let stands = place.start.offset as usize..place.end as usize;
            if stands.start > self.at || self.at > stands.end {
                continue;
            }
            // With markup or references in it the text is taken as it stands: words are words there.
            let text = self.text.get(stands.clone()).unwrap_or_default().to_owned();
            self.found = Some(Passage {
                at: self.at - stands.start,
                lang: variant.lang,
                text,
                source: Source::From(stands.start),
            });
            return Flow::Break(());
        }
        Flow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::documents::tests::opened;
    use super::*;

    fn passage(name: &str, text: &str, word: &str) -> Option<Passage> {
        let document = opened(name, text);
        Passage::at(&document, text.find(word).unwrap())
    }

    #[test]
    fn blocks_lead_to_their_text_and_back() {
        let text = "# Head\n\nof the *Member*\nStates &amp; more\n";
        let found = passage("x.en.md", text, "States").unwrap();
        assert_eq!(&found.text[found.at..found.at + 6], "States");
        let start = found.text.find("Member").unwrap();
        let range = found.source(&(start..start + 6)).unwrap();
        assert_eq!(&text[range], "Member");
        assert_eq!(found.lang.as_str(), "en");
        assert!(passage("x.en.md", text, "\n\nof").is_some(), "behind the last letter");
    }

    #[test]
    fn texts_of_memories_are_in_their_language() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<tmx version=\"1.4\"><header srclang=\"en\"/><body>\
            <tu><tuv xml:lang=\"en\"><seg>the Plan</seg></tuv><tuv xml:lang=\"fr\"><seg>le Plan é</seg></tuv></tu>\
            </body></tmx>";
        let found = passage("x.tmx", text, "Plan é").unwrap();
        assert_eq!((found.lang.as_str(), &*found.text, found.at), ("fr", "le Plan é", 3));
        assert!(passage("x.tmx", text, "header").is_none());
        let po = "msgid \"\"\nmsgstr \"Language: fr\\n\"\n\nmsgid \"a plan\"\nmsgstr \"un plan\"\n";
        let found = passage("x.po", po, "plan\"\n\0".trim_end_matches('\0')).unwrap();
        assert_eq!(found.at, 2);
        assert_eq!(found.source(&(0..1)).unwrap().len(), 1);
    }
}

//! Documents: blocks of text with their places, and the segments in them.

use super::{Content, Origin};
use crate::text::{LangTag, Span};
use serde::{Deserialize, Serialize};

/// A document as a format reader gives it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Document {
    /// Its name: the path as given, or `-`.
    pub name: String,
    /// The language it declares itself, if it does.
    pub lang: Option<LangTag>,
    /// The members that spans point into: one empty name for a plain file, the member paths
    /// (`word/document.xml`) for a container.
    pub parts: Vec<String>,
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
}

/// A stretch of text that belongs together: a paragraph, heading, cell, list item, …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its text and inline codes. White space is as a reader sees it: hard-wrapped lines joined.
    pub content: Content,
    /// Where in the document it stands.
    pub place: Place,
    /// Its language, where it declares one that differs from the document's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<LangTag>,
    /// The part its span points into: an index in [`Document::parts`].
    pub part: u16,
    /// The bytes of the part's decoded text it was read from.
    pub span: Span,
    /// Which bytes of the part each stretch of its text was read from.
    #[serde(skip)]
    pub origin: Origin,
}

/// The place of a block in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Place {
    /// The document's title (metadata, HTML `title`).
    Title,
    /// A heading of a level from 1.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A list item at a depth from 1.
    ListItem(u8),
    /// A table cell by row and column from 0, counted within its table.
    TableCell {
        /// The row.
        row: u32,
        /// The column.
        column: u32,
    },
    /// The caption of a table or figure.
    Caption,
    /// A footnote or endnote.
    Note,
    /// The alternative text of a picture.
    AltText,
    /// A page header.
    Header,
    /// A page footer.
    Footer,
    /// A page number that stands alone.
    PageNumber,
}

impl Place {
    /// Whether the block belongs to the page, not to the text (headers, footers, page numbers): the
    /// aligner leaves such blocks out.
    pub fn is_furniture(self) -> bool {
        matches!(self, Self::Header | Self::Footer | Self::PageNumber)
    }

    /// A short name for listings: `heading1`, `paragraph`, `cell`.
    pub fn name(self) -> String {
        match self {
            Self::Title => "title".into(),
            Self::Heading(level) => format!("heading{level}"),
            Self::Paragraph => "paragraph".into(),
            Self::ListItem(depth) => format!("item{depth}"),
            Self::TableCell { row, column } => format!("cell{row}.{column}"),
            Self::Caption => "caption".into(),
            Self::Note => "note".into(),
            Self::AltText => "alt".into(),
            Self::Header => "header".into(),
            Self::Footer => "footer".into(),
            Self::PageNumber => "page".into(),
        }
    }
}

/// A segment: a view into a block. It owns no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    /// The block: an index in [`Document::blocks`].
    pub block: u32,
    /// The bytes of the block's text, without surrounding white space.
    pub span: Span,
}

impl Document {
    /// The text of a segment.
    pub fn text(&self, segment: Segment) -> &str {
        &self.blocks[segment.block as usize].content.text[segment.span.range()]
    }
}

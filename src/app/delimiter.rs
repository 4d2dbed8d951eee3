//! Blocks that part a text: the k-th of one language belongs to the k-th of the other.

use super::AppError;
use crate::model::{Finding, Place, Severity, Side};
use regex::Regex;

/// What parts texts.
#[derive(Debug, Clone)]
pub enum Delimiter {
    /// Headings, where both texts have as many.
    Headings,
    /// Blocks (lines of segmented texts) that are this text, or are matched whole by it as a regular
    /// expression, if it is one.
    Lines(String, Option<Regex>),
}

/// Positions (i, j) that no bead may cross.
pub(super) type Boundaries = Vec<(u32, u32)>;

impl Delimiter {
    /// Reads `heading`, a regular expression, or a line as it stands.
    pub fn parse(text: &str) -> Self {
        if text == "heading" {
            return Self::Headings;
        }
        Self::Lines(text.to_owned(), Regex::new(&format!("^(?:{text})$")).ok())
    }

    /// The boundaries between two sides, and what there is to say of them.
    ///
    /// # Errors
    /// When the sides have different numbers of delimiting lines.
    pub(super) fn boundaries(
        &self,
        source: &Side,
        target: &Side,
    ) -> Result<(Boundaries, Option<Finding>), AppError> {
        let (left, right) = (self.blocks(source), self.blocks(target));
        let names = (&source.document.name, &target.document.name);
        let (count, other) = (left.len(), right.len());
        let note = |message| Some(Finding::new("delimiter", Severity::Info, message));
        match self {
            Self::Headings if count != other => {
                let message = format!(
                    "{} has {count} headings and {} has {other}: they are aligned like any text",
                    names.0, names.1
                );
                return Ok((Vec::new(), note(message)));
            }
            Self::Lines(text, _) if count != other => {
                return Err(AppError::request(format!(
                    "{} has {count} lines `{text}` and {} has {other}: --delimiter needs as many on \
                     both sides",
                    names.0, names.1
                )));
            }
            Self::Lines(text, _) if count == 0 => {
                let message = format!("no line of {} or {} is `{text}`", names.0, names.1);
                return Ok((Vec::new(), note(message)));
            }
            _ => {}
        }
        let mut boundaries = Vec::with_capacity(2 * count);
        for (block, other) in left.into_iter().zip(right) {
            boundaries.push((first_from(source, block), first_from(target, other)));
            if matches!(self, Self::Lines(..)) {
                boundaries.push((first_from(source, block + 1), first_from(target, other + 1)));
            }
        }
        Ok((boundaries, None))
    }

    /// The blocks that delimit.
    fn blocks(&self, side: &Side) -> Vec<u32> {
        let blocks = (0..).zip(&side.document.blocks);
        let delimits = |block: &crate::model::Block| match self {
            Self::Headings => matches!(block.place, Place::Heading(_) | Place::Title),
            Self::Lines(line, regex) => {
                let text = block.content.text.trim();
                text == line || regex.as_ref().is_some_and(|regex| regex.is_match(text))
            }
        };
        let found = blocks.filter(|(_, block)| !block.place.is_furniture() && delimits(block));
        found.map(|(index, _)| index).collect()
    }
}

/// The first segment of `block`, or of those behind it.
fn first_from(side: &Side, block: u32) -> u32 {
    side.segments.partition_point(|segment| segment.block < block) as u32
}

//! What of the translations goes with the words that were found.

use super::Found;
use crate::align::wordwise::Aligner;
use crate::app::AppError;
use crate::app::tm::Memory;
use crate::app::tm::pairs::{Pair, sample};
use crate::text::LangTag;
use rayon::prelude::*;

/// Units with the words from which is learnt what goes with them.
const FOUND: usize = 1000;
/// Units from all over a memory, which say what is common anyway.
const SAMPLE: u64 = 1000;

/// Two languages of a memory.
#[derive(PartialEq)]
struct Direction {
    memory: usize,
    source: LangTag,
    target: LangTag,
}

impl Direction {
    fn of(found: &Found) -> Option<Self> {
        let plain = |lang: &LangTag| LangTag::parse(lang.language()).ok();
        let target = plain(&found.target.as_ref()?.lang)?;
        Some(Self { memory: found.memory, source: plain(&found.source.lang)?, target })
    }
}

/// Keeps the first `limit` units and marks their translations. The others teach, too.
pub(super) fn mark(
    memories: &[Memory],
    found: &mut Vec<Found>,
    limit: usize,
) -> Result<(), AppError> {
    let mut directions: Vec<Direction> = Vec::new();
    for direction in found.iter().take(limit).filter_map(Direction::of) {
        if !directions.contains(&direction) {
            directions.push(direction);
        }
    }
    let learnt = directions
        .into_iter()
        .map(|direction| Ok((learn(memories, found, &direction)?, direction)))
        .collect::<Result<Vec<(Aligner, Direction)>, AppError>>()?;
    found.truncate(limit);
    found.par_iter_mut().for_each(|found| {
        let direction = Direction::of(found);
        let known = learnt.iter().find(|(_, known)| Some(known) == direction.as_ref());
        if let (Some((aligner, _)), Some(target)) = (known, &mut found.target) {
            let links = aligner.links(&found.source.text, &target.text);
            target.marks = links.across(&found.source.marks);
        }
    });
    Ok(())
}

fn learn(memories: &[Memory], found: &[Found], direction: &Direction) -> Result<Aligner, AppError> {
    let store = memories[direction.memory].store();
    let around: Vec<Pair> = sample(store, &direction.source, &direction.target, SAMPLE)?;
    let same = found.iter().filter(|found| Direction::of(found).as_ref() == Some(direction));
    let with = same.take(FOUND).filter_map(|found| {
        Some((found.source.text.as_str(), found.target.as_ref()?.text.as_str()))
    });
    let around = around.iter().map(|(source, target)| (source.as_str(), target.as_str()));
    Ok(Aligner::learn(&with.chain(around).collect::<Vec<_>>()))
}

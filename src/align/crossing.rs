//! Links off the path: a sentence that a translation moved is left over on both sides, as the path runs
//! forward in both texts. Two that are each other's best among what is left over are linked, if they
//! go together well enough and clearly better than with any other.

use super::evidence::Scorer;
use super::lexicon;
use super::pairwise::dot;
use super::prepare::Prepared;
use super::shareable::common;
use super::{Sentence, prepared};
use crate::encoder::{EncodeError, Encoder};
use crate::model::{Link, Method};
use std::ops::Range;

/// Sentences of a side that are looked at; a text with more left over is not a translation but for
/// some moved sentences.
const MOST: usize = 4000;
/// The least score of a link.
const LEAST: f32 = 0.6;

/// Links the sentences of `source` and `target`, the first side and side `side` of `links`, that are left
/// over there. A link takes the place of the source sentence's; the target sentence's own goes. Each
/// sentence is in one link still, and the links in the source's order; those of [`Method::Crossing`]
/// may run backwards in the target.
///
/// # Errors
/// When the encoder has no vectors for a sentence. The caller sees to it that it knows both languages.
pub fn cross(
    links: &mut Vec<Link>,
    side: usize,
    (source, target): (&[Sentence<'_>], &[Sentence<'_>]),
    encoder: Option<&dyn Encoder>,
) -> Result<(), EncodeError> {
    let left = unpaired(links, side);
    if left.0.is_empty() || left.1.is_empty() {
        return Ok(());
    }
    let (prepared_source, prepared_target) = prepared(source, target);
    let sides = (&prepared_source, &prepared_target);
    let matrix = match encoder {
        Some(encoder) => by_vectors((source, target), &left, sides, encoder)?,
        None => by_words(sides, &left, &beads(links, side)),
    };
    let found = matrix.mutual_best(if encoder.is_some() { VECTORS } else { WORDS });
    for (row, column, score) in found {
        join(links, side, (left.0[row], left.1[column]), score);
    }
    Ok(())
}

/// Sentences without a counterpart, alone in their links: of the source, and of `side`.
fn unpaired(links: &[Link], side: usize) -> (Vec<u32>, Vec<u32>) {
    let alone = |range: &Range<u32>, other: &Range<u32>| range.len() == 1 && other.is_empty();
    let starts = |of: usize, other: usize| {
        let all = links.iter().filter(move |link| alone(&link.ranges[of], &link.ranges[other]));
        all.map(move |link| link.ranges[of].start).take(MOST).collect()
    };
    (starts(0, side), starts(side, 0))
}

fn beads(links: &[Link], side: usize) -> Vec<(Range<u32>, Range<u32>, f32)> {
    let both = links.iter().filter(|l| !l.ranges[0].is_empty() && !l.ranges[side].is_empty());
    both.map(|l| (l.ranges[0].clone(), l.ranges[side].clone(), l.scores[side].max(0.05))).collect()
}

/// Puts target sentence `j` into the link of source sentence `i`.
fn join(links: &mut Vec<Link>, side: usize, (i, j): (u32, u32), score: f32) {
    links.retain(|link| !(link.ranges[0].is_empty() && link.ranges[side] == (j..j + 1)));
    if let Some(link) = links.iter_mut().find(|link| link.ranges[0] == (i..i + 1)) {
        link.ranges[side] = j..j + 1;
        link.scores[side] = score;
        link.method = Method::Crossing;
    }
}

/// How similarity and lead over the next best make a score: the logistic function of `slope` times
/// what they have more than `middle`.
#[derive(Clone, Copy)]
struct Scale {
    middle: [f32; 2],
    slope: [f32; 2],
}

/// For cosines: true pairs have 0.7 and more, random ones next to nothing.
const VECTORS: Scale = Scale { middle: [0.55, 0.1], slope: [10.0, 4.0] };
/// For lexical scores in units of the typical pair's.
const WORDS: Scale = Scale { middle: [0.55, 0.25], slope: [4.0, 2.0] };

/// How similar each source sentence left over is to each target sentence left over.
struct Matrix {
    columns: usize,
    cells: Vec<f32>,
}

impl Matrix {
    /// Cells that are the best of their row and of their column, with their scores, by row.
    fn mutual_best(&self, scale: Scale) -> Vec<(usize, usize, f32)> {
        let rows = self.cells.len() / self.columns;
        let row = |row: usize| (0..self.columns).map(move |column| row * self.columns + column);
        let column = |column: usize| (0..rows).map(move |row| row * self.columns + column);
        let of_columns: Vec<_> = (0..self.columns).map(|at| self.two_best(column(at))).collect();
        let mut found = Vec::new();
        for at in 0..rows {
            let (best, similarity, next) = self.two_best(row(at));
            let (of_column, _, other) = of_columns[best % self.columns];
            if best != of_column {
                continue;
            }
            // Without any other the lead is over a pair that has nothing in common.
            let lead = similarity - next.max(other).max(0.0);
            let sum = scale.slope[0] * (similarity - scale.middle[0])
                + scale.slope[1] * (lead - scale.middle[1]);
            let score = 1.0 / (1.0 + (-sum).exp());
            if score >= LEAST {
                found.push((at, best % self.columns, score));
            }
        }
        found
    }

    /// The first of the best cells, its value and that of the next.
    fn two_best(&self, cells: impl Iterator<Item = usize>) -> (usize, f32, f32) {
        let mut best = (usize::MAX, f32::NEG_INFINITY, f32::NEG_INFINITY);
        for cell in cells {
            let value = self.cells[cell];
            if value > best.1 {
                best = (cell, value, best.1);
            } else if value > best.2 {
                best.2 = value;
            }
        }
        best
    }
}

/// Cosines, more for numbers in common and less for others.
fn by_vectors(
    (source, target): (&[Sentence<'_>], &[Sentence<'_>]),
    left: &(Vec<u32>, Vec<u32>),
    sides: (&Prepared, &Prepared),
    encoder: &dyn Encoder,
) -> Result<Matrix, EncodeError> {
    let encode = |sentences: &[Sentence<'_>], at: &[u32]| {
        let texts: Vec<&str> = at.iter().map(|&index| sentences[index as usize].text).collect();
        encoder.encode(&texts)
    };
    let (rows, columns) = (encode(source, &left.0)?, encode(target, &left.1)?);
    let dim = encoder.dim();
    let mut cells = Vec::with_capacity(left.0.len() * left.1.len());
    for (row, &i) in rows.chunks_exact(dim).zip(&left.0) {
        let all = columns.chunks_exact(dim).zip(&left.1);
        cells.extend(all.map(|(column, &j)| dot(row, column) + 0.5 * numbers(sides, i, j)));
    }
    Ok(Matrix { columns: left.1.len(), cells })
}

/// Mean log-odds a word under a lexicon learnt from the beads of the path, in units of its typical bead's.
fn by_words(
    sides: (&Prepared, &Prepared),
    left: &(Vec<u32>, Vec<u32>),
    beads: &[(Range<u32>, Range<u32>, f32)],
) -> Matrix {
    let (source, target) = sides;
    let lexicon = lexicon::learn(source, target, beads, &Vec::new());
    let mut forward = Scorer::new(source, target, &lexicon.forward);
    let mut backward = Scorer::new(target, source, &lexicon.backward);
    let single: Vec<(usize, usize)> = beads
        .iter()
        .filter(|(s, t, _)| (s.len(), t.len()) == (1, 1))
        .map(|(s, t, _)| (s.start as usize, t.start as usize))
        .collect();
    let mut typical: Vec<f32> = single
        .iter()
        .step_by(single.len() / 500 + 1)
        .map(|&(i, j)| {
            let there = log_odds(&mut forward, (i, source), (&[j as u32], target));
            let back = log_odds(&mut backward, (j, target), (&[i as u32], source));
            f32::midpoint(there[0], back[0])
        })
        .collect();
    typical.sort_unstable_by(f32::total_cmp);
    let typical = typical.get(typical.len() / 2).copied().unwrap_or(0.5).max(0.2);
    let columns = left.1.len();
    let mut cells = vec![0.0; left.0.len() * columns];
    for (row, &i) in cells.chunks_exact_mut(columns).zip(&left.0) {
        let there = log_odds(&mut forward, (i as usize, source), (&left.1, target));
        for ((cell, there), &j) in row.iter_mut().zip(there).zip(&left.1) {
            *cell = 0.5 * there / typical + numbers(sides, i, j);
        }
    }
    for (column, &j) in left.1.iter().enumerate() {
        let back = log_odds(&mut backward, (j as usize, target), (&left.0, source));
        for (cell, back) in cells[column..].iter_mut().step_by(columns).zip(back) {
            *cell += 0.5 * back / typical;
        }
    }
    Matrix { columns, cells }
}

/// Mean log-odds of the words of sentences given sentence `from`.
fn log_odds(
    scorer: &mut Scorer<'_>,
    (from, _): (usize, &Prepared),
    (to, side): (&[u32], &Prepared),
) -> Vec<f32> {
    let mut found = Vec::with_capacity(to.len());
    scorer.windows((from, 1), |_, scorer| {
        let mean =
            |&at: &u32| scorer.log_odds(at as usize) / (side.words(at as usize).len() as f32 + 1.0);
        found.extend(to.iter().map(mean));
    });
    found
}

/// What the numbers and other placeables of two sentences say: up to 0.2 for those in common, less for
/// each that only one has.
fn numbers((source, target): (&Prepared, &Prepared), i: u32, j: u32) -> f32 {
    let (left, right) = (&source.placeables[i as usize], &target.placeables[j as usize]);
    let same = common(left, right, |_| 1.0);
    let others = (left.len() + right.len()) as f32 - 2.0 * same;
    0.1 * same.min(2.0) - 0.15 * others.min(4.0) / (1.0 + same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::links;
    use crate::model::{Bead, Place};

    /// Texts of a hundred sentences in a language and its words spelt backwards, one moved far.
    fn texts() -> (Vec<String>, Vec<String>) {
        const WORDS: [&str; 14] = [
            "committee",
            "report",
            "adopted",
            "vote",
            "session",
            "budget",
            "water",
            "trade",
            "court",
            "border",
            "health",
            "school",
            "harbour",
            "engine",
        ];
        let word = |n: usize| WORDS[n % WORDS.len()];
        let sentence = |n: usize| {
            format!(
                "{} {} {} {} {}.",
                word(n * 3),
                word(n / 2),
                word(n * n),
                word(n * 5 + 1),
                word(n / 7)
            )
        };
        let source: Vec<String> = (0..120).map(sentence).collect();
        let backwards = |text: &String| {
            let words = text.trim_end_matches('.').split(' ');
            let words: Vec<String> = words.map(|word| word.chars().rev().collect()).collect();
            words.join(" ") + "."
        };
        let mut target: Vec<String> = source.iter().map(backwards).collect();
        let moved = target.remove(20);
        target.insert(90, moved);
        (source, target)
    }

    fn sentences(texts: &[String]) -> Vec<Sentence<'_>> {
        texts.iter().map(|text| Sentence { text, place: Place::Paragraph, block: 0 }).collect()
    }

    #[test]
    fn a_moved_sentence_is_linked() {
        let (source, target) = texts();
        let (source, target) = (sentences(&source), sentences(&target));
        let bead = |source, target| Bead { source, target, score: 0.9, method: Method::Lexical };
        let mut beads: Vec<Bead> = (0..20).map(|i| bead(i..i + 1, i..i + 1)).collect();
        beads.push(bead(20..21, 20..20));
        beads.extend((21..91).map(|i| bead(i..i + 1, i - 1..i)));
        beads.push(bead(91..91, 90..91));
        beads.extend((91..120).map(|i| bead(i..i + 1, i..i + 1)));
        let mut joined = links(120, &[beads]);
        let before = joined.len();
        cross(&mut joined, 1, (&source, &target), None).unwrap();
        let crossing: Vec<_> =
            joined.iter().filter(|link| link.method == Method::Crossing).collect();
        assert_eq!(crossing.len(), 1);
        assert_eq!(crossing[0].ranges, [20..21, 90..91]);
        assert_eq!(joined.len(), before - 1);
        let mut covered = vec![0; target.len()];
        joined
            .iter()
            .flat_map(|link| link.ranges[1].clone())
            .for_each(|j| covered[j as usize] += 1);
        assert!(covered.iter().all(|count| *count == 1));
    }

    #[test]
    fn what_has_nothing_in_common_stays_alone() {
        let (source, target) = (["One went home.".to_owned()], ["Zwei blieben da.".to_owned()]);
        let (source, target) = (sentences(&source), sentences(&target));
        let alone = |ranges: Vec<Range<u32>>| Link {
            ranges,
            scores: vec![1.0, 0.5],
            method: Method::Lexical,
        };
        let mut joined = vec![alone(vec![0..1, 0..0]), alone(vec![1..1, 0..1])];
        cross(&mut joined, 1, (&source, &target), None).unwrap();
        assert_eq!(joined.len(), 2);
    }
}

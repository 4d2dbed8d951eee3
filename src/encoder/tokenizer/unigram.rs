//! The likeliest way to cut a text into pieces (Kudo 2018), by Viterbi's algorithm over the bytes.

use super::UNKNOWN;
use super::trie::Trie;

/// How much less likely than the least likely piece a character that no piece has is, in logarithms.
const UNKNOWN_PENALTY: f32 = 10.0;
/// What a user-defined symbol gains for each byte but the first, so that it is taken wherever it stands.
const SYMBOL_GAIN: f32 = 0.1;
/// When sums have gone so far from 0 that single scores lose digits in them, they begin at 0 again.
const FARTHEST: f32 = 100_000.0;

/// The pieces and how likely they are.
#[derive(Debug)]
pub(super) struct Unigram<'a> {
    pieces: Trie<'a>,
    /// Logarithms of the probabilities, by id.
    scores: &'a [[u8; 4]],
    /// Ids of user-defined symbols.
    symbols: Vec<u32>,
    unknown_score: f32,
}

/// The best way to a place in the text: the last piece of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    score: f32,
    id: u32,
    /// Bytes of the piece; 0 where nothing has come yet.
    length: u32,
}

const NOTHING: Step = Step { score: 0.0, id: UNKNOWN, length: 0 };

impl<'a> Unigram<'a> {
    /// Over a trie of the texts of the normal pieces and the symbols. The first three pieces are unknown, begin and
    /// end, which have no score.
    pub(super) fn new(pieces: Trie<'a>, scores: &'a [[u8; 4]], symbols: Vec<u32>) -> Self {
        let normal = scores.iter().zip(0..).skip(3).filter(|(_, id)| !symbols.contains(id));
        let lowest =
            normal.fold(f32::MAX, |lowest, (score, _)| lowest.min(f32::from_le_bytes(*score)));
        Self { pieces, scores, symbols, unknown_score: lowest - UNKNOWN_PENALTY }
    }

    /// Appends the ids of the likeliest pieces of a normalised text, runs of unknown characters as one. `steps` is
    /// scratch space.
    ///
    /// Scores are summed in 32 bits and of equal ways the one found first stays, as in SentencePiece: this decides
    /// between ways that are as likely.
    pub(super) fn encode(&self, text: &[u8], steps: &mut Vec<Step>, ids: &mut Vec<u32>) {
        steps.clear();
        steps.resize(text.len() + 1, NOTHING);
        let (mut start, mut reached) = (0, 0);
        while start < text.len() {
            if steps[start].score.abs() > FARTHEST {
                lift(&mut steps[start..=reached]);
            }
            let (character, longest) = self.pieces_from(&text[start..], &mut steps[start..]);
            reached = reached.max(start + longest);
            start += character;
        }
        let from = ids.len();
        let mut end = text.len();
        let mut after_unknown = false;
        while end > 0 {
            let step = steps[end];
            if step.id != UNKNOWN || !after_unknown {
                ids.push(step.id);
            }
            after_unknown = step.id == UNKNOWN;
            end -= step.length as usize;
        }
        ids[from..].reverse();
    }

    /// Tries all pieces at the beginning of `text`; `steps[0]` is the best way there. Gives the length of the first
    /// character and of the longest piece.
    #[inline]
    fn pieces_from(&self, text: &[u8], steps: &mut [Step]) -> (usize, usize) {
        let before = steps[0].score;
        let character = character_length(text[0]).min(text.len());
        let (mut has_character, mut longest) = (false, character);
        let mut node = self.pieces.root();
        for (&byte, (step, length)) in text.iter().zip(steps[1..].iter_mut().zip(1..)) {
            let Some(child) = self.pieces.child(node, byte) else { break };
            node = child;
            let Some(id) = node.value else { continue };
            let Some(score) = self.score(id, length) else { continue };
            step.take(before + score, id, length);
            has_character |= length as usize == character;
            longest = longest.max(length as usize);
        }
        if !has_character {
            let step = &mut steps[character];
            step.take(before + self.unknown_score, UNKNOWN, character as u32);
        }
        (character, longest)
    }

    #[inline]
    fn score(&self, id: u32, length: u32) -> Option<f32> {
        let score = f32::from_le_bytes(*self.scores.get(id as usize)?);
        // The file gives symbols the score 0, which a piece does not have.
        let is_symbol = score == 0.0 && self.symbols.contains(&id);
        Some(if is_symbol { SYMBOL_GAIN * (length - 1) as f32 } else { score })
    }
}

impl Step {
    /// Takes a way if it is the first or better.
    #[inline]
    fn take(&mut self, score: f32, id: u32, length: u32) {
        if self.length == 0 || score > self.score {
            *self = Self { score, id, length };
        }
    }
}

/// Sets the first of the steps to the score 0 and leaves all differences.
#[cold]
fn lift(steps: &mut [Step]) {
    let by = steps[0].score;
    for step in steps.iter_mut().filter(|step| step.length > 0) {
        step.score -= by;
    }
}

/// How many bytes a UTF-8 character that begins with a byte has.
#[inline]
fn character_length(first: u8) -> usize {
    match first {
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
        _ => 1,
    }
}

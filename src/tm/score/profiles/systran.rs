//! SYSTRAN's fuzzy-match (MIT licence), after its README: sections "Fuzzy Lookup" and "Edit distance".

use crate::model::Content;
use crate::tm::score::difference::same_code;
use crate::tm::score::pieces::{PieceKind, pieces};

/// Its settings, with its defaults.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Systran {
    /// Texts with more tokens are not looked up (`--max-tokens-in-pattern`).
    pub longest: usize,
    /// The least number of tokens in a row that both must have (`--ml`), where the text has as many.
    pub common: usize,
    /// The same as a part of the text's tokens, 0 to 1 (`--mr`).
    pub common_ratio: f32,
    /// What words that only the match's source has cost besides, by their rarity (`--idf-penalty`): 1
    /// for one more missing word where the word comes once in the whole memory.
    pub rarity: f32,
    /// What an insertion costs, in words (`--insert-cost`).
    pub insert: f32,
    /// What a deletion costs (`--delete-cost`).
    pub delete: f32,
    /// What a replacement costs (`--replace-cost`).
    pub replace: f32,
    /// What a word or number costs that differs only in its real form, in percent.
    pub other_form: f32,
    /// What a word costs that differs only in capitals, in percent.
    pub other_case: f32,
    /// What a tag costs that only one side has, in percent.
    pub tag: f32,
}

impl Default for Systran {
    fn default() -> Self {
        Self {
            longest: 300,
            common: 3,
            common_ratio: 0.0,
            rarity: 0.0,
            insert: 1.0,
            delete: 1.0,
            replace: 1.0,
            other_form: 2.0,
            other_case: 1.0,
            tag: 1.0,
        }
    }
}

/// A token: in normal form (lower case, numbers all alike), and as it is.
struct Token<'a> {
    normal: String,
    real: &'a str,
    number: bool,
    /// The codes right before it, as a range of the content's.
    codes: std::ops::Range<usize>,
}

/// The score of a match in percent, not rounded; `None` where the tool would not find it (a text of
/// more than 300 tokens, or no three tokens in a row that both have).
///
/// Each edit costs 100 / the longer side's tokens (the README says the pattern's; the program has taken
/// the longer since costs can be set), a number or capital letter that differs a fixed few
/// percent. `rarity_of` gives how rare a token of the memory is, from 1 (it comes once) to 0 (in every
/// text), for [`Systran::rarity`]. Tokens are [pieces](crate::tm::score::pieces::pieces), nearly what
/// the OpenNMT tokenizer's aggressive mode gives.
pub fn systran(
    query: &Content,
    source: &Content,
    settings: &Systran,
    rarity_of: Option<&dyn Fn(&str) -> f32>,
) -> Option<f64> {
    let (mine, theirs) = (tokens(query), tokens(source));
    let (n, m) = (mine.len(), theirs.len());
    if n > settings.longest || m > settings.longest.saturating_mul(10) {
        return None;
    }
    let same = n == m && mine.iter().zip(&theirs).all(|(a, b)| a.real == b.real);
    let wanted = settings.common.max((settings.common_ratio * n as f32).ceil() as usize);
    if !same && n >= settings.common && common_run(&mine, &theirs) < wanted {
        return None;
    }
    let word = 100.0 / longest_cost(n, m, settings).max(f32::MIN_POSITIVE);
    let rare = |token: &Token| match rarity_of {
        Some(rarity_of) if settings.rarity > 0.0 => {
            settings.rarity * word * rarity_of(&token.normal).clamp(0.0, 1.0)
        }
        _ => 0.0,
    };
    let tags = |i: usize, j: usize| settings.tag * tag_edits(query, &mine, i, source, &theirs, j);
    let alone = |token: &Token| settings.tag * token.codes.len() as f32;
    let inserted = |token: &Token| settings.insert * word + alone(token);
    let deleted = |token: &Token| settings.delete * word + rare(token) + alone(token);
    let mut above = vec![0.0_f32; m + 1];
    for j in 1..=m {
        above[j] = above[j - 1] + deleted(&theirs[j - 1]);
    }
    for i in 1..=n {
        let mut row = vec![above[0] + inserted(&mine[i - 1]); m + 1];
        for j in 1..=m {
            let (a, b) = (&mine[i - 1], &theirs[j - 1]);
            let pair = if a.normal != b.normal {
                settings.replace * word + rare(b)
            } else if a.real == b.real {
                0.0
            } else if a.number {
                settings.other_form
            } else {
                settings.other_case
            };
            row[j] = (above[j - 1] + pair + tags(i - 1, j - 1))
                .min(above[j] + inserted(a))
                .min(row[j - 1] + deleted(b));
        }
        above = row;
    }
    let cost = above[m] + tags(n, m);
    Some(f64::from(100.0 - cost).clamp(0.0, 100.0))
}

/// The greatest cost two sides can have, in words.
fn longest_cost(n: usize, m: usize, settings: &Systran) -> f32 {
    let (query, source) = (n as f32, m as f32);
    let Systran { insert, delete, replace, .. } = *settings;
    if insert + delete <= replace {
        insert * query + delete * source
    } else if n <= m {
        (replace - delete) * query + delete * source
    } else {
        (replace - insert) * source + insert * query
    }
}

fn tokens(content: &Content) -> Vec<Token<'_>> {
    let mut at = 0;
    let solid = pieces(&content.text).into_iter().filter(|piece| piece.kind != PieceKind::Space);
    let tokens = solid.map(|piece| {
        let real = &content.text[piece.range.clone()];
        let start = at;
        at += content.codes[at..]
            .iter()
            .take_while(|code| code.at as usize <= piece.range.start)
            .count();
        let number = piece.kind == PieceKind::Number;
        let normal = if number { "\0number".to_owned() } else { real.to_lowercase() };
        Token { normal, real, number, codes: start..at }
    });
    tokens.collect()
}

/// The longest run of tokens in normal form that both have.
fn common_run(mine: &[Token<'_>], theirs: &[Token<'_>]) -> usize {
    let (mut above, mut longest) = (vec![0; theirs.len() + 1], 0);
    for a in mine {
        for (j, b) in theirs.iter().enumerate().rev() {
            above[j + 1] = if a.normal == b.normal { above[j] + 1 } else { 0 };
            longest = longest.max(above[j + 1]);
        }
    }
    longest
}

/// How many tags differ right before two tokens (or at the ends).
fn tag_edits(
    query: &Content,
    mine: &[Token<'_>],
    i: usize,
    source: &Content,
    theirs: &[Token<'_>],
    j: usize,
) -> f32 {
    if query.codes.is_empty() && source.codes.is_empty() {
        return 0.0;
    }
    let at = |content: &Content, tokens: &[Token<'_>], at: usize| match tokens.get(at) {
        Some(token) => token.codes.clone(),
        None => tokens.last().map_or(0, |last| last.codes.end)..content.codes.len(),
    };
    let (a, b) = (&query.codes[at(query, mine, i)], &source.codes[at(source, theirs, j)]);
    let common = a.iter().zip(b).take_while(|(a, b)| same_code(a, b)).count();
    (a.len().max(b.len()) - common) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeKind};

    fn score(query: &str, source: &str) -> Option<f64> {
        let (query, source) = (Content::plain(query), Content::plain(source));
        systran(&query, &source, &Systran::default(), None)
    }

    #[test]
    fn forms_cost_little_and_words_their_share() {
        let near = |a: Option<f64>, b: f64| assert!((a.unwrap() - b).abs() < 1e-3, "{a:?} {b}");
        near(score("the tables have 3 legs", "the tables have 3 legs"), 100.0);
        near(score("the tables have 3 legs", "the tables have 4 legs"), 98.0);
        near(score("The tables have 3 legs", "the tables have 3 legs"), 99.0);
        near(score("the tables have 3 legs", "the tables have 3 feet"), 80.0);
        near(score("the tables have 3 legs", "the new tables have 3 legs"), 100.0 - 100.0 / 6.0);
    }

    /// Scores that the tool's own tests expect, of texts after the tags are taken out.
    #[test]
    fn scores_are_those_of_the_tool() {
        let content = |text: &str| {
            let (plain, tags) = (text.replace("<> ", ""), text.matches("<> ").count());
            let at = text.find("<> ").unwrap_or(0);
            let code = || Code::new(at, CodeKind::Standalone, "<>");
            Content { text: plain, codes: std::iter::repeat_with(code).take(tags).collect() }
        };
        let settings = Systran { common: 2, ..Systran::default() };
        for (query, source, wanted) in [
            ("aa bb cc", "aa bb cc dd", 75.0),
            ("aa bb cc", "aa <> bb cc dd", 74.0),
            ("aa bb cc", "aa bb cc dd.", 60.0),
            ("aa bb cc", "aa bb cc dd .", 60.0),
            ("aa bb aa cc dd", "aa bb bb aa cc dd", 83.333),
            ("aa bb aa cc dd", "aa bb cc dd", 80.0),
            ("aa bb aa cc dd", "aa <> bb cc dd", 79.0),
            ("aa bb cc ff", "aa bb cc dd.", 60.0),
            ("aa bb cc Dd", "aa bb cc dd", 99.0),
            ("aa bb cc Dd", "aa <> bb cc dd", 98.0),
            ("aa bb 14 dd", "aa bb 13 dd", 98.0),
            ("aa bb cc dd", "aa bb 13 dd", 75.0),
            ("aa bb cc dd", "aa bb bb aa cc dd", 66.667),
        ] {
            let score = systran(&content(query), &content(source), &settings, None).unwrap();
            assert!((score - wanted).abs() < 1e-3, "{query} | {source}: {score}");
        }
    }

    #[test]
    fn what_shares_no_three_tokens_is_not_found() {
        assert_eq!(score("the old tables broke", "the new tables broke"), None);
        assert!(score("a b", "a c").is_some(), "shorter than the least run");
        let long = "word ".repeat(301);
        assert_eq!(score(&long, &long), None);
    }

    #[test]
    fn tags_and_rare_words_cost_more() {
        let query = Content::plain("the tables have 3 legs");
        let mut tagged = query.clone();
        tagged.codes.push(Code::new(4, CodeKind::Standalone, "<b>"));
        tagged.codes.push(Code::new(22, CodeKind::Standalone, "</b>"));
        let score = systran(&query, &tagged, &Systran::default(), None).unwrap();
        assert!((score - 98.0).abs() < 1e-3, "{score}");
        let source = Content::plain("the tables have 3 feet");
        let settings = Systran { rarity: 1.0, ..Systran::default() };
        let score = systran(&query, &source, &settings, Some(&|_| 0.5)).unwrap();
        assert!((score - 70.0).abs() < 1e-3, "{score}");
    }
}

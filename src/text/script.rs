//! The scripts texts are written in.

use std::borrow::Cow;
use unicode_script::{Script, UnicodeScript};

/// The script most letters of `text` belong to; `None` where it has no letters. Only the first
/// 4,096 letters are counted.
pub fn dominant_script(text: &str) -> Option<Script> {
    let mut counts: Vec<(Script, u32)> = Vec::new();
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(4096);
    for script in letters.map(|c| c.script()) {
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    counts.into_iter().max_by_key(|&(_, count)| count).map(|(script, _)| script)
}

/// Whether `c` is a Han character, kana, or Hangul.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3041}'..='\u{30FF}' | '\u{3105}'..='\u{318E}' | '\u{31A0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FFDC}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a line that ends in `before` and one that starts with `after` are joined without a space:
/// the scripts that write no spaces between words. (Korean does write them.)
pub fn joins_tight(before: char, after: char) -> bool {
    let tight = |c: char| {
        let unspaced =
            matches!(c.script(), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar);
        unspaced || is_chinese_or_japanese(c)
    };
    tight(before) && tight(after)
}

/// Whether `c` is a letter or mark of Chinese or Japanese.
fn is_chinese_or_japanese(c: char) -> bool {
    let hangul = matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{FFA0}'..='\u{FFDC}');
    let punctuation = matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF65}');
    punctuation || (is_cjk(c) && !hangul)
}

/// The text without spaces between characters of Chinese and Japanese: old corpora and recognised scans have them.
pub fn without_gaps(text: &str) -> Cow<'_, str> {
    let tight = |c: Option<char>| c.is_some_and(is_chinese_or_japanese);
    let gap =
        |at: usize| tight(text[..at].chars().next_back()) && tight(text[at + 1..].chars().next());
    if !text.char_indices().any(|(at, c)| c == ' ' && gap(at)) {
        return Cow::Borrowed(text);
    }
    let kept = text.char_indices().filter(|(at, c)| *c != ' ' || !gap(*at));
    Cow::Owned(kept.map(|(_, c)| c).collect())
}

/// Whether `c` is a letter of a script that is written from right to left.
pub fn is_right_to_left_letter(c: char) -> bool {
    let script = c.script();
    matches!(
        script,
        Script::Arabic
            | Script::Hebrew
            | Script::Syriac
            | Script::Thaana
            | Script::Nko
            | Script::Adlam
    )
}

/// Whether a language is written from right to left, by its script subtag or its usual script.
pub fn is_right_to_left(tag: &super::LangTag) -> bool {
    match tag.script() {
        Some(script) => matches!(script, "Arab" | "Hebr" | "Syrc" | "Thaa" | "Nkoo" | "Adlm"),
        None => matches!(
            tag.language(),
            "ar" | "he" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "ckb" | "syr"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_between_chinese_characters_only() {
        assert_eq!(without_gaps("耶 稣 说 ： a b 主"), "耶稣说： a b 主");
        assert_eq!(without_gaps("no gap 在 here"), "no gap 在 here");
        assert_eq!(without_gaps("저는 집에 가요"), "저는 집에 가요");
        assert_eq!(without_gaps("สวัสดี ครับ"), "สวัสดี ครับ");
    }

    #[test]
    fn chinese_lines_join_tight_and_korean_ones_do_not() {
        assert!(joins_tight('会', '通') && joins_tight('，', '通') && joins_tight('会', '。'));
        assert!(joins_tight('ก', 'ข') && joins_tight('カ', 'な'));
        assert!(!joins_tight('가', '나') && !joins_tight('会', 'A') && !joins_tight('a', 'b'));
    }
}

//! Comments in a file that silence findings, in the format's own comment syntax:
//!
//! - `<!-- targum: allow RULE … -->` before a block or unit, or inside of it: not there;
//! - `<!-- targum: off RULE … -->` … `<!-- targum: on -->`: not between;
//! - `<!-- targum: allow-file RULE … -->`: nowhere in the file.
//!
//! Without rules all are meant. PO files have them in comment lines (`# targum: allow RULE`).

use std::ops::Range;

/// What the comments of a file silence.
#[derive(Debug, Default)]
pub(super) struct Silences {
    /// Where, and which rules; all without any.
    stretches: Vec<(Range<usize>, Vec<String>)>,
    /// Comments that are about the next block: their end and their rules, the last first.
    waiting: Vec<(usize, Vec<String>)>,
}

/// A comment of this program's.
struct Directive {
    span: Range<usize>,
    word: String,
    rules: Vec<String>,
}

impl Silences {
    /// Reads the comments of a text whose blocks stand at `blocks`.
    pub(super) fn read(
        text: &str,
        format: &str,
        blocks: impl Iterator<Item = Range<usize>>,
    ) -> Self {
        let mut silences = Self::directives(text, format);
        if !silences.waiting.is_empty() {
            let mut blocks: Vec<Range<usize>> = blocks.collect();
            blocks.sort_unstable_by_key(|block| (block.start, block.end));
            for block in blocks {
                silences.next_block(Some(block));
            }
        }
        silences
    }

    /// Reads the comments alone: [`Silences::next_block`] then tells where each block is.
    pub(super) fn directives(text: &str, format: &str) -> Self {
        let mut silences = Self::default();
        let mut off: Option<(usize, Vec<String>)> = None;
        for directive in directives(text, format) {
            match &*directive.word {
                "allow" => silences.waiting.push((directive.span.end, directive.rules)),
                "allow-file" => silences.stretches.push((0..usize::MAX, directive.rules)),
                "off" => off = Some((directive.span.start, directive.rules)),
                "on" => {
                    if let Some((start, rules)) = off.take() {
                        silences.stretches.push((start..directive.span.end, rules));
                    }
                }
                _ => {}
            }
        }
        silences.stretches.extend(off.map(|(start, rules)| (start..usize::MAX, rules)));
        silences.waiting.reverse();
        silences
    }

    /// Tells where the next block is: comments before its end are about it.
    pub(super) fn next_block(&mut self, block: Option<Range<usize>>) {
        let Some(block) = block else { return };
        while self.waiting.last().is_some_and(|(end, _)| *end <= block.end) {
            let (_, rules) = self.waiting.pop().unwrap_or_default();
            self.stretches.push((block.clone(), rules));
        }
    }

    /// Whether a finding of `rule` at byte `at` is silenced.
    pub(super) fn silences(&self, rule: &str, at: usize) -> bool {
        self.stretches.iter().any(|(stretch, rules)| {
            stretch.contains(&at) && (rules.is_empty() || rules.iter().any(|one| one == rule))
        })
    }
}

/// How a format writes comments: what stands before and behind the words.
fn syntax(format: &str) -> Option<(&'static str, &'static str)> {
    match format {
        "html" | "markdown" | "tmx" | "xliff" | "odt" => Some(("<!--", "-->")),
        "po" => Some(("#", "\n")),
        _ => None,
    }
}

fn directives(text: &str, format: &str) -> Vec<Directive> {
    const NAME: &str = "targum:";
    let Some((opening, closing)) = syntax(format) else { return Vec::new() };
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), NAME) {
        let before = text[..at].trim_end_matches([' ', '\t', '\r', '\n']);
        if !before.ends_with(opening) {
            continue;
        }
        let rest = &text[at + NAME.len()..];
        let length = rest.find(closing).unwrap_or(rest.len());
        let mut words =
            rest[..length].split([' ', ',', '\t', '\r', '\n']).filter(|w| !w.is_empty());
        let word = words.next().unwrap_or_default().to_owned();
        let end = (at + NAME.len() + length + closing.len()).min(text.len());
        let span = before.len() - opening.len()..end;
        found.push(Directive { span, word, rules: words.map(str::to_owned).collect() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_silence_the_next_block_a_stretch_or_the_file() {
        let text = "<p>a</p><!-- targum: allow r1, r2 --><p>b</p><!-- targum: off --><p>c</p><!-- targum: on --><p>d</p>";
        let blocks = ["<p>a", "<p>b", "<p>c", "<p>d"].map(|p| {
            let at = text.find(p).unwrap();
            at..at + 8
        });
        let silences = Silences::read(text, "html", blocks.clone().into_iter());
        let at = |n: usize| blocks[n].start + 3;
        let quiet = |rule, n| silences.silences(rule, at(n));
        assert!(!quiet("r1", 0) && quiet("r1", 1) && quiet("r2", 1) && !quiet("r3", 1));
        assert!(quiet("r3", 2) && !quiet("r3", 3));
        let whole = Silences::read("# targum: allow-file x\nmsgid", "po", std::iter::empty());
        assert!(whole.silences("x", 99) && !whole.silences("y", 99));
        let none = Silences::read("# targum: allow-file x\n", "text", std::iter::empty());
        assert!(!none.silences("x", 5));
    }

    #[test]
    fn a_comment_inside_of_a_block_is_about_it() {
        let text = "one <!-- targum: allow --> two\n\nthree";
        let silences = Silences::read(text, "markdown", [0..30, 32..37].into_iter());
        assert!(silences.silences("r", 2) && !silences.silences("r", 33));
    }
}

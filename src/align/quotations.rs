//! Where speech begins and is open: quotations and brackets that go on behind a sentence. Translations keep them,
//! sentence for sentence or not.

/// Sentences after which a quotation that was never closed is given up.
const LONGEST: usize = 12;

/// What goes on behind a sentence, and what begins in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Open {
    /// A quotation.
    pub(super) speech: bool,
    /// What stands in brackets.
    pub(super) bracket: bool,
    /// How many quotations begin in the sentence.
    pub(super) begun: u8,
}

/// For each sentence what is open behind it and begins in it.
pub(super) fn quotations<'a>(sentences: impl Iterator<Item = &'a str> + Clone) -> Vec<Open> {
    let style = Style::of(sentences.clone());
    let (mut inside, mut since) = (None, 0);
    let (mut depth, mut within) = (0_usize, 0);
    let mut open = Vec::new();
    for sentence in sentences {
        let begun;
        (inside, begun) = style.after(sentence, inside);
        since = if inside.is_some() { since + 1 } else { 0 };
        if since > LONGEST {
            (inside, since) = (None, 0);
        }
        for mark in sentence.chars() {
            match mark {
                '(' | '（' | '[' | '［' | '【' | '〔' => depth += 1,
                ')' | '）' | ']' | '］' | '】' | '〕' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        within = if depth > 0 { within + 1 } else { 0 };
        if within > LONGEST {
            (depth, within) = (0, 0);
        }
        open.push(Open { speech: inside.is_some(), bracket: depth > 0, begun });
    }
    open
}

/// Which way the marks of a text open.
struct Style {
    /// German and Slavic quotations end with what opens English ones.
    low: bool,
    /// Guillemets that point inwards, as in German books.
    inwards: bool,
}

impl Style {
    fn of<'a>(sentences: impl Iterator<Item = &'a str>) -> Self {
        let (mut low, mut inwards, mut outwards) = (false, 0, 0);
        for sentence in sentences {
            low |= sentence.contains('„');
            match sentence.trim_start().chars().next() {
                Some('»') => inwards += 1,
                Some('«') => outwards += 1,
                _ => {}
            }
        }
        Self { low, inwards: inwards > outwards }
    }

    /// The mark that would close what is open after `sentence`, given what was before it, and how many quotations begin
    /// in it.
    fn after(&self, sentence: &str, mut inside: Option<char>) -> (Option<char>, u8) {
        let mut begun = 0_u8;
        let mut before = ' ';
        let mut rest = sentence.chars().peekable();
        while let Some(mark) = rest.next() {
            let next = rest.peek().copied().unwrap_or(' ');
            match inside {
                Some(closer) if self.closes(mark, closer, before, next) => inside = None,
                Some(_) => {}
                None => {
                    inside = self.opens(mark, before, next);
                    begun = begun.saturating_add(u8::from(inside.is_some()));
                }
            }
            before = mark;
        }
        (inside, begun)
    }

    fn closes(&self, mark: char, closer: char, before: char, next: char) -> bool {
        let same = mark == closer || (closer == '”' && mark == '“' && self.low);
        // An apostrophe stands between letters, or behind one.
        let apostrophe =
            matches!(mark, '\'' | '’') && (before.is_alphanumeric() || next.is_alphanumeric());
        same && !apostrophe
    }

    fn opens(&self, mark: char, before: char, next: char) -> Option<char> {
        let free = before.is_whitespace()
            || matches!(before, '(' | '（' | '—' | '–' | '-' | '：' | ':' | '，');
        let led = free && !next.is_whitespace();
        match mark {
            '“' if !self.low => Some('”'),
            '„' => Some('”'),
            '«' if !self.inwards => Some('»'),
            '»' if self.inwards => Some('«'),
            '「' => Some('」'),
            '『' => Some('』'),
            '‘' => Some('’'),
            '"' if led => Some('"'),
            '\'' | '`' if led => Some('\''),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quotations;

    fn open(sentences: &[&str]) -> Vec<bool> {
        quotations(sentences.iter().copied()).iter().map(|open| open.speech).collect()
    }

    #[test]
    fn speech_goes_on_over_sentences() {
        let english = ["'Well?", "Don't you see?' he said.", "He left.", "“No.", "Never.”"];
        assert_eq!(open(&english), [true, false, false, true, false]);
        assert_eq!(open(&["他说：“走吧。", "快！”"]), [true, false]);
        assert_eq!(open(&["„Ja.", "Gut.“", "»Nein.", "Doch.«"]), [true, false, true, false]);
        assert_eq!(open(&["« Oui.", "Bon. »"]), [true, false]);
    }

    #[test]
    fn quotations_that_begin_are_counted() {
        let texts =
            ["“Yes,” he said, “I will.”", "'Tomorrow.", "It's late.'", "说：“走！”问：“去哪？”"];
        let begun: Vec<u8> = quotations(texts.into_iter()).iter().map(|open| open.begun).collect();
        assert_eq!(begun, [2, 1, 0, 2]);
    }

    #[test]
    fn brackets_hold_sentences_together() {
        let texts = ["He came (the day was late.", "It rained).", "1) He left."];
        let open: Vec<bool> =
            quotations(texts.into_iter()).iter().map(|open| open.bracket).collect();
        assert_eq!(open, [true, false, false]);
    }

    #[test]
    fn what_is_never_closed_is_given_up() {
        let mut sentences = vec!["“Lost."];
        sentences.resize(20, "On.");
        assert!(!open(&sentences)[19]);
    }
}

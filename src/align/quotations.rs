//! Where speech is open: quotations that go on behind a sentence. Translations keep them, sentence for sentence or not.

/// Sentences after which a quotation that was never closed is given up.
const LONGEST: usize = 12;

/// For each sentence whether a quotation is open behind it.
pub(super) fn quotations<'a>(sentences: impl Iterator<Item = &'a str> + Clone) -> Vec<bool> {
    let style = Style::of(sentences.clone());
    let (mut inside, mut since) = (None, 0);
    let mut open = Vec::new();
    for sentence in sentences {
        inside = style.after(sentence, inside);
        since = if inside.is_some() { since + 1 } else { 0 };
        if since > LONGEST {
            (inside, since) = (None, 0);
        }
        open.push(inside.is_some());
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

    /// The mark that would close what is open after `sentence`, given what was before it.
    fn after(&self, sentence: &str, mut inside: Option<char>) -> Option<char> {
        let mut before = ' ';
        let mut rest = sentence.chars().peekable();
        while let Some(mark) = rest.next() {
            let next = rest.peek().copied().unwrap_or(' ');
            match inside {
                Some(closer) if self.closes(mark, closer, before, next) => inside = None,
                Some(_) => {}
                None => inside = self.opens(mark, before, next),
            }
            before = mark;
        }
        inside
    }

    fn closes(&self, mark: char, closer: char, before: char, next: char) -> bool {
        let same = mark == closer || (closer == '”' && mark == '“' && self.low);
        // An apostrophe stands between letters, or behind one.
        let apostrophe = matches!(mark, '\'' | '’') && (before.is_alphanumeric() || next.is_alphanumeric());
        same && !apostrophe
    }

    fn opens(&self, mark: char, before: char, next: char) -> Option<char> {
        let free = before.is_whitespace() || matches!(before, '(' | '（' | '—' | '–' | '-' | '：' | ':' | '，');
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
            '\'' if led => Some('\''),
            '`' if led => Some('\''),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::quotations;

    fn open(sentences: &[&str]) -> Vec<bool> {
        quotations(sentences.iter().copied())
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
    fn what_is_never_closed_is_given_up() {
        let mut sentences = vec!["“Lost."];
        sentences.resize(20, "On.");
        assert!(!open(&sentences)[19]);
    }
}

//! Words that make no terms: what a language's commonest words may do in a candidate.

use crate::glossary::names::function_words;
use crate::glossary::tokens::Keys;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a word may do in a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Anything: it may make a term.
    Content,
    /// Stand inside a term, not at its edges.
    Inner,
    /// Stand inside a name.
    Name,
    /// Nothing: candidates end before it.
    Common,
}

/// The common words of a language.
#[derive(Debug)]
pub(super) struct CommonWords {
    classes: FxHashMap<Box<str>, Class>,
    /// The stems of words that are no terms by themselves; characters' words as they are.
    general: FxHashSet<Box<str>>,
    /// Characters that start and end no word.
    edges: FxHashSet<char>,
    /// Whether the language has a list.
    listed: bool,
}

impl CommonWords {
    pub(super) fn new(keys: &Keys) -> Self {
        let language = keys.language();
        let mut words = Self {
            classes: FxHashMap::default(),
            general: FxHashSet::default(),
            edges: FxHashSet::default(),
            listed: false,
        };
        words.classes =
            function_words(language).into_iter().map(|word| (word, Class::Name)).collect();
        for line in include_str!("words.tsv").lines() {
            let mut cells = line.split('\t');
            let (tag, class, list) = (cells.next(), cells.next(), cells.next());
            if tag != Some(language) {
                continue;
            }
            words.listed = true;
            let list = list.unwrap_or_default().split(' ');
            let class = match class {
                Some("general") => {
                    words.general.extend(list.map(|word| Box::from(keys.key(word))));
                    continue;
                }
                Some("edge") => {
                    words.edges.extend(list.flat_map(str::chars));
                    continue;
                }
                Some("inner") => Class::Inner,
                Some("and") => Class::Name,
                _ => Class::Common,
            };
            for word in list {
                let known = words.classes.get(word).copied();
                if class != Class::Common || !matches!(known, Some(Class::Inner | Class::Name)) {
                    words.classes.insert(Keys::folded(word).into(), class);
                }
            }
        }
        words
    }

    /// What a folded word may do. Without a list short words are taken for function words.
    pub(super) fn class(&self, folded: &str) -> Class {
        match self.classes.get(folded) {
            Some(class) => *class,
            None if !self.listed && folded.chars().count() <= 3 => Class::Inner,
            None => Class::Content,
        }
    }

    /// Whether a stem is that of a word that is no term by itself.
    pub(super) fn is_general(&self, key: &str) -> bool {
        self.general.contains(key)
    }

    /// Whether a word of characters starts or ends as no term does, or with a common word.
    pub(super) fn bars(&self, word: &str) -> bool {
        let edge = |c: Option<char>| c.is_none_or(|c| self.edges.contains(&c));
        if edge(word.chars().next()) || edge(word.chars().next_back()) {
            return true;
        }
        let common = |part: &str| self.classes.get(part) == Some(&Class::Common);
        let starts = word.char_indices().skip(1).map(|(at, _)| at);
        starts.chain([word.len()]).any(|at| {
            common(&word[..at])
                || common(&word[at.min(word.len())..])
                || self.general.contains(word)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_rows_of_three_cells_and_known_classes() {
        for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            assert!(["inner", "and", "common", "general", "edge"].contains(&cells[1]), "{line}");
        }
    }

    #[test]
    fn words_have_classes() {
        let words = CommonWords::new(&Keys::new("en"));
        for (word, class) in [
            ("of", Class::Inner),
            ("and", Class::Name),
            ("shall", Class::Common),
            ("refugee", Class::Content),
        ] {
            assert_eq!(words.class(word), class, "{word}");
        }
        let chinese = CommonWords::new(&Keys::new("zh"));
        assert!(chinese.bars("的权利") && chinese.bars("我们国家") && chinese.bars("方面"));
        assert!(!chinese.bars("难民"));
    }
}

//! What is off in one stretch of a file, by offsets in it, before it becomes findings.

use super::entities::Entities;
use super::rules::Rule;
use crate::format::place::{START, after};
use crate::model::{Finding, Position};
use crate::text::LangTag;

/// Something off at a byte of a stretch.
#[derive(Debug, Clone)]
pub(super) struct Remark {
    pub(super) rule: &'static Rule,
    pub(super) at: usize,
    pub(super) message: String,
    /// How many more there are like it in the stretch.
    pub(super) more: usize,
}

/// What parsing a stretch needs and gathers.
pub(super) struct Context<'a> {
    /// The entities the file declares.
    pub(super) entities: &'a Entities,
    /// Whether to check against the DTD, too.
    pub(super) strict: bool,
    /// What was off.
    pub(super) remarks: Vec<Remark>,
    /// The bytes that declared entities have added to the unit.
    pub(super) expanded: usize,
    languages: Vec<(Box<str>, Option<LangTag>)>,
}

/// How many remarks of one rule a stretch may have before they are only counted: a 12 MB segment
/// full of bare ampersands must not make a million findings.
const EACH: usize = 8;

impl<'a> Context<'a> {
    pub(super) fn new(entities: &'a Entities, strict: bool) -> Self {
        Self { entities, strict, remarks: Vec::new(), expanded: 0, languages: Vec::new() }
    }

    /// Notes something that may come once or a few times in a stretch.
    pub(super) fn note(&mut self, rule: &'static Rule, at: usize, message: impl Into<String>) {
        let mut same = self.remarks.iter_mut().filter(|remark| remark.rule.code == rule.code);
        match same.nth(EACH - 1) {
            Some(last) => last.more += 1,
            None => self.remarks.push(Remark { rule, at, message: message.into(), more: 0 }),
        }
    }

    /// Notes something that concerns single letters: the first place stands for all.
    pub(super) fn count(
        &mut self,
        rule: &'static Rule,
        at: usize,
        message: impl FnOnce() -> String,
    ) {
        match self.remarks.iter_mut().find(|remark| remark.rule.code == rule.code) {
            Some(first) => first.more += 1,
            None => self.remarks.push(Remark { rule, at, message: message(), more: 0 }),
        }
    }

    /// Notes a breach of the DTD, when asked to check for it.
    pub(super) fn check(
        &mut self,
        rule: &'static Rule,
        at: usize,
        message: impl FnOnce() -> String,
    ) {
        if self.strict {
            self.note(rule, at, message());
        }
    }

    /// A language tag; each spelling is parsed once.
    pub(super) fn language(&mut self, tag: &str) -> Option<LangTag> {
        if let Some((_, known)) = self.languages.iter().find(|(known, _)| **known == *tag) {
            return known.clone();
        }
        let parsed = LangTag::parse(tag).ok();
        if self.languages.len() < 64 {
            self.languages.push((tag.into(), parsed.clone()));
        }
        parsed
    }
}

/// Where in a file a reader stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor(pub(super) Position);

impl Cursor {
    pub(super) fn start() -> Self {
        Self(START)
    }

    /// The same behind `text`.
    pub(super) fn after(self, text: &str) -> Self {
        Self(after(self.0, text.as_bytes()))
    }

    /// The findings of a stretch that begins here, in the order of their places.
    pub(super) fn findings(self, stretch: &str, mut remarks: Vec<Remark>) -> Vec<Finding> {
        remarks.sort_by_key(|remark| remark.at);
        let (mut cursor, mut at) = (self, 0);
        let place = |remark: Remark| {
            let mut next = remark.at.min(stretch.len());
            while !stretch.is_char_boundary(next) {
                next -= 1;
            }
            cursor = cursor.after(&stretch[at..next]);
            at = next;
            let mut message = remark.message;
            if remark.more > 0 {
                message.push_str(&format!(" (and {} more in this unit)", remark.more));
            }
            remark.rule.finding(message).at(cursor.0)
        };
        remarks.into_iter().map(place).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::BARE;
    use super::*;

    #[test]
    fn places_are_those_of_the_file() {
        let cursor = Cursor::start().after("<tmx>\né");
        assert_eq!(cursor.0, Position { offset: 8, line: 2, column: 2 });
        let remark = |at| Remark { rule: BARE, at, message: "x".into(), more: 0 };
        let found = cursor.findings("añ\nb", vec![remark(4), remark(3)]);
        let places: Vec<_> = found.iter().map(|f| f.position.unwrap()).collect();
        assert_eq!((places[0].line, places[0].column), (2, 4));
        assert_eq!((places[1].line, places[1].column, places[1].offset), (3, 1, 12));
    }

    #[test]
    fn floods_are_counted() {
        let entities = Entities::default();
        let mut context = Context::new(&entities, false);
        for at in 0..100 {
            context.note(BARE, at, "x");
        }
        assert_eq!(context.remarks.len(), EACH);
        assert_eq!(context.remarks[EACH - 1].more, 92);
    }
}

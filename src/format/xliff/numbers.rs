//! The ids of a unit's codes as numbers that are the same on both sides.

use crate::model::{Code, CodeKind, Content};
use rustc_hash::{FxHashMap, FxHashSet};

/// The ids of the codes of one unit. Until a unit is read, [`Code::matching`] is an index in here.
#[derive(Debug, Default)]
pub(super) struct Ids {
    written: Vec<Box<str>>,
    known: FxHashMap<Box<str>, u32>,
}

impl Ids {
    /// The index of an id.
    pub(super) fn index(&mut self, id: &str) -> u32 {
        if let Some(index) = self.known.get(id) {
            return *index;
        }
        let index = self.written.len() as u32;
        self.written.push(id.into());
        self.known.insert(id.into(), index);
        index
    }

    /// The number of each id: its own where it is one, else one that no other has.
    pub(super) fn numbers(&self) -> Numbers {
        let own = |id: &str| {
            let number: u32 = id.parse().ok()?;
            (number < u32::MAX / 2 && number.to_string() == id).then_some(number)
        };
        let own: Vec<Option<u32>> = self.written.iter().map(|id| own(id)).collect();
        let mut free = own.iter().flatten().max().map_or(1, |highest| highest + 1);
        let mut next = || {
            free += 1;
            free - 1
        };
        let numbers = own.iter().map(|own| own.unwrap_or_else(&mut next)).collect();
        Numbers { numbers, free }
    }
}

/// The numbers of the ids of one unit.
#[derive(Debug)]
pub(super) struct Numbers {
    numbers: Vec<u32>,
    /// The first number that no id has.
    free: u32,
}

impl Numbers {
    /// Gives the codes of a whole text their numbers: a pair has that of its id, where no pair before
    /// it has.
    pub(super) fn give(&self, content: &mut Content) {
        let mut pairs = Pairs {
            numbers: self,
            given: FxHashMap::default(),
            used: FxHashSet::default(),
            free: self.free,
        };
        pairs.content(content);
    }
}

struct Pairs<'n> {
    numbers: &'n Numbers,
    given: FxHashMap<u32, u32>,
    used: FxHashSet<u32>,
    free: u32,
}

impl Pairs<'_> {
    fn content(&mut self, content: &mut Content) {
        for code in &mut content.codes {
            code.matching =
                code.matching.and_then(|index| self.numbers.numbers.get(index as usize).copied());
            code.pair = code.pair.map(|pair| self.pair(pair, code.matching));
            for sub in &mut code.subs {
                self.content(&mut sub.content);
            }
        }
    }

    fn pair(&mut self, pair: u32, matching: Option<u32>) -> u32 {
        if let Some(number) = self.given.get(&pair) {
            return *number;
        }
        let number = matching.filter(|number| !self.used.contains(number)).unwrap_or_else(|| {
            self.free += 1;
            self.free - 1
        });
        self.used.insert(number);
        self.given.insert(pair, number);
        number
    }
}

/// Makes codes isolated whose partner is not among `codes`. What closes has the id of its partner
/// then, as it is in `whole`.
pub(super) fn isolate(codes: &mut [Code], whole: &[Code]) {
    let of = |codes: &[Code], kind: CodeKind| -> FxHashMap<u32, Option<u32>> {
        let found = codes.iter().filter(|code| code.kind == kind);
        found.filter_map(|code| Some((code.pair?, code.matching))).collect()
    };
    let (opened, closed) = (of(codes, CodeKind::Open), of(codes, CodeKind::Close));
    let mut all = None;
    for code in codes {
        let Some(pair) = code.pair else { continue };
        if code.kind == CodeKind::Open && !closed.contains_key(&pair) {
            (code.kind, code.pair) = (CodeKind::IsolatedOpen, None);
        } else if code.kind == CodeKind::Close && !opened.contains_key(&pair) {
            let all = all.get_or_insert_with(|| of(whole, CodeKind::Open));
            (code.kind, code.pair) = (CodeKind::IsolatedClose, None);
            code.matching = all.get(&pair).copied().flatten();
        }
    }
}

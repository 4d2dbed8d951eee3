//! Looking texts up in one memory or several: what is nearest, what it is worth, and why.

mod worth;

use super::{Access, Memory};
use crate::app::{AppError, Progress, clock};
use crate::model::Content;
use crate::text::LangTag;
use crate::tm::index::{Hit, Index, Query as IndexQuery, Scratch};
use crate::tm::score::{
    Adaptation, Difference, Explanation, MatchContext, Measure, Penalty, PenaltySettings, Percent,
    Proposal, adapt, explain, match_context,
};
use crate::tm::store::{Context, Entry, Settings, Store, StoredUnit, text_hash};
use crate::words::Stemming;
use std::cmp::Reverse;
use std::path::PathBuf;
pub(in crate::app) use worth::{around, origin};

/// The longest text that is compared with others, in bytes: of a longer one only exact matches are found.
pub const LONGEST: usize = 64 << 10;

/// Of how many units with the same text, at most, the one in the right context is looked for.
const MOST: usize = 256;

/// How far under the threshold candidates are taken that another measure scores anew.
const SLACK: f64 = 0.2;

/// How texts are looked up.
#[derive(Debug, Clone)]
pub struct LookupOptions {
    /// The language of the texts that are looked up.
    pub source: LangTag,
    /// The language their translation is wanted in; any where none is named.
    pub target: Option<LangTag>,
    /// The likeness from which on units are matches, 0–1, before penalties.
    pub threshold: f64,
    /// How many matches at most.
    pub top: usize,
    /// How likeness is measured.
    pub measure: Measure,
    /// What is taken off for what.
    pub penalties: PenaltySettings,
    /// The subject of the texts; units of another one get a penalty.
    pub domain: Option<Box<str>>,
    /// Whether numbers, dates and the like in a proposal are changed to those of the text.
    pub adapt: bool,
}

impl LookupOptions {
    /// From one language to another, by words, from 70 percent on, the best five.
    pub fn new(source: LangTag, target: Option<LangTag>) -> Self {
        Self {
            source,
            target,
            threshold: 0.7,
            top: 5,
            measure: Measure::default(),
            penalties: PenaltySettings::default(),
            domain: None,
            adapt: true,
        }
    }
}

/// A text to look up, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The text and its codes.
    pub content: Content,
    /// What is around it.
    pub context: Context,
}

impl Query {
    /// A text by itself.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { content: Content::plain(text), context: Context::default() }
    }
}

/// A unit that is near a text.
#[derive(Debug, Clone)]
pub struct Match {
    /// The memory it is in, by its number among those that are looked up.
    pub memory: usize,
    /// The unit's number there.
    pub unit: u64,
    /// The language of its source.
    pub source_lang: LangTag,
    /// What was found.
    pub source: Content,
    /// The language of its translation.
    pub target_lang: LangTag,
    /// Its translation.
    pub target: Content,
    /// The likeness by the measure, 0–1, before everything else.
    pub similarity: f64,
    /// What it is worth: with context over 100, with penalties less.
    pub percent: Percent,
    /// Whether it is exact, and how much around it is the same.
    pub context: Option<MatchContext>,
    /// What differs and what that costs.
    pub explanation: Explanation,
    /// The stretches that differ.
    pub difference: Difference,
    /// What is taken off besides.
    pub penalties: Vec<Penalty>,
    /// The translation with the numbers of the text, where only such differ.
    pub adapted: Option<Adaptation>,
    /// What the memory knows of the unit; its texts are left out.
    pub entry: Entry,
}

/// Memories that are looked up together.
pub struct Memories {
    list: Vec<Searched>,
}

struct Searched {
    path: PathBuf,
    name: String,
    settings: Settings,
    index: Index,
}

impl Memories {
    /// Opens memories with their indexes of a language, which are built or brought up to date first.
    ///
    /// # Errors
    /// When one of them can't be opened or read.
    pub fn open(
        paths: &[PathBuf],
        source: &LangTag,
        progress: &dyn Progress,
    ) -> Result<Self, AppError> {
        let mut list = Vec::with_capacity(paths.len());
        for path in paths {
            let memory = Memory::open(path, Access::Read)?;
            let index = memory.index(source, progress)?;
            let (name, settings) = (memory.name()?, memory.store().settings()?);
            list.push(Searched { path: path.clone(), name, settings, index });
        }
        Ok(Self { list })
    }

    /// What a memory is called.
    pub fn name(&self, memory: usize) -> &str {
        self.list.get(memory).map_or("", |searched| &searched.name)
    }

    /// A thread's own connection to them.
    ///
    /// # Errors
    /// When one of them can't be opened any more.
    pub fn session<'m>(&'m self, options: &'m LookupOptions) -> Result<Session<'m>, AppError> {
        let stores = self.list.iter().map(|searched| Memory::open(&searched.path, Access::Read));
        let stores = stores.collect::<Result<_, _>>()?;
        Ok(Session {
            memories: self,
            options,
            stores,
            scratch: Scratch::default(),
            stemming: Stemming::for_language(options.source.language()),
            today: clock::now(),
        })
    }
}

/// What one thread looks texts up with.
pub struct Session<'m> {
    memories: &'m Memories,
    options: &'m LookupOptions,
    stores: Vec<Memory>,
    scratch: Scratch,
    stemming: Stemming,
    today: String,
}

impl Session<'_> {
    /// How texts are looked up.
    pub(super) fn options(&self) -> &LookupOptions {
        self.options
    }

    /// The units of a memory.
    pub(super) fn store(&self, memory: usize) -> &dyn Store {
        self.stores[memory].store()
    }

    /// How many memories there are.
    pub(super) fn memories(&self) -> usize {
        self.stores.len()
    }

    /// The units of a memory whose text has just the words of this one, whatever their case: at most `top`.
    pub(super) fn same_words(
        &mut self,
        memory: usize,
        text: &str,
        top: usize,
    ) -> Result<Vec<u64>, AppError> {
        let measure = crate::tm::index::Measure::Words;
        let asked = IndexQuery { text, measure, threshold: 1.0, top, filter: None };
        let hits = self.memories.list[memory].index.search(&asked, &mut self.scratch)?;
        Ok(hits.into_iter().map(|hit| hit.unit).collect())
    }

    /// The best matches of a text, the best first: by percent, then by the memory's priority and place,
    /// then the newest.
    ///
    /// # Errors
    /// When a memory can't be read any more.
    pub fn find(&mut self, query: &Query) -> Result<Vec<Match>, AppError> {
        let mut found = Vec::new();
        for memory in 0..self.memories.list.len() {
            found.extend(self.find_in(memory, query)?);
        }
        self.weigh(&mut found);
        let priority = |memory: usize| self.memories.list[memory].settings.priority;
        found.sort_by(|a, b| {
            let key = |m: &Match| (Reverse(m.percent), Reverse(priority(m.memory)), m.memory);
            let same = || b.similarity.total_cmp(&a.similarity);
            let newer = || b.entry.date().cmp(&a.entry.date());
            key(a).cmp(&key(b)).then_with(same).then_with(newer).then(a.unit.cmp(&b.unit))
        });
        found.truncate(self.options.top);
        Ok(found)
    }

    /// The matches in one memory, without what depends on the others.
    fn find_in(&mut self, memory: usize, query: &Query) -> Result<Vec<Match>, AppError> {
        if query.content.text.len() > LONGEST {
            return self.find_exactly(memory, query);
        }
        let searched = &self.memories.list[memory];
        let (options, threshold) = (self.options, self.options.threshold);
        let (measure, own) = index_measure(options.measure);
        let least = if own { threshold } else { (threshold - SLACK).max(0.1) };
        // Another measure may turn the order round: then more candidates are looked at.
        let mut wanted = if own { options.top + 1 } else { options.top * 4 };
        loop {
            let asked = IndexQuery {
                text: &query.content.text,
                measure,
                threshold: least,
                top: wanted,
                filter: None,
            };
            let hits = searched.index.search(&asked, &mut self.scratch)?;
            let all = hits.len() < wanted;
            let bound = hits.last().map_or(0.0, |hit| hit.score);
            let mut found = Vec::new();
            for hit in &hits {
                found.extend(self.matched(memory, hit, query)?);
            }
            found.retain(|found: &Match| found.similarity >= threshold - 1e-9);
            found.sort_by_key(|found| Reverse(found.percent));
            // Nothing further down can be worth more than the likeness of the last hit; if that is all, the
            // next ones may be exact, and in their context.
            let most = match bound {
                1.0.. if query.context == Context::default() => 100.0,
                1.0.. => 102.0,
                _ => bound * 100.0,
            };
            let kth = options.top.checked_sub(1).and_then(|at| found.get(at));
            let sure = kth.is_some_and(|kth| !own || kth.percent.value() >= most);
            if all || sure || wanted > MOST {
                return Ok(found);
            }
            wanted *= 2;
        }
    }

    /// The units with exactly this text.
    fn find_exactly(&self, memory: usize, query: &Query) -> Result<Vec<Match>, AppError> {
        let text = &query.content.text;
        let units = self.stores[memory].store().exact(&self.options.source, text)?;
        let mut found = Vec::new();
        for unit in units {
            let hit = Hit { unit, score: 1.0, text };
            found.extend(self.matched(memory, &hit, query)?);
        }
        Ok(found)
    }

    /// What a hit is as a match, if it has a translation that is wanted.
    fn matched(&self, memory: usize, hit: &Hit, query: &Query) -> Result<Option<Match>, AppError> {
        let Some(stored) = self.stores[memory].store().get(hit.unit)? else { return Ok(None) };
        let StoredUnit { id, mut entry } = stored;
        let options = self.options;
        let variants = std::mem::take(&mut entry.unit.variants);
        // Of several variants in the language, the one that was hit.
        let is_source = |v: &&crate::model::Variant| {
            let same = || text_hash(&v.content.text) == text_hash(hit.text);
            v.lang.same_language(&options.source) && (v.content.text == hit.text || same())
        };
        let Some(source) = variants.iter().find(is_source) else { return Ok(None) };
        let target = match &options.target {
            Some(lang) => variants
                .iter()
                .find(|v| v.lang == *lang)
                .or_else(|| variants.iter().find(|v| v.lang.same_language(lang))),
            None => variants.iter().find(|v| !v.lang.same_language(&source.lang)),
        };
        let Some(target) = target else { return Ok(None) };
        let (explanation, difference) =
            explain(&query.content, &source.content, options.measure, &self.stemming);
        let (_, own) = index_measure(options.measure);
        let similarity = if own {
            hit.score
        } else {
            options.measure.similarity(&query.content, &source.content, &self.stemming)
        };
        let exact = difference.is_empty();
        let context =
            exact.then(|| match_context(&around(&query.context), &around(&entry.context)));
        let proposal = Proposal {
            query: &query.content,
            source: &source.content,
            target: &target.content,
            source_lang: &source.lang,
            target_lang: &target.lang,
        };
        let adapted = (options.adapt && !exact).then(|| adapt(&proposal)).flatten();
        Ok(Some(self.penalised(Match {
            memory,
            unit: id,
            source_lang: source.lang.clone(),
            source: source.content.clone(),
            target_lang: target.lang.clone(),
            target: target.content.clone(),
            similarity,
            percent: context.map_or(explanation.score, MatchContext::percent),
            context,
            explanation,
            difference,
            penalties: Vec::new(),
            adapted,
            entry,
        })))
    }
}

/// The measure of the index that candidates come by, and whether it is the measure itself.
fn index_measure(measure: Measure) -> (crate::tm::index::Measure, bool) {
    use crate::tm::index::Measure as Indexed;
    match measure {
        Measure::Characters => (Indexed::Characters, true),
        Measure::Words => (Indexed::Words, true),
        Measure::Stems => (Indexed::Stems, true),
        Measure::Amagama => (Indexed::Characters, false),
        Measure::Omegat | Measure::Systran => (Indexed::Words, false),
    }
}

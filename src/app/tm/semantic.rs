//! Units nearest in meaning, in the same language or across languages.
//!
//! The encoder puts texts of different languages that mean the same close to each other; so a text is asked in
//! one language, and found in another. What is found is ordered by cosine. Beside fuzzy matches, it is
//! ordered by [`mixed`].

#[cfg(test)]
mod tests;

use super::lookup::{Match, Memories, Query, Session};
use super::pairs::translation;
use super::vectors::Encoding;
use super::{Access, Memory};
use crate::app::{AppError, Progress};
use crate::model::Content;
use crate::text::LangTag;
use crate::tm::store::Entry;
use crate::tm::vectors::{Hit, Quantised, Vectors};
use crate::words::Stemming;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Units that are read beyond those wanted, for those without a translation.
const MORE: usize = 8;

/// Memories that are searched by meaning.
#[derive(Debug)]
pub struct Semantic<'e> {
    encoding: Encoding<'e>,
    /// The language of the texts that are found.
    lang: LangTag,
    /// The least cosine.
    least: f32,
    vectors: Vec<Vectors>,
}

/// A unit that means much the same.
#[derive(Debug, Clone)]
pub struct Near {
    /// The memory it is in, by its number among those that are looked up.
    pub memory: usize,
    /// The unit's number there.
    pub unit: u64,
    /// The cosine of both texts' vectors, as they are kept.
    pub cosine: f32,
    /// The likeness by the measure of the look-up, 0–1; none across languages.
    pub similarity: Option<f64>,
    /// The language of what was found.
    pub source_lang: LangTag,
    /// What was found.
    pub source: Content,
    /// The language of its translation.
    pub target_lang: LangTag,
    /// Its translation.
    pub target: Content,
    /// What the memory knows of the unit; its texts are left out.
    pub entry: Entry,
}

impl Near {
    /// What it is worth beside fuzzy matches, 0–1.
    pub fn mixed(&self) -> f64 {
        mixed(self.similarity, self.cosine)
    }
}

/// What a unit is worth beside fuzzy matches, 0–1: a third of the likeness by the measure and two thirds of
/// the cosine; the cosine alone across languages.
pub fn mixed(similarity: Option<f64>, cosine: f32) -> f64 {
    let cosine = f64::from(cosine.max(0.0));
    similarity.map_or(cosine, |similarity| (similarity + 2.0 * cosine) / 3.0)
}

impl<'e> Semantic<'e> {
    /// The vectors of memories in a language, made or brought up to date first. Texts with a cosine under
    /// `least` are not found.
    ///
    /// # Errors
    /// When a memory can't be read, or its texts not be encoded.
    pub fn open(
        paths: &[PathBuf],
        lang: &LangTag,
        encoding: Encoding<'e>,
        least: f32,
        progress: &dyn Progress,
    ) -> Result<Self, AppError> {
        let vectors = paths
            .iter()
            .map(|path| Memory::open(path, Access::Read)?.vectors(lang, encoding, progress));
        let vectors = vectors.collect::<Result<_, _>>()?;
        Ok(Self { encoding, lang: lang.clone(), least, vectors })
    }

    /// The vectors of texts that are asked.
    ///
    /// # Errors
    /// When a text has none.
    pub fn vectors<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<Quantised>, AppError> {
        self.encoding.vectors(texts)
    }

    /// The cosine of a text with one that was found otherwise.
    ///
    /// # Errors
    /// When a text has no vector.
    pub fn cosines(&self, asked: &Quantised, found: &[Match]) -> Result<Vec<f32>, AppError> {
        let texts: Vec<&str> = found.iter().map(|found| found.source.text.as_str()).collect();
        Ok(self.vectors(&texts)?.iter().map(|vector| asked.cosine(vector)).collect())
    }

    /// The units nearest to a text whose vector is given, at most `top`: the nearest first, equally near ones
    /// by memory and number.
    ///
    /// # Errors
    /// When a memory can't be read any more.
    pub fn find(
        &self,
        session: &Session<'_>,
        query: &Query,
        asked: &Quantised,
        top: usize,
    ) -> Result<Vec<Near>, AppError> {
        let mut all = Vec::new();
        for (memory, vectors) in self.vectors.iter().enumerate() {
            let mut wanted = top + MORE;
            loop {
                let hits = vectors.search(asked, wanted, self.least);
                let mut found = Vec::new();
                for hit in &hits {
                    found.extend(self.near(session, memory, hit, query)?);
                    if found.len() == top {
                        break;
                    }
                }
                if found.len() == top || hits.len() < wanted {
                    all.extend(found);
                    break;
                }
                wanted *= 2;
            }
        }
        all.sort_by(|a: &Near, b: &Near| {
            let place = (a.memory, a.unit).cmp(&(b.memory, b.unit));
            b.cosine.total_cmp(&a.cosine).then(place)
        });
        all.truncate(top);
        Ok(all)
    }

    fn near(
        &self,
        session: &Session<'_>,
        memory: usize,
        hit: &Hit,
        query: &Query,
    ) -> Result<Option<Near>, AppError> {
        let (options, store) = (session.options(), session.store(memory));
        let Some(mut stored) = store.get(hit.unit)? else { return Ok(None) };
        let variants = std::mem::take(&mut stored.entry.unit.variants);
        let source = variants.get(hit.variant as usize);
        // The unit may have changed since the vectors were opened.
        let Some(source) = source.filter(|source| source.lang.same_language(&self.lang)) else {
            return Ok(None);
        };
        let Some(target) = translation(&variants, &source.lang, options.target.as_ref()) else {
            return Ok(None);
        };
        let same = source.lang.same_language(&options.source);
        let stemming = Stemming::for_language(options.source.language());
        let like = || options.measure.similarity(&query.content, &source.content, &stemming);
        Ok(Some(Near {
            memory,
            unit: hit.unit,
            cosine: hit.cosine,
            similarity: same.then(like),
            source_lang: source.lang.clone(),
            source: source.content.clone(),
            target_lang: target.lang.clone(),
            target: target.content.clone(),
            entry: stored.entry,
        }))
    }
}

/// As JSON, the cosine as `semantic`.
pub(super) fn told(near: &Near, memories: &Memories, is_mixed: bool) -> Value {
    let entry = &near.entry;
    let details = json!({
        "memory": memories.name(near.memory),
        "unit": near.unit,
        "mixed": is_mixed.then(|| rounded(near.mixed() as f32)),
        "source_lang": near.source_lang,
        "target_lang": near.target_lang,
        "date": entry.date(),
        "author": entry.author,
        "domain": entry.domain,
        "origin": entry.origin,
    });
    known(json!({
        "source": near.source.text,
        "target": near.target.text,
        "score": near.similarity,
        "semantic": rounded(near.cosine),
        "details": known(details),
    }))
}

/// Without what is not known.
fn known(value: Value) -> Value {
    match value {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// To four digits: more of a cosine of whole numbers says nothing.
pub(super) fn rounded(cosine: f32) -> f64 {
    (f64::from(cosine) * 1e4).round() / 1e4
}

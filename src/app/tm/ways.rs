//! A look-up in more ways than one: by likeness, by meaning, by pieces.

use super::bulk;
use super::fragments::{Fragment, FragmentSearch};
use super::lookup::{Match, Memories, Query, Session};
use super::semantic::{self, Near, Semantic};
use crate::app::AppError;
use crate::tm::vectors::Quantised;
use serde_json::{Value, json};

/// What is looked for besides matches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways<'a> {
    /// Units that mean much the same.
    pub semantic: Option<&'a Semantic<'a>>,
    /// Whether these come behind the matches, not instead of them.
    pub mixed: bool,
    /// Pieces of texts that have no match.
    pub fragments: Option<&'a FragmentSearch>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The matches, the best first.
    pub matches: Vec<Match>,
    /// Their cosines, where meaning was asked for.
    pub cosines: Vec<f32>,
    /// Units that mean much the same and are no matches: by cosine; if mixed, by [`semantic::mixed`].
    pub near: Vec<Near>,
    /// Pieces, in the order of the text.
    pub fragments: Vec<Fragment>,
}

impl Ways<'_> {
    /// What texts are asked with by meaning: a vector a text, none where meaning is not asked for.
    ///
    /// # Errors
    /// When a text has no vector.
    pub fn vectors<T: AsRef<str>>(&self, texts: &[T]) -> Result<Vec<Option<Quantised>>, AppError> {
        match self.semantic {
            Some(semantic) => Ok(semantic.vectors(texts)?.into_iter().map(Some).collect()),
            None => Ok(vec![None; texts.len()]),
        }
    }

    /// Looks a text up.
    ///
    /// # Errors
    /// When a memory can't be read any more.
    pub fn find(
        &self,
        session: &mut Session<'_>,
        query: &Query,
        vector: Option<&Quantised>,
    ) -> Result<Answer, AppError> {
        let mut answer = Answer::default();
        let top = session.options().top;
        if self.semantic.is_none() || self.mixed {
            answer.matches = session.find(query)?;
        }
        if let (Some(semantic), Some(vector)) = (self.semantic, vector) {
            answer.cosines = semantic.cosines(vector, &answer.matches)?;
            answer.near = semantic.find(session, query, vector, top)?;
            if self.mixed {
                let known = |near: &Near, found: &Match| {
                    (near.memory, near.unit) == (found.memory, found.unit)
                };
                answer.near.retain(|near| !answer.matches.iter().any(|one| known(near, one)));
                answer.near.sort_by(|a, b| b.mixed().total_cmp(&a.mixed()));
                answer.near.truncate(top - answer.matches.len().min(top));
            }
        }
        if let (Some(fragments), true) = (self.fragments, answer.matches.is_empty()) {
            answer.fragments = fragments.find(session, &query.content.text)?;
        }
        Ok(answer)
    }

    /// An answer as JSON: `matches`, and `fragments` where these were asked for.
    pub(super) fn told(&self, id: &Value, answer: &Answer, memories: &Memories) -> Value {
        let mut matches: Vec<Value> =
            answer.matches.iter().map(|found| bulk::told(found, memories)).collect();
        for (found, &cosine) in matches.iter_mut().zip(&answer.cosines) {
            found["semantic"] = json!(semantic::rounded(cosine));
        }
        let near = answer.near.iter().map(|near| semantic::told(near, memories, self.mixed));
        matches.extend(near);
        let mut told = json!({"id": id, "matches": matches});
        if self.fragments.is_some() {
            told["fragments"] = answer
                .fragments
                .iter()
                .map(|fragment| {
                    let mut told = json!(fragment);
                    told["memory"] = json!(memories.name(fragment.memory));
                    told
                })
                .collect();
        }
        told
    }
}

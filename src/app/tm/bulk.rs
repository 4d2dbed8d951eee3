//! Many look-ups: a JSON object a line in, one a line out, in order, in parallel.

use super::lookup::{LookupOptions, Match, Memories, Query, Session};
use super::ways::Ways;
use crate::app::AppError;
use crate::tm::store::{Context, text_hash};
use crate::tm::vectors::Quantised;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{self, BufRead, Write};

/// Lines that are looked up at a time.
const BATCH: usize = 4096;
/// The longest line, in bytes.
const LONGEST: u64 = 16 << 20;

/// What to look up in, and how.
pub struct BulkJob<'a> {
    /// The memories.
    pub memories: &'a Memories,
    /// How.
    pub options: &'a LookupOptions,
    /// What is looked for besides matches.
    pub ways: Ways<'a>,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    previous: Option<String>,
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    document: Option<Box<str>>,
    #[serde(default)]
    key: Option<Box<str>>,
}

/// Looks up the texts of all lines. Gives how many lines could not be read.
///
/// # Errors
/// When the input can't be read, the output not be written, or a memory can't be read any more.
pub fn bulk(
    job: &BulkJob<'_>,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<u64, AppError> {
    let mut bad = 0;
    let reading = |error| AppError::file("-", error);
    loop {
        let mut lines: Vec<Result<Vec<u8>, &'static str>> = Vec::new();
        while lines.len() < BATCH
            && let Some(line) = next_line(input).map_err(reading)?
        {
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(bad);
        }
        let asked: Vec<Result<Asked, Wrong>> = lines.par_iter().map(parsed).collect();
        let texts: Vec<&str> =
            asked.iter().map(|asked| asked.as_ref().map_or("", |asked| &asked.text)).collect();
        let vectors = job.ways.vectors(&texts)?;
        let answers: Result<Vec<(String, bool)>, AppError> = asked
            .par_iter()
            .zip(&vectors)
            .map_init(
                || job.memories.session(job.options),
                |session, (asked, vector)| match (session, asked) {
                    (_, Err((id, code, message))) => Ok((failed(id, code, message), false)),
                    (Ok(session), Ok(asked)) => {
                        answer(session, job, asked, vector.as_ref()).map(|answer| (answer, true))
                    }
                    (Err(error), _) => Err(AppError::request(error.to_string())),
                },
            )
            .collect();
        for (answer, sound) in answers? {
            bad += u64::from(!sound);
            writeln!(out, "{answer}").map_err(reading)?;
        }
        out.flush().map_err(reading)?;
    }
}

/// The next line that is not empty, without its end; a line that is too long is passed over.
fn next_line(input: &mut dyn BufRead) -> io::Result<Option<Result<Vec<u8>, &'static str>>> {
    loop {
        let mut line = Vec::new();
        let read = io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        if read as u64 == LONGEST && line.last() != Some(&b'\n') {
            let mut rest = Vec::new();
            while io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut rest)? > 0
                && rest.last() != Some(&b'\n')
            {
                rest.clear();
            }
            return Ok(Some(Err("a line is longer than 16 MiB")));
        }
        if !line.trim_ascii().is_empty() {
            return Ok(Some(Ok(line)));
        }
    }
}

/// Why a line is no question: its id as far as it has one, what is wrong in a word, and in a sentence.
type Wrong = (Value, &'static str, String);

fn parsed(line: &Result<Vec<u8>, &'static str>) -> Result<Asked, Wrong> {
    match line {
        Ok(line) => read(line),
        Err(message) => Err((Value::Null, "line-too-long", (*message).to_owned())),
    }
}

/// The answer to a question.
fn answer(
    session: &mut Session<'_>,
    job: &BulkJob<'_>,
    asked: &Asked,
    vector: Option<&Quantised>,
) -> Result<String, AppError> {
    let hash = |text: &Option<String>| text.as_deref().map(text_hash);
    let context = Context {
        previous: hash(&asked.previous),
        next: hash(&asked.next),
        document: asked.document.clone(),
        key: asked.key.clone(),
    };
    let query = Query { context, ..Query::plain(asked.text.as_str()) };
    let found = job.ways.find(session, &query, vector)?;
    Ok(job.ways.told(&asked.id, &found, job.memories).to_string())
}

fn failed(id: &Value, code: &str, message: &str) -> String {
    json!({"id": id, "error": {"code": code, "message": message}}).to_string()
}

/// A line's question.
fn read(line: &[u8]) -> Result<Asked, Wrong> {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let text = std::str::from_utf8(line)
        .map_err(|error| (Value::Null, "encoding", format!("not UTF-8: {error}")))?;
    let value: Value = serde_json::from_str(text)
        .map_err(|error| (Value::Null, "json", format!("not JSON: {error}")))?;
    let id = value.get("id").cloned().unwrap_or_default();
    serde_json::from_value(value).map_err(|error| (id, "request", error.to_string()))
}

/// A match as JSON.
pub(super) fn told(found: &Match, memories: &Memories) -> Value {
    let entry = &found.entry;
    let penalties: Vec<Value> = found
        .penalties
        .iter()
        .map(|penalty| json!({"reason": penalty.reason, "percent": penalty.percent}))
        .collect();
    let details = json!({
        "memory": memories.name(found.memory),
        "unit": found.unit,
        "percent": found.percent,
        "measure": found.explanation.measure,
        "context": found.context,
        "differences": found.explanation.items,
        "marks": found.difference.marks,
        "penalties": penalties,
        "adapted": found.adapted,
        "source_lang": found.source_lang,
        "target_lang": found.target_lang,
        "date": entry.date(),
        "author": entry.author,
        "domain": entry.domain,
        "origin": entry.origin,
    });
    let details = match details {
        Value::Object(map) => map.into_iter().filter(|(_, value)| !is_nothing(value)).collect(),
        other => other,
    };
    json!({
        "source": found.source.text,
        "target": found.target.text,
        "score": found.similarity,
        "details": details,
    })
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

//! Entries to rows and back.

use super::super::entry::{Context, Entry, StoredUnit};
use super::super::{Kind, StoreError};
use super::connection::error;
use super::schema::{PLACE_BITS, from_json};
use crate::model::{Attributes, Code, Content, Note, Property, Unit, Variant};
use crate::text::LangTag;
use rusqlite::{Connection, OptionalExtension as _, Row};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What of a unit or variant has no column.
#[derive(Serialize)]
pub(super) struct RestOut<'a> {
    #[serde(skip_serializing_if = "empty")]
    pub(super) attributes: &'a [(Box<str>, Box<str>)],
    #[serde(skip_serializing_if = "empty")]
    pub(super) notes: &'a [Note],
    #[serde(skip_serializing_if = "empty")]
    pub(super) props: &'a [Property],
    #[serde(skip_serializing_if = "empty")]
    pub(super) codes: &'a [Code],
}

fn empty<T>(list: &[T]) -> bool {
    list.is_empty()
}

impl<'a> RestOut<'a> {
    pub(super) fn of_unit(unit: &'a Unit) -> Self {
        let Unit { attributes, notes, props, .. } = unit;
        Self { attributes, notes, props, codes: &[] }
    }

    pub(super) fn of_variant(variant: &'a Variant) -> Self {
        let Variant { attributes, notes, props, content, .. } = variant;
        Self { attributes, notes, props, codes: &content.codes }
    }

    /// Whether there is nothing to be written.
    pub(super) fn is_empty(&self) -> bool {
        let Self { attributes, notes, props, codes } = self;
        attributes.is_empty() && notes.is_empty() && props.is_empty() && codes.is_empty()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rest {
    attributes: Attributes,
    notes: Vec<Note>,
    props: Vec<Property>,
    codes: Vec<Code>,
}

/// The columns [`unit_of`] reads.
pub(super) const UNIT_COLUMNS: &str = "id, tuid, created, changed, author, origin, domain, status, \
     score, document, key, previous, next, rest";

/// Takes the text of the words away that no unit has: authors, documents and so on. Their numbers stay
/// taken, as others may remember them.
pub(super) fn forget_unused(tx: &Connection) -> Result<(), StoreError> {
    let used = ["author", "origin", "domain", "status", "document"]
        .map(|column| format!("SELECT {column} FROM unit WHERE {column} IS NOT NULL"))
        .join(" UNION ");
    // A text no one can have meant, and another one for each number.
    let sql = format!("UPDATE word SET text = char(1) || id WHERE id NOT IN ({used})");
    tx.execute(&sql, []).map_err(error)?;
    Ok(())
}

/// Tags and words by their numbers, as far as they were met. Numbers are never given anew.
#[derive(Debug, Default)]
pub(super) struct Names {
    languages: FxHashMap<i64, LangTag>,
    words: FxHashMap<i64, Box<str>>,
}

/// How many words are remembered.
const MOST_WORDS: usize = 1 << 16;

impl Names {
    pub(super) fn language(
        &mut self,
        connection: &Connection,
        id: i64,
    ) -> Result<LangTag, StoreError> {
        if let Some(known) = self.languages.get(&id) {
            return Ok(known.clone());
        }
        let tag: Option<String> = connection
            .query_row("SELECT tag FROM language WHERE id = ?1", [id], |row| row.get(0))
            .optional()
            .map_err(error)?;
        let tag = tag.ok_or_else(|| Kind::Damaged(format!("there is no language {id}")))?;
        let tag = LangTag::parse(&tag).map_err(|reason| Kind::Damaged(reason.to_string()))?;
        self.languages.insert(id, tag.clone());
        Ok(tag)
    }

    fn word(
        &mut self,
        connection: &Connection,
        id: Option<i64>,
    ) -> Result<Option<Box<str>>, StoreError> {
        let Some(id) = id else { return Ok(None) };
        if let Some(known) = self.words.get(&id) {
            return Ok(Some(known.clone()));
        }
        let text: Option<Box<str>> = connection
            .query_row("SELECT text FROM word WHERE id = ?1", [id], |row| row.get(0))
            .optional()
            .map_err(error)?;
        let text = text.ok_or_else(|| Kind::Damaged(format!("there is no word {id}")))?;
        if self.words.len() >= MOST_WORDS {
            self.words.clear();
        }
        self.words.insert(id, text.clone());
        Ok(Some(text))
    }
}

/// The unit of a row of [`UNIT_COLUMNS`], still without its variants.
pub(super) fn unit_of(
    row: &Row<'_>,
    connection: &Connection,
    names: &mut Names,
) -> Result<StoredUnit, StoreError> {
    let rest = rest_of(row, 13)?;
    let number = |column: usize| row.get::<_, Option<i64>>(column).map_err(error);
    let text = |column: usize| row.get::<_, Option<Box<str>>>(column).map_err(error);
    let score: Option<f64> = row.get(8).map_err(error)?;
    let entry = Entry {
        unit: Unit {
            id: text(1)?,
            attributes: rest.attributes,
            notes: rest.notes,
            props: rest.props,
            variants: Vec::new(),
        },
        created: text(2)?,
        changed: text(3)?,
        author: names.word(connection, number(4)?)?,
        origin: names.word(connection, number(5)?)?,
        domain: names.word(connection, number(6)?)?,
        status: names.word(connection, number(7)?)?,
        score: score.map(|score| score as f32),
        context: Context {
            document: names.word(connection, number(9)?)?,
            key: text(10)?,
            previous: number(11)?.map(i64::cast_unsigned),
            next: number(12)?.map(i64::cast_unsigned),
        },
    };
    Ok(StoredUnit { id: row.get::<_, i64>(0).map_err(error)?.cast_unsigned(), entry })
}

/// The variants of a unit.
pub(super) fn variants_of(
    connection: &Connection,
    names: &mut Names,
    unit: u64,
) -> Result<Vec<Variant>, StoreError> {
    let sql = "SELECT language, text, rest FROM variant WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let mut rows = statement.query([variant_id(unit, 0), last_variant(unit)]).map_err(error)?;
    let mut variants = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        let rest = rest_of(row, 2)?;
        variants.push(Variant {
            lang: names.language(connection, row.get(0).map_err(error)?)?,
            attributes: rest.attributes,
            notes: rest.notes,
            props: rest.props,
            content: Content { text: row.get(1).map_err(error)?, codes: rest.codes },
        });
    }
    Ok(variants)
}

fn rest_of(row: &Row<'_>, column: usize) -> Result<Rest, StoreError> {
    match row.get_ref(column).and_then(|value| Ok(value.as_str_or_null()?)).map_err(error)? {
        Some(json) => from_json(json),
        None => Ok(Rest::default()),
    }
}

/// The number of a variant.
pub(super) fn variant_id(unit: u64, place: usize) -> i64 {
    unit.cast_signed() << PLACE_BITS | place as i64
}

/// The highest number a variant of the unit may have.
pub(super) fn last_variant(unit: u64) -> i64 {
    variant_id(unit, (1 << PLACE_BITS) - 1)
}

/// The unit of a variant.
pub(super) fn unit_of_variant(variant: i64) -> u64 {
    (variant >> PLACE_BITS).cast_unsigned()
}

//! Units and texts out of the file.

use super::super::{Filter, StoreError, StoredUnit, TextPattern, TextRow};
use super::connection::error;
use super::rows::{Names, UNIT_COLUMNS, unit_of, unit_of_variant, variants_of};
use super::schema::PLACE_BITS;
use super::write::read_unit;
use crate::text::LangTag;
use rusqlite::{Connection, ToSql};
use std::cell::RefCell;
use std::ops::ControlFlow;

/// The numbers of the tags of a language, and whether each is the very tag.
pub(super) fn languages_like(
    connection: &Connection,
    lang: &LangTag,
) -> Result<Vec<(i64, bool)>, StoreError> {
    let sql = "SELECT id, tag FROM language WHERE texts > 0 ORDER BY id";
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        let tag: String = row.get(1).map_err(error)?;
        if LangTag::parse(&tag).is_ok_and(|tag| tag.same_language(lang)) {
            found.push((row.get(0).map_err(error)?, tag == lang.as_str()));
        }
    }
    Ok(found)
}

/// All texts in a language.
pub(super) fn texts(
    connection: &Connection,
    lang: &LangTag,
    each: &mut dyn FnMut(TextRow<'_>) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let languages = languages_like(connection, lang)?;
    if languages.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT id, language, text FROM variant WHERE language IN ({}) ORDER BY id",
        numbers(languages.iter().map(|(id, _)| *id))
    );
    let mut statement = connection.prepare(&sql).map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let id: i64 = row.get(0).map_err(error)?;
        let language: i64 = row.get(1).map_err(error)?;
        let text = row.get_ref(2).and_then(|text| Ok(text.as_str()?)).map_err(error)?;
        let row = TextRow {
            unit: unit_of_variant(id),
            variant: (id & ((1 << PLACE_BITS) - 1)) as u32,
            exact: languages.contains(&(language, true)),
            text,
        };
        if each(row).is_break() {
            break;
        }
    }
    Ok(())
}

fn numbers(numbers: impl Iterator<Item = i64>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(", ")
}

/// Conditions in SQL, which let through no fewer units than the filter.
struct Conditions {
    sql: String,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    fn new(filter: &Filter) -> Self {
        let mut conditions = Self { sql: String::new(), values: Vec::new() };
        for (column, value) in [
            ("domain", &filter.domain),
            ("origin", &filter.origin),
            ("status", &filter.status),
            ("document", &filter.document),
        ] {
            let test = format!("{column} = (SELECT id FROM word WHERE text = ?)");
            conditions.and(&test, value.as_ref().map(ToString::to_string));
        }
        let date = "coalesce(changed, created)";
        let text = |value: &Option<Box<str>>| value.as_ref().map(ToString::to_string);
        conditions.and(&format!("{date} >= ?"), text(&filter.since));
        conditions.and(&format!("{date} < ?"), text(&filter.before));
        conditions.and("score >= ?", filter.min_score.map(f64::from));
        conditions
    }

    fn and(&mut self, test: &str, value: Option<impl ToSql + 'static>) {
        if let Some(value) = value {
            let joint = if self.sql.is_empty() { " WHERE " } else { " AND " };
            self.sql.push_str(joint);
            self.sql.push_str(test);
            self.values.push(Box::new(value));
        }
    }
}

/// The units that pass a filter.
pub(super) fn scan(
    connection: &Connection,
    names: &RefCell<Names>,
    filter: &Filter,
    each: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    if let Some((lang, pattern)) = &filter.text {
        return scan_texts(connection, names, filter, (lang.as_ref(), pattern), each);
    }
    let conditions = Conditions::new(filter);
    let sql = format!("SELECT {UNIT_COLUMNS} FROM unit{} ORDER BY id", conditions.sql);
    let mut statement = connection.prepare(&sql).map_err(error)?;
    let values = conditions.values.iter().map(|value| &**value);
    let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        // Not borrowed while `each` runs, which may read from the memory itself.
        let mut stored = unit_of(row, connection, &mut names.borrow_mut())?;
        stored.entry.unit.variants = variants_of(connection, &mut names.borrow_mut(), stored.id)?;
        if filter.passes(&stored.entry) && each(stored).is_break() {
            break;
        }
    }
    Ok(())
}

/// The same by way of the texts, when few of them will match.
fn scan_texts(
    connection: &Connection,
    names: &RefCell<Names>,
    filter: &Filter,
    (lang, pattern): (Option<&LangTag>, &TextPattern),
    each: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let condition = match lang {
        Some(lang) => {
            let languages = languages_like(connection, lang)?;
            format!("WHERE language IN ({})", numbers(languages.iter().map(|(id, _)| *id)))
        }
        None => String::new(),
    };
    let sql = format!("SELECT id, text FROM variant {condition} ORDER BY id");
    let mut statement = connection.prepare(&sql).map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    let mut last = 0;
    while let Some(row) = rows.next().map_err(error)? {
        let unit = unit_of_variant(row.get(0).map_err(error)?);
        let text = row.get_ref(1).and_then(|text| Ok(text.as_str()?)).map_err(error)?;
        if unit == last || !pattern.is_in(text) {
            continue;
        }
        last = unit;
        let stored = read_unit(connection, &mut names.borrow_mut(), unit)?;
        let passing = stored.filter(|stored| filter.passes(&stored.entry));
        if passing.is_some_and(|stored| each(stored).is_break()) {
            break;
        }
    }
    Ok(())
}

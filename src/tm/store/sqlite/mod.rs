//! A memory in an SQLite file: one writer and many readers at a time, in as many processes.

mod concordance;
mod connection;
mod exact;
mod log;
mod read;
mod rows;
mod schema;
#[cfg(test)]
mod tests;
mod verify;
mod write;

use super::ledger::{bring_back, carry_out};
use super::{
    Batch, BatchOutcome, BatchRecord, Change, CompactOptions, ConcordanceQuery, Done, Filter,
    HistoryEntry, Info, Kind, LanguageCount, Settings, Store, StoreError, StoredUnit, TextRow,
    Verification,
};
use crate::text::LangTag;
pub use connection::Options;
use connection::error;
use rows::Names;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use write::{Numbers, State, Writer, read_unit};

/// A memory in a file.
///
/// ```
/// use targum::model::{Content, Unit, Variant};
/// use targum::text::LangTag;
/// use targum::tm::store::{Batch, Entry, Operation, Options, Settings, SqliteStore, Store as _};
///
/// let (en, fr) = (LangTag::parse("en")?, LangTag::parse("fr")?);
/// let variants = vec![
///     Variant::new(en.clone(), Content::plain("Open the file.")),
///     Variant::new(fr, Content::plain("Ouvrez le fichier.")),
/// ];
/// let entry = Entry::new(Unit { variants, ..Unit::default() });
///
/// let folder = tempfile::tempdir()?;
/// let file = folder.path().join("manual.tgm");
/// let mut memory = SqliteStore::create(&file, &Settings::default(), &Options::default())?;
/// memory.write(&Batch {
///     time: "20260131T120000Z".into(),
///     operations: vec![Operation::Add(entry)],
///     ..Batch::default()
/// })?;
/// assert_eq!(memory.exact(&en, "Open the file.")?, [1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    connection: Connection,
    /// Whether it was opened for writing.
    writes: bool,
    names: RefCell<Names>,
    numbers: Numbers,
    recent: exact::Recent,
}

impl SqliteStore {
    /// Makes a memory and opens it for writing.
    ///
    /// # Errors
    /// When there is a file of that name, or it can't be made.
    pub fn create(
        path: impl AsRef<Path>,
        settings: &Settings,
        options: &Options,
    ) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let made = connection::create(path, settings, options);
        made.map(|made| Self::with(path, made, true)).map_err(|error| error.at(path))
    }

    /// Opens a memory for writing and reading, and brings its file to the newest form.
    ///
    /// # Errors
    /// When it is not there, is no memory, is of a later form, or can't be written to.
    pub fn open(path: impl AsRef<Path>, options: &Options) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let opened = connection::open(path, options);
        opened.map(|opened| Self::with(path, opened, true)).map_err(|error| error.at(path))
    }

    /// Opens a memory for reading. Neither the file nor its folder need be writable.
    ///
    /// # Errors
    /// When it is not there, is no memory, or is of another form.
    pub fn open_read(path: impl AsRef<Path>, options: &Options) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let opened = connection::open_read(path, options);
        opened.map(|opened| Self::with(path, opened, false)).map_err(|error| error.at(path))
    }

    fn with(path: &Path, connection: Connection, writes: bool) -> Self {
        Self {
            path: path.to_owned(),
            connection,
            writes,
            names: RefCell::default(),
            numbers: Numbers::default(),
            recent: exact::Recent::default(),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads in one state of the file.
    fn reading<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // Inside a snapshot, or from within another reading, there is a transaction already.
        let begun = if self.connection.is_autocommit() {
            self.connection.unchecked_transaction().map(Some).map_err(error)
        } else {
            Ok(None)
        };
        let result = begun.and_then(|_transaction| read(&self.connection));
        result.map_err(|error| error.at(&self.path))
    }

    /// Writes in one transaction; after an error everything is as it was.
    fn writing<T>(
        &mut self,
        write: impl FnOnce(
            &Transaction<'_>,
            &mut Names,
            &mut Numbers,
            &mut exact::Recent,
        ) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !self.writes {
            return Err(StoreError::from(Kind::OpenedForReading).at(&self.path));
        }
        let (names, numbers, recent) = (self.names.get_mut(), &mut self.numbers, &mut self.recent);
        let begun = Transaction::new(&mut self.connection, TransactionBehavior::Immediate);
        let result = begun.map_err(error).and_then(|tx| {
            let value = write(&tx, names, numbers, recent)?;
            tx.commit().map_err(error)?;
            Ok(value)
        });
        if result.is_err() {
            // They may know numbers that were taken back.
            (*names, *numbers) = Default::default();
            recent.forget();
        }
        result.map_err(|error| error.at(&self.path))
    }

    /// Brings the index of words up to date if this store may write, no other does just now, and there
    /// is room.
    fn catch_up_words(&self) -> Result<(), StoreError> {
        if !self.writes || !self.connection.is_autocommit() {
            return Ok(());
        }
        let done = concordance::is_behind(&self.connection).and_then(|behind| {
            if !behind {
                return Ok(());
            }
            let immediate = TransactionBehavior::Immediate;
            let tx = Transaction::new_unchecked(&self.connection, immediate).map_err(error)?;
            concordance::catch_up(&tx)?;
            tx.commit().map_err(error)
        });
        match done {
            // Words are found without it too, by reading more.
            Err(reason)
                if matches!(reason.kind(), Kind::Locked | Kind::Full | Kind::NotWritable) =>
            {
                Ok(())
            }
            other => other.map_err(|error| error.at(&self.path)),
        }
    }

    /// Carries out a batch in a transaction.
    fn batch(
        &mut self,
        batch: &Batch,
        undoes: Option<u64>,
        carry_out: impl FnOnce(&mut Writer<'_>) -> Result<Vec<Done>, StoreError>,
    ) -> Result<BatchOutcome, StoreError> {
        self.writing(|tx, names, numbers, recent| {
            if settings(tx)?.read_only {
                return Err(Kind::ReadOnly.into());
            }
            let mut writer = Writer::new(tx, names, numbers, recent)?;
            let done = carry_out(&mut writer)?;
            writer.finish(batch, done, undoes)
        })
    }
}

fn settings(connection: &Connection) -> Result<Settings, StoreError> {
    let mut statement = connection.prepare_cached("SELECT settings FROM state").map_err(error)?;
    let json: String = statement.query_row([], |row| row.get(0)).map_err(error)?;
    schema::from_json(&json)
}

impl Store for SqliteStore {
    fn write(&mut self, batch: &Batch) -> Result<BatchOutcome, StoreError> {
        self.batch(batch, None, |writer| carry_out(writer, batch))
    }

    fn undo(
        &mut self,
        batch: u64,
        time: &str,
        author: Option<&str>,
    ) -> Result<BatchOutcome, StoreError> {
        let own = Batch { time: time.into(), author: author.map(Into::into), ..Batch::default() };
        self.batch(&own, Some(batch), |writer| {
            let images = writer.images(batch)?;
            bring_back(writer, images)
        })
    }

    fn set(&mut self, settings: &Settings) -> Result<(), StoreError> {
        let json = schema::to_json(settings)?;
        self.writing(|tx, _, _, _| {
            tx.execute("UPDATE state SET settings = ?1", [json]).map_err(error)?;
            Ok(())
        })
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        self.writing(|tx, _, _, recent| {
            recent.forget();
            exact::catch_up(tx, &mut State::read(tx)?)
        })?;
        connection::checkpoint(&self.connection).map_err(|error| error.at(&self.path))
    }

    fn compact(&mut self, options: &CompactOptions) -> Result<(), StoreError> {
        let options = *options;
        self.writing(|tx, _, numbers, recent| {
            recent.forget();
            exact::catch_up(tx, &mut State::read(tx)?)?;
            if concordance::is_built(tx)? {
                concordance::catch_up(tx)?;
                concordance::optimise(tx)?;
            }
            let Some(before) = options.drop_log_before else { return Ok(()) };
            log::drop_before(tx, before)?;
            *numbers = Numbers::default();
            rows::forget_unused(tx)
        })?;
        let vacuum = self.connection.execute_batch("VACUUM").map_err(error);
        let done = vacuum.and_then(|()| connection::empty_log(&self.connection));
        done.map_err(|error| error.at(&self.path))
    }

    fn snapshot(
        &self,
        each: &mut dyn FnMut(&dyn Store) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.reading(|connection| {
            // A transaction sees the state at its first reading.
            State::read(connection)?;
            each(self)
        })
    }

    fn get(&self, id: u64) -> Result<Option<StoredUnit>, StoreError> {
        self.reading(|connection| read_unit(connection, &mut self.names.borrow_mut(), id))
    }

    fn scan(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(StoredUnit) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.reading(|connection| read::scan(connection, &self.names, filter, each))
    }

    fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        if filter.is_empty() {
            return self.reading(|connection| Ok(State::read(connection)?.units));
        }
        let mut count = 0;
        self.scan(filter, &mut |_| {
            count += 1;
            ControlFlow::Continue(())
        })?;
        Ok(count)
    }

    fn texts(
        &self,
        lang: &LangTag,
        each: &mut dyn FnMut(TextRow<'_>) -> ControlFlow<()>,
    ) -> Result<u64, StoreError> {
        self.reading(|connection| {
            let sequence = State::read(connection)?.sequence;
            read::texts(connection, lang, each)?;
            Ok(sequence)
        })
    }

    fn exact(&self, lang: &LangTag, text: &str) -> Result<Vec<u64>, StoreError> {
        self.reading(|connection| {
            exact::units_with(connection, &mut self.names.borrow_mut(), lang, text)
        })
    }

    fn with_tuid(&self, tuid: &str) -> Result<Vec<u64>, StoreError> {
        self.reading(|connection| {
            let sql = "SELECT id FROM unit WHERE tuid = ?1 ORDER BY id";
            let mut statement = connection.prepare_cached(sql).map_err(error)?;
            let rows = statement.query_map([tuid], |row| row.get::<_, i64>(0)).map_err(error)?;
            rows.map(|id| id.map(i64::cast_unsigned).map_err(error)).collect()
        })
    }

    fn concordance(
        &self,
        lang: &LangTag,
        query: &ConcordanceQuery,
        limit: usize,
    ) -> Result<Vec<u64>, StoreError> {
        self.catch_up_words()?;
        self.reading(|connection| {
            concordance::find(connection, &mut self.names.borrow_mut(), lang, query, limit)
        })
    }

    fn languages(&self) -> Result<Vec<LanguageCount>, StoreError> {
        self.reading(|connection| {
            let sql = "SELECT id, texts FROM language WHERE texts > 0";
            let mut statement = connection.prepare_cached(sql).map_err(error)?;
            let mut rows = statement.query([]).map_err(error)?;
            let mut languages = Vec::new();
            while let Some(row) = rows.next().map_err(error)? {
                let id = row.get(0).map_err(error)?;
                let lang = self.names.borrow_mut().language(connection, id)?;
                let texts = row.get::<_, i64>(1).map_err(error)?.cast_unsigned();
                languages.push(LanguageCount { lang, texts });
            }
            languages.sort_by(|one, other| one.lang.cmp(&other.lang));
            Ok(languages)
        })
    }

    fn settings(&self) -> Result<Settings, StoreError> {
        self.reading(settings)
    }

    fn info(&self) -> Result<Info, StoreError> {
        self.reading(|connection| {
            let (first_sequence, sequence) = log::bounds(connection)?;
            let count = |sql: &str| -> Result<u64, StoreError> {
                let count = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
                count.map(i64::cast_unsigned).map_err(error)
            };
            Ok(Info {
                settings: settings(connection)?,
                schema: schema::form(connection, schema::FORM)?,
                units: State::read(connection)?.units,
                texts: count("SELECT coalesce(sum(texts), 0) FROM language")?,
                sequence,
                first_sequence,
                batches: count("SELECT count(*) FROM batch")?,
                bytes: connection::bytes(&self.path),
            })
        })
    }

    fn sequence(&self) -> Result<u64, StoreError> {
        self.reading(|connection| Ok(State::read(connection)?.sequence))
    }

    fn changes_since(
        &self,
        sequence: u64,
        each: &mut dyn FnMut(Change) -> ControlFlow<()>,
    ) -> Result<u64, StoreError> {
        self.reading(|connection| log::changes_since(connection, sequence, each))
    }

    fn history(&self, unit: u64) -> Result<Vec<HistoryEntry>, StoreError> {
        self.reading(|connection| log::history(connection, unit))
    }

    fn log(&self, limit: usize) -> Result<Vec<BatchRecord>, StoreError> {
        self.reading(|connection| log::batches(connection, limit))
    }

    fn verify(&self) -> Result<Verification, StoreError> {
        self.reading(|connection| verify::verify(connection, &mut self.names.borrow_mut()))
    }
}

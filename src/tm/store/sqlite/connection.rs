//! Opening a memory's file, and what SQLite's errors mean.

use super::super::{Kind, Settings, StoreError};
use super::schema;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// How a memory's file is used.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// How long to wait for another process that writes (default 5 s).
    pub timeout: Duration,
    /// Whether each batch waits for the disk (default no). Without it a batch outlives the end of the
    /// process, but perhaps not that of the machine; the file stays whole in any case.
    pub full_sync: bool,
    /// The most bytes the file may have (default no limit). Beyond, the disk counts as full.
    pub most_bytes: Option<u64>,
    /// The bytes of the file that are kept in the process (default 32 MiB).
    pub cache_bytes: u32,
}

impl Default for Options {
    fn default() -> Self {
        let timeout = Duration::from_secs(5);
        Self { timeout, full_sync: false, most_bytes: None, cache_bytes: 32 << 20 }
    }
}

/// The bytes of a page. An import of a million units takes the same time, within a tenth, with pages of
/// 4 to 16 KiB; single look-ups take longer the larger they are, and the file gets a little smaller.
const PAGE: u32 = 8192;

/// How many pages of the write-ahead log are gathered before they move to the file (16 MiB). More
/// makes imports no faster.
const CHECKPOINT: u32 = (16 << 20) / PAGE;

/// Makes a memory's file and opens it. It appears whole or not at all.
pub(super) fn create(
    path: &Path,
    settings: &Settings,
    options: &Options,
) -> Result<Connection, StoreError> {
    if path.exists() {
        return Err(Kind::Exists.into());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".targum-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Of its owner alone by default; others are to read it as any new file, as the umask says.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?.into_temp_path();
    let mut connection = open_with(&file, OpenFlags::SQLITE_OPEN_READ_WRITE, false)?;
    connection.pragma_update(None, "page_size", PAGE).map_err(error)?;
    schema::create(&mut connection, settings)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(error)?;
    connection.close().map_err(|(_, reason)| error(reason))?;
    publish(file, path)?;
    open(path, options)
}

/// Gives the new file its name.
fn publish(file: tempfile::TempPath, path: &Path) -> Result<(), StoreError> {
    match file.persist_noclobber(path) {
        Ok(()) => Ok(()),
        Err(kept) if kept.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Kind::Exists.into())
        }
        Err(kept) => Err(kept.error.into()),
    }
}

/// Opens a memory's file for writing.
pub(super) fn open(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    examine(path)?;
    let mut connection = open_with(path, OpenFlags::SQLITE_OPEN_READ_WRITE, false)?;
    if connection.is_readonly("main").map_err(error)? {
        return Err(Kind::NotWritable.into());
    }
    tune(&connection, options)?;
    schema::form(&connection, schema::FORM)?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(error)?;
    let level = if options.full_sync { "FULL" } else { "NORMAL" };
    connection.pragma_update(None, "synchronous", level).map_err(error)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT).map_err(error)?;
    // The write-ahead log stays on the disk between batches, but not at its largest.
    connection.pragma_update(None, "journal_size_limit", 16 << 20).map_err(error)?;
    if let Some(most) = options.most_bytes {
        let page: u32 =
            connection.pragma_query_value(None, "page_size", |row| row.get(0)).map_err(error)?;
        let pages = (most / u64::from(page)).min(u64::from(u32::MAX)) as u32;
        connection.pragma_update(None, "max_page_count", pages).map_err(error)?;
    }
    schema::migrate(&mut connection, schema::STEPS)?;
    Ok(connection)
}

/// Opens a memory's file for reading, also where nothing can be written beside it.
pub(super) fn open_read(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    examine(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let opened = |immutable| {
        let connection = open_with(path, flags, immutable)?;
        tune(&connection, options)?;
        let found = schema::form(&connection, schema::FORM)?;
        Ok::<_, StoreError>((connection, found))
    };
    let (connection, found) = match opened(false) {
        // SQLite wants to make the files of the write-ahead log. Where it can't, nobody writes, and
        // the file can be read as it is if nothing is left in that log.
        Err(reason) if is_unopened(&reason) && log_is_empty(path) => opened(true)?,
        other => other?,
    };
    if found < schema::FORM {
        return Err(Kind::Older { found, known: schema::FORM }.into());
    }
    Ok(connection)
}

fn is_unopened(error: &StoreError) -> bool {
    matches!(error.kind(), Kind::NotWritable)
}

fn log_is_empty(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(true, |log| log.len() == 0)
}

/// Looks at the first bytes of a file, so that SQLite does not touch what is not a memory.
fn examine(path: &Path) -> Result<(), StoreError> {
    use std::io::Read as _;
    let mut head = Vec::new();
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(reason) if reason.kind() == std::io::ErrorKind::NotFound => {
            return Err(Kind::Missing.into());
        }
        Err(reason) => return Err(Kind::Io(reason).into()),
    };
    file.take(100).read_to_end(&mut head)?;
    let application = head.get(68..72).and_then(|bytes| bytes.try_into().ok());
    let known = head.starts_with(b"SQLite format 3\0")
        && application.map(i32::from_be_bytes) == Some(schema::APPLICATION);
    if known { Ok(()) } else { Err(Kind::NotAMemory.into()) }
}

fn open_with(path: &Path, access: OpenFlags, immutable: bool) -> Result<Connection, StoreError> {
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    if !immutable {
        return Connection::open_with_flags(path, flags).map_err(error);
    }
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(*byte as char);
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).map_err(error)
}

fn tune(connection: &Connection, options: &Options) -> Result<(), StoreError> {
    connection.busy_timeout(options.timeout).map_err(error)?;
    let kibibytes = i64::from(options.cache_bytes >> 10);
    connection.pragma_update(None, "cache_size", -kibibytes).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// What an error of SQLite means.
pub(super) fn error(reason: rusqlite::Error) -> StoreError {
    let kind = match reason.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Kind::Locked,
        Some(ErrorCode::DiskFull) => Kind::Full,
        Some(ErrorCode::NotADatabase) => Kind::NotAMemory,
        Some(ErrorCode::DatabaseCorrupt) => Kind::Damaged(reason.to_string()),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Kind::NotWritable
        }
        Some(ErrorCode::TooBig) => Kind::Unfit("a text is too long to be kept".into()),
        _ => match reason {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::InvalidColumnType(..) => Kind::Damaged(reason.to_string()),
            other => Kind::Database(other),
        },
    };
    kind.into()
}

/// Moves what the write-ahead log has into the file. What readers still need stays where it is.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    moved(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())))
}

/// The same, waiting for readers for a while, so that the log can be emptied.
pub(super) fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    moved(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))
}

fn moved(result: rusqlite::Result<()>) -> Result<(), StoreError> {
    match result.map_err(error) {
        Err(reason) if matches!(reason.kind(), Kind::Locked) => Ok(()),
        other => other,
    }
}

/// The bytes of a file with its write-ahead log.
pub(super) fn bytes(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    size(path) + size(Path::new(&log))
}

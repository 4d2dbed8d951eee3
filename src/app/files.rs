//! Files by name: inputs with their format found, outputs written whole or not at all.

use super::{AppError, Progress, Silent};
use crate::format::{self, Format, Holds};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tempfile::NamedTempFile;

/// How many bytes are looked at to find a format.
const HEAD: usize = 64 << 10;

/// A file to read, or standard input (`-`).
pub struct Input {
    /// The name as the user gave it.
    pub name: String,
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    /// Its bytes, where that is known before it is read.
    size: Option<u64>,
}

/// A reader that tells how far it is.
struct Counted<'p, R> {
    whole: R,
    read: u64,
    size: Option<u64>,
    progress: &'p dyn Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.whole.read(buffer)?;
        self.read += count as u64;
        if let Some(size) = self.size.filter(|size| *size > 0) {
            self.progress.done((self.read as f64 / size as f64).min(1.0) as f32);
        }
        Ok(count)
    }
}

impl Input {
    /// Opens `path`; `-` is standard input.
    ///
    /// # Errors
    /// When the file can't be opened, or its first bytes can't be read.
    pub fn open(path: &Path) -> Result<Self, AppError> {
        let name = path.display().to_string();
        let mut size = None;
        let mut rest: Box<dyn Read + Send> = if name == "-" {
            Box::new(io::stdin())
        } else {
            if path.is_dir() {
                let message = format!("{name}: is a folder: name the files in it");
                return Err(AppError::request(message));
            }
            let file = File::open(path).map_err(|source| AppError::file(path, source))?;
            size = file.metadata().ok().map(|about| about.len());
            Box::new(file)
        };
        let mut head = Vec::with_capacity(HEAD);
        let got = rest.by_ref().take(HEAD as u64).read_to_end(&mut head);
        got.map_err(|source| AppError::file(path, source))?;
        Ok(Self { name, head, rest, size })
    }

    /// Its first bytes (up to 64 KiB).
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Its format: the one named, else by extension, else by its first bytes.
    ///
    /// # Errors
    /// When there is no such format, or it can't be told, or it does not hold `wanted`.
    pub fn format(
        &self,
        from: Option<&str>,
        wanted: Holds,
    ) -> Result<&'static dyn Format, AppError> {
        let chosen = match from {
            Some(name) => by_name(name)?,
            None => format::choose(&self.name, &self.head).ok_or_else(|| {
                let message = format!("{}: cannot tell its format: say it with --from", self.name);
                AppError::request(message)
            })?,
        };
        let info = chosen.info();
        if info.holds == wanted && info.reads {
            return Ok(chosen);
        }
        let what = if wanted == Holds::Document { "a document" } else { "a memory" };
        let message = format!(
            "{}: {} is not {what} targum reads: see `targum formats`, or force one with --from",
            self.name, info.title
        );
        Err(AppError::request(message))
    }

    /// All its bytes, if there are no more than `limit`; `what` says of what kind of file that is the limit.
    ///
    /// # Errors
    /// When it can't be read, or is larger.
    pub fn into_bytes(self, path: &Path, limit: u64, what: &str) -> Result<Vec<u8>, AppError> {
        let name = self.name.clone();
        let mut bytes = Vec::new();
        let read = self.into_reader().take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|source| AppError::file(path, source))?;
        if bytes.len() as u64 > limit {
            let message = format!("{name}: is over the limit of {limit} bytes for {what}");
            return Err(AppError::request(message));
        }
        Ok(bytes)
    }

    /// The whole input from its first byte.
    pub fn into_reader(self) -> impl BufRead {
        self.into_reader_with(&Silent)
    }

    /// The same; `progress` is told how much of a file is read.
    pub fn into_reader_with(self, progress: &dyn Progress) -> impl BufRead {
        let whole = Cursor::new(self.head).chain(self.rest);
        BufReader::with_capacity(1 << 20, Counted { whole, read: 0, size: self.size, progress })
    }
}

/// The format of that name.
///
/// # Errors
/// When there is none.
pub fn by_name(name: &str) -> Result<&'static dyn Format, AppError> {
    format::by_name(name).ok_or_else(|| {
        let known: Vec<&str> = format::ALL.iter().map(|format| format.info().name).collect();
        AppError::request(format!("there is no format `{name}`: targum knows {}", known.join(", ")))
    })
}

/// The temporary files of outputs that are not finished.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes the temporary files of unfinished outputs: for a handler of interruptions that is about
/// to end the process.
pub fn remove_unfinished() {
    let files = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for file in files.iter() {
        let _ = std::fs::remove_file(file);
        let _ = std::fs::remove_dir_all(file);
    }
}

/// A folder for files that are not finished, beside the place they are to have. It is gone with all that
/// is still in it when this is dropped, or when the run is interrupted.
pub struct Unfinished {
    folder: tempfile::TempDir,
    _registered: Registered,
}

impl Unfinished {
    /// Makes one in a folder.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn in_folder(folder: &Path) -> Result<Self, AppError> {
        let mut files = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let made = tempfile::Builder::new().prefix(".targum-").suffix(".part").tempdir_in(folder);
        let made = made.map_err(|source| AppError::file(folder, source))?;
        files.push(made.path().to_owned());
        Ok(Self { _registered: Registered(made.path().to_owned()), folder: made })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A file to write, or standard output (`-`). A file appears under its name only when
/// [`Output::finish`] is called: until then it is a temporary file beside it.
pub struct Output {
    name: String,
    target: Target,
}

enum Target {
    Stdout(BufWriter<io::Stdout>),
    File {
        file: BufWriter<NamedTempFile>,
        path: PathBuf,
        permissions: Option<std::fs::Permissions>,
        registered: Registered,
    },
}

/// A temporary file's entry among the unfinished, for as long as it is one.
struct Registered(PathBuf);

impl Drop for Registered {
    fn drop(&mut self) {
        let mut files = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|file| *file != self.0);
    }
}

impl Output {
    /// Starts writing to `path`; `-` is standard output.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub fn create(path: &Path) -> Result<Self, AppError> {
        let name = path.display().to_string();
        if name == "-" {
            let target = Target::Stdout(BufWriter::with_capacity(1 << 16, io::stdout()));
            return Ok(Self { name, target });
        }
        if path.is_dir() {
            return Err(AppError::request(format!("{name}: is a folder: name a file in it")));
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut files = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let made = tempfile::Builder::new().prefix(".targum-").suffix(".part").tempfile_in(folder);
        let file = made.map_err(|source| AppError::file(path, source))?;
        files.push(file.path().to_owned());
        let registered = Registered(file.path().to_owned());
        let permissions = std::fs::metadata(path).ok().map(|known| known.permissions());
        let file = BufWriter::with_capacity(1 << 18, file);
        Ok(Self {
            name,
            target: Target::File { file, path: path.to_owned(), permissions, registered },
        })
    }

    /// The name as the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes what is left and puts the file in its place.
    ///
    /// # Errors
    /// When that fails; then a file that stood there before still does.
    pub fn finish(self) -> Result<(), AppError> {
        let error = |source| AppError::file(&self.name, source);
        match self.target {
            Target::Stdout(mut out) => out.flush().map_err(error),
            Target::File { file, path, permissions, registered } => {
                let file = file.into_inner().map_err(|e| error(e.into_error()))?;
                let permissions = permissions.or_else(usual_permissions);
                if let Some(permissions) = permissions {
                    file.as_file().set_permissions(permissions).map_err(error)?;
                }
                file.persist(&path).map_err(|e| error(e.error))?;
                drop(registered);
                Ok(())
            }
        }
    }
}

/// Temporary files are private to their owner; a finished output is as readable as any other file.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn usual_permissions() -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<std::fs::Permissions> {
    None
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::Stdout(out) => out.write(bytes),
            Target::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Stdout(out) => out.flush(),
            Target::File { file, .. } => file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_output_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.tmx");
        std::fs::write(&path, "before").unwrap();
        let mut output = Output::create(&path).unwrap();
        output.write_all(b"half").unwrap();
        drop(output);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

        let mut output = Output::create(&path).unwrap();
        output.write_all(b"whole").unwrap();
        output.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

//! Which files to check: those that are named, and in folders those a format knows by their names.

use crate::app::AppError;
use crate::format;
use std::path::{Path, PathBuf};

/// A file to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub path: PathBuf,
    /// Whether it was named, not found in a folder.
    pub named: bool,
}

/// The files to check, in the order of `paths` and by name within folders. Folders are walked as
/// ripgrep does: hidden files and what `.gitignore` and `.ignore` name are left out.
///
/// # Errors
/// When a path does not exist or a folder can't be read.
pub fn find_files(paths: &[PathBuf]) -> Result<Vec<Found>, AppError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found)?;
        } else {
            found.push(Found { path: path.clone(), named: true });
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|file| seen.insert(file.path.clone()));
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<Found>) -> Result<(), AppError> {
    let mut walk = ignore::WalkBuilder::new(folder);
    walk.sort_by_file_path(Ord::cmp).require_git(false);
    for entry in walk.build() {
        let entry = entry.map_err(|error| AppError::request(error.to_string()))?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if is_file && is_known(entry.path()) {
            let path = entry.into_path();
            // What is found in the current folder is named as a person would.
            let path = path.strip_prefix("./").map_or(path.clone(), Path::to_owned);
            found.push(Found { path, named: false });
        }
    }
    Ok(())
}

/// Whether a format that is read has the file's extension.
fn is_known(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    format::choose(&name, b"").is_some_and(|format| {
        let info = format.info();
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        let known = |extension: &str| {
            info.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
        };
        info.reads && extension.is_some_and(known)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_ignored_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.md", "c.rs", "skip.txt", ".hidden.txt", ".ignore"] {
            let text = if name == ".ignore" { "skip.txt\n" } else { "text" };
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let found = find_files(&[folder.path().to_owned()]).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|f| f.path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.md", "b.txt"]);
    }
}

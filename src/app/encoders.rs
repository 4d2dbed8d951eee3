//! Encoders of sentences by files: which weights are used, and vectors that other programs made.
//!
//! What can do without an encoder takes an `Option<&dyn Encoder>`: with none it compares by words and lengths alone.

use super::AppError;
use super::files::Input;
use crate::encoder::{EncodeError, Muse, Vectors, WeightsError, WeightsFile};
use crate::text::decode_vec;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

/// The environment variable that names a file of weights.
pub const MODEL_VARIABLE: &str = "TARGUM_MODEL";
/// The name of a file of weights in a data folder.
pub const MODEL_FILE: &str = "muse-v3.bin";

/// Weights, and who chose them.
#[derive(Debug)]
pub struct Model {
    weights: WeightsFile,
    chosen: Chosen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chosen {
    Argument,
    Variable,
    Folder,
    Program,
}

impl Model {
    /// The weights to use: those of the file `named`, else of the one that the variable `TARGUM_MODEL` names, else
    /// `muse-v3.bin` in a folder for targum's data, else those in the program.
    ///
    /// # Errors
    /// When the first of these that there is can't be read, or there is none.
    pub fn find(named: Option<&Path>) -> Result<Self, AppError> {
        let (path, chosen) = choose(named, std::env::var_os(MODEL_VARIABLE), &data_folders());
        let Some(path) = path else {
            let weights = WeightsFile::embedded().ok_or_else(|| {
                let folders: Vec<_> =
                    data_folders().iter().map(|folder| folder.display().to_string()).collect();
                AppError::request(format!(
                    "this targum was built without an encoder: name its weights with --model or {MODEL_VARIABLE}, \
                     or put {MODEL_FILE} into {}",
                    folders.join(" or ")
                ))
            })?;
            return Ok(Self { weights, chosen });
        };
        let weights = WeightsFile::map(&path).map_err(|error| told(&error, Some(&path), chosen))?;
        Ok(Self { weights, chosen })
    }

    /// The encoder with these weights.
    ///
    /// # Errors
    /// When they are no weights, of another version, cut off or damaged.
    pub fn encoder(&self) -> Result<Muse<'_>, AppError> {
        let made = Muse::new(self.weights.bytes());
        made.map_err(|error| told(&error, self.weights.path(), self.chosen))
    }

    /// A number that tells these weights from others: the checksum in their header.
    pub fn identity(&self) -> u64 {
        let sum = self.weights.bytes().get(16..24).and_then(|bytes| bytes.first_chunk());
        sum.map_or(0, |sum| u64::from_le_bytes(*sum))
    }
}

/// The file to use, none for the weights in the program.
fn choose(
    named: Option<&Path>,
    variable: Option<OsString>,
    folders: &[PathBuf],
) -> (Option<PathBuf>, Chosen) {
    if let Some(path) = named {
        return (Some(path.to_owned()), Chosen::Argument);
    }
    if let Some(path) = variable.filter(|path| !path.is_empty()) {
        return (Some(path.into()), Chosen::Variable);
    }
    let known = folders.iter().map(|folder| folder.join(MODEL_FILE)).find(|path| path.exists());
    let chosen = if known.is_some() { Chosen::Folder } else { Chosen::Program };
    (known, chosen)
}

/// The folders for targum's data on this system, the user's first.
fn data_folders() -> Vec<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let mut folders = Vec::new();
    if cfg!(windows) {
        folders.extend(["LOCALAPPDATA", "APPDATA", "PROGRAMDATA"].into_iter().filter_map(variable));
    } else {
        let home = variable("HOME");
        folders.extend(variable("XDG_DATA_HOME"));
        if cfg!(target_os = "macos") {
            folders.extend(home.as_ref().map(|home| home.join("Library/Application Support")));
        }
        folders.extend(home.map(|home| home.join(".local/share")));
        folders.extend(["/usr/local/share", "/usr/share"].map(PathBuf::from));
    }
    folders.iter().map(|folder| folder.join("targum")).collect()
}

/// An error of weights with their file and what to do.
fn told(error: &WeightsError, path: Option<&Path>, chosen: Chosen) -> AppError {
    let advice = match chosen {
        Chosen::Argument => "name another with --model, or leave it out".to_owned(),
        Chosen::Variable => format!("{MODEL_VARIABLE} names it: name another, or unset it"),
        Chosen::Folder => "replace or remove it: it is used as it lies in a data folder".to_owned(),
        Chosen::Program => "install targum again".to_owned(),
    };
    let place = match (error, path) {
        // It tells its path itself.
        (WeightsError::Read { .. }, _) => String::new(),
        (_, Some(path)) => format!("{}: ", path.display()),
        (_, None) => "the built-in weights: ".to_owned(),
    };
    AppError::request(format!("{place}{error} ({advice})"))
}

/// Vectors that other programs made. A file named `x.npy` goes with the segments, one a line, in `x.txt` (or `x`, if
/// `x` has an extension: `en.txt.npy` with `en.txt`); any other is JSON lines, `{"text": "…", "vector": […]}`.
///
/// # Errors
/// When a file can't be read or isn't what it should be: see [`Vectors`].
pub fn vectors(files: &[PathBuf]) -> Result<Vectors, AppError> {
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let mut vectors = Vectors::new(names.join(", "));
    for (file, name) in files.iter().zip(&names) {
        if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("npy")) {
            let (texts_path, texts) = segments_of(file)?;
            let npy = File::open(file).map_err(|source| AppError::file(file, source))?;
            let npy = (name.as_str(), BufReader::with_capacity(1 << 20, npy));
            vectors
                .add_npy(npy, (&texts_path.display().to_string(), &texts))
                .map_err(|e| said(&e))?;
        } else {
            vectors.add_jsonl(name, Input::open(file)?.into_reader()).map_err(|e| said(&e))?;
        }
    }
    Ok(vectors)
}

/// The segments whose vectors a `.npy` file holds.
fn segments_of(npy: &Path) -> Result<(PathBuf, String), AppError> {
    let stem = npy.with_extension("");
    let beside =
        if stem.extension().is_some() && stem.is_file() { stem } else { npy.with_extension("txt") };
    let mut bytes = Vec::new();
    let read = File::open(&beside).and_then(|mut file| file.read_to_end(&mut bytes));
    read.map_err(|source| {
        AppError::request(format!(
            "{}: {source} (it should have the segments whose vectors are in {}, one a line)",
            beside.display(),
            npy.display()
        ))
    })?;
    Ok((beside, decode_vec(bytes, None, None).text))
}

fn said(error: &EncodeError) -> AppError {
    AppError::request(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::Encoder as _;

    #[test]
    fn the_argument_goes_before_the_variable_and_that_before_the_folders() {
        let folder = tempfile::tempdir().unwrap();
        let folders = [folder.path().join("none"), folder.path().to_owned()];
        let variable = || Some(OsString::from("v.bin"));
        let by = |named: Option<&str>, variable| choose(named.map(Path::new), variable, &folders);
        assert_eq!(by(None, None), (None, Chosen::Program));
        std::fs::write(folder.path().join(MODEL_FILE), "").unwrap();
        assert_eq!(by(None, Some("".into())).1, Chosen::Folder);
        assert_eq!(by(None, variable()), (Some("v.bin".into()), Chosen::Variable));
        assert_eq!(by(Some("a.bin"), variable()), (Some("a.bin".into()), Chosen::Argument));
    }

    #[test]
    fn what_is_wrong_with_weights_is_told_with_path_and_advice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("w.bin");
        let open = || Model::find(Some(&path)).and_then(|model| model.encoder().map(drop));
        let text = open().expect_err("an error").to_string();
        assert!(text.contains("w.bin: ") && text.contains("--model"), "{text}");
        let mut head = b"TARGENC1\x01\0\0\0".to_vec();
        head.extend([0; 20]);
        for (file, what) in [
            (&b"something else"[..], "no weights"),
            (b"TARGENC1\x09\0\0\0aaaaaaaaaaaaaaaaaaaaaaaa", "version 9"),
            (&head, "cut off"),
        ] {
            std::fs::write(&path, file).unwrap();
            let text = open().expect_err("an error").to_string();
            assert!(
                text.contains("w.bin: ") && text.contains(what) && text.contains("--model"),
                "{text}"
            );
        }
        head[24] = 32;
        std::fs::write(&path, head).unwrap();
        let text = open().expect_err("an error").to_string();
        assert!(text.contains("checksum"), "{text}");
    }

    #[test]
    fn arrays_go_with_the_text_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut npy = crate::encoder::npy_header(2, 1);
        npy.extend([1f32, -2.0].iter().flat_map(|number| number.to_le_bytes()));
        std::fs::write(at("en.npy"), &npy).unwrap();
        std::fs::write(at("fr.txt.npy"), &npy).unwrap();
        let error = vectors(&[at("en.npy")]).expect_err("an error").to_string();
        assert!(error.contains("en.txt"), "{error}");
        std::fs::write(at("en.txt"), "one\r\ntwo\r\n").unwrap();
        std::fs::write(at("fr.txt"), "un\ndeux\n").unwrap();
        std::fs::write(at("es.jsonl"), "{\"text\": \"uno\", \"vector\": [-3]}\n").unwrap();
        let files = ["en.npy", "fr.txt.npy", "es.jsonl"].map(at);
        let found = vectors(&files).unwrap().encode(&["one", "two", "deux", "uno"]).unwrap();
        assert_eq!(found, [1.0, -1.0, -1.0, -1.0]);
    }
}

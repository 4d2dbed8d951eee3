//! One memory in several files.

use super::convert::{Converted, Job};
use super::write::{MemoryFile, is_table, target};
use super::{Findings, read, source};
use crate::app::AppError;
use crate::format::{Flow, Format, Sink, WriteOptions};
use crate::model::{Finding, Header, Unit};
use crate::text::LangTag;
use std::path::PathBuf;

/// How a memory is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Divide {
    /// A file a language pair, `NAME.en-fr.tmx`: the source with each other language.
    Pairs,
    /// A file for every so many units, `NAME.1.tmx`.
    Units(u64),
}

/// Writes the units of a memory into several, named after the output. Gives the files.
///
/// # Errors
/// When the input can't be read or an output not be written; or when a table is to be written of
/// units without their languages named.
pub fn split(job: &Job<'_>, divide: Divide) -> Result<(Converted, Vec<PathBuf>), AppError> {
    if job.output.as_os_str() == "-" {
        let message = "splitting writes several files: name the output with -o NAME.tmx";
        return Err(AppError::request(message));
    }
    let format = target(job.to, job.output)?;
    if is_table(format) && job.languages.is_empty() && divide != Divide::Pairs {
        return Err(AppError::request("say the columns of the tables with --langs"));
    }
    let mut parts = Parts {
        job,
        divide,
        format,
        header: Header::default(),
        files: Vec::new(),
        names: Vec::new(),
        findings: Findings::default(),
        done: Converted::default(),
        failed: None,
    };
    for input in job.inputs {
        read(input, job.from, job.languages, &mut parts, job.progress)?;
    }
    if let Some(error) = parts.failed {
        return Err(error);
    }
    parts.done.findings.extend(parts.findings.told());
    for (_, file) in parts.files {
        parts.done.units += file.units;
        parts.done.findings.extend(file.finish()?);
    }
    Ok((parts.done, parts.names))
}

struct Parts<'a> {
    job: &'a Job<'a>,
    divide: Divide,
    format: &'static dyn Format,
    header: Header,
    /// The open files and what each is named by.
    files: Vec<(String, MemoryFile)>,
    names: Vec<PathBuf>,
    findings: Findings,
    done: Converted,
    failed: Option<AppError>,
}

impl Parts<'_> {
    fn put(&mut self, unit: &Unit) -> Result<(), AppError> {
        self.done.read += 1;
        match self.divide {
            Divide::Units(most) => {
                let full = self.files.last().is_some_and(|(_, file)| file.units >= most);
                if let Some((_, file)) = full.then(|| self.files.pop()).flatten() {
                    self.done.units += file.units;
                    self.done.findings.extend(file.finish()?);
                }
                let name = match self.files.last() {
                    Some((name, _)) => name.clone(),
                    None => (self.names.len() + 1).to_string(),
                };
                self.file(name, self.job.languages.to_vec())?.unit(unit)
            }
            Divide::Pairs => {
                let Some(source) = source(unit, self.header.srclang.as_ref()).cloned() else {
                    return Ok(());
                };
                let others = unit.variants.iter().filter(|variant| variant.lang != source.lang);
                for target in others.filter(|variant| wanted(self.job.languages, &variant.lang)) {
                    let mut pair = unit.clone();
                    pair.variants = vec![source.clone(), target.clone()];
                    let (from, to) = (source.lang.clone(), target.lang.clone());
                    self.file(format!("{from}-{to}"), vec![from, to])?.unit(&pair)?;
                }
                Ok(())
            }
        }
    }

    /// The open file of that name, started if there is none.
    fn file(&mut self, name: String, languages: Vec<LangTag>) -> Result<&mut MemoryFile, AppError> {
        let known = self.files.iter().position(|(known, _)| *known == name);
        if known.is_none() {
            let output = self.job.output;
            let stem = output.file_stem().unwrap_or_default().to_string_lossy();
            let extension = output.extension().map(|e| e.to_string_lossy().into_owned());
            let extension =
                extension.unwrap_or_else(|| self.format.info().extensions[0].to_owned());
            let path = output.with_file_name(format!("{stem}.{name}.{extension}"));
            let profile = self.job.profile.map(str::to_owned);
            let options = WriteOptions { languages, profile, ..WriteOptions::default() };
            let file = MemoryFile::create(&path, self.format, &self.header, &options)?;
            self.names.push(path);
            self.files.push((name, file));
        }
        let at = known.unwrap_or(self.files.len() - 1);
        Ok(&mut self.files[at].1)
    }
}

fn wanted(languages: &[LangTag], lang: &LangTag) -> bool {
    languages.is_empty() || languages.iter().any(|known| known.same_language(lang))
}

impl Sink for Parts<'_> {
    fn header(&mut self, header: Header) -> Flow {
        self.header = header;
        Flow::Continue(())
    }

    fn unit(&mut self, unit: Unit) -> Flow {
        match self.put(&unit) {
            Ok(()) => Flow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                Flow::Break(())
            }
        }
    }

    fn finding(&mut self, finding: Finding) -> Flow {
        self.findings.add(finding)
    }
}

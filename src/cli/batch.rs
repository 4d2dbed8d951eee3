//! `targum align --batch`: many jobs from a list, in parallel.

use super::align::{Aids, AlignArguments, one};
use super::{Exit, Terminal};
use crate::app::files::Input;
use crate::app::{AppError, Progress as _, Silent};
use rayon::prelude::*;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Runs the jobs of `list`. One that can't run does not keep the others from running; the batch then
/// ends with an error that counts them.
pub(super) fn run(
    list: &Path,
    arguments: &AlignArguments,
    aids: &Aids<'_>,
    terminal: &Terminal,
) -> anyhow::Result<Exit> {
    let mut text = String::new();
    let read = Input::open(list)?.into_reader().read_to_string(&mut text);
    read.map_err(|source| AppError::file(list, source))?;
    let jobs = jobs(&text, &list.display().to_string())?;
    let done = AtomicUsize::new(0);
    terminal.begin("aligning");
    let results: Vec<anyhow::Result<Exit>> = jobs
        .par_iter()
        .map(|(files, output)| {
            let result = one(arguments, files, output, aids, terminal, &Silent);
            if let Err(error) = &result {
                terminal.error(&format!("{}: {}", output.display(), super::told(error)));
            }
            terminal.done((done.fetch_add(1, Relaxed) + 1) as f32 / jobs.len() as f32);
            result
        })
        .collect();
    terminal.end();
    let failed = results.iter().filter(|result| result.is_err()).count();
    if failed > 0 {
        anyhow::bail!("{failed} of {} jobs could not run", jobs.len());
    }
    let found = results.iter().flatten().any(|exit| *exit == Exit::Findings);
    Ok(if found { Exit::Findings } else { Exit::Clean })
}

/// The jobs of a list: the last column of a line is the output, the others are the documents. Empty
/// lines and lines that start with `#` are passed over.
fn jobs(text: &str, name: &str) -> anyhow::Result<Vec<(Vec<PathBuf>, PathBuf)>> {
    let mut jobs: Vec<(Vec<PathBuf>, PathBuf)> = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut columns: Vec<PathBuf> = line.split('\t').map(|c| PathBuf::from(c.trim())).collect();
        let output = columns.pop().filter(|output| !output.as_os_str().is_empty());
        match output {
            Some(output) if columns.len() >= 2 => {
                if jobs.iter().any(|(_, other)| *other == output) {
                    anyhow::bail!(
                        "{name}: line {}: {} is written twice",
                        number + 1,
                        output.display()
                    );
                }
                jobs.push((columns, output));
            }
            _ => anyhow::bail!(
                "{name}: line {}: needs a source, a translation and an output, separated by tabs",
                number + 1
            ),
        }
    }
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read() {
        let jobs =
            jobs("# comment\n\na.en\ta.fr\ta.tmx\nb.en\tb.fr\tb.de\tb.tmx\n", "list").unwrap();
        assert_eq!(jobs.len(), 2);
        assert_eq!(jobs[1].0.len(), 3);
        assert!(super::jobs("a\tb", "list").is_err());
        assert!(super::jobs("a\tb\tc\nd\te\tc", "list").is_err());
    }
}

//! A whole check: files found, settings and termbases loaded, each file checked, held against the
//! baseline.

use super::{
    Baseline, CheckedFile, Checker, Entry, Fixed, Found, Loaded, RuleSet, Settings, check_aligned,
    find_files, fix,
};
use crate::app::align;
use crate::app::config::{self, Config, Level};
use crate::app::encoders::Model;
use crate::app::files::Output;
use crate::app::{AppError, Progress, glossary, read};
use crate::encoder::Encoder;
use crate::glossary::ReadSettings;
use crate::glossary::Termbase;
use crate::model::{Finding, Severity};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Where a check takes a project's settings from.
#[derive(Debug, Clone, Default)]
pub enum ConfigFrom {
    /// The nearest `targum.toml` upward from each file.
    #[default]
    Discovered,
    /// This file.
    File(PathBuf),
    /// Nowhere.
    Nowhere,
}

/// What to do with fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fixing {
    /// They are told only.
    #[default]
    Told,
    /// What they would do is shown.
    Shown,
    /// They are applied.
    Applied,
}

/// What to check and how.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// Files and folders; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// Where settings come from.
    pub config: ConfigFrom,
    /// Termbases beside those of the settings.
    pub glossaries: Vec<PathBuf>,
    /// What the caller says of rules.
    pub settings: Settings,
    /// How documents are read.
    pub request: read::Request,
    /// A baseline in place of the settings'.
    pub baseline: Option<PathBuf>,
    /// Whether the baseline is written anew.
    pub write_baseline: bool,
    /// From which severity on a finding fails the check, in place of the settings'.
    pub fail_on: Option<Severity>,
    /// What to do with fixes.
    pub fixing: Fixing,
}

/// What a check gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files, in order, each with the findings that count.
    pub files: Vec<CheckedFile>,
    /// What was off in termbases.
    pub glossaries: Vec<Finding>,
    /// Whether a finding is bad enough to fail.
    pub failed: bool,
    /// How many findings the baselines know.
    pub known: usize,
    /// What baselines hold and is no more.
    pub gone: Vec<Entry>,
    /// Baselines that were written, with how many findings they hold.
    pub written: Vec<(PathBuf, usize)>,
    /// What fixes did, or would do, by file: its bytes before and after.
    pub fixed: Vec<FixedFile>,
}

/// A file before and after its fixes.
#[derive(Debug)]
pub struct FixedFile {
    /// Its name.
    pub name: String,
    /// Its text before, where it is a text.
    pub before: Option<String>,
    /// Its text after.
    pub after: Option<String>,
    /// The findings whose fixes were applied.
    pub applied: Vec<Finding>,
}

/// Files with the same settings.
struct Group {
    config: Config,
    termbase: Termbase,
    files: Vec<Found>,
}

/// Runs a check. Files that can't be checked are findings (`file-unreadable`) where they were found in
/// folders.
///
/// # Errors
/// When a named file can't be read, settings or termbases can't, or a fixed file can't be written.
pub fn run(job: &Job, progress: &dyn Progress) -> Result<Outcome, AppError> {
    let mut outcome = Outcome::default();
    for group in groups(job, &mut outcome.glossaries)? {
        let checker = Checker::new(&group.termbase, &group.config.domains);
        let files = check_files(job, &group, &checker, progress)?;
        let mut checked = Vec::new();
        for (file, fixed) in files {
            checked.push(file);
            outcome.fixed.extend(fixed);
        }
        hold(job, &group.config, &mut checked, &mut outcome)?;
        let fail_on = job.fail_on.or(group.config.fail_on).unwrap_or(Severity::Warning);
        let mut findings = checked.iter().flat_map(|file| &file.findings);
        outcome.failed |= findings.any(|finding| finding.severity >= fail_on);
        outcome.files.append(&mut checked);
    }
    Ok(outcome)
}

/// Finds files and their settings, and loads termbases.
fn groups(job: &Job, findings: &mut Vec<Finding>) -> Result<Vec<Group>, AppError> {
    let mut groups: Vec<(Option<PathBuf>, Config, Vec<Found>)> = Vec::new();
    for file in find_files(&job.paths)? {
        let wanted = match &job.config {
            ConfigFrom::Discovered => Config::discover(&file.path),
            ConfigFrom::File(path) => Some(path.clone()),
            ConfigFrom::Nowhere => None,
        };
        let mut at = groups.iter().position(|(config, ..)| *config == wanted);
        if at.is_none() {
            let config = wanted.as_deref().map(Config::load).transpose()?.unwrap_or_default();
            groups.push((wanted, config, Vec::new()));
            at = groups.len().checked_sub(1);
        }
        let Some((_, config, files)) = at.and_then(|at| groups.get_mut(at)) else { continue };
        if file.named || !config.excludes(&file.path) {
            files.push(file);
        }
    }
    let mut loaded = Vec::new();
    for (_, config, files) in groups {
        let wanted: Vec<&PathBuf> = config.glossary.iter().chain(&job.glossaries).collect();
        let (termbase, off) = load(&wanted)?;
        for finding in off {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        loaded.push(Group { config, termbase, files });
    }
    Ok(loaded)
}

/// Loads termbases as one.
///
/// # Errors
/// When one can't be read.
pub fn load(paths: &[&PathBuf]) -> Result<(Termbase, Vec<Finding>), AppError> {
    let (mut all, mut findings) = (Termbase::default(), Vec::new());
    for path in paths {
        let (termbase, off) = glossary::load(path, &ReadSettings::default())?;
        all.concepts.extend(termbase.concepts);
        findings.extend(off);
    }
    Ok((all, findings))
}

type CheckedAndFixed = (CheckedFile, Option<FixedFile>);

/// Checks the files of a group, in parallel, and gives them in order.
fn check_files(
    job: &Job,
    group: &Group,
    checker: &Checker<'_>,
    progress: &dyn Progress,
) -> Result<Vec<CheckedAndFixed>, AppError> {
    progress.begin("checking");
    let done = AtomicUsize::new(0);
    let checked: Vec<Result<CheckedAndFixed, AppError>> = group
        .files
        .par_iter()
        .map(|file| {
            let checked = check_file(job, group, checker, file);
            let count = done.fetch_add(1, Relaxed) + 1;
            progress.done(count as f32 / group.files.len() as f32);
            checked
        })
        .collect();
    progress.end();
    checked.into_iter().collect()
}

fn check_file(
    job: &Job,
    group: &Group,
    checker: &Checker<'_>,
    file: &Found,
) -> Result<CheckedAndFixed, AppError> {
    let set = RuleSet::of(&group.config, &job.settings, &file.path);
    let checked = Loaded::open(&file.path, &job.request)
        .and_then(|loaded| Ok((checker.file(&loaded, &job.request, &set)?, loaded)));
    let (checked, loaded) = match checked {
        Ok(both) => both,
        Err(error) if file.named => return Err(error),
        Err(error) => return Ok((unreadable(&file.path, &error), None)),
    };
    if job.fixing == Fixing::Told {
        return Ok((checked, None));
    }
    let Some(fixed) = fix(checker, &loaded, &checked, &job.request, &set)? else {
        return Ok((checked, None));
    };
    if job.fixing == Fixing::Applied {
        write(&file.path, &fixed)?;
    }
    let told = FixedFile {
        name: loaded.name.clone(),
        before: loaded.format.part(&loaded.bytes, &job.request.options, ""),
        after: loaded.format.part(&fixed.bytes, &job.request.options, ""),
        applied: fixed.applied,
    };
    let left = if job.fixing == Fixing::Applied { fixed.left } else { checked };
    Ok((left, Some(told)))
}

fn write(path: &Path, fixed: &Fixed) -> Result<(), AppError> {
    let mut out = Output::create(path)?;
    out.write_all(&fixed.bytes).map_err(|error| AppError::file(path, error))?;
    out.finish()
}

/// The decoded text of the file at `path`, unless it is a container or standard input.
pub fn text_of(path: &Path, request: &read::Request) -> Option<String> {
    if path == Path::new("-") {
        return None;
    }
    let loaded = Loaded::open(path, request).ok()?;
    loaded.format.part(&loaded.bytes, &request.options, "")
}

fn unreadable(path: &Path, error: &AppError) -> CheckedFile {
    let name = path.display().to_string();
    let said = error.to_string();
    let message = said.strip_prefix(&format!("{name}: ")).unwrap_or(&said).to_owned();
    let mut finding = Finding::new("file-unreadable", Severity::Warning, message);
    finding.file = Some(name.clone());
    CheckedFile { name, findings: vec![finding], ..CheckedFile::default() }
}

/// Holds the findings of files against the baseline of their settings, or writes it.
fn hold(
    job: &Job,
    config: &Config,
    files: &mut [CheckedFile],
    outcome: &mut Outcome,
) -> Result<(), AppError> {
    let path = job.baseline.as_ref().or(config.baseline.as_ref());
    let Some(path) = path else {
        let missing = "name the baseline with --baseline, or `baseline` in targum.toml";
        let asked = job.write_baseline && !files.is_empty();
        return if asked { Err(AppError::request(missing)) } else { Ok(()) };
    };
    if job.write_baseline {
        let all = files.iter().flat_map(|file| &file.findings);
        let baseline = Baseline::of(path, all);
        baseline.write()?;
        outcome.written.push((path.clone(), baseline.len()));
    }
    if !path.exists() {
        let why = format!(
            "{}: there is no such baseline: write it with --write-baseline",
            path.display()
        );
        return Err(AppError::request(why));
    }
    let baseline = Baseline::load(path)?;
    let names: Vec<String> = files.iter().map(|file| file.name.clone()).collect();
    let findings = files.iter_mut().flat_map(|file| std::mem::take(&mut file.findings));
    let compared = baseline.compare(findings.collect(), &names);
    outcome.known += compared.known;
    outcome.gone.extend(compared.gone);
    let by_name = names.iter().enumerate().map(|(at, name)| (name.as_str(), at));
    let by_name: BTreeMap<&str, usize> = by_name.collect();
    for finding in compared.new {
        let own = finding.file.as_deref().and_then(|file| by_name.get(file));
        if let Some(file) = own.and_then(|at| files.get_mut(*at)) {
            file.findings.push(finding);
        }
    }
    Ok(())
}

/// Aligns the documents of `aligning`, the source first, and checks each translation against it. The
/// settings are those of the source.
///
/// # Errors
/// As [`run`]; and when the documents can't be aligned.
pub fn run_aligned(
    job: &Job,
    aligning: &align::Job,
    progress: &dyn Progress,
) -> Result<Outcome, AppError> {
    let mut outcome = Outcome::default();
    let source = job.paths.first().cloned().unwrap_or_default();
    let config = config_of(job, &source)?;
    let wanted: Vec<&PathBuf> = config.glossary.iter().chain(&job.glossaries).collect();
    let (termbase, off) = load(&wanted)?;
    outcome.glossaries = off;
    let checker = Checker::new(&termbase, &config.domains);
    let set = RuleSet::of(&config, &job.settings, &source);
    let mut aligning = align::Job { termbase: termbase.clone(), ..aligning.clone() };
    aligning.rules.settings.clone_from(&job.config);
    // A build without weights aligns by words.
    let model = Model::find(None).ok();
    let muse = model.as_ref().map(Model::encoder).transpose()?;
    let encoder = muse.as_ref().map(|muse| muse as &dyn Encoder);
    let mut checked = check_aligned(&checker, (&aligning, encoder), &set, progress)?;
    hold(job, &config, &mut checked, &mut outcome)?;
    let fail_on = job.fail_on.or(config.fail_on).unwrap_or(Severity::Warning);
    let mut findings = checked.iter().flat_map(|file| &file.findings);
    outcome.failed = findings.any(|finding| finding.severity >= fail_on);
    outcome.files = checked;
    Ok(outcome)
}

/// The settings for a path.
fn config_of(job: &Job, path: &Path) -> Result<Config, AppError> {
    let wanted = match &job.config {
        ConfigFrom::Discovered => Config::discover(path),
        ConfigFrom::File(path) => Some(path.clone()),
        ConfigFrom::Nowhere => None,
    };
    Ok(wanted.as_deref().map(Config::load).transpose()?.unwrap_or_default())
}

/// The settings for the first path of a job as TOML, with the level of every rule.
///
/// # Errors
/// When they can't be read.
pub fn settings_of(job: &Job) -> Result<String, AppError> {
    let path = job.paths.first().cloned().unwrap_or_default();
    let mut config = config_of(job, &path)?;
    let set = RuleSet::of(&config, &job.settings, &path);
    for rule in crate::check::RULES {
        let set = set.rules.iter().find(|(one, _)| one.id == rule.id);
        let level = set.map_or(Level::Off, |(_, severity)| (*severity).into());
        config.rules.insert(rule.id.to_owned(), level);
    }
    toml::to_string(&config).map_err(|error| AppError::request(error.to_string()))
}

/// The names of rules a caller gave, checked.
///
/// # Errors
/// When there is no such rule.
pub fn known_rules<'n>(mut names: impl Iterator<Item = &'n str>) -> Result<(), AppError> {
    names.try_for_each(|name| config::known_rule(name).map_err(AppError::request))
}

//! Projects: the settings and the termbase that the files below a `targum.toml` share, and the thread
//! that owns them.

use super::client::Client;
use super::documents::OpenDocument;
use super::outbox::Outbox;
use super::{Options, worker};
use crate::app::AppError;
use crate::app::check::{self, Baseline};
use crate::app::config::Config;
use crate::glossary::Termbase;
use crate::model::Finding;
use lsp_server::RequestId;
use lsp_types::{CodeActionKind, Position, Range, Uri};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::SystemTime;

/// What a project's thread is told.
pub(super) enum Task {
    /// A file was opened, or changed.
    Check(Arc<OpenDocument>),
    /// A file was closed; where its diagnostics are not to be taken away, it belongs to another project
    /// now, which tells its own.
    Close(Uri, Clears),
    /// Files have changed on disk: perhaps some of the project's.
    Refresh,
    /// A request about a file.
    Answer(RequestId, Uri, Question),
}

/// Whether the diagnostics of a file that was closed are taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clears {
    Yes,
    No,
}

/// What is asked about a file.
pub(super) enum Question {
    /// The concept at a position.
    Hover(Position),
    /// The terms that may follow.
    Completion(Position),
    /// The actions for a range, of these kinds.
    Actions(Range, Option<Vec<CodeActionKind>>),
    /// The diagnostics.
    Diagnostics,
}

/// A project's thread. It ends when this is dropped.
pub(super) struct Project {
    /// Its settings file, where it has one.
    pub(super) config: Option<PathBuf>,
    tasks: Sender<Task>,
}

impl Project {
    /// Starts the thread of a project.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(
        config: Option<PathBuf>,
        options: &Options,
        client: Client,
        outbox: Arc<Outbox>,
    ) -> io::Result<Self> {
        let (tasks, received) = channel();
        let sources = Sources { config: config.clone(), glossaries: options.glossaries.clone() };
        std::thread::Builder::new()
            .name("project".to_owned())
            .spawn(move || worker::run(&sources, client, &outbox, received))?;
        Ok(Self { config, tasks })
    }

    /// Tells the thread something.
    pub(super) fn tell(&self, task: Task) {
        let _ = self.tasks.send(task);
    }
}

/// Where a project's settings and termbases come from.
pub(super) struct Sources {
    config: Option<PathBuf>,
    glossaries: Vec<PathBuf>,
}

/// Settings and termbase, ready to check with.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) config: Config,
    pub(super) termbase: Termbase,
    pub(super) baseline: Option<Baseline>,
    /// What is off in the termbases.
    pub(super) findings: Vec<Finding>,
}

impl Sources {
    /// Loads them; gives the files that were read as well, even where one is wrong.
    pub(super) fn load(&self) -> (Result<Loaded, AppError>, Files) {
        let mut files = Files::default();
        let loaded = self.read(&mut files);
        (loaded, files)
    }

    fn read(&self, files: &mut Files) -> Result<Loaded, AppError> {
        files.add(self.config.iter());
        let config = self.config.as_deref().map(Config::load).transpose()?.unwrap_or_default();
        let glossaries: Vec<&PathBuf> = config.glossary.iter().chain(&self.glossaries).collect();
        files.add(glossaries.iter().copied().chain(&config.baseline));
        let (termbase, findings) = check::load(&glossaries)?;
        let baseline = config.baseline.as_deref().filter(|path| path.exists());
        let baseline = baseline.map(Baseline::load).transpose()?;
        Ok(Loaded { config, termbase, baseline, findings })
    }
}

/// The files of a project as they were when they were read.
#[derive(Default)]
pub(super) struct Files(Vec<(PathBuf, Stamp)>);

/// When a file was last changed, and its bytes; nothing where there is none.
type Stamp = Option<(SystemTime, u64)>;

impl Files {
    fn add<'p>(&mut self, paths: impl Iterator<Item = &'p PathBuf>) {
        self.0.extend(paths.map(|path| (path.clone(), stamp(path))));
    }

    /// Whether a file has changed, come or gone since.
    pub(super) fn have_changed(&self) -> bool {
        self.0.iter().any(|(path, known)| stamp(path) != *known)
    }
}

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

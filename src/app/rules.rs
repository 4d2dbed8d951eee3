//! The segmentation rules of a job: the built-in ones, or those of an SRX file.

use super::AppError;
use super::files::Input;
use crate::model::{Finding, Severity};
use crate::segment::Segmenter;
use crate::segment::srx::{Engine, Srx};
use crate::text::{LangTag, decode};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

/// How large an SRX file may be, in bytes; the largest known have half a megabyte.
const MAX_FILE: u64 = 64 << 20;

/// The segmentation rules of a job; the built-in ones by default.
#[derive(Debug, Clone, Default)]
pub struct SegmentationRules {
    srx: Option<(String, Arc<Srx>)>,
    engine: Option<Engine>,
}

impl SegmentationRules {
    /// The rules of an SRX file (`-` is standard input), and what is off in it.
    ///
    /// # Errors
    /// When the file can't be read, or is no SRX.
    pub fn load(path: &Path) -> Result<(Self, Vec<Finding>), AppError> {
        let input = Input::open(path)?;
        let name = input.name.clone();
        let mut bytes = Vec::new();
        let read = input.into_reader().take(MAX_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|source| AppError::file(path, source))?;
        if bytes.len() as u64 > MAX_FILE {
            let message = format!("{name}: is over the limit of {MAX_FILE} bytes for rules");
            return Err(AppError::request(message));
        }
        let declared = crate::text::declared_encoding(&bytes);
        let text = decode(&bytes, None, declared.as_deref()).text;
        let parsed = Srx::parse(&text);
        let (srx, findings) =
            parsed.map_err(|error| AppError::request(format!("{name}: {error}")))?;
        let findings = in_file(findings, &name);
        Ok((Self { srx: Some((name, Arc::new(srx))), engine: None }, findings))
    }

    /// The segmenter for a language, and which rules it has to do without.
    pub fn segmenter(&self, lang: &LangTag) -> (Segmenter, Vec<Finding>) {
        let Some((name, srx)) = &self.srx else {
            return (Segmenter::for_language(lang.as_str()), Vec::new());
        };
        let (segmenter, mut findings) = match self.engine {
            None => Segmenter::from_srx(srx, lang),
            Some(engine) => Segmenter::from_srx_for(engine, srx, lang),
        };
        if srx.rules(lang).is_empty() && self.engine != Some(Engine::Omegat) {
            let message = format!("has no rules for {lang}: its texts stay whole");
            findings.push(Finding::new("srx-language", Severity::Warning, message));
        }
        (segmenter, in_file(findings, name))
    }
}

impl SegmentationRules {
    /// These rules, run as another tool does, or by the standard.
    #[must_use]
    pub fn run_as(self, engine: Option<Engine>) -> Self {
        Self { engine, ..self }
    }

    /// What came up while a segmenter of these rules cut texts.
    pub fn remarks(&self, segmenter: &Segmenter) -> Vec<Finding> {
        let name = self.srx.as_ref().map_or("", |(name, _)| name);
        in_file(segmenter.remarks(), name)
    }
}

fn in_file(mut findings: Vec<Finding>, name: &str) -> Vec<Finding> {
    for finding in &mut findings {
        finding.file = Some(name.to_owned());
    }
    findings
}

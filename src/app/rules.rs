//! The segmentation rules of a job: the built-in ones with the lists of the project and the caller, or
//! those of an SRX file.

use super::check::ConfigFrom;
use super::config::Config;
use super::files::Input;
use super::{AppError, Lists};
use crate::model::{Document, Finding, Severity};
use crate::segment::Segmenter;
use crate::segment::srx::{Engine, Srx};
use crate::text::{LangTag, decode};
use std::path::Path;
use std::sync::Arc;

/// How large an SRX file may be, in bytes; the largest known have half a megabyte.
const MAX_FILE: u64 = 64 << 20;

/// The segmentation rules of a job; the built-in ones by default.
#[derive(Debug, Clone, Default)]
pub struct SegmentationRules {
    srx: Option<(String, Arc<Srx>)>,
    /// Where the lists of the project come from.
    pub settings: ConfigFrom,
    /// Lists over those.
    pub lists: Lists,
    /// Whether documents are cut without what they say of their own words.
    pub no_learning: bool,
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
        let bytes = input.into_bytes(path, MAX_FILE, "rules")?;
        let declared = crate::text::declared_encoding(&bytes);
        let text = decode(&bytes, None, declared.as_deref()).text;
        let parsed = Srx::parse(&text);
        let (srx, findings) =
            parsed.map_err(|error| AppError::request(format!("{name}: {error}")))?;
        let findings = in_file(findings, &name);
        Ok((Self { srx: Some((name, Arc::new(srx))), ..Self::default() }, findings))
    }

    /// The segmenter for a document in a language, and which rules it has to do without.
    ///
    /// # Errors
    /// When the project's settings or lists can't be read.
    pub fn segmenter(
        &self,
        document: &Document,
        lang: &LangTag,
    ) -> Result<(Segmenter, Vec<Finding>), AppError> {
        let Some((name, srx)) = &self.srx else {
            return Ok((self.built_in(document, lang)?, Vec::new()));
        };
        let (segmenter, mut findings) = match self.engine {
            None => Segmenter::from_srx(srx, lang),
            Some(engine) => Segmenter::from_srx_for(engine, srx, lang),
        };
        if srx.rules(lang).is_empty() && self.engine != Some(Engine::Omegat) {
            let message = format!("has no rules for {lang}: its texts stay whole");
            findings.push(Finding::new("srx-language", Severity::Warning, message));
        }
        Ok((segmenter, in_file(findings, name)))
    }

    /// The built-in rules with the lists that hold for a document, and what it says of its own words.
    fn built_in(&self, document: &Document, lang: &LangTag) -> Result<Segmenter, AppError> {
        let config = match &self.settings {
            ConfigFrom::Discovered => Config::discover(Path::new(&document.name)),
            ConfigFrom::File(path) => Some(path.clone()),
            ConfigFrom::Nowhere => None,
        };
        let config = config.as_deref().map(Config::load).transpose()?.unwrap_or_default();
        let mut lists = config.segment.read()?;
        lists.extend(&self.lists);
        let segmenter = lists.add_to(Segmenter::for_language(lang.as_str()), lang);
        if self.no_learning {
            return Ok(segmenter);
        }
        let body = document.blocks.iter().filter(|block| !block.place.is_furniture());
        Ok(segmenter.learn(body.map(|block| block.content.text.as_str())))
    }

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

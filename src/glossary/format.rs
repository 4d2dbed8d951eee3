//! The formats of termbases, and telling them apart.

/// A format of termbases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TermbaseFormat {
    /// TermBase eXchange: versions 2 and 3 are read in every dialect, TBX-Basic 3 is written.
    Tbx,
    /// A table with tabs, or semicolons or commas: read with a row a concept or a row a term, written with
    /// a row a term.
    Tsv,
    /// The same with commas.
    Csv,
    /// A table with tabs, written with a row a concept and a column a language.
    Concepts,
    /// A spreadsheet, read and written as the tables are.
    Xlsx,
    /// OmegaT's glossaries: source, target and comment with tabs between.
    Omegat,
    /// Universal Terminology eXchange; read only.
    Utx,
    /// A JSON object a concept, one a line.
    Jsonl,
}

impl TermbaseFormat {
    /// All formats.
    pub const ALL: [Self; 8] = [
        Self::Tbx,
        Self::Tsv,
        Self::Csv,
        Self::Concepts,
        Self::Xlsx,
        Self::Omegat,
        Self::Utx,
        Self::Jsonl,
    ];

    /// Its name, as options take it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tbx => "tbx",
            Self::Tsv => "tsv",
            Self::Csv => "csv",
            Self::Concepts => "concepts",
            Self::Xlsx => "xlsx",
            Self::Omegat => "omegat",
            Self::Utx => "utx",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// The format a file's name speaks for.
    pub fn by_extension(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match &*extension.to_ascii_lowercase() {
            "tbx" | "mtf" => Self::Tbx,
            "tsv" => Self::Tsv,
            "csv" => Self::Csv,
            "xlsx" | "xlsm" => Self::Xlsx,
            "utf8" | "tab" => Self::Omegat,
            "utx" => Self::Utx,
            "jsonl" | "ndjson" => Self::Jsonl,
            _ => return None,
        })
    }

    /// The format the beginning of a decoded text speaks for; a table where nothing else does.
    pub(super) fn of_text(text: &str) -> Self {
        let start = text.trim_start();
        if start.starts_with('<') {
            Self::Tbx
        } else if start.starts_with('{') {
            Self::Jsonl
        } else if start.starts_with("#UTX") || start.starts_with("# UTX") {
            Self::Utx
        } else {
            Self::Tsv
        }
    }
}

/// Whether bytes are a zip container, as spreadsheets are.
pub(super) fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

//! `targum embed`: lines of text as vectors.

use super::{Exit, Terminal};
use crate::app::embed::{EmbedFormat, embed};
use crate::app::encoders::Model;
use crate::app::files::{Input, Output};
use clap::{Args, ValueEnum};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// Turn lines of text into vectors: what means the same lies close, in 16 languages.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  targum embed segments.txt -o segments.npy
  targum segment --lang fr lettre.docx | targum embed --to jsonl
  targum embed --to jsonl < names.txt | jq -c '.vector[:4]'

Vectors have 512 numbers and unit length: their product is the cosine. Empty lines have vectors too,
so that rows and lines go together.")]
pub(crate) struct EmbedArguments {
    /// The text, one segment a line; `-` or none is standard input.
    #[arg(default_value = "-", hide_default_value = true)]
    file: PathBuf,
    /// What to write.
    #[arg(long, value_enum, default_value_t = To::Npy)]
    to: To,
    /// Where to write; `-` is standard output.
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The encoding, whatever the file says.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    model: ModelArguments,
}

/// Which weights the encoder has.
#[derive(Debug, Args)]
pub(super) struct ModelArguments {
    /// The encoder's weights; else the file that TARGUM_MODEL names, else muse-v3.bin in targum's data
    /// folder, else the built-in ones.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// Whether sentences are encoded, and with which weights.
#[derive(Debug, Args)]
pub(super) struct EncoderArguments {
    #[command(flatten)]
    model: ModelArguments,
    /// Do without the sentence encoder: go by words, numbers, names and lengths alone.
    #[arg(long, conflicts_with = "model")]
    no_encoder: bool,
}

impl EncoderArguments {
    /// The weights to use, if any.
    pub(super) fn find(&self) -> anyhow::Result<Option<Model>> {
        if self.no_encoder { Ok(None) } else { self.model.find().map(Some) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum To {
    /// An array for NumPy: 32-bit floats, a row a line.
    Npy,
    /// One JSON object a line: text and vector.
    Jsonl,
    /// The ids of the pieces the encoder cuts a line into.
    Ids,
}

impl ModelArguments {
    /// The weights asked for.
    pub(super) fn find(&self) -> anyhow::Result<Model> {
        Ok(Model::find(self.model.as_deref())?)
    }
}

pub(crate) fn run(arguments: &EmbedArguments, terminal: &Terminal) -> anyhow::Result<Exit> {
    let to_screen = arguments.output == Path::new("-") && std::io::stdout().is_terminal();
    if arguments.to == To::Npy && to_screen {
        anyhow::bail!(
            "an array is nothing for a screen: name a file with --output, or use --to jsonl"
        );
    }
    let format = match arguments.to {
        To::Npy => EmbedFormat::Npy,
        To::Jsonl => EmbedFormat::Jsonl,
        To::Ids => EmbedFormat::Ids,
    };
    let input = Input::open(&arguments.file)?;
    let model = arguments.model.find()?;
    let muse = model.encoder()?;
    let output = Output::create(&arguments.output)?;
    let encoding = arguments.encoding.as_deref();
    let progress = terminal.beside(&arguments.output);
    let findings = embed(input, encoding, &muse, format, output, progress)?;
    Ok(terminal.findings(&findings))
}

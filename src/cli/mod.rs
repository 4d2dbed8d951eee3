//! The command line: arguments in, use cases called, results shown.
//!
//! Exit codes: 0 clean, 1 findings, 2 could not run. Data goes to standard output, talk to standard
//! error. A reader that closes its pipe early is no error.

mod align;
mod analyze;
mod batch;
mod check;
mod embed;
mod explain;
mod formats;
mod generate;
mod glossary;
mod lists;
#[cfg(feature = "lsp")]
mod lsp;
mod pair;
mod segment;
mod terminal;
mod tm;
mod tmx;
mod translate;

use clap::{Parser, Subcommand};
use std::io;
use std::process::ExitCode;
pub(crate) use terminal::Terminal;

/// Align translations, check terminology, keep translation memories, and hand translators TMX. Works
/// offline.
#[derive(Debug, Parser)]
#[command(name = "targum", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  targum align report.en.docx report.fr.docx -o report.tmx
  targum align en.txt fr.docx es.html ar.txt zh.txt ru.txt -o six.tmx
  targum check --glossary un.tbx report.en.docx
  targum check --align report.en.docx report.fr.docx
  targum align report.en.docx report.fr.docx --into un.tgm
  targum tm lookup un.tgm --source-lang en --target-lang fr 'Each State Party shall'
  targum analyze new.en.docx --tm un.tgm --target-lang fr
  targum translate new.en.docx --tm un.tgm --target-lang fr
  targum segment --lang fr lettre.txt

Exit codes: 0 clean, 1 findings, 2 could not run. `targum help COMMAND` says more.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Threads to use; 0 uses all cores.
    #[arg(short = 'j', long, global = true, default_value_t = 0, value_name = "N")]
    threads: usize,
    /// Say nothing but errors.
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Align(align::AlignArguments),
    Analyze(Box<analyze::AnalyzeArguments>),
    Pair(pair::PairArguments),
    Segment(segment::SegmentArguments),
    Embed(embed::EmbedArguments),
    Check(Box<check::CheckArguments>),
    Explain(explain::ExplainArguments),
    Tm(Box<tm::TmArguments>),
    Tmx(tmx::TmxArguments),
    Translate(Box<translate::TranslateArguments>),
    Glossary(glossary::GlossaryArguments),
    #[cfg(feature = "lsp")]
    Lsp(lsp::LspArguments),
    Formats(formats::FormatsArguments),
    Completions(generate::CompletionsArguments),
    Man(generate::ManArguments),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Clean,
    /// Something was found.
    Findings,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let terminal = Terminal::new(arguments.quiet);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build_global();
    if let Err(error) = threads {
        terminal.error(&format!("cannot start {} threads: {error}", arguments.threads));
        return ExitCode::from(2);
    }
    terminal::clean_up_on_interruption();
    let result = match arguments.command {
        Command::Align(arguments) => align::run(&arguments, &terminal),
        Command::Analyze(arguments) => analyze::run(&arguments, &terminal),
        Command::Pair(arguments) => pair::run(&arguments, &terminal),
        Command::Segment(arguments) => segment::run(&arguments, &terminal),
        Command::Embed(arguments) => embed::run(&arguments, &terminal),
        Command::Check(arguments) => check::run(&arguments, &terminal),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Tm(arguments) => tm::run(&arguments, &terminal),
        Command::Tmx(arguments) => tmx::run(&arguments, &terminal),
        Command::Translate(arguments) => translate::run(&arguments, &terminal),
        Command::Glossary(arguments) => glossary::run(&arguments, &terminal),
        #[cfg(feature = "lsp")]
        Command::Lsp(arguments) => lsp::run(&arguments),
        Command::Formats(arguments) => formats::run(&arguments),
        Command::Completions(arguments) => generate::completions(&arguments),
        Command::Man(arguments) => generate::man(&arguments),
    };
    match result {
        Ok(Exit::Clean) => ExitCode::SUCCESS,
        Ok(Exit::Findings) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&told(&error));
            ExitCode::from(2)
        }
    }
}

/// An error in one line. Those of the use cases name their cause themselves.
fn told(error: &anyhow::Error) -> String {
    if error.is::<crate::app::AppError>() { error.to_string() } else { format!("{error:#}") }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_one = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(is_one)
}

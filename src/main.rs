//! The `targum` binary: the exit code of the command line, nothing else.

fn main() -> std::process::ExitCode {
    targum::cli::run()
}

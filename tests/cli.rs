//! Command-line cases as files: each `tests/cli/*.trycmd` is a console session with its output, and
//! README's sessions are cases too.

#[test]
fn command_line_cases() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").case("tests/cli/*.toml").case("README.md");
}

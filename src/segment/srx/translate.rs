//! ICU regular expressions, as SRX files are written in, in the syntax of regex-syntax.
//!
//! Escapes and classes that differ are rewritten by their meaning. Look-around is taken apart where it
//! touches the place of the break, since a rule may ask any number of questions about the text before
//! and after that place; elsewhere, as with back-references, the pattern has no exact form for automata.
//! It then gets a wider one for them and one for backtracking. In the automata's forms possessive and atomic
//! groups are read as greedy ones.

mod sets;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use sets::push_literal;

/// Which side of the break a pattern describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// A pattern in the other syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Translated {
    /// What stands on the pattern's own side.
    pub(super) pattern: String,
    /// What must stand on the other side (`true`), or must not (`false`).
    pub(super) across: Vec<(bool, String)>,
}

/// What a translation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// For automata, by its exact meaning.
    Exact,
    /// For automata, matching wherever the pattern does, and perhaps elsewhere.
    Wider,
    /// For backtracking.
    Backtracking,
}

/// Translates the pattern of one side of a rule.
///
/// # Errors
/// What it uses that has no translation.
pub(super) fn translate(pattern: &str, side: Side) -> Result<Translated, String> {
    let (pattern, translator) = run(pattern, side, Aim::Exact)?;
    if translator.branches && !translator.across.is_empty() {
        return Err("look-around beside alternatives".into());
    }
    Ok(Translated { pattern, across: translator.across })
}

/// A pattern for automata that matches wherever the given one does.
///
/// # Errors
/// What it uses that has no translation.
pub(super) fn wider(pattern: &str, side: Side) -> Result<String, String> {
    run(pattern, side, Aim::Wider).map(|(pattern, _)| pattern)
}

/// The pattern with its look-around and back-references.
///
/// # Errors
/// What it uses that has no translation.
pub(super) fn backtracking(pattern: &str, side: Side) -> Result<String, String> {
    run(pattern, side, Aim::Backtracking).map(|(pattern, _)| pattern)
}

fn run(pattern: &str, side: Side, aim: Aim) -> Result<(String, Translator), String> {
    let mut translator = Translator {
        chars: pattern.chars().collect(),
        at: 0,
        side,
        aim,
        multi_line: false,
        dot_all: false,
        branches: false,
        across: Vec::new(),
    };
    let pattern = translator.sequence(0)?;
    if translator.at < translator.chars.len() {
        return Err("a bracket closes that was not opened".into());
    }
    Ok((pattern, translator))
}

struct Translator {
    chars: Vec<char>,
    at: usize,
    side: Side,
    aim: Aim,
    multi_line: bool,
    dot_all: bool,
    /// Whether there are alternatives outside of groups.
    branches: bool,
    across: Vec<(bool, String)>,
}

/// How deep groups and classes may nest.
const MAX_DEPTH: usize = 100;

/// What ends a line, for a class.
const LINE_ENDS: &str = r"\n\r\x{85}\x{2028}\x{2029}";

impl Translator {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    /// Alternatives up to the end or the bracket that closes the group.
    fn sequence(&mut self, depth: usize) -> Result<String, String> {
        let mut out = String::new();
        let mut quantified = false;
        while let Some(c) = self.peek() {
            let was_quantified = std::mem::take(&mut quantified);
            match c {
                ')' => break,
                '+' if was_quantified => {
                    self.at += 1;
                    if self.aim == Aim::Backtracking {
                        out.push('+');
                    }
                }
                '*' | '+' | '?' => {
                    self.at += 1;
                    out.push(c);
                    quantified = !was_quantified;
                }
                '{' => {
                    self.at += 1;
                    quantified = self.counted(&mut out);
                }
                '(' => {
                    self.at += 1;
                    self.group(depth, &mut out)?;
                }
                '[' => {
                    self.at += 1;
                    let class = self.class(0)?;
                    out.push_str(&class);
                }
                '\\' => {
                    self.at += 1;
                    let escaped = self.escape(false)?;
                    out.push_str(&escaped);
                }
                '|' => {
                    self.at += 1;
                    self.branches |= depth == 0;
                    out.push('|');
                }
                '.' => {
                    self.at += 1;
                    out.push_str(&if self.dot_all {
                        "(?s:.)".into()
                    } else {
                        format!("[^{LINE_ENDS}]")
                    });
                }
                '^' | '$' => {
                    self.at += 1;
                    out.push_str(&self.anchor(c));
                }
                _ => {
                    self.at += 1;
                    push_literal(c, &mut out);
                }
            }
        }
        Ok(out)
    }

    fn anchor(&self, c: char) -> String {
        match (c, self.multi_line) {
            ('^', true) => "(?m:^)".into(),
            ('^', false) => r"\A".into(),
            (_, true) => "(?m:$)".into(),
            // No place is at the end of a text, and what is tried by backtracking ends at the place.
            (_, false) if self.side == Side::Before && self.aim == Aim::Backtracking => {
                "(?!)".into()
            }
            (_, false) if self.side == Side::After => end_of_text(),
            (_, false) => r"\z".into(),
        }
    }

    /// `{2,5}` after its opening brace; a brace that counts nothing is a letter.
    fn counted(&mut self, out: &mut String) -> bool {
        let rest = &self.chars[self.at..];
        let length = rest.iter().position(|&c| c == '}');
        let inside: Option<String> = length.map(|length| rest[..length].iter().collect());
        let Some(inside) = inside.filter(|inside| is_count(inside)) else {
            out.push_str(r"\{");
            return false;
        };
        self.at += inside.len() + 1;
        out.push_str(&format!("{{{inside}}}"));
        true
    }

    fn group(&mut self, depth: usize, out: &mut String) -> Result<(), String> {
        let kept = self.aim == Aim::Backtracking;
        if !self.eat("?") {
            return self.plain_group(if kept { "(" } else { "(?:" }, depth, out);
        }
        for (sign, behind, wanted) in
            [("<=", true, true), ("<!", true, false), ("=", false, true), ("!", false, false)]
        {
            if self.eat(sign) {
                return self.look(behind, wanted, depth, out);
            }
        }
        if self.eat("#") {
            while self.next().is_some_and(|c| c != ')') {}
            return Ok(());
        }
        if kept && self.eat(">") {
            return self.plain_group("(?>", depth, out);
        }
        if self.eat(">") || self.eat(":") {
            return self.plain_group("(?:", depth, out);
        }
        if self.eat("<") || self.eat("P<") {
            let name = self.until(">").ok_or("a group's name that does not end")?;
            if kept {
                return self.plain_group(&format!("(?<{name}>"), depth, out);
            }
            return self.plain_group("(?:", depth, out);
        }
        self.flags(depth, out)
    }

    fn plain_group(&mut self, open: &str, depth: usize, out: &mut String) -> Result<(), String> {
        let (multi_line, dot_all) = (self.multi_line, self.dot_all);
        let inside = self.inside(depth)?;
        (self.multi_line, self.dot_all) = (multi_line, dot_all);
        out.push_str(&format!("{open}{inside})"));
        Ok(())
    }

    /// What a group holds, up to and with the bracket that closes it.
    fn inside(&mut self, depth: usize) -> Result<String, String> {
        if depth >= MAX_DEPTH {
            return Err("groups nest too deep".into());
        }
        let inside = self.sequence(depth + 1)?;
        match self.next() {
            Some(')') => Ok(inside),
            _ => Err("a bracket is not closed".into()),
        }
    }

    /// `(?i)` and `(?i:…)`. Flags that are always on or mean nothing here are dropped.
    fn flags(&mut self, depth: usize, out: &mut String) -> Result<(), String> {
        let (mut on, mut flags) = (true, String::new());
        let outside = (self.multi_line, self.dot_all);
        loop {
            match self.next() {
                Some('-') => {
                    on = false;
                    flags.push('-');
                }
                Some('m') => self.multi_line = on,
                Some('s') => self.dot_all = on,
                Some('i') => flags.push('i'),
                Some('u' | 'U' | 'd' | 'w') => {}
                Some(')') => {
                    let flags = flags.trim_end_matches('-');
                    if !flags.is_empty() {
                        out.push_str(&format!("(?{flags})"));
                    }
                    return Ok(());
                }
                Some(':') => {
                    let inside = self.inside(depth)?;
                    (self.multi_line, self.dot_all) = outside;
                    out.push_str(&format!("(?{}:{inside})", flags.trim_end_matches('-')));
                    return Ok(());
                }
                _ => return Err("a group of an unknown kind".into()),
            }
        }
    }

    /// Look-around, behind its opening. What looks across the break becomes a question about the
    /// other side; what looks outward from the far end extends the pattern.
    fn look(
        &mut self,
        behind: bool,
        wanted: bool,
        depth: usize,
        out: &mut String,
    ) -> Result<(), String> {
        let at_start = out.is_empty();
        let inside = self.inside(depth)?;
        if self.aim != Aim::Exact {
            if self.aim == Aim::Backtracking {
                let sign = if wanted { '=' } else { '!' };
                out.push_str(&format!("(?{}{sign}{inside})", if behind { "<" } else { "" }));
            }
            return Ok(());
        }
        let at_end = self.at == self.chars.len();
        if depth > 0 {
            return Err("look-around inside a group".into());
        }
        match (self.side, behind) {
            (Side::Before, false) if at_end => self.across.push((wanted, inside)),
            (Side::After, true) if at_start => self.across.push((wanted, inside)),
            (Side::Before, true) if at_start => out.push_str(&outward(wanted, &inside, r"\A")?),
            (Side::After, false) if at_end => out.push_str(&outward(wanted, &inside, r"\z")?),
            _ => return Err("look-around in the middle of a pattern".into()),
        }
        Ok(())
    }

    fn until(&mut self, end: &str) -> Option<String> {
        let mut text = String::new();
        while !self.eat(end) {
            text.push(self.next()?);
        }
        Some(text)
    }

    /// `\1` and `\k<name>`.
    fn reference(&mut self, c: char) -> Result<String, String> {
        let name = match c {
            'k' if self.eat("<") => self.until(">").ok_or("a group's name that does not end")?,
            'k' => return Err("a back-reference without a name".into()),
            digit => digit.to_string(),
        };
        match self.aim {
            Aim::Exact => Err("a back-reference".into()),
            Aim::Wider => Ok("(?s:.*)".into()),
            Aim::Backtracking if c == 'k' => Ok(format!(r"\k<{name}>")),
            Aim::Backtracking => Ok(format!(r"(?:\{name})")),
        }
    }

    fn quoted(&mut self) -> String {
        let mut out = String::new();
        while !self.eat("\\E") {
            let Some(c) = self.next() else { break };
            push_literal(c, &mut out);
        }
        out
    }
}

fn end_of_text() -> String {
    format!(r"(?:(?:\r\n|[{LINE_ENDS}])?\z)")
}

/// `3`, `3,` or `3,5`.
fn is_count(text: &str) -> bool {
    let (from, to) = text.split_once(',').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    !from.is_empty() && digits(from) && digits(to)
}

/// Look-around at the far end of a pattern: one that must match only makes the pattern longer, one
/// that must not does so if it is about one character.
fn outward(wanted: bool, inside: &str, edge: &str) -> Result<String, String> {
    if wanted {
        return Ok(format!("(?:{inside})"));
    }
    let hir = regex_syntax::parse(inside).map_err(|error| error.to_string())?;
    let mut class = match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => class.clone(),
        HirKind::Literal(literal) => one_letter(&literal.0)?,
        _ => return Err(TOO_LONG.into()),
    };
    class.negate();
    Ok(format!("(?:{edge}|{})", Hir::class(Class::Unicode(class))))
}

const TOO_LONG: &str = "negative look-around over more than one character";

fn one_letter(bytes: &[u8]) -> Result<ClassUnicode, String> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Ok(ClassUnicode::new([ClassUnicodeRange::new(c, c)])),
        _ => Err(TOO_LONG.into()),
    }
}

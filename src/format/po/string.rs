//! Quoted strings, their escapes resolved.

use super::entry::MAX_REMARKS;
use super::remark::Remark;
use crate::model::Severity;
use crate::text::Span;

/// A string of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quoted {
    /// The text.
    pub(super) text: String,
    /// From its first character to its last, quotes, line ends and quotes again between.
    pub(super) span: Span,
}

/// A string while its lines are read.
#[derive(Debug, Default)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    span: Option<Span>,
    /// Whether an escape named a byte.
    raw: bool,
}

impl Lines {
    /// Adds the strings in `rest`, which begins at byte `at` of the file.
    pub(super) fn add(&mut self, rest: &str, at: usize, remarks: &mut Vec<Remark>) {
        let mut at = at + (rest.len() - rest.trim_start().len());
        let mut rest = rest.trim();
        if rest.is_empty() {
            return;
        }
        loop {
            let Some(inner) = rest.strip_prefix('"') else {
                say(remarks, at, "a text without quotes is left out");
                return;
            };
            let Some(end) = closing(inner) else {
                say(
                    remarks,
                    at,
                    "the string has no closing quote: it is read to the end of the line",
                );
                self.push(inner, at + 1, remarks);
                return;
            };
            let behind = inner[end + 1..].trim_start();
            if behind.is_empty() || behind.starts_with('"') {
                self.push(&inner[..end], at + 1, remarks);
                if behind.is_empty() {
                    return;
                }
                at += rest.len() - behind.len();
                rest = behind;
                continue;
            }
            if let Some(whole) = inner.strip_suffix('"') {
                say(remarks, at + 1 + end, "a quote inside the string: write `\\\"`");
                self.push(whole, at + 1, remarks);
            } else {
                say(remarks, at + 2 + end, "what stands behind the closing quote is left out");
                self.push(&inner[..end], at + 1, remarks);
            }
            return;
        }
    }

    fn push(&mut self, inner: &str, at: usize, remarks: &mut Vec<Remark>) {
        let here = Span::new(at, at + inner.len());
        self.span = match self.span {
            Some(span) if span.is_empty() && !inner.is_empty() => Some(here),
            Some(span) => Some(Span {
                start: span.start,
                end: if inner.is_empty() { span.end } else { here.end },
            }),
            None => Some(here),
        };
        let mut rest = inner;
        while let Some(found) = rest.find('\\') {
            self.bytes.extend_from_slice(&rest.as_bytes()[..found]);
            let escape = &rest[found + 1..];
            let at = at + (inner.len() - rest.len()) + found;
            rest = &escape[self.escape(escape, at, remarks)..];
        }
        self.bytes.extend_from_slice(rest.as_bytes());
    }

    /// Resolves what stands behind a backslash and gives its length.
    fn escape(&mut self, escape: &str, at: usize, remarks: &mut Vec<Remark>) -> usize {
        let Some(letter) = escape.chars().next() else {
            self.bytes.push(b'\\');
            return 0;
        };
        let digits = |text: &str, most: usize, radix: u32| {
            text.chars().take(most).take_while(|c| c.is_digit(radix)).count()
        };
        self.bytes.push(match letter {
            'n' => b'\n',
            't' => b'\t',
            'r' => b'\r',
            'a' => 0x07,
            'b' => 0x08,
            'f' => 0x0C,
            'v' => 0x0B,
            '\\' | '"' | '\'' | '?' => letter as u8,
            '0'..='7' | 'x' => {
                let (skip, radix) = if letter == 'x' { (1, 16) } else { (0, 8) };
                let count = digits(&escape[skip..], if skip == 1 { 2 } else { 3 }, radix);
                if count > 0 {
                    let number = u32::from_str_radix(&escape[skip..skip + count], radix);
                    self.bytes.push(number.unwrap_or_default() as u8);
                    self.raw = true;
                    return skip + count;
                }
                b'\\'
            }
            _ => {
                if remarks.len() < MAX_REMARKS {
                    let message = format!("`\\{letter}` is no escape: it stays as it is written");
                    remarks.push(Remark::new("po-string", Severity::Warning, at, message));
                }
                b'\\'
            }
        });
        let resolved =
            matches!(letter, 'n' | 't' | 'r' | 'a' | 'b' | 'f' | 'v' | '\\' | '"' | '\'' | '?');
        usize::from(resolved)
    }

    /// The whole string.
    pub(super) fn finish(self, at: usize) -> Quoted {
        let text = String::from_utf8(self.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Quoted { text, span: self.span.unwrap_or(Span::new(at, at)) }
    }

    /// Its bytes so far.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }
}

fn say(remarks: &mut Vec<Remark>, at: usize, message: &str) {
    if remarks.len() < MAX_REMARKS {
        remarks.push(Remark::new("po-string", Severity::Warning, at, message));
    }
}

/// Where the quote is that closes a string.
fn closing(inner: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr2(b'"', b'\\', inner.as_bytes().get(at..)?)?;
        if inner.as_bytes()[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> (String, usize) {
        let (mut found, mut remarks) = (Lines::default(), Vec::new());
        for line in lines {
            found.add(line, 0, &mut remarks);
        }
        (found.finish(0).text, remarks.len())
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(read(&[r#" "a\tb\\n \"c\"\n" "#, r#""d""#]), ("a\tb\\n \"c\"\nd".into(), 0));
        assert_eq!(read(&[r#""\303\251 \xc3\xA9 \7""#]), ("é é \u{7}".into(), 0));
        assert_eq!(read(&[r#""\d \xg""#]), ("\\d \\xg".into(), 1));
        assert_eq!(read(&[r#""\377""#]), ("\u{FFFD}".into(), 0));
        assert_eq!(read(&[r#""a" "b""#]), ("ab".into(), 0));
    }

    #[test]
    fn damage_keeps_the_text() {
        assert_eq!(read(&[r#""open"#]), ("open".into(), 1));
        assert_eq!(read(&[r#""ends with \"#]), ("ends with \\".into(), 1));
        assert_eq!(read(&[r#""say "hi" now""#]), ("say \"hi\" now".into(), 1));
        assert_eq!(read(&[r#""a" b"#]), ("a".into(), 1));
        assert_eq!(read(&["bare"]), (String::new(), 1));
        assert_eq!(read(&["\""]), (String::new(), 1));
    }
}

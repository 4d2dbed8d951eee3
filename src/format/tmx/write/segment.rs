//! Content as the inside of a `seg`.

use super::super::escape;
use super::super::inline::OPEN_MAX;
use crate::model::{Code, CodeKind, Content};
use std::collections::BTreeSet;

/// What came of writing a segment.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Characters that XML forbids, left out.
    pub(super) removed: usize,
    /// Whether codes had to be isolated, renumbered or moved.
    pub(super) mended: bool,
}

/// What a code is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Open(u32),
    Close(u32),
    Standalone,
    Begin,
    End,
    Unknown,
    HighlightStart,
    HighlightEnd,
}

/// Adds `content` to `out`.
pub(super) fn write(out: &mut String, content: &Content) -> Written {
    if content.codes.is_empty() {
        return Written { removed: escape::text(out, &content.text), mended: false };
    }
    let mut writer = Segment {
        out,
        used: BTreeSet::new(),
        next: highest(content) + 1,
        written: Written::default(),
    };
    writer.content(content);
    writer.written
}

/// The highest number of a pair in a content and the texts inside its codes.
fn highest(content: &Content) -> u32 {
    let of = |code: &Code| {
        let inner = code.subs.iter().map(|sub| highest(&sub.content)).max();
        code.pair.filter(|pair| *pair < u32::MAX / 2).max(inner)
    };
    content.codes.iter().filter_map(of).max().unwrap_or(0)
}

struct Segment<'o> {
    out: &'o mut String,
    /// The numbers of the pairs written so far in this `seg`.
    used: BTreeSet<u32>,
    /// The next number that no pair has.
    next: u32,
    written: Written,
}

impl Segment<'_> {
    fn content(&mut self, content: &Content) {
        let forms = self.forms(&content.codes);
        let (text, mut from, mut highlights) = (&content.text, 0, 0_usize);
        for (code, form) in content.codes.iter().zip(forms) {
            // A place outside the text, inside a letter or before the last one is moved, not a reason
            // to lose the code.
            let mut at = (code.at as usize).clamp(from, text.len());
            while !text.is_char_boundary(at) {
                at += 1;
            }
            self.written.mended |= at != code.at as usize;
            self.written.removed += escape::text(self.out, &text[from..at]);
            from = at;
            match form {
                Form::HighlightStart => {
                    self.out.push_str("<hi");
                    self.describe(code, true);
                    self.out.push('>');
                    highlights += 1;
                }
                Form::HighlightEnd if highlights > 0 => {
                    highlights -= 1;
                    self.out.push_str("</hi>");
                }
                Form::HighlightEnd => self.written.mended = true,
                _ => self.code(code, form),
            }
        }
        self.written.removed += escape::text(self.out, &text[from..]);
        self.written.mended |= highlights > 0;
        for _ in 0..highlights {
            self.out.push_str("</hi>");
        }
    }

    fn code(&mut self, code: &Code, form: Form) {
        let (name, typed) = match form {
            Form::Open(_) => ("bpt", true),
            Form::Close(_) => ("ept", false),
            Form::Begin | Form::End => ("it", true),
            Form::Standalone => ("ph", true),
            _ => ("ut", false),
        };
        self.out.push('<');
        self.out.push_str(name);
        match form {
            Form::Open(i) | Form::Close(i) => self.number("i", i),
            Form::Begin => self.out.push_str(" pos=\"begin\""),
            Form::End => self.out.push_str(" pos=\"end\""),
            _ => {}
        }
        if !matches!(form, Form::Close(_)) {
            self.describe(code, typed);
        }
        self.out.push('>');
        let inside = self.out.len();
        let mut from = 0;
        for sub in &code.subs {
            let mut at = (sub.at as usize).clamp(from, code.data.len());
            while !code.data.is_char_boundary(at) {
                at += 1;
            }
            self.written.removed += escape::text(self.out, &code.data[from..at]);
            from = at;
            self.out.push_str("<sub");
            for (name, value) in [("datatype", &sub.datatype), ("type", &sub.kind_name)] {
                if let Some(value) = value {
                    self.attribute(name, value);
                }
            }
            self.out.push('>');
            self.content(&sub.content);
            self.out.push_str("</sub>");
        }
        self.written.removed += escape::text(self.out, &code.data[from..]);
        // What is left after forbidden characters decides, so that the same content gives the same bytes.
        if self.out.len() == inside {
            self.out.truncate(inside - 1);
            self.out.push_str("/>");
            return;
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// The attributes x and type.
    fn describe(&mut self, code: &Code, typed: bool) {
        if let Some(x) = code.matching {
            self.number("x", x);
        }
        if let Some(kind) = code.kind_name.as_ref().filter(|_| typed) {
            self.attribute("type", kind);
        }
    }

    fn number(&mut self, name: &str, value: u32) {
        self.attribute(name, &value.to_string());
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.written.removed += escape::attribute(self.out, value);
        self.out.push('"');
    }

    /// What each code is written as. An opening code whose partner comes later in the same content makes
    /// a pair; a half without the other is isolated. Numbers are kept where they are free in the whole
    /// segment.
    fn forms(&mut self, codes: &[Code]) -> Vec<Form> {
        let mut forms = Vec::with_capacity(codes.len());
        let mut open: Vec<(Option<u32>, usize)> = Vec::new();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, code) in codes.iter().enumerate() {
            forms.push(match code.kind {
                CodeKind::Standalone => Form::Standalone,
                CodeKind::IsolatedOpen | CodeKind::Open => Form::Begin,
                CodeKind::IsolatedClose | CodeKind::Close => Form::End,
                CodeKind::Unknown => Form::Unknown,
                CodeKind::HighlightStart => Form::HighlightStart,
                CodeKind::HighlightEnd => Form::HighlightEnd,
            });
            match code.kind {
                CodeKind::Open => open.push((code.pair, at)),
                CodeKind::Close => {
                    let near = open.len().saturating_sub(OPEN_MAX);
                    let partner = open[near..].iter().rposition(|(pair, _)| *pair == code.pair);
                    match partner {
                        Some(partner) => pairs.push((open.remove(near + partner).1, at)),
                        None => self.written.mended = true,
                    }
                }
                _ => {}
            }
        }
        self.written.mended |= !open.is_empty();
        pairs.sort_unstable();
        for (first, second) in pairs {
            let wanted = codes[first].pair.filter(|i| *i < u32::MAX / 2);
            let free = wanted.filter(|i| self.used.insert(*i));
            let number = free.unwrap_or_else(|| {
                self.written.mended = true;
                self.next += 1;
                self.next - 1
            });
            (forms[first], forms[second]) = (Form::Open(number), Form::Close(number));
        }
        forms
    }
}

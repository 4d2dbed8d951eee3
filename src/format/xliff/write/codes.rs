//! The texts of a unit with their codes: the same ids on both sides, the markup beside them (2.x) or in them.

use super::super::tag::quoted;
use super::{Loss, Version};
use crate::format::counterparts::counterparts;
use crate::model::{Code, CodeKind, Content};
use crate::text::xml::is_legal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write as _;

/// The texts of a unit as XML.
pub(super) struct Sides {
    pub(super) source: String,
    pub(super) target: Option<String>,
    /// The markup of their codes, as XML (2.x): the first one is `d1`.
    pub(super) data: Vec<String>,
    pub(super) lost: Vec<(Loss, usize)>,
}

impl Sides {
    pub(super) fn new(version: Version, source: &Content, target: Option<&Content>) -> Self {
        let mut free = highest(source).max(target.map_or(0, highest)) + 1;
        let mut sides =
            Self { source: String::new(), target: None, data: Vec::new(), lost: Vec::new() };
        let mut taken = FxHashSet::default();
        let none = vec![None; source.codes.len()];
        let ids = ids(&source.codes, &none, &mut taken, &mut free);
        sides.source = sides.text(version, source, &ids);
        if let Some(target) = target {
            let found = counterparts(&source.codes, &target.codes);
            let given: Vec<Option<u32>> =
                found.iter().map(|index| index.and_then(|index| ids[index])).collect();
            // An id that is the source's alone is that of another code.
            let ids = self::ids(&target.codes, &given, &mut taken, &mut free);
            sides.target = Some(sides.text(version, target, &ids));
        }
        sides
    }

    fn lose(&mut self, loss: Loss, count: usize) {
        if count > 0 {
            self.lost.push((loss, count));
        }
    }

    fn text(&mut self, version: Version, content: &Content, ids: &[Option<u32>]) -> String {
        let partners = partners(&content.codes);
        let nested = nested(&content.codes, &partners);
        let (mut out, mut from) = (String::new(), 0_usize);
        for (index, code) in content.codes.iter().enumerate() {
            let mut at = (code.at as usize).clamp(from, content.text.len());
            while !content.text.is_char_boundary(at) {
                at += 1;
            }
            self.letters(version, &content.text[from..at], &mut out);
            from = at;
            self.lose(Loss::Subs, code.subs.len());
            let Some(id) = ids.get(index).copied().flatten() else {
                self.lose(Loss::Highlights, usize::from(code.kind == CodeKind::HighlightStart));
                continue;
            };
            match version {
                Version::New => {
                    let around = partners[index].filter(|_| nested[index]);
                    let around = around.and_then(|at| content.codes.get(at));
                    self.new_code(code, id, around, &mut out);
                }
                Version::Old => self.old_code(code, id, &mut out),
            }
        }
        self.letters(version, &content.text[from..], &mut out);
        out
    }

    fn letters(&mut self, version: Version, text: &str, out: &mut String) {
        if version == Version::Old {
            let (text, removed) = escaped(text);
            self.lose(Loss::Characters, removed);
            return out.push_str(&text);
        }
        let mut rest = text;
        while let Some(at) = rest.find(|c| !is_legal(c)) {
            out.push_str(&escaped(&rest[..at]).0);
            let bad = rest[at..].chars().next().unwrap_or_default();
            let _ = write!(out, "<cp hex=\"{:04X}\"/>", u32::from(bad));
            rest = &rest[at + bad.len_utf8()..];
        }
        out.push_str(&escaped(rest).0);
    }

    /// The attribute that refers to some markup, which is kept once.
    fn data(&mut self, name: &str, data: &str) -> String {
        if data.is_empty() {
            return String::new();
        }
        let (data, removed) = escaped(data);
        self.lose(Loss::Characters, removed);
        let known = self.data.iter().position(|known| *known == data);
        let number = known.unwrap_or_else(|| {
            self.data.push(data);
            self.data.len() - 1
        });
        format!(" {name}=\"d{}\"", number + 1)
    }

    fn new_code(&mut self, code: &Code, id: u32, around: Option<&Code>, out: &mut String) {
        let kind = new_kind(code.kind_name.as_deref());
        *out += &match (code.kind, around) {
            (CodeKind::Open, Some(close)) => {
                let start = self.data("dataRefStart", &code.data);
                let end = self.data("dataRefEnd", &close.data);
                format!("<pc id=\"{id}\"{kind}{end}{start}>")
            }
            (CodeKind::Close, Some(_)) => "</pc>".to_owned(),
            (CodeKind::Open, None) => {
                format!("<sc id=\"{id}\"{kind}{}/>", self.data("dataRef", &code.data))
            }
            (CodeKind::Close, None) => {
                format!("<ec startRef=\"{id}\"{}/>", self.data("dataRef", &code.data))
            }
            (CodeKind::IsolatedOpen, _) => {
                let data = self.data("dataRef", &code.data);
                format!("<sc id=\"{id}\" isolated=\"yes\"{kind}{data}/>")
            }
            (CodeKind::IsolatedClose, _) => {
                let data = self.data("dataRef", &code.data);
                format!("<ec id=\"{id}\" isolated=\"yes\"{kind}{data}/>")
            }
            _ => format!("<ph id=\"{id}\"{kind}{}/>", self.data("dataRef", &code.data)),
        };
    }

    fn old_code(&mut self, code: &Code, id: u32, out: &mut String) {
        let (name, more) = match code.kind {
            CodeKind::Open => ("bpt", ""),
            CodeKind::Close => ("ept", ""),
            CodeKind::IsolatedOpen => ("it", " pos=\"open\""),
            CodeKind::IsolatedClose => ("it", " pos=\"close\""),
            _ => ("ph", ""),
        };
        let kind = if name == "ept" { String::new() } else { old_kind(code.kind_name.as_deref()) };
        let (data, removed) = escaped(&code.data);
        self.lose(Loss::Characters, removed);
        *out += &format!("<{name} id=\"{id}\"{more}{kind}>{data}</{name}>");
    }
}

/// The highest number in a content.
fn highest(content: &Content) -> u32 {
    let numbers = content.codes.iter().flat_map(|code| [code.pair, code.matching]).flatten();
    numbers.filter(|number| *number < u32::MAX / 2).max().unwrap_or(0)
}

/// The id of each code that is written: what is given, its own numbers where nothing has them, else a free
/// one. What closes a pair has that of what opens it.
fn ids(
    codes: &[Code],
    given: &[Option<u32>],
    taken: &mut FxHashSet<u32>,
    free: &mut u32,
) -> Vec<Option<u32>> {
    let partners = partners(codes);
    let mut found: Vec<Option<u32>> = Vec::with_capacity(codes.len());
    for (index, code) in codes.iter().enumerate() {
        let own = [code.matching, code.pair].into_iter().flatten();
        let id = match code.kind {
            CodeKind::HighlightStart | CodeKind::HighlightEnd => None,
            CodeKind::Close if partners[index].is_some_and(|at| at < index) => {
                partners[index].and_then(|at| found[at])
            }
            _ => given.get(index).copied().flatten().or_else(|| {
                let own =
                    own.filter(|number| *number < u32::MAX / 2).find(|own| !taken.contains(own));
                Some(own.unwrap_or_else(|| {
                    *free += 1;
                    *free - 1
                }))
            }),
        };
        taken.extend(id);
        found.push(id);
    }
    found
}

/// The other end of each pair: of several with one number the first ones.
fn partners(codes: &[Code]) -> Vec<Option<usize>> {
    let of = |kind: CodeKind| {
        let mut first: FxHashMap<u32, usize> = FxHashMap::default();
        for (index, code) in codes.iter().enumerate().filter(|(_, code)| code.kind == kind) {
            if let Some(pair) = code.pair {
                first.entry(pair).or_insert(index);
            }
        }
        first
    };
    let (opens, closes) = (of(CodeKind::Open), of(CodeKind::Close));
    let other = |(index, code): (usize, &Code)| {
        let pair = code.pair?;
        let (open, close) = (*opens.get(&pair)?, *closes.get(&pair)?);
        match code.kind {
            CodeKind::Open if open == index => Some(close),
            CodeKind::Close if close == index => Some(open),
            _ => None,
        }
    };
    codes.iter().enumerate().map(other).collect()
}

/// Which codes are the ends of pairs that do not overlap.
fn nested(codes: &[Code], partners: &[Option<usize>]) -> Vec<bool> {
    let mut found = vec![false; codes.len()];
    let mut closed = vec![false; codes.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        match (code.kind, partners[index]) {
            (CodeKind::Open, Some(partner)) if partner > index => open.push(index),
            (CodeKind::Close, Some(partner)) if partner < index => {
                while open.last().is_some_and(|last| closed[*last]) {
                    open.pop();
                }
                closed[partner] = true;
                if open.last() == Some(&partner) {
                    (found[partner], found[index]) = (true, true);
                }
            }
            _ => {}
        }
    }
    found
}

/// What a code is, in the words of XLIFF 2.
fn new_kind(name: Option<&str>) -> String {
    let own = |kind: &str, sub: &str| format!(" type=\"{kind}\" subType=\"xlf:{sub}\"");
    match name {
        None => String::new(),
        Some("bold") => own("fmt", "b"),
        Some("italic") => own("fmt", "i"),
        Some("ulined") => own("fmt", "u"),
        Some(name @ ("lb" | "pb")) => own("fmt", name),
        Some(name @ ("fmt" | "ui" | "quote" | "link" | "image" | "other")) => {
            format!(" type=\"{name}\"")
        }
        Some(name) => {
            let odd = |c: char| c.is_whitespace() || c == ':';
            match name.split_once(':') {
                Some((prefix, sub))
                    if !(prefix.contains(odd) || sub.contains(odd)) && prefix != "xlf" =>
                {
                    format!(" type=\"other\" subType={}", quoted(name))
                }
                None if !name.is_empty() && !name.contains(odd) => {
                    format!(" type=\"other\" subType={}", quoted(&format!("tmx:{name}")))
                }
                _ => String::new(),
            }
        }
    }
}

/// What a code is, in the words of XLIFF 1.2.
fn old_kind(name: Option<&str>) -> String {
    match name {
        None => String::new(),
        Some("ulined") => " ctype=\"underlined\"".to_owned(),
        Some(name @ ("bold" | "italic" | "lb" | "pb" | "image" | "link")) => {
            format!(" ctype=\"{name}\"")
        }
        Some(name) if name.starts_with("x-") => format!(" ctype={}", quoted(name)),
        Some(name) => format!(" ctype={}", quoted(&format!("x-tmx-{name}"))),
    }
}

/// Text for between tags, and how many characters were left out.
pub(in crate::format::xliff) fn escaped(text: &str) -> (String, usize) {
    let (mut out, mut removed) = (String::with_capacity(text.len()), 0);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c if is_legal(c) => out.push(c),
            _ => removed += 1,
        }
    }
    (out, removed)
}

//! Segments: text and inline codes as [`Content`].
//!
//! `bpt`/`ept` pairs keep their number `i` where it is a number and used once in the segment; all other
//! pairs, and highlights, which have no number in TMX, get the next free ones. So reading what was
//! written gives the same content. TMX's `assoc` of `ph` has no place in the model and is not kept.

use super::letters::{Within, append, resolved};
use super::markup::{Attributes, Damage, Tag, Token, Tokens};
use super::remarks::Context;
use super::rules::{BARE, DUPLICATE_I, INLINE, INLINE_ATTRIBUTE, UNKNOWN_ATTRIBUTE, UNPAIRED};
use crate::model::{Code, CodeKind, Content, Sub};

/// How many open pairs an `ept` looks back over, so that a segment of unpaired codes takes linear time.
pub(super) const OPEN_MAX: usize = 1000;
/// How deep `sub` may nest.
const MAX_DEPTH: usize = 32;

/// Reads the inside of a `seg`; `tokens` stand behind its start tag and end behind its end tag.
pub(super) fn segment(tokens: &mut Tokens<'_>, cx: &mut Context<'_>) -> Result<Content, Damage> {
    let mut reader = Reader { pairs: Vec::new() };
    let mut content = reader.content(tokens, "seg", 0, cx)?;
    if !reader.pairs.is_empty() {
        let numbers = reader.numbers();
        renumber(&mut content, &numbers);
    }
    Ok(content)
}

/// A pair met in a segment, by order of opening.
#[derive(Clone, Copy)]
enum Pair {
    /// A `bpt` with the number it was written with, if that can be kept.
    Code(Option<u32>),
    /// A highlight.
    Highlight,
    /// A `bpt` that turned out to have no `ept`.
    None,
}

struct Reader {
    /// Until the segment is read, [`Code::pair`] is an index in here.
    pairs: Vec<Pair>,
}

/// A code that waits for its partner.
struct Open<'a> {
    key: &'a str,
    code: usize,
    pair: u32,
    at: usize,
}

/// An element that lies around text.
enum Around<'a> {
    Highlight(u32),
    Foreign(&'a str),
}

impl Reader {
    fn content<'a>(
        &mut self,
        tokens: &mut Tokens<'a>,
        end: &str,
        depth: usize,
        cx: &mut Context<'_>,
    ) -> Result<Content, Damage> {
        let mut content = Content::default();
        let mut open: Vec<Open<'a>> = Vec::new();
        let mut around: Vec<Around<'a>> = Vec::new();
        loop {
            let at = tokens.at();
            let Some(token) = tokens.next()? else {
                return Err(Damage::new(at, format!("the {end} element is not closed")));
            };
            match token {
                Token::Text(raw, at) => append(raw, at, Within::Text, &mut content.text, cx),
                Token::Literal(raw, at) => append(raw, at, Within::Literal, &mut content.text, cx),
                Token::Bare(at) => {
                    content.text.push('<');
                    cx.count(BARE, at, || "a `<` that begins no tag: write `&lt;`".into());
                }
                Token::Start(tag) => {
                    self.start(tag, tokens, &mut content, &mut open, &mut around, depth, cx)?;
                }
                Token::End(tag) => {
                    let closes = match around.last() {
                        Some(Around::Highlight(_)) => "hi",
                        Some(Around::Foreign(name)) => name,
                        None => end,
                    };
                    if !tag.is(closes) {
                        let reason = format!("</{}> where </{closes}> is due", tag.name);
                        return Err(Damage::new(tag.at, reason));
                    }
                    let kind = match around.pop() {
                        Some(Around::Highlight(pair)) => {
                            let mut code =
                                Code::new(content.text.len(), CodeKind::HighlightEnd, "");
                            code.pair = Some(pair);
                            content.codes.push(code);
                            continue;
                        }
                        Some(Around::Foreign(_)) => CodeKind::Unknown,
                        None => break,
                    };
                    content.codes.push(Code::new(content.text.len(), kind, tag.raw));
                }
            }
        }
        for Open { code, pair, at, .. } in open {
            self.pairs[pair as usize] = Pair::None;
            content.codes[code].kind = CodeKind::IsolatedOpen;
            content.codes[code].pair = None;
            cx.note(UNPAIRED, at, "a bpt without an ept behind it: read as isolated");
        }
        Ok(content)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one loop, split off for its length"
    )]
    fn start<'a>(
        &mut self,
        tag: Tag<'a>,
        tokens: &mut Tokens<'a>,
        content: &mut Content,
        open: &mut Vec<Open<'a>>,
        around: &mut Vec<Around<'a>>,
        depth: usize,
        cx: &mut Context<'_>,
    ) -> Result<(), Damage> {
        let mut code = Code::new(content.text.len(), CodeKind::Unknown, "");
        let lower = tag.name.to_ascii_lowercase();
        if !matches!(&*lower, "bpt" | "ept" | "it" | "ph" | "ut" | "hi") {
            cx.count(INLINE, tag.at, || format!("`{}` is not an inline element of TMX", tag.name));
            code.data = tag.raw.into();
            content.codes.push(code);
            if !tag.empty {
                around.push(Around::Foreign(tag.name));
            }
            return Ok(());
        }
        let key = attributes(&tag, &lower, &mut code, cx);
        match &*lower {
            "hi" => {
                code.kind = CodeKind::HighlightStart;
                let pair = self.pair(Pair::Highlight);
                code.pair = Some(pair);
                if tag.empty {
                    let mut end = Code::new(content.text.len(), CodeKind::HighlightEnd, "");
                    end.pair = code.pair;
                    content.codes.extend([code, end]);
                } else {
                    content.codes.push(code);
                    around.push(Around::Highlight(pair));
                }
                return Ok(());
            }
            "bpt" => {
                code.kind = CodeKind::Open;
                let number = key.trim().parse().ok().filter(|i| *i < u32::MAX / 2);
                let pair = self.pair(Pair::Code(number));
                code.pair = Some(pair);
                if self.twice(pair) {
                    cx.note(
                        DUPLICATE_I,
                        tag.at,
                        format!("i=\"{key}\" was used before in the segment"),
                    );
                }
                open.push(Open { key, code: content.codes.len(), pair, at: tag.at });
            }
            "ept" => {
                let near = open.len().saturating_sub(OPEN_MAX);
                let partner = open[near..].iter().rposition(|open| open.key == key);
                let partner = partner.map(|partner| near + partner);
                code.pair = partner.map(|partner| open.remove(partner).pair);
                code.kind = CodeKind::Close;
                if code.pair.is_none() {
                    code.kind = CodeKind::IsolatedClose;
                    cx.note(UNPAIRED, tag.at, "an ept without a bpt before it: read as isolated");
                }
            }
            "ph" => code.kind = CodeKind::Standalone,
            _ => {}
        }
        if !tag.empty {
            self.data(tokens, tag.name, &mut code, depth, cx)?;
        }
        content.codes.push(code);
        Ok(())
    }

    /// Reads the inside of a code: its markup and the texts in it.
    fn data(
        &mut self,
        tokens: &mut Tokens<'_>,
        name: &str,
        code: &mut Code,
        depth: usize,
        cx: &mut Context<'_>,
    ) -> Result<(), Damage> {
        let (mut data, mut foreign) = (String::new(), Vec::new());
        loop {
            let at = tokens.at();
            let Some(token) = tokens.next()? else {
                return Err(Damage::new(at, format!("the {name} element is not closed")));
            };
            match token {
                Token::Text(raw, at) => append(raw, at, Within::Text, &mut data, cx),
                Token::Literal(raw, at) => append(raw, at, Within::Literal, &mut data, cx),
                Token::Bare(at) => {
                    data.push('<');
                    cx.count(BARE, at, || "a `<` that begins no tag: write `&lt;`".into());
                }
                Token::Start(tag) if tag.is("sub") => {
                    if depth == MAX_DEPTH {
                        return Err(Damage::new(tag.at, "sub elements nest too deep"));
                    }
                    let mut sub = sub(&tag, data.len(), cx);
                    if !tag.empty {
                        sub.content = self.content(tokens, tag.name, depth + 1, cx)?;
                    }
                    code.subs.push(sub);
                }
                Token::Start(tag) => {
                    let said = || format!("`{}` may not stand in {name}", tag.name);
                    cx.count(INLINE, tag.at, said);
                    data.push_str(tag.raw);
                    if !tag.empty {
                        foreign.push(tag.name);
                    }
                }
                Token::End(tag) => match foreign.pop() {
                    Some(due) if tag.is(due) => data.push_str(tag.raw),
                    None if tag.is(name) => break,
                    due => {
                        let due = due.unwrap_or(name);
                        let reason = format!("</{}> where </{due}> is due", tag.name);
                        return Err(Damage::new(tag.at, reason));
                    }
                },
            }
        }
        code.data = data.into();
        Ok(())
    }

    fn pair(&mut self, pair: Pair) -> u32 {
        self.pairs.push(pair);
        self.pairs.len() as u32 - 1
    }

    /// Whether the number of the last pair was used before. Looks at 64 pairs only, so that a segment
    /// of a million pairs takes linear time.
    fn twice(&self, pair: u32) -> bool {
        let Some(Pair::Code(Some(number))) = self.pairs.last() else { return false };
        let before = self.pairs[..pair as usize].iter().rev().take(64);
        before.filter(|pair| matches!(pair, Pair::Code(Some(other)) if other == number)).count() > 0
    }

    /// The number of each pair. Highlights come last: they lose their number when written, and must
    /// get the same one when read again.
    fn numbers(&self) -> Vec<Option<u32>> {
        let written = |(at, pair): (usize, &Pair)| match pair {
            Pair::Code(Some(number)) => Some((*number, at)),
            _ => None,
        };
        let mut taken: Vec<(u32, usize)> =
            self.pairs.iter().enumerate().filter_map(written).collect();
        taken.sort_unstable();
        taken.dedup_by_key(|(number, _)| *number);
        let mut next = taken.last().map_or(1, |(last, _)| last + 1);
        let mut numbers: Vec<Option<u32>> = vec![None; self.pairs.len()];
        for (number, at) in taken {
            numbers[at] = Some(number);
        }
        for highlights in [false, true] {
            for (number, pair) in numbers.iter_mut().zip(&self.pairs) {
                let due = matches!(pair, Pair::Highlight) == highlights;
                if number.is_none() && due && !matches!(pair, Pair::None) {
                    *number = Some(next);
                    next += 1;
                }
            }
        }
        numbers
    }
}

fn renumber(content: &mut Content, numbers: &[Option<u32>]) {
    for code in &mut content.codes {
        code.pair = code.pair.and_then(|pair| numbers.get(pair as usize).copied().flatten());
        for sub in &mut code.subs {
            renumber(&mut sub.content, numbers);
        }
    }
}

/// Reads a code's attributes into it; gives its `i` as written.
fn attributes<'a>(tag: &Tag<'a>, lower: &str, code: &mut Code, cx: &mut Context<'_>) -> &'a str {
    let (mut key, mut pos) = (None, None);
    for attribute in Attributes::new(tag.attributes) {
        let at = tag.attributes_at() + attribute.at;
        match (&*attribute.name.to_ascii_lowercase(), lower) {
            ("i", "bpt" | "ept") => key = Some(attribute.value),
            ("pos", "it") => pos = Some(attribute.value.trim()),
            ("x", "bpt" | "it" | "ph" | "hi" | "ut") => {
                code.matching = attribute.value.trim().parse().ok();
                if code.matching.is_none() {
                    let said = format!("x=\"{}\" is no number and is not kept", attribute.value);
                    cx.note(INLINE_ATTRIBUTE, at, said);
                }
            }
            ("type", "bpt" | "it" | "ph" | "hi") => {
                let kind = resolved(attribute.value, at, Within::Attribute, cx);
                code.kind_name = Some(kind.into());
            }
            ("assoc", "ph") => {}
            (name, _) => cx.check(UNKNOWN_ATTRIBUTE, at, || {
                format!("the attribute `{name}` is unknown on {lower}")
            }),
        }
    }
    if lower == "it" {
        code.kind = CodeKind::IsolatedOpen;
        match pos {
            Some(pos) if pos.eq_ignore_ascii_case("end") => code.kind = CodeKind::IsolatedClose,
            Some(pos) if pos.eq_ignore_ascii_case("begin") => {}
            _ => cx.note(INLINE_ATTRIBUTE, tag.at, "an it without pos=\"begin\" or \"end\""),
        }
    }
    if key.is_none() && matches!(lower, "bpt" | "ept") {
        cx.note(INLINE_ATTRIBUTE, tag.at, format!("{lower} without i"));
    }
    key.unwrap_or_default()
}

fn sub(tag: &Tag<'_>, at: usize, cx: &mut Context<'_>) -> Sub {
    let mut sub =
        Sub { at: at as u32, datatype: None, kind_name: None, content: Content::default() };
    for attribute in Attributes::new(tag.attributes) {
        let at = tag.attributes_at() + attribute.at;
        let value = resolved(attribute.value, at, Within::Attribute, cx);
        match &*attribute.name.to_ascii_lowercase() {
            "datatype" => sub.datatype = Some(value.into()),
            "type" => sub.kind_name = Some(value.into()),
            name => cx.check(UNKNOWN_ATTRIBUTE, at, || {
                format!("the attribute `{name}` is unknown on sub")
            }),
        }
    }
    sub
}

#[cfg(test)]
mod tests;

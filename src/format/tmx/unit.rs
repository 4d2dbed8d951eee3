//! One `tu` element as a [`Unit`].

use super::inline::segment;
use super::letters::{Within, append, resolved};
use super::markup::{Attribute, Attributes, Damage, Tag, Token, Tokens};
use super::remarks::{Context, Remark};
use super::rules::{
    ATTRIBUTE_FORM, BAD_VALUE, DAMAGED, DATE_BAD, DATE_FORM, LANG_ATTRIBUTE, LOOSE_TEXT,
    MISSING_ATTRIBUTE, NO_LANGUAGE, NO_VARIANTS, ORDER, SEG_COUNT, TAG_FORM, UNKNOWN_ATTRIBUTE,
    UNKNOWN_ELEMENT,
};
use super::{dates, vocabulary};
use crate::model::{Attributes as Kept, Content, Note, Property, Unit, Variant};
use crate::text::{LangTag, Span};
use std::borrow::Cow;

/// What came of a unit's markup.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The unit, if there is one.
    pub(super) unit: Option<Unit>,
    /// Where each variant stands.
    pub(super) places: Vec<Place>,
    /// What could not be used.
    pub(super) rejects: Vec<Span>,
    /// What was off.
    pub(super) remarks: Vec<Remark>,
}

/// Where a variant stands in its unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Where it begins.
    pub(super) at: usize,
    /// The inside of its `seg`.
    pub(super) text: Span,
}

impl Parsed {
    /// A stretch of that many bytes of which nothing could be used.
    pub(super) fn rejected(len: usize) -> Self {
        Self { rejects: vec![Span::new(0, len)], ..Self::default() }
    }
}

/// Reads the `tu` element that is `raw`.
pub(super) fn parse(raw: &str, cx: &mut Context<'_>) -> Parsed {
    cx.remarks.clear();
    cx.expanded = 0;
    let mut parsed = Parsed::default();
    match unit(raw, &mut parsed, cx) {
        Ok(unit) if unit.variants.is_empty() => {
            cx.note(NO_VARIANTS, 0, "a unit without a variant that can be read");
            parsed = Parsed::rejected(raw.len());
        }
        Ok(unit) => parsed.unit = Some(unit),
        Err(Damage { at, reason }) => {
            cx.remarks = vec![Remark { rule: DAMAGED, at, message: reason, more: 0 }];
            parsed = Parsed::rejected(raw.len());
        }
    }
    parsed.remarks = std::mem::take(&mut cx.remarks);
    parsed
}

fn unit(raw: &str, parsed: &mut Parsed, cx: &mut Context<'_>) -> Result<Unit, Damage> {
    let mut tokens = Tokens::new(raw);
    let mut unit = Unit { variants: Vec::with_capacity(2), ..Unit::default() };
    let Some(Token::Start(tag)) = tokens.next()? else {
        return Err(Damage::new(0, "no start tag of a unit"));
    };
    for (name, value) in attributes(&tag, vocabulary::TU, cx) {
        if &*name == "tuid" && unit.id.is_none() {
            unit.id = Some(value);
        } else {
            unit.attributes.push((name, value));
        }
    }
    if tag.empty {
        return Ok(unit);
    }
    loop {
        let at = tokens.at();
        match tokens.next()?.ok_or_else(|| Damage::new(at, "the unit is not closed"))? {
            Token::Start(tag) if tag.is("tuv") => {
                let found = variant(&tag, &mut tokens, parsed, cx)?;
                if let Some((variant, text)) = found {
                    unit.variants.push(variant);
                    parsed.places.push(Place { at, text });
                }
            }
            Token::Start(tag) if tag.is("prop") || tag.is("note") => {
                let late = !unit.variants.is_empty();
                remark_or_prop(&tag, late, &mut tokens, &mut unit.notes, &mut unit.props, cx)?;
            }
            Token::Start(tag) => skip(&tag, "tu", &mut tokens, cx)?,
            Token::End(tag) if tag.is("tu") => break,
            Token::End(tag) => return Err(crossed(&tag, "tu")),
            Token::Text(text, at) | Token::Literal(text, at) => loose(text, at, "tu", cx),
            Token::Bare(at) => loose("<", at, "tu", cx),
        }
    }
    Ok(unit)
}

fn crossed(tag: &Tag<'_>, due: &str) -> Damage {
    Damage::new(tag.at, format!("</{}> where </{due}> is due", tag.name))
}

fn loose(text: &str, at: usize, within: &str, cx: &mut Context<'_>) {
    if cx.strict && !text.trim_ascii().is_empty() {
        cx.note(LOOSE_TEXT, at, format!("text directly in {within}"));
    }
}

/// Reads a `tuv` and gives it with the place of its text. Without a usable language it is rejected.
fn variant(
    tag: &Tag<'_>,
    tokens: &mut Tokens<'_>,
    parsed: &mut Parsed,
    cx: &mut Context<'_>,
) -> Result<Option<(Variant, Span)>, Damage> {
    let (written, kept) = if let Some(written) = only_language(tag.attributes) {
        (Some(Cow::Borrowed(written)), Kept::new())
    } else {
        let (written, kept) = split_language(attributes(tag, vocabulary::TUV, cx), tag, cx);
        (written.map(|written| Cow::Owned(written.into_string())), kept)
    };
    let (mut notes, mut props, mut content) = (Vec::new(), Vec::new(), None::<Content>);
    let mut place = Span::new(tag.at, tag.at);
    let mut open = !tag.empty;
    while open {
        let at = tokens.at();
        match tokens.next()?.ok_or_else(|| Damage::new(at, "the variant is not closed"))? {
            Token::Start(seg) if seg.is("seg") => {
                let inside = tokens.at();
                let read = if seg.empty { Content::default() } else { segment(tokens, cx)? };
                if cx.strict {
                    attributes(&seg, vocabulary::SEG, cx);
                }
                if content.is_none() {
                    content = Some(read);
                    let end = if seg.empty { inside } else { tokens.last_tag() };
                    place = Span::new(inside, end.max(inside));
                } else {
                    cx.note(SEG_COUNT, at, "a second seg in a variant is left out");
                    parsed.rejects.push(Span::new(at, tokens.at()));
                }
            }
            Token::Start(tag) if tag.is("prop") || tag.is("note") => {
                remark_or_prop(&tag, content.is_some(), tokens, &mut notes, &mut props, cx)?;
            }
            Token::Start(tag) => skip(&tag, "tuv", tokens, cx)?,
            Token::End(end) if end.is("tuv") => open = false,
            Token::End(end) => return Err(crossed(&end, "tuv")),
            Token::Text(text, at) | Token::Literal(text, at) => loose(text, at, "tuv", cx),
            Token::Bare(at) => loose("<", at, "tuv", cx),
        }
    }
    let lang = written.as_deref().and_then(|written| language(written, tag.at, cx));
    let Some(lang) = lang else {
        let said = match written {
            Some(written) => {
                format!("`{written}` is not a language tag: write one such as en or fr-CA")
            }
            None => "a variant without xml:lang".to_owned(),
        };
        cx.note(NO_LANGUAGE, tag.at, said);
        parsed.rejects.push(Span::new(tag.at, tokens.at()));
        return Ok(None);
    };
    if content.is_none() {
        cx.note(SEG_COUNT, tag.at, format!("the variant in {lang} has no seg: taken as empty"));
    }
    let content = content.unwrap_or_default();
    Ok(Some((Variant { lang, attributes: kept, notes, props, content }, place)))
}

/// Parses a language tag and, when asked to, says that it is not written as it should be.
pub(super) fn language(written: &str, at: usize, cx: &mut Context<'_>) -> Option<LangTag> {
    let lang = cx.language(written)?;
    if lang.as_str() != written {
        cx.check(TAG_FORM, at, || format!("the language `{written}` is better written {lang}"));
    }
    Some(lang)
}

/// The value of `xml:lang` where a variant has nothing else, as most of millions do.
fn only_language(attributes: &str) -> Option<&str> {
    let value = attributes.trim_ascii().strip_prefix("xml:lang=\"")?.strip_suffix('"')?;
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-').then_some(value)
}

/// Takes `xml:lang`, or else `lang`, out of a variant's attributes.
fn split_language(mut kept: Kept, tag: &Tag<'_>, cx: &mut Context<'_>) -> (Option<Box<str>>, Kept) {
    let mut take = |wanted: &str| {
        let at = kept.iter().position(|(name, _)| &**name == wanted)?;
        Some(kept.remove(at).1)
    };
    let (written, old) = (take("xml:lang"), take("lang"));
    if written.is_none() && old.is_some() {
        cx.check(LANG_ATTRIBUTE, tag.at, || "the language stands in lang, not in xml:lang".into());
    }
    (written.or(old), kept)
}

/// Reads a `note` or `prop` into where it belongs.
pub(super) fn remark_or_prop(
    tag: &Tag<'_>,
    late: bool,
    tokens: &mut Tokens<'_>,
    notes: &mut Vec<Note>,
    props: &mut Vec<Property>,
    cx: &mut Context<'_>,
) -> Result<(), Damage> {
    if late {
        cx.check(ORDER, tag.at, || format!("a {} stands too late in its element", tag.name));
    }
    let is_prop = tag.is("prop");
    let (mut lang, mut old, mut kind) = (None, None, None);
    for (name, value) in
        attributes(tag, if is_prop { vocabulary::PROP } else { vocabulary::NOTE }, cx)
    {
        match &*name {
            "xml:lang" => lang = Some(value),
            "lang" => old = Some(value),
            "type" if is_prop => kind = Some(value),
            _ => {}
        }
    }
    let text = if tag.empty { String::new() } else { plain(tag, tokens, cx)? };
    let lang = lang.or(old);
    if is_prop {
        if kind.is_none() {
            cx.check(MISSING_ATTRIBUTE, tag.at, || "a prop without type".into());
        }
        props.push(Property { name: kind.unwrap_or_default(), value: text.into(), lang });
    } else {
        notes.push(Note { text: text.into(), lang });
    }
    Ok(())
}

/// The text up to the end of the element that `tag` began, whatever elements are in it.
fn plain(tag: &Tag<'_>, tokens: &mut Tokens<'_>, cx: &mut Context<'_>) -> Result<String, Damage> {
    let (mut text, mut inner) = (String::new(), Vec::new());
    loop {
        let at = tokens.at();
        let open = || Damage::new(at, format!("the {} element is not closed", tag.name));
        match tokens.next()?.ok_or_else(open)? {
            Token::Text(raw, at) => append(raw, at, Within::Text, &mut text, cx),
            Token::Literal(raw, at) => append(raw, at, Within::Literal, &mut text, cx),
            Token::Bare(_) => text.push('<'),
            Token::Start(other) => {
                let said = || format!("`{}` may not stand in {}", other.name, tag.name);
                cx.check(UNKNOWN_ELEMENT, other.at, said);
                if !other.empty {
                    inner.push(other.name);
                }
            }
            Token::End(end) => {
                let due = inner.pop();
                if !end.is(due.unwrap_or(tag.name)) {
                    return Err(crossed(&end, due.unwrap_or(tag.name)));
                }
                if due.is_none() {
                    return Ok(text);
                }
            }
        }
    }
}

/// Passes over an element that TMX does not have.
pub(super) fn skip(
    tag: &Tag<'_>,
    within: &str,
    tokens: &mut Tokens<'_>,
    cx: &mut Context<'_>,
) -> Result<(), Damage> {
    if tag.is("tu") {
        return Err(Damage::new(tag.at, "a unit begins inside a unit"));
    }
    cx.check(UNKNOWN_ELEMENT, tag.at, || format!("`{}` may not stand in {within}", tag.name));
    let mut inner = if tag.empty { Vec::new() } else { vec![tag.name] };
    while let Some(due) = inner.last() {
        let at = tokens.at();
        let open = || Damage::new(at, format!("the {} element is not closed", tag.name));
        match tokens.next()?.ok_or_else(open)? {
            Token::Start(other) if !other.empty => inner.push(other.name),
            Token::End(end) if end.is(due) => {
                inner.pop();
            }
            Token::End(end) => return Err(crossed(&end, due)),
            _ => {}
        }
    }
    Ok(())
}

/// The most attributes of a tag that are looked at.
const ATTRIBUTES_MAX: usize = 200;

/// A tag's attributes, values resolved, dates in the form of TMX; `known` are those the DTD has.
pub(super) fn attributes(tag: &Tag<'_>, known: &[&str], cx: &mut Context<'_>) -> Kept {
    let mut kept: Kept = Vec::new();
    for Attribute { name, value, at, well_formed } in
        Attributes::new(tag.attributes).take(ATTRIBUTES_MAX)
    {
        let at = tag.attributes_at() + at;
        let lower = name.to_ascii_lowercase();
        if !well_formed || kept.iter().any(|(known, _)| **known == *lower) {
            let what = if well_formed { "is repeated" } else { "has no value in quotes" };
            cx.note(ATTRIBUTE_FORM, at, format!("the attribute `{name}` {what}"));
            if well_formed || value.is_empty() {
                continue;
            }
        }
        if !known.contains(&&*lower) && !lower.starts_with("xmlns") {
            cx.check(UNKNOWN_ATTRIBUTE, at, || {
                format!("the attribute `{name}` is unknown on {}", tag.name)
            });
        }
        let mut text = resolved(value, at, Within::Attribute, cx);
        if dates::ATTRIBUTES.contains(&&*lower) {
            text = date(text, &lower, at, cx);
        } else if !vocabulary::allows(&lower, &text) {
            cx.check(BAD_VALUE, at, || format!("{lower}=\"{text}\" is not allowed"));
        }
        kept.push((lower.into(), text.into()));
    }
    kept
}

fn date(text: String, name: &str, at: usize, cx: &mut Context<'_>) -> String {
    match dates::normalise(&text) {
        Some(same) if same == text => same,
        Some(date) => {
            cx.note(DATE_FORM, at, format!("{name}=\"{text}\" is read as {date}"));
            date
        }
        None => {
            cx.note(DATE_BAD, at, format!("{name}=\"{text}\" is no date: write YYYYMMDDThhmmssZ"));
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entities::Entities;
    use super::*;

    fn read(raw: &str, strict: bool) -> (Option<Unit>, Vec<&'static str>, Vec<String>) {
        let entities = Entities::default();
        let mut cx = Context::new(&entities, strict);
        let parsed = parse(raw, &mut cx);
        let codes = parsed.remarks.iter().map(|remark| remark.rule.code).collect();
        (
            parsed.unit,
            codes,
            parsed.rejects.into_iter().map(|r| raw[r.range()].to_owned()).collect(),
        )
    }

    #[test]
    fn a_whole_unit() {
        let (unit, codes, _) = read(
            "<tu tuid='7' creationdate='20240102T030405Z' usagecount='3'><note>n &amp; m</note><prop type='x-a'>1</prop>\
             <tuv xml:lang='en' changeid='me'><prop type='p' xml:lang='de'>v</prop><seg>One</seg></tuv>\
             <tuv xml:lang='fr'><seg>Un</seg></tuv></tu>",
            true,
        );
        let unit = unit.unwrap();
        assert_eq!(codes, [""; 0]);
        assert_eq!(unit.id.as_deref(), Some("7"));
        assert_eq!(unit.attributes.len(), 2);
        assert_eq!(&*unit.notes[0].text, "n & m");
        assert_eq!(unit.variants[0].props[0].lang.as_deref(), Some("de"));
        assert_eq!(unit.variants[1].content.text, "Un");
    }

    #[test]
    fn damage_keeps_the_raw_text() {
        for raw in [
            "<tu><tuv xml:lang='en'><seg>One</tuv></tu>",
            "<tu><tuv xml:lang='en'><seg>One</seg></tu>",
            "<tu><tuv",
            "<tu><tuv xml:lang='en'><seg>One",
        ] {
            let (unit, codes, rejects) = read(raw, false);
            assert_eq!((unit, codes, rejects), (None, vec!["TMX001"], vec![raw.to_owned()]));
        }
    }

    #[test]
    fn variants_that_cannot_be_used_are_rejected_alone() {
        let (unit, codes, rejects) = read(
            "<tu><tuv xml:lang='en'><seg>a</seg></tuv><tuv xml:lang='english'><seg>b</seg></tuv>\
             <tuv><seg>c</seg></tuv><tuv lang='fr_ca'><seg>d</seg><seg>e</seg></tuv><tuv xml:lang='de'/></tu>",
            false,
        );
        let langs: Vec<_> = unit.unwrap().variants.iter().map(|v| v.lang.to_string()).collect();
        assert_eq!(langs, ["en", "fr-CA", "de"]);
        assert_eq!(codes, ["TMX013", "TMX013", "TMX014", "TMX014"]);
        assert_eq!(rejects.len(), 3);
        assert_eq!(rejects[2], "<seg>e</seg>");
    }

    #[test]
    fn the_dtd_is_checked_when_asked() {
        let raw = "<tu colour='red' segtype='line' usagecount='many'>x<tuv lang='EN_us'><seg>a</seg><note>n</note><b/></tuv>\
             <prop>p</prop></tu>";
        assert_eq!(read(raw, false).1, [""; 0]);
        let mut codes = read(raw, true).1;
        codes.sort_unstable();
        assert_eq!(
            codes,
            [
                "TMX101", "TMX102", "TMX103", "TMX104", "TMX104", "TMX105", "TMX106", "TMX108",
                "TMX108", "TMX109"
            ]
        );
    }
}

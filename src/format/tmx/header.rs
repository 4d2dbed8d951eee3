//! What stands before the units: document type, root and `header`.

use super::entities::Entities;
use super::markup::{Damage, Tag, Token, Tokens, doctype_end};
use super::remarks::{Context, Remark};
use super::rules::{
    MISSING_ATTRIBUTE, NO_HEADER, NO_ROOT, PROLOG, SRCLANG, UNKNOWN_ELEMENT, VERSION,
};
use super::unit::{attributes, language, remark_or_prop, skip};
use super::vocabulary;
use crate::model::Header;

/// What a file says before its units.
#[derive(Debug, Default)]
pub(super) struct Prolog {
    pub(super) header: Header,
    /// Whether there is a `tmx` element.
    pub(super) root: bool,
    pub(super) remarks: Vec<Remark>,
}

/// The entities declared in a prolog.
pub(super) fn entities(prolog: &str) -> Entities {
    let doctype = prolog.find("<!DOCTYPE").map(|at| &prolog[at..]);
    let end = doctype.and_then(doctype_end);
    doctype.zip(end).map(|(doctype, end)| Entities::parse(&doctype[..end])).unwrap_or_default()
}

/// Reads a prolog: everything up to the first unit, or to the end of the `body` tag.
pub(super) fn parse(prolog: &str, entities: &Entities, strict: bool) -> Prolog {
    let mut cx = Context::new(entities, strict);
    let mut found = Prolog::default();
    if prolog.trim_start().starts_with("<?xml") && !prolog.starts_with("<?xml") {
        cx.check(PROLOG, 0, || "the XML declaration is not at the very start of the file".into());
    }
    match elements(prolog, &mut found, &mut cx) {
        Ok(true) => {}
        Ok(false) => cx.note(NO_HEADER, prolog.len(), "no header before the units"),
        Err(Damage { at, reason }) => {
            cx.note(NO_HEADER, at, format!("the header is broken: {reason}"));
        }
    }
    if !found.root {
        cx.note(NO_ROOT, 0, "the file has no tmx element around its units");
    }
    found.remarks = cx.remarks;
    found
}

/// Walks through the prolog; whether it has a header.
fn elements(prolog: &str, found: &mut Prolog, cx: &mut Context<'_>) -> Result<bool, Damage> {
    let (mut tokens, mut has_header) = (Tokens::new(prolog), false);
    while let Some(token) = tokens.next()? {
        match token {
            Token::Start(tag) if tag.is("tmx") => {
                found.root = true;
                version(&tag, cx);
            }
            Token::Start(tag) if tag.is("header") => {
                has_header = true;
                header(&tag, &mut tokens, &mut found.header, cx)?;
            }
            Token::Start(tag) if !tag.is("body") => {
                cx.check(UNKNOWN_ELEMENT, tag.at, || {
                    format!("`{}` is not an element of TMX", tag.name)
                });
            }
            _ => {}
        }
    }
    Ok(has_header)
}

fn version(tag: &Tag<'_>, cx: &mut Context<'_>) {
    let known = attributes(tag, &["version"], cx);
    match known.iter().find(|(name, _)| &**name == "version") {
        Some((_, version)) if &**version == "1.4" => {}
        Some((_, version)) => {
            cx.check(VERSION, tag.at, || format!("version \"{version}\", not 1.4"));
        }
        None => cx.check(MISSING_ATTRIBUTE, tag.at, || "tmx without version".into()),
    }
}

fn header(
    tag: &Tag<'_>,
    tokens: &mut Tokens<'_>,
    header: &mut Header,
    cx: &mut Context<'_>,
) -> Result<(), Damage> {
    let mut kept = attributes(tag, vocabulary::HEADER, cx);
    for name in vocabulary::REQUIRED {
        if kept.iter().all(|(known, value)| **known != *name || value.trim().is_empty()) {
            cx.check(MISSING_ATTRIBUTE, tag.at, || format!("the header has no {name}"));
        }
    }
    let srclang = kept.iter().position(|(name, _)| &**name == "srclang");
    match srclang.map(|at| kept.remove(at).1) {
        Some(written) if written.trim().eq_ignore_ascii_case("*all*") => {}
        Some(written) => {
            header.srclang = language(&written, tag.at, cx);
            if header.srclang.is_none() {
                cx.note(
                    SRCLANG,
                    tag.at,
                    format!("srclang=\"{written}\" is no language: taken as *all*"),
                );
            }
        }
        None => cx.note(SRCLANG, tag.at, "the header has no srclang: taken as *all*"),
    }
    header.attributes = kept;
    if tag.empty {
        return Ok(());
    }
    loop {
        let at = tokens.at();
        match tokens.next()?.ok_or_else(|| Damage::new(at, "the header is not closed"))? {
            Token::Start(tag) if tag.is("prop") || tag.is("note") => {
                remark_or_prop(&tag, false, tokens, &mut header.notes, &mut header.props, cx)?;
            }
            Token::Start(tag) if tag.is("body") => {
                return Err(Damage::new(tag.at, "the body begins inside the header"));
            }
            // User-defined encodings: allowed, and of no use in Unicode.
            Token::Start(tag) if tag.is("ude") => {
                let strict = std::mem::replace(&mut cx.strict, false);
                let skipped = skip(&tag, "header", tokens, cx);
                cx.strict = strict;
                skipped?;
            }
            Token::Start(tag) => skip(&tag, "header", tokens, cx)?,
            Token::End(end) if end.is("header") => break,
            Token::End(end) => {
                return Err(Damage::new(end.at, format!("</{}> where </header> is due", end.name)));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(prolog: &str, strict: bool) -> (Header, Vec<&'static str>) {
        let found = parse(prolog, &entities(prolog), strict);
        (found.header, found.remarks.iter().map(|remark| remark.rule.code).collect())
    }

    const FULL: &str = "<?xml version='1.0'?><tmx version='1.4'><header creationtool='t' creationtoolversion='1' \
        segtype='sentence' o-tmf='t' adminlang='en' srclang='en' datatype='plaintext'>";

    #[test]
    fn a_sound_header() {
        let prolog = format!(
            "{FULL}<note>n</note><prop type='p'>1</prop><ude name='u'><map unicode='#xF'/></ude></header><body>"
        );
        let (header, codes) = read(&prolog, true);
        assert_eq!(codes, [""; 0]);
        assert_eq!(header.srclang.unwrap().as_str(), "en");
        assert_eq!((header.attributes.len(), header.notes.len(), header.props.len()), (6, 1, 1));
    }

    #[test]
    fn headers_that_lack_something() {
        assert_eq!(read("<tmx version='1.4'><header srclang='*ALL*'/>", false).1, [""; 0]);
        assert_eq!(read("<tmx version='1.4'><header srclang='*all*'/>", true).1, ["TMX101"; 6]);
        assert_eq!(read("<tmx><header srclang='?'/>", false).1, ["TMX023"]);
        assert_eq!(read("<tmx><header/>", false).1, ["TMX023"]);
        assert_eq!(read("<tmx version='1.4'><body>", false).1, ["TMX022"]);
        assert_eq!(read("<header srclang='en'>", false).1, ["TMX022", "TMX005"]);
        assert_eq!(
            read(" <?xml version='1.0'?><tmx version='1.1'><header srclang='EN'/>", true).1.len(),
            9
        );
        let (header, codes) = read(&FULL.replace("'>", "'><prop>x</header>"), false);
        assert_eq!(codes[0], "TMX022");
        assert!(header.srclang.is_some());
    }
}

//! Entities: those of HTML 4 by name, and those a file declares itself, with bounds.

use super::markup::is_name;
use memchr::memmem;

/// The most bytes one declared entity may stand for, and the most a unit may gain by all of them.
const ENTITY_MAX: usize = 1024;
pub(super) const UNIT_MAX: usize = 65_536;
/// The most entities a file may declare.
const COUNT_MAX: usize = 1000;

/// What a declared entity stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Declared {
    /// A text, references in it resolved.
    Text(Box<str>),
    /// Something outside the file: never fetched.
    External,
    /// Itself, or more than the bound.
    Refused,
}

/// The entities a file declares in its internal subset.
#[derive(Debug, Default)]
pub(super) struct Entities {
    declared: Vec<(Box<str>, Declared)>,
}

impl Entities {
    /// Reads the declarations in a document type declaration. Parameter entities are passed over.
    pub(super) fn parse(doctype: &str) -> Self {
        let mut raw: Vec<(&str, Option<&str>)> = Vec::new();
        for at in memmem::find_iter(doctype.as_bytes(), "<!ENTITY").take(COUNT_MAX) {
            let rest = doctype[at + 8..].trim_start();
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (name, rest) = (&rest[..end], rest[end..].trim_start());
            // The first declaration of a name is the one that holds.
            if is_name(name) && raw.iter().all(|(known, _)| *known != name) {
                let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
                let value = quote.and_then(|quote| rest[1..].split(quote).next());
                raw.push((name, value));
            }
        }
        let mut done: Vec<Option<Declared>> = vec![None; raw.len()];
        for index in 0..raw.len() {
            expand(index, &raw, &mut done, 0);
        }
        let names = raw.iter().map(|(name, _)| Box::from(*name));
        let declared = names.zip(done.into_iter().map(|d| d.unwrap_or(Declared::Refused)));
        Self { declared: declared.collect() }
    }

    /// What `name` was declared to be.
    pub(super) fn get(&self, name: &str) -> Option<&Declared> {
        self.declared.iter().find(|(known, _)| **known == *name).map(|(_, declared)| declared)
    }
}

/// Works out one entity, and those it needs first. Each is worked out once, so time stays linear in
/// the declarations whatever they say; a circle meets an entity that is not done and is refused.
fn expand(
    index: usize,
    raw: &[(&str, Option<&str>)],
    done: &mut [Option<Declared>],
    depth: usize,
) -> Declared {
    if let Some(known) = &done[index] {
        return known.clone();
    }
    let Some(mut rest) = raw[index].1 else {
        done[index] = Some(Declared::External);
        return Declared::External;
    };
    done[index] = Some(Declared::Refused);
    if rest.len() > UNIT_MAX {
        return Declared::Refused;
    }
    let mut text = String::new();
    while depth < 64 && text.len() <= ENTITY_MAX {
        let Some(at) = rest.find('&') else {
            text.push_str(rest);
            if text.len() <= ENTITY_MAX {
                done[index] = Some(Declared::Text(text.into()));
            }
            break;
        };
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let inner = rest[1..].find(';').map(|end| &rest[1..=end]);
        let known = inner.and_then(|name| raw.iter().position(|(other, _)| *other == name));
        match (inner, known) {
            (Some(name), Some(known)) => {
                let Declared::Text(part) = expand(known, raw, done, depth + 1) else { break };
                text.push_str(&part);
                rest = &rest[name.len() + 2..];
            }
            (Some(name), None) if character(name).is_some() => {
                text.extend(character(name));
                rest = &rest[name.len() + 2..];
            }
            _ => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    done[index].clone().unwrap_or(Declared::Refused)
}

/// The character of a predefined name, an HTML name or a number (`amp`, `nbsp`, `#233`, `#xE9`).
fn character(name: &str) -> Option<char> {
    predefined(name).or_else(|| html(name)).or_else(|| numbered(name))
}

/// The five names XML knows.
pub(super) fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The character of a reference by number, without `&` and `;`.
pub(super) fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}

/// The character of a name of HTML 4 (section 24 of its specification).
pub(super) fn html(name: &str) -> Option<char> {
    if let Some(at) = LATIN.split(' ').position(|known| known == name) {
        return char::from_u32(160 + at as u32);
    }
    let mut words = OTHERS.split(' ');
    while let (Some(known), Some(code)) = (words.next(), words.next()) {
        if known == name {
            return char::from_u32(u32::from_str_radix(code, 16).ok()?);
        }
    }
    None
}

/// U+00A0 to U+00FF in order.
const LATIN: &str = "\
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn \
    sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave \
    Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml \
    ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN \
    szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute \
    ucirc uuml yacute thorn yuml";

/// Names and code points.
const OTHERS: &str = "\
    Alpha 391 Beta 392 Chi 3A7 Dagger 2021 Delta 394 Epsilon 395 Eta 397 Gamma 393 Iota 399 \
    Kappa 39A Lambda 39B Mu 39C Nu 39D OElig 152 Omega 3A9 Omicron 39F Phi 3A6 Pi 3A0 Prime 2033 \
    Psi 3A8 Rho 3A1 Scaron 160 Sigma 3A3 Tau 3A4 Theta 398 Upsilon 3A5 Xi 39E Yuml 178 Zeta 396 \
    alefsym 2135 alpha 3B1 and 2227 ang 2220 asymp 2248 bdquo 201E beta 3B2 bull 2022 cap 2229 \
    chi 3C7 circ 2C6 clubs 2663 cong 2245 crarr 21B5 cup 222A dArr 21D3 dagger 2020 darr 2193 \
    delta 3B4 diams 2666 empty 2205 emsp 2003 ensp 2002 epsilon 3B5 equiv 2261 eta 3B7 euro 20AC \
    exist 2203 fnof 192 forall 2200 frasl 2044 gamma 3B3 ge 2265 hArr 21D4 harr 2194 hearts 2665 \
    hellip 2026 image 2111 infin 221E int 222B iota 3B9 isin 2208 kappa 3BA lArr 21D0 lambda 3BB \
    lang 2329 larr 2190 lceil 2308 ldquo 201C le 2264 lfloor 230A lowast 2217 loz 25CA lrm 200E \
    lsaquo 2039 lsquo 2018 mdash 2014 minus 2212 mu 3BC nabla 2207 ndash 2013 ne 2260 ni 220B \
    notin 2209 nsub 2284 nu 3BD oelig 153 oline 203E omega 3C9 omicron 3BF oplus 2295 or 2228 \
    otimes 2297 part 2202 permil 2030 perp 22A5 phi 3C6 pi 3C0 piv 3D6 prime 2032 prod 220F \
    prop 221D psi 3C8 rArr 21D2 radic 221A rang 232A rarr 2192 rceil 2309 rdquo 201D real 211C \
    rfloor 230B rho 3C1 rlm 200F rsaquo 203A rsquo 2019 sbquo 201A scaron 161 sdot 22C5 sigma 3C3 \
    sigmaf 3C2 sim 223C spades 2660 sub 2282 sube 2286 sum 2211 sup 2283 supe 2287 tau 3C4 \
    there4 2234 theta 3B8 thetasym 3D1 thinsp 2009 tilde 2DC trade 2122 uArr 21D1 uarr 2191 \
    upsih 3D2 upsilon 3C5 weierp 2118 xi 3BE zeta 3B6 zwj 200D zwnj 200C";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_html() {
        assert_eq!(html("nbsp"), Some('\u{A0}'));
        assert_eq!(html("yuml"), Some('ÿ'));
        assert_eq!(html("hellip"), Some('…'));
        assert_eq!(html("zwnj"), Some('\u{200C}'));
        assert_eq!(html("nope"), None);
    }

    #[test]
    fn declarations_are_bounded() {
        let mut doctype = String::from("<!DOCTYPE tmx [<!ENTITY e0 \"word \">");
        for level in 1..40 {
            let refs = format!("&e{};", level - 1).repeat(10);
            doctype += &format!("<!ENTITY e{level} '{refs}'>");
        }
        doctype += "<!ENTITY file SYSTEM 'secret.txt'><!ENTITY a '&b;'><!ENTITY b '&a;'>]>";
        let entities = Entities::parse(&doctype);
        assert_eq!(entities.get("e1"), Some(&Declared::Text("word ".repeat(10).into())));
        assert_eq!(entities.get("e3"), Some(&Declared::Refused));
        assert_eq!(entities.get("e39"), Some(&Declared::Refused));
        assert_eq!(entities.get("file"), Some(&Declared::External));
        assert_eq!(entities.get("a"), Some(&Declared::Refused));
        assert_eq!(entities.get("none"), None);
    }
}

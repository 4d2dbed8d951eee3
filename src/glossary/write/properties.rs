//! Which properties TBX-Basic has a data category for, and how they are written.

use super::tbx::Xml;
use std::io;

/// The element of a data category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// `termNote`: these stand right behind the term.
    TermNote,
    /// `descrip`.
    Descrip,
    /// `admin`.
    Admin,
    /// `ref` to another entry.
    Ref,
    /// `xref` to an address.
    Xref,
    /// `transacGrp`.
    Transaction,
    /// `note`.
    Note,
}

/// Where a property is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Concept,
    Language,
    Term,
}

const TERM_TYPES: [&str; 5] = ["fullForm", "abbreviation", "shortForm", "variant", "phrase"];
const GENDERS: [&str; 4] = ["masculine", "feminine", "neuter", "other"];
const LOCATIONS: [&str; 18] = [
    "checkBox",
    "comboBox",
    "comboBoxElement",
    "dialogBox",
    "groupBox",
    "informativeMessage",
    "interactiveMessage",
    "menuItem",
    "progressBar",
    "pushButton",
    "radioButton",
    "slider",
    "spinBox",
    "tab",
    "tableText",
    "textBox",
    "toolTip",
    "user-definedType",
];

/// The element TBX-Basic has for a property at a level, if its value is one that may stand there.
/// `known` tells whether an identifier is that of an entry.
pub(super) fn element(
    name: &str,
    value: &str,
    level: Level,
    known: &dyn Fn(&str) -> bool,
) -> Option<Element> {
    if value.is_empty() {
        return None;
    }
    let term = level == Level::Term;
    let first = value.split(' ').next().unwrap_or_default();
    match name {
        "termType" if term => TERM_TYPES.contains(&value).then_some(Element::TermNote),
        "grammaticalGender" if term => GENDERS.contains(&value).then_some(Element::TermNote),
        "termLocation" if term => LOCATIONS.contains(&value).then_some(Element::TermNote),
        "geographicalUsage" if term => Some(Element::TermNote),
        "context" if term => Some(Element::Descrip),
        "customerSubset" | "projectSubset" if term => Some(Element::Admin),
        "source" => Some(Element::Admin),
        "subjectField" if level == Level::Concept => Some(Element::Descrip),
        "crossReference" if level != Level::Language => known(first).then_some(Element::Ref),
        "externalCrossReference" if level != Level::Language => {
            is_address(first).then_some(Element::Xref)
        }
        "xGraphic" if level == Level::Concept => is_address(first).then_some(Element::Xref),
        "origination" | "modification" => Some(Element::Transaction),
        "note" if level == Level::Language => Some(Element::Note),
        _ => None,
    }
}

/// Writes a property as its element.
pub(super) fn write(
    xml: &mut Xml<'_>,
    indent: usize,
    element: Element,
    name: &str,
    value: &str,
) -> io::Result<()> {
    let kind = [("type", name)];
    match element {
        Element::TermNote => xml.leaf(indent, "termNote", &kind, value),
        Element::Descrip => xml.leaf(indent, "descrip", &kind, value),
        Element::Admin => xml.leaf(indent, "admin", &kind, value),
        Element::Note => xml.leaf(indent, "note", &[], value),
        Element::Ref | Element::Xref => {
            let (target, words) = value.split_once(' ').unwrap_or((value, value));
            let tag = if element == Element::Ref { "ref" } else { "xref" };
            xml.leaf(indent, tag, &[("type", name), ("target", target)], words)
        }
        Element::Transaction => {
            let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
            let (date, who) = if is_date(first) { (first, rest) } else { ("", value) };
            xml.open(indent, "transacGrp", &[])?;
            xml.leaf(indent + 1, "transac", &[("type", "transactionType")], name)?;
            if !date.is_empty() {
                xml.leaf(indent + 1, "date", &[], date)?;
            }
            if !who.is_empty() {
                xml.leaf(indent + 1, "transacNote", &[("type", "responsibility")], who)?;
            }
            xml.close(indent, "transacGrp")
        }
    }
}

/// Whether a word is an address the schema takes.
fn is_address(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    let sound = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?&=+,;@!$'()*".contains(&b);
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(sound))
}

/// Whether a word is a date of XML Schema, without a time zone.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, length: usize| {
        let digits = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().unwrap_or_default())
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let longest = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year > 0 && (1..=longest).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_addresses_are_those_of_the_schema() {
        assert!(is_date("2024-01-31") && !is_date("2024-02-30") && !is_date("20240131"));
        assert!(is_address("https://example.org/a?b=c") && !is_address("https://"));
        assert!(!is_address("https://example.org/%zz") && !is_address("file:///x"));
    }
}

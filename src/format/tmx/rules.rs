//! The rules of reading, checking and writing TMX, with their stable codes.
//!
//! Codes below 100 come from reading, those from 101 only from [`super::lint`], those from 201 from
//! writing. A code is never given to another rule.

use crate::model::{Finding, Severity};

/// A rule a TMX file can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, `TMX001`.
    pub code: &'static str,
    /// How bad a breach is.
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters, what the reader or writer does about it, and what a person can do.
    pub explanation: &'static str,
}

impl Rule {
    /// A finding of this rule, without a place.
    pub(super) fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.severity, message)
    }
}

/// The rule with that code, in any case.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.eq_ignore_ascii_case(code))
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $title:literal $explanation:literal;)*) => {
        $(pub(super) const $name: &Rule = &Rule {
            code: $code,
            severity: Severity::$severity,
            title: $title,
            explanation: $explanation,
        };)*

        /// Every rule, by ascending code.
        pub static RULES: &[Rule] = &[$(*$name),*];
    };
}

rules! {
    DAMAGED "TMX001" Error "damaged unit"
        "The XML of a unit is broken: a tag is not closed, tags overlap, or the unit has no end. The unit is left \
         out and kept as it stands among the rejects; all other units load. Mend its markup and read it again.";
    OVERSIZE "TMX002" Error "unit over the size limit"
        "A unit is longer than the limit for one unit, often because its end tag is missing. It is passed over, \
         in pieces, without being held in memory. Raise the limit if the unit is genuine.";
    TRUNCATED "TMX003" Error "file ends early"
        "The file stops before its closing tag, so it was cut off while being written or sent. Units before the \
         cut load. Get the whole file again.";
    STRAY "TMX004" Warning "content outside units"
        "Between the units there is something that is neither a unit nor a comment, such as a unit whose start \
         tag is broken, or a second file appended to the first. It is kept among the rejects.";
    NO_ROOT "TMX005" Error "no tmx element"
        "The file holds units but is not wrapped in a tmx element, so other tools will refuse it. The units load.";
    BAD_BYTES "TMX006" Warning "bytes that are not of the encoding"
        "Some bytes are not text in the file's encoding. In a UTF-8 file they are read as windows-1252, which is \
         what they nearly always are; in other encodings they become U+FFFD. Check the letters at that place.";
    ENCODING "TMX007" Info "encoding declaration passed over"
        "The XML declaration names an encoding that the bytes contradict, or one nobody knows. The bytes decide. \
         Other tools may refuse the file; writing it again settles it.";
    ILLEGAL "TMX008" Warning "character that XML forbids"
        "Control characters and U+FFFE/U+FFFF may not stand in XML, not even as references. Strict parsers refuse \
         the whole file. They are left out of the text.";
    BARE "TMX009" Warning "unescaped & or <"
        "An ampersand or less-than sign stands in the text as it is. Strict parsers refuse the whole file; here it \
         is read as the letter it was meant to be. It should be written &amp; or &lt;.";
    HTML_ENTITY "TMX010" Warning "HTML entity"
        "Names such as &nbsp; belong to HTML; XML knows five names only, so strict parsers refuse the file. The \
         character is put in its place.";
    UNKNOWN_ENTITY "TMX011" Warning "unknown entity"
        "A reference names an entity nobody declared. It is kept in the text as written.";
    REFUSED_ENTITY "TMX012" Error "entity refused"
        "The reference leads outside the file, or grows beyond the bound for entities (1,024 bytes each, 65,536 in \
         a unit). Nothing is fetched and nothing is expanded: the reference is kept in the text as written.";
    NO_LANGUAGE "TMX013" Error "variant without a usable language"
        "A variant has no xml:lang, or one that is no language tag. It can't be assigned to a language, so it is \
         kept among the rejects; the unit's other variants load.";
    SEG_COUNT "TMX014" Error "variant without exactly one seg"
        "Each variant holds one seg. Without one the text is taken as empty; of several the first is read and the \
         others are kept among the rejects.";
    NO_VARIANTS "TMX015" Error "unit without variants"
        "A unit in which no variant can be read has nothing to say. It is kept among the rejects.";
    DATE_FORM "TMX016" Info "date in another form"
        "TMX writes dates as YYYYMMDDThhmmssZ, in UTC. Other recognisable forms are converted; a date without a \
         zone is taken as UTC.";
    DATE_BAD "TMX017" Warning "unreadable date"
        "A date attribute holds something that is no date. It is kept as written; on writing it becomes a prop.";
    UNPAIRED "TMX018" Warning "unpaired inline code"
        "A bpt has no ept of the same number behind it in the segment, or an ept has no bpt before it. The code is \
         read as isolated (it).";
    DUPLICATE_I "TMX019" Warning "pair number used twice"
        "The attribute i must be unique among the bpt of a segment. Pairs are matched innermost first, and the \
         later pair gets a new number.";
    INLINE "TMX020" Warning "unknown inline markup"
        "Inside a segment there is an element that TMX does not have, such as HTML tags that were not escaped. Its \
         tags become inline codes, its text stays in the segment.";
    INLINE_ATTRIBUTE "TMX021" Warning "inline code with a bad attribute"
        "An inline code lacks a required attribute (i of bpt and ept, pos of it) or has one that is no number (x). \
         Codes without i pair with their nearest partner; an it without pos is taken as beginning.";
    NO_HEADER "TMX022" Warning "no header"
        "The header is missing or broken, so the source language and other defaults are not known. Units load.";
    SRCLANG "TMX023" Warning "unusable srclang"
        "The header's source language is missing or is neither a language tag nor *all*. It is taken as *all*.";
    ATTRIBUTE_FORM "TMX024" Warning "malformed attribute"
        "An attribute is repeated, has no quotes or no value. The first value is used. Strict parsers refuse the \
         whole file.";

    MISSING_ATTRIBUTE "TMX101" Warning "required attribute missing or empty"
        "The DTD requires the attribute: importers that validate refuse the file, others guess.";
    UNKNOWN_ATTRIBUTE "TMX102" Warning "attribute unknown to TMX"
        "The DTD does not have this attribute on this element, so validating importers refuse the file. Use a prop.";
    UNKNOWN_ELEMENT "TMX103" Warning "element unknown to TMX"
        "The DTD does not have this element here. Its content is not read.";
    ORDER "TMX104" Warning "elements out of order"
        "Notes and props come before the variants of a unit, and before the seg of a variant. Many importers lose \
         those that come later.";
    LANG_ATTRIBUTE "TMX105" Info "lang instead of xml:lang"
        "Since TMX 1.4 the language stands in xml:lang; lang alone makes the file invalid.";
    TAG_FORM "TMX106" Info "language tag not canonical"
        "The tag can be read, but is not written as BCP 47 recommends (en-US, zh-Hans). Some importers compare tags \
         letter by letter.";
    VERSION "TMX107" Info "version other than 1.4"
        "The DTD in use is that of version 1.4, and only this value is valid in it. Older versions and 1.4b are \
         read all the same.";
    BAD_VALUE "TMX108" Warning "value not allowed"
        "The attribute takes a fixed set of values (segtype) or a number (usagecount), and this is none of them.";
    LOOSE_TEXT "TMX109" Warning "text where only elements may stand"
        "Letters stand directly in a unit or variant, outside seg, note and prop. They are not read.";
    PROLOG "TMX110" Warning "something before the XML declaration"
        "The XML declaration must be the very first thing in the file. Strict parsers refuse the whole file.";

    NO_SOURCE "TMX121" Warning "no variant in the source language"
        "The unit has no variant in exactly the language that the header or the unit names as its source. Importers \
         that compare tags exactly skip the unit.";
    SAME_LANGUAGE "TMX122" Warning "language twice in a unit"
        "A unit holds one variant a language. Importers keep the first or the last, and the other is lost.";
    ONE_LANGUAGE "TMX123" Warning "unit in one language only"
        "A unit with a single language holds no translation.";
    SAME_ID "TMX124" Warning "tuid used twice"
        "Unit identifiers should be unique in the file; importers that go by them overwrite the earlier unit.";
    SAME_UNIT "TMX125" Info "unit repeated"
        "The same texts in the same languages came before. Repetition makes the memory larger and statistics wrong.";
    EMPTY "TMX126" Warning "empty segment"
        "The segment is empty or white space only. Pretranslation may fill in nothing for real text.";
    ONLY_CODES "TMX127" Info "segment of codes only"
        "The segment has inline codes but no text.";
    MARGINS "TMX128" Info "white space at the ends differs"
        "One variant begins or ends with white space and the source does not, or the other way round. Spaces get \
         lost or doubled when the match is used.";
    UNTRANSLATED "TMX129" Info "translation equals source"
        "The texts are the same though the languages differ. Right for names and numbers, else untranslated.";
    CODES_DIFFER "TMX130" Warning "codes do not correspond"
        "The codes numbered by x in the source are not those of the other variant, or the numbers of codes differ. \
         Tools cannot carry the formatting over.";
    REPLACED "TMX131" Warning "replacement characters in text"
        "U+FFFD stands where a letter was lost when the text was decoded with a wrong encoding.";

    REMOVED "TMX201" Warning "forbidden characters removed"
        "Characters that XML does not allow were left out while writing.";
    NOTHING_TO_WRITE "TMX202" Warning "unit without variants not written"
        "A unit needs at least one variant to be valid.";
    CODES_MENDED "TMX203" Info "codes mended"
        "Codes were unpaired, numbered twice or overlapping, and were written as isolated codes or with new numbers.";
    MOVED "TMX204" Info "attributes moved to props"
        "The DTD does not allow the attribute there, or not with this value, so it was written as a prop with a \
         type beginning with x-.";
    UNFIT "TMX205" Warning "unit does not fit the profile"
        "The importer would refuse or skip the unit, so it was left out.";
    TOO_LONG "TMX206" Warning "unit too long for the profile"
        "A side of the unit is longer than the importer takes, so the unit was left out.";
    DROPPED_VARIANT "TMX207" Warning "variants left out for the profile"
        "The importer takes fewer variants than the unit has.";
    CHANGED_HEADER "TMX208" Info "header changed for the profile or the DTD"
        "A value of the header was not allowed, and an allowed one was written in its place.";
    FILE_SIZE "TMX209" Warning "file too large for the profile"
        "The importer does not take files of this size. Split the memory.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ascend_and_are_found() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert_eq!(rule("tmx001"), Some(DAMAGED));
        assert_eq!(rule("TMX999"), None);
        for rule in RULES {
            assert!(rule.explanation.ends_with('.') && !rule.title.ends_with('.'), "{}", rule.code);
        }
    }
}

//! Writing memories: valid TMX 1.4, stable to the byte, a unit a few lines.

mod segment;

use super::profile::{Fitting, Unfit};
use super::rules::{
    CHANGED_HEADER, CODES_MENDED, DROPPED_VARIANT, FILE_SIZE, MOVED, NOTHING_TO_WRITE, REMOVED,
    Rule, TOO_LONG, UNFIT,
};
use super::{dates, escape, vocabulary};
use crate::format::{FormatError, UnitWriter, WriteOptions};
use crate::model::{Attributes, Finding, Header, Note, Property, Unit, Variant};
use std::fmt::Write as _;
use std::io::Write;

/// Bytes gathered before they are handed to the file.
const BUFFER: usize = 128 << 10;
/// How many findings of one rule are given; the rest is counted.
const EACH: usize = 50;
/// The prop that keeps the name of the tool a memory came from.
const ORIGIN: &str = "x-creationtool";

/// Writes a memory.
pub(super) struct Writer<'w> {
    out: Box<dyn Write + 'w>,
    buffer: String,
    fitting: Fitting,
    /// Units given so far, written or not.
    count: u64,
    bytes: u64,
    findings: Vec<Finding>,
    /// How often each rule was broken, in the order of first breach.
    counts: Vec<(&'static Rule, u64)>,
    /// Forbidden characters in the unit being written.
    removed: usize,
}

impl<'w> Writer<'w> {
    /// Writes the header.
    ///
    /// # Errors
    /// When there is no such profile, when the languages do not fit it, or when the file can't be
    /// written.
    pub(super) fn new(
        header: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Self, FormatError> {
        let fitting =
            Fitting::new(options.profile.as_deref(), header.srclang.as_ref(), &options.languages)?;
        let mut writer = Self {
            out,
            buffer: String::with_capacity(BUFFER * 2),
            fitting,
            count: 0,
            bytes: 0,
            findings: Vec::new(),
            counts: Vec::new(),
            removed: 0,
        };
        writer.header(header, options);
        writer.flush_if(BUFFER)?;
        Ok(writer)
    }

    fn header(&mut self, header: &Header, options: &WriteOptions) {
        self.buffer.push_str(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n\
             <tmx version=\"1.4\">\n  <header",
        );
        let mut attributes = self.header_attributes(header, options);
        let mut props = header.props.clone();
        let given = |name: &str| header.attributes.iter().find(|(known, _)| &**known == name);
        if let Some((_, tool)) = given("creationtool").filter(|(_, tool)| &**tool != "targum") {
            let version = given("creationtoolversion").map_or("", |(_, version)| version);
            let value = format!("{tool} {version}").trim_end().into();
            if props.iter().all(|prop| &*prop.name != ORIGIN) {
                props.push(Property { name: ORIGIN.into(), value, lang: None });
            }
        }
        self.move_unknown(&mut attributes, &mut props, vocabulary::HEADER, "header");
        self.attributes(&attributes);
        if header.notes.is_empty() && props.is_empty() {
            self.buffer.push_str("/>\n");
        } else {
            self.buffer.push_str(">\n");
            self.remarks(&header.notes, &props, "    ");
            self.buffer.push_str("  </header>\n");
        }
        self.buffer.push_str("  <body>\n");
        self.tell_removed("header");
    }

    /// The header's attributes: the seven required ones first, then the others as they came.
    fn header_attributes(&mut self, header: &Header, options: &WriteOptions) -> Attributes {
        let given = |name: &str| {
            let found = header.attributes.iter().find(|(known, _)| &**known == name);
            found.map(|(_, value)| &**value).filter(|value| !value.trim().is_empty())
        };
        let mut segtype = given("segtype").unwrap_or("sentence").to_owned();
        if !vocabulary::SEGTYPES.contains(&&*segtype) {
            let lower = segtype.to_ascii_lowercase();
            let known = vocabulary::SEGTYPES.contains(&&*lower);
            let mended = if known { lower } else { "sentence".to_owned() };
            let message = format!("segtype \"{segtype}\" is not allowed: written \"{mended}\"");
            self.say(CHANGED_HEADER, message);
            segtype = mended;
        }
        let mut datatype = given("datatype").unwrap_or("plaintext").to_owned();
        let allowed = self.fitting.profile.datatypes;
        if let [fallback, ..] = allowed
            && !allowed.contains(&&*datatype)
        {
            let same = allowed.iter().find(|known| known.eq_ignore_ascii_case(&datatype));
            let mended = *same.unwrap_or(fallback);
            self.say(
                CHANGED_HEADER,
                format!("datatype \"{datatype}\" is not on the list: written \"{mended}\""),
            );
            mended.clone_into(&mut datatype);
        }
        let srclang = self.fitting.source().or(header.srclang.as_ref());
        let srclang = srclang.map_or_else(|| "*all*".to_owned(), |lang| self.fitting.tag(lang));
        let required = [
            ("creationtool", "targum"),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", &segtype),
            ("o-tmf", given("o-tmf").unwrap_or("targum")),
            ("adminlang", given("adminlang").unwrap_or("en")),
            ("srclang", &srclang),
            ("datatype", &datatype),
        ];
        let own = |(name, value): (&str, &str)| (Box::from(name), Box::from(value));
        let mut attributes: Attributes = required.into_iter().map(own).collect();
        let further = |(name, _): &&(Box<str>, Box<str>)| !vocabulary::REQUIRED.contains(&&**name);
        attributes.extend(header.attributes.iter().filter(further).cloned());
        if let Some(date) = &options.date
            && given("creationdate").is_none()
        {
            attributes.retain(|(name, _)| &**name != "creationdate");
            attributes.push(own(("creationdate", date)));
        }
        attributes
    }

    fn write_unit(&mut self, unit: &Unit, variants: &[&Variant]) {
        let (mut attributes, mut props) = (unit.attributes.clone(), unit.props.clone());
        self.move_unknown(&mut attributes, &mut props, vocabulary::TU, "unit");
        self.buffer.push_str("    <tu");
        if let Some(id) = &unit.id {
            self.attribute("tuid", id);
        }
        self.attributes(&attributes);
        self.buffer.push_str(">\n");
        self.remarks(&unit.notes, &props, "      ");
        for variant in variants {
            self.variant(variant);
        }
        self.buffer.push_str("    </tu>\n");
    }

    fn variant(&mut self, variant: &Variant) {
        self.buffer.push_str("      <tuv xml:lang=\"");
        if self.fitting.profile.short_tags {
            let tag = self.fitting.tag(&variant.lang);
            self.buffer.push_str(&tag);
        } else {
            self.buffer.push_str(variant.lang.as_str());
        }
        self.buffer.push('"');
        let plain =
            variant.attributes.is_empty() && variant.notes.is_empty() && variant.props.is_empty();
        let indent = if plain { "" } else { "        " };
        if plain {
            self.buffer.push('>');
        } else {
            let (mut attributes, mut props) = (variant.attributes.clone(), variant.props.clone());
            self.move_unknown(&mut attributes, &mut props, vocabulary::TUV, "variant");
            self.attributes(&attributes);
            self.buffer.push_str(">\n");
            self.remarks(&variant.notes, &props, indent);
        }
        self.buffer.push_str(indent);
        self.buffer.push_str("<seg>");
        let written = segment::write(&mut self.buffer, &variant.content);
        self.removed += written.removed;
        if written.mended {
            self.say(CODES_MENDED, format!("codes of the segment in {} were mended", variant.lang));
        }
        self.buffer.push_str(if plain { "</seg></tuv>\n" } else { "</seg>\n      </tuv>\n" });
    }

    /// Turns attributes that the DTD does not have there, or not with that value, into props.
    fn move_unknown(
        &mut self,
        attributes: &mut Attributes,
        props: &mut Vec<Property>,
        known: &[&str],
        of: &str,
    ) {
        let mut seen: Vec<Box<str>> = Vec::new();
        let mut moved = Vec::new();
        attributes.retain(|(name, value)| {
            let date = dates::ATTRIBUTES.contains(&&**name) && !dates::is_canonical(value);
            let tag = matches!(&**name, "tuid" | "lang" | "xml:lang");
            let fits = known.contains(&&**name)
                && !(date
                    || tag
                    || seen.contains(name)
                    || &**name == "segtype" && !vocabulary::allows(name, value));
            if fits {
                seen.push(name.clone());
            } else {
                moved.push((name.clone(), value.clone()));
            }
            fits
        });
        for (name, value) in moved {
            self.say(MOVED, format!("the attribute `{name}` of the {of} became a prop"));
            let name = if name.starts_with("x-") { name } else { format!("x-{name}").into() };
            props.push(Property { name, value, lang: None });
        }
    }

    fn attributes(&mut self, attributes: &Attributes) {
        for (name, value) in attributes {
            self.attribute(name, value);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.buffer.push(' ');
        self.buffer.push_str(name);
        self.buffer.push_str("=\"");
        self.removed += escape::attribute(&mut self.buffer, value);
        self.buffer.push('"');
    }

    fn remarks(&mut self, notes: &[Note], props: &[Property], indent: &str) {
        for note in notes {
            self.remark("note", None, note.lang.as_deref(), &note.text, indent);
        }
        for prop in props {
            self.remark("prop", Some(&prop.name), prop.lang.as_deref(), &prop.value, indent);
        }
    }

    fn remark(
        &mut self,
        element: &str,
        kind: Option<&str>,
        lang: Option<&str>,
        text: &str,
        indent: &str,
    ) {
        self.buffer.push_str(indent);
        self.buffer.push('<');
        self.buffer.push_str(element);
        if let Some(kind) = kind {
            self.attribute("type", kind);
        }
        if let Some(lang) = lang {
            self.attribute("xml:lang", lang);
        }
        self.buffer.push('>');
        self.removed += escape::text(&mut self.buffer, text);
        self.buffer.push_str("</");
        self.buffer.push_str(element);
        self.buffer.push_str(">\n");
    }

    /// Notes a breach of a rule.
    fn say(&mut self, rule: &'static Rule, message: impl AsRef<str>) {
        let known = self.counts.iter().position(|(known, _)| known.code == rule.code);
        let at = known.unwrap_or(self.counts.len());
        if known.is_none() {
            self.counts.push((rule, 0));
        }
        self.counts[at].1 += 1;
        if self.counts[at].1 <= EACH as u64 {
            let place =
                if self.count > 0 { format!("unit {}: ", self.count) } else { String::new() };
            self.findings.push(rule.finding(place + message.as_ref()));
        }
    }

    fn tell_removed(&mut self, of: &str) {
        let removed = std::mem::take(&mut self.removed);
        if removed > 0 {
            let letters = if removed == 1 { "character" } else { "characters" };
            self.say(
                REMOVED,
                format!("{removed} {letters} that XML forbids removed from the {of}"),
            );
        }
    }

    fn flush_if(&mut self, full: usize) -> Result<(), FormatError> {
        if self.buffer.len() >= full {
            self.out.write_all(self.buffer.as_bytes())?;
            self.bytes += self.buffer.len() as u64;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl UnitWriter for Writer<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError> {
        self.count += 1;
        let named = |message: String| match &unit.id {
            Some(id) => format!("(tuid {id}) {message}"),
            None => message,
        };
        match self.fitting.fit(unit) {
            Ok((variants, _)) if variants.is_empty() => {
                self.say(NOTHING_TO_WRITE, named("it has no variant, so it was left out".into()));
            }
            Ok((variants, left)) => {
                if left > 0 {
                    self.say(
                        DROPPED_VARIANT,
                        named(format!("{left} of its variants were left out")),
                    );
                }
                self.write_unit(unit, &variants);
                self.tell_removed("unit");
            }
            Err(Unfit::Unit(why)) => self.say(UNFIT, named(format!("left out: {why}"))),
            Err(Unfit::Long(why)) => self.say(TOO_LONG, named(format!("left out: {why}"))),
        }
        self.flush_if(BUFFER)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Finding>, FormatError> {
        self.buffer.push_str("  </body>\n</tmx>\n");
        self.flush_if(0)?;
        self.out.flush()?;
        self.count = 0;
        for (rule, count) in std::mem::take(&mut self.counts) {
            if count > EACH as u64 {
                let mut message = String::new();
                let _ = write!(message, "{}: {} more such units", rule.title, count - EACH as u64);
                self.findings.push(rule.finding(message));
            }
        }
        let profile = self.fitting.profile;
        if let Some(max) = profile.max_bytes.filter(|max| self.bytes > *max) {
            let message = format!(
                "the file has {} bytes, {} takes {max}: split it",
                self.bytes, profile.name
            );
            self.say(FILE_SIZE, message);
        }
        Ok(self.findings)
    }
}

#[cfg(test)]
mod tests;

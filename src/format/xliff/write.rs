//! Writing a memory: XLIFF 2.1, or 1.2 where the profile asks for it. A unit has one segment, its source and
//! one target; what XLIFF has no place for is told once.

mod codes;

use super::metadata;
use super::tag::quoted;
use crate::format::pair::{Pair, Texts};
use crate::format::{FormatError, UnitWriter, WriteOptions};
use crate::model::{Finding, Header, Property, Severity, Unit, Variant};
use crate::text::LangTag;
use codes::Sides;
pub(super) use codes::escaped;
use rustc_hash::FxHashSet;
use std::io::Write;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes gathered before they are handed to the file.
const BUFFER: usize = 128 << 10;

/// Which XLIFF is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Old,
    New,
}

/// What could not be written, each with what is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    NoSource,
    Languages,
    Properties,
    Highlights,
    Subs,
    Characters,
}

const LOSSES: [(Loss, &str); 6] = [
    (Loss::NoSource, "units without a text in the source language are left out"),
    (Loss::Languages, "XLIFF has a source and one target: texts in further languages are left out"),
    (Loss::Properties, "XLIFF 1.2 has no place for properties and dates: they are left out"),
    (Loss::Highlights, "highlights are left out, their text stays"),
    (Loss::Subs, "texts inside of codes are left out"),
    (Loss::Characters, "characters that XML forbids are left out"),
];

/// Writes a memory.
pub(super) struct Writer<'w> {
    out: Box<dyn Write + 'w>,
    buffer: String,
    version: Version,
    pair: Pair,
    /// Hashes of the ids given so far.
    ids: FxHashSet<u64>,
    count: u64,
    lost: [u64; LOSSES.len()],
}

impl<'w> Writer<'w> {
    /// # Errors
    /// When there is no such profile.
    pub(super) fn new(
        header: &Header,
        options: &WriteOptions,
        out: Box<dyn Write + 'w>,
    ) -> Result<Self, FormatError> {
        let version = match options.profile.as_deref() {
            None | Some("2" | "2.1" | "xliff-2.1") => Version::New,
            Some("1.2" | "xliff-1.2") => Version::Old,
            Some(other) => {
                let reason = format!("XLIFF has no profile {other}: there are 1.2 and 2.1");
                return Err(FormatError::unfit(reason));
            }
        };
        Ok(Self {
            out,
            buffer: String::new(),
            version,
            pair: Pair::new(header, options),
            ids: FxHashSet::default(),
            count: 0,
            lost: [0; LOSSES.len()],
        })
    }

    /// The beginning of the file, once its languages are settled.
    fn begin(&mut self, unit: Option<&Unit>) {
        let ((source, target), true) = self.pair.settle(unit) else { return };
        let of = |lang: Option<&LangTag>| quoted(lang.map_or("und", LangTag::as_str));
        let (from, to) = (of(Some(source)), of(target.as_ref()));
        self.buffer += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        self.buffer += &match self.version {
            Version::New => format!(
                "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" xmlns:mda=\"{}\" version=\"2.1\" \
                 srcLang={from} trgLang={to}>\n  <file id=\"f1\" xml:space=\"preserve\">\n{}",
                metadata::NAMESPACE,
                metadata::of_file()
            ),
            Version::Old => format!(
                "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n  <file \
                 original=\"memory\" source-language={from} target-language={to} datatype=\"plaintext\" \
                 xml:space=\"preserve\">\n    <body>\n"
            ),
        };
    }

    pub(super) fn lose(&mut self, loss: Loss, count: usize) {
        if let Some(at) = LOSSES.iter().position(|(known, _)| *known == loss) {
            self.lost[at] += count as u64;
        }
    }

    /// The unit's own id where it may have it; else a number.
    fn id(&mut self, unit: &Unit) -> String {
        let fits = |id: &&str| {
            let name = |b: u8| b.is_ascii_alphanumeric() || b".-_:".contains(&b);
            self.version == Version::Old && !id.is_empty() || !id.is_empty() && id.bytes().all(name)
        };
        let own = unit.id.as_deref().filter(fits);
        if let Some(own) = own.filter(|own| self.ids.insert(xxh3_64(own.as_bytes()))) {
            return own.to_owned();
        }
        let mut number = self.count;
        loop {
            let id = format!("u{number}");
            if self.ids.insert(xxh3_64(id.as_bytes())) {
                return id;
            }
            number += 1;
        }
    }

    fn write_unit(&mut self, unit: &Unit, source: &Variant, target: Option<&Variant>) {
        let id = self.id(unit);
        let named = |name: &str| {
            let prop = unit.props.iter().find(|prop| &*prop.name == name);
            prop.map(|prop| prop.value.to_string())
        };
        let lost = unit.id.as_deref().filter(|own| !own.is_empty() && *own != id);
        let state = target.and_then(|target| state(self.version, target));
        let mut name = named("x-xliff-name");
        let mut metadata = String::new();
        if self.version == Version::New {
            let kept = |prop: &Property| match &*prop.name {
                "x-xliff-name" => true,
                "x-xliff-state" => state == Some(&*prop.value),
                _ => false,
            };
            let (said, removed) = metadata::of_unit(unit, lost, [Some(source), target], &kept);
            self.lose(Loss::Characters, removed);
            metadata = said;
        } else {
            name = name.or_else(|| named("x-xliff-resname")).or(lost.map(str::to_owned));
            self.lose_properties(unit, source, target, state.is_some());
        }
        let texts = Sides::new(self.version, &source.content, target.map(|t| &t.content));
        for (loss, count) in &texts.lost {
            self.lose(*loss, *count);
        }
        let name = name.as_deref().map(quoted);
        let state = state.map(|state| format!(" state=\"{state}\"")).unwrap_or_default();
        match self.version {
            Version::New => {
                let name = name.map(|name| format!(" name={name}")).unwrap_or_default();
                self.buffer += &format!("    <unit id={}{name}>\n{metadata}", quoted(&id));
                self.notes(unit, source, target);
                if !texts.data.is_empty() {
                    self.buffer += "      <originalData>\n";
                    for (number, data) in texts.data.iter().enumerate() {
                        let number = number + 1;
                        self.buffer += &format!("        <data id=\"d{number}\">{data}</data>\n");
                    }
                    self.buffer += "      </originalData>\n";
                }
                let Sides { source, target, .. } = &texts;
                self.buffer +=
                    &format!("      <segment{state}>\n        <source>{source}</source>\n");
                if let Some(target) = target {
                    self.buffer += &format!("        <target>{target}</target>\n");
                }
                self.buffer += "      </segment>\n    </unit>\n";
            }
            Version::Old => {
                let name = name.map(|name| format!(" resname={name}")).unwrap_or_default();
                let Sides { source: from, target: to, .. } = &texts;
                self.buffer += &format!(
                    "      <trans-unit id={}{name}>\n        <source>{from}</source>\n",
                    quoted(&id)
                );
                if let Some(to) = to {
                    self.buffer += &format!("        <target{state}>{to}</target>\n");
                }
                self.notes(unit, source, target);
                self.buffer += "      </trans-unit>\n";
            }
        }
    }

    /// Counts what XLIFF 1.2 has no place for.
    fn lose_properties(
        &mut self,
        unit: &Unit,
        source: &Variant,
        target: Option<&Variant>,
        state: bool,
    ) {
        let kept = |prop: &&Property| matches!(&*prop.name, "x-xliff-name" | "x-xliff-resname");
        let sides = [Some(source), target].into_iter().flatten();
        let of_sides: usize = sides.map(|side| side.props.len() + side.attributes.len()).sum();
        let own = unit.props.iter().filter(kept).count() + usize::from(state);
        let all = unit.props.len() + unit.attributes.len() + of_sides;
        self.lose(Loss::Properties, all.saturating_sub(own));
    }

    fn notes(&mut self, unit: &Unit, source: &Variant, target: Option<&Variant>) {
        let new = self.version == Version::New;
        let of_target = target.map_or(&[][..], |target| &target.notes);
        let of = [("", &unit.notes[..]), ("source", &source.notes), ("target", of_target)];
        let (mut out, mut removed) = (String::new(), 0);
        for (side, notes) in of {
            for note in notes {
                let about = if new { "appliesTo" } else { "annotates" };
                out += "        <note";
                if !side.is_empty() {
                    out += &format!(" {about}=\"{side}\"");
                }
                if let Some(lang) = note.lang.as_ref().filter(|_| !new) {
                    out += &format!(" xml:lang={}", quoted(lang));
                }
                let (text, bad) = escaped(&note.text);
                out += &format!(">{text}</note>\n");
                removed += bad;
            }
        }
        self.lose(Loss::Characters, removed);
        if new && !out.is_empty() {
            out = format!("      <notes>\n{out}      </notes>\n");
        }
        self.buffer += &out;
    }

    fn flush_if(&mut self, full: usize) -> Result<(), FormatError> {
        if self.buffer.len() >= full {
            self.out.write_all(self.buffer.as_bytes())?;
            self.buffer.clear();
        }
        Ok(())
    }
}

/// The state that a translation has, where the version has it too.
fn state(version: Version, target: &Variant) -> Option<&str> {
    let state = target.props.iter().find(|prop| &*prop.name == "x-xliff-state")?;
    let known: &[&str] = match version {
        Version::New => &["initial", "translated", "reviewed", "final"],
        Version::Old => &[
            "final",
            "needs-adaptation",
            "needs-l10n",
            "needs-review-adaptation",
            "needs-review-l10n",
            "needs-review-translation",
            "needs-translation",
            "new",
            "signed-off",
            "translated",
        ],
    };
    Some(&*state.value).filter(|state| known.contains(state))
}

impl UnitWriter for Writer<'_> {
    fn unit(&mut self, unit: &Unit) -> Result<(), FormatError> {
        self.count += 1;
        self.begin(Some(unit));
        let Some(Texts { source, target, others }) = self.pair.texts(unit) else {
            self.lose(Loss::NoSource, 1);
            return Ok(());
        };
        self.lose(Loss::Languages, others);
        self.write_unit(unit, source, target);
        self.flush_if(BUFFER)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<Finding>, FormatError> {
        self.begin(None);
        self.buffer += match self.version {
            // A file of XLIFF 2 is not empty.
            Version::New if self.ids.is_empty() => "    <group id=\"g1\"/>\n  </file>\n</xliff>\n",
            Version::New => "  </file>\n</xliff>\n",
            Version::Old => "    </body>\n  </file>\n</xliff>\n",
        };
        self.flush_if(0)?;
        self.out.flush()?;
        let lost = LOSSES.iter().zip(self.lost).filter(|(_, count)| *count > 0);
        let told = lost.map(|((loss, what), count)| {
            let severity = match loss {
                Loss::Properties => Severity::Info,
                _ => Severity::Warning,
            };
            Finding::new("xliff-lost", severity, format!("{what} ({count})"))
        });
        Ok(told.collect())
    }
}

#[cfg(test)]
mod tests;

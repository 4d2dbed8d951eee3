//! The way through a file: files, groups and units, and on behind what is damaged.

use super::fill::{Filling, Root};
use super::inline::Shared;
use super::metadata::Metadata;
use super::numbers::Ids;
use super::unit::{self, space};
use super::{Damage, local};
use crate::format::place::Places;
use crate::format::{Flow, FormatError, ReadOptions, Sink};
use crate::model::{Finding, Header, Severity};
use crate::text::xml::{Element, Event, Events};
use crate::text::{LangTag, Span};
use rustc_hash::FxHashMap;

/// How the elements of a file are named.
#[derive(Debug, Default)]
pub(super) struct Dialect {
    /// The prefix of its root; `None` before there is one.
    prefix: Option<Box<str>>,
}

impl Dialect {
    /// The name without prefix of an element that is XLIFF's own.
    pub(super) fn known<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (prefix, own) = name.split_once(':').unwrap_or(("", name));
        self.prefix.as_deref().is_none_or(|wanted| wanted == prefix).then_some(own)
    }
}

/// What a file, a group and a unit hand down.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Whether white space is kept as it is.
    pub(super) preserve: bool,
    /// Whether the text is to be translated.
    pub(super) translate: Option<bool>,
    /// The names of the groups around, joined.
    pub(super) groups: String,
}

/// How many groups without an end are told apart, and how long their joined names may be, in bytes.
const MAX_GROUPS: usize = 512;
const MAX_NAMES: usize = 1000;

/// Passes over an element and gives the place of its end tag.
pub(super) fn skip(element: &Element<'_>, events: &mut Events<'_>) -> Result<Span, Damage> {
    let mut depth = 1_usize;
    loop {
        match events.next_event()? {
            Some(Event::Start(_)) => depth += 1,
            Some(Event::End { span, .. }) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(span);
                }
            }
            Some(Event::Text { .. }) => {}
            None => {
                let reason = format!("the {} element is not closed", element.name());
                return Err(Damage::new(element.span.start, reason));
            }
        }
    }
}

/// Reads the units of `text` into `sink`, `findings` first; where it is to be filled, its segments are
/// offered there instead.
pub(super) fn read<'a>(
    text: &'a str,
    findings: Vec<Finding>,
    options: &'a ReadOptions,
    sink: &'a mut dyn Sink,
    filling: Option<&'a mut Filling<'_, '_>>,
) -> Result<(), FormatError> {
    let mut reader = Reader {
        text,
        options,
        sink,
        places: Places::new(text),
        dialect: Dialect::default(),
        root: Scope::default(),
        filling,
        top: Root::default(),
        tags: [Span::default(); 2],
        languages: [None, None],
        scopes: Vec::new(),
        file: File::default(),
        srclang: None,
        begun: false,
        unnamed: [false; 2],
        units: 0,
    };
    if findings.into_iter().try_for_each(|finding| reader.say(finding)).is_continue() {
        let _ = reader.all();
    }
    if reader.dialect.prefix.is_none() && reader.units == 0 {
        let reason = "there is no xliff element: this is not an XLIFF file";
        return Err(FormatError::malformed(reason, None));
    }
    Ok(())
}

/// What a file element says.
#[derive(Debug, Default, Clone)]
pub(super) struct File {
    pub(super) source: Option<LangTag>,
    pub(super) target: Option<LangTag>,
    pub(super) original: Option<String>,
}

pub(super) struct Reader<'a, 'x, 'y> {
    pub(super) text: &'a str,
    /// Where segments are offered to be filled.
    pub(super) filling: Option<&'a mut Filling<'x, 'y>>,
    pub(super) top: Root,
    /// The tags of the root and of the file at hand.
    pub(super) tags: [Span; 2],
    pub(super) options: &'a ReadOptions,
    pub(super) sink: &'a mut dyn Sink,
    pub(super) places: Places<'a>,
    pub(super) dialect: Dialect,
    pub(super) root: Scope,
    /// The languages that the root names (2.x), source and target.
    pub(super) languages: [Option<LangTag>; 2],
    /// Of the file and the groups around.
    pub(super) scopes: Vec<Scope>,
    pub(super) file: File,
    /// The header's source language.
    pub(super) srclang: Option<LangTag>,
    /// Whether the header was given.
    pub(super) begun: bool,
    /// Whether it was said that the languages (source, target) have no name.
    pub(super) unnamed: [bool; 2],
    /// Units met, damaged ones too.
    pub(super) units: u64,
}

/// Why walking stopped, and the byte behind which to go on.
struct Stop {
    damage: Damage,
    behind: usize,
    /// Whether it was in a unit, which begins there.
    unit: bool,
}

/// What walking gives: stopped by the sink, or at damage.
type Walked = Result<Flow, Stop>;

impl Reader<'_, '_, '_> {
    /// Walks on until the end, over what is damaged. An end that is looked for in vain is looked for
    /// in the whole rest of the file, so there is a bound to what may be read again.
    fn all(&mut self) -> Flow {
        let mut budget = self.text.len().saturating_mul(4).saturating_add(64 << 20);
        let mut start = 0;
        loop {
            let mut events = Events::lenient(self.text, start);
            let stop = match self.walk(&mut events) {
                Ok(flow) => return flow,
                Err(stop) => stop,
            };
            let behind = (stop.behind + usize::from(stop.unit)).max(start + 1);
            let next = self.resume(behind);
            self.damaged(&stop, next.unwrap_or(self.text.len()))?;
            let again = events.reached().max(stop.damage.at).saturating_sub(behind);
            let left = budget.checked_sub(again);
            let (Some(next), Some(left)) = (next, left) else {
                if next.is_some() {
                    let message = "too much of the file is damaged: the rest is left out";
                    let place = self.places.at(behind);
                    return self
                        .say(Finding::new("xliff-markup", Severity::Error, message).at(place));
                }
                return Flow::Continue(());
            };
            (start, budget) = (next, left);
        }
    }

    /// Where the next file, group or unit begins or the next file or group ends.
    fn resume(&self, from: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(from..)?;
        memchr::memchr_iter(b'<', rest).map(|at| from + at).find(|&at| match self.tag(at) {
            (_, Some("file" | "group" | "body")) => true,
            (ends, Some("trans-unit" | "unit")) => !ends,
            _ => false,
        })
    }

    /// Whether the tag at byte `at` is an end tag, and its name.
    fn tag(&self, at: usize) -> (bool, Option<&str>) {
        let behind = self.text.get(at + 1..).unwrap_or_default();
        let (ends, name) = match behind.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, behind),
        };
        let letters = name.bytes().take(64);
        let length = letters.take_while(|b| b.is_ascii_alphabetic() || b"-:_".contains(b)).count();
        (ends, self.dialect.known(&name[..length]))
    }

    /// Says what is damaged, and gives the unit it is in as it stands.
    fn damaged(&mut self, stop: &Stop, next: usize) -> Flow {
        let Damage { at, reason } = &stop.damage;
        if !stop.unit {
            let message = format!("the markup between the units is broken: {reason}");
            let place = self.places.at(*at);
            return self.say(Finding::new("xliff-markup", Severity::Warning, message).at(place));
        }
        self.units += 1;
        let message = format!("this unit is damaged and is left out: {reason}");
        let place = self.places.at((*at).clamp(stop.behind, next));
        self.say(Finding::new("xliff-unit", Severity::Error, message).at(place))?;
        let raw = &self.text[stop.behind..next];
        self.sink.reject(raw.trim_ascii_end())
    }

    fn walk(&mut self, events: &mut Events<'_>) -> Walked {
        loop {
            let event = events.next_event().map_err(|error| {
                let unit = matches!(self.tag(error.offset), (false, Some("trans-unit" | "unit")));
                Stop { behind: error.offset, damage: error.into(), unit }
            })?;
            let Some(event) = event else { return Ok(Flow::Continue(())) };
            match event {
                Event::Start(element) => {
                    let flow = self.start(&element, events).map_err(|damage| {
                        let unit = self.is_unit(element.name());
                        let (start, end) = (element.span.start as usize, element.span.end as usize);
                        Stop { damage, behind: if unit { start } else { end }, unit }
                    })?;
                    if flow.is_break() {
                        return Ok(flow);
                    }
                }
                Event::End { name, .. } => match self.dialect.known(&name) {
                    Some("group") if self.scopes.len() > 1 => drop(self.scopes.pop()),
                    Some("file") => self.scopes.clear(),
                    _ => {}
                },
                Event::Text { .. } => {}
            }
        }
    }

    fn is_unit(&self, name: &str) -> bool {
        matches!(self.dialect.known(name), Some("trans-unit" | "unit"))
    }

    fn start(&mut self, element: &Element<'_>, events: &mut Events<'_>) -> Result<Flow, Damage> {
        match self.dialect.known(element.name()) {
            Some("xliff") if self.dialect.prefix.is_none() => self.root(element),
            Some("file") => return Ok(self.file(element)),
            Some("group") => self.group(element),
            // A binary unit may have units of text in it.
            Some("body" | "bin-unit") => {}
            Some("trans-unit" | "unit") => return self.unit(element, events),
            None if local(element.name()) == "metadata" => {
                let mut metadata = Metadata::default();
                metadata.read(element, events)?;
                if metadata.of_memory {
                    // Its name is none of a document.
                    self.file.original = None;
                }
            }
            _ => drop(skip(element, events)?),
        }
        Ok(Flow::Continue(()))
    }

    fn root(&mut self, element: &Element<'_>) {
        let prefix = element.name().split_once(':').map_or("", |(prefix, _)| prefix);
        self.dialect.prefix = Some(prefix.into());
        self.tags[0] = element.span;
        self.top.prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
        self.top.version = element.attribute("version").unwrap_or_default();
        let of = |namespace: &str| {
            let bound = element.attributes().into_iter().find(|(_, value)| value == namespace)?;
            Some(format!("{}:", bound.0.strip_prefix("xmlns:")?))
        };
        self.top.memoq = of("MQXliff");
        self.top.phrase = of("http://www.memsource.com/mxlf/2.0");
        self.root.preserve = space(&element.attributes()).unwrap_or(false);
        self.languages = [language(element, "srcLang"), language(element, "trgLang")];
    }

    fn file(&mut self, element: &Element<'_>) -> Flow {
        let [source, target] = self.languages.clone();
        self.tags[1] = element.span;
        self.file = File {
            source: language(element, "source-language").or(source),
            target: language(element, "target-language").or(target),
            original: element.attribute("original").or_else(|| element.attribute("id")),
        };
        let scope = self.inner(element);
        self.scopes = vec![scope];
        self.begin()
    }

    /// Gives the header, if it was not given.
    pub(super) fn begin(&mut self) -> Flow {
        if self.begun {
            return Flow::Continue(());
        }
        self.begun = true;
        self.srclang = self.file.source.clone().or_else(|| self.options.columns.first().cloned());
        self.sink.header(Header { srclang: self.srclang.clone(), ..Header::default() })
    }

    fn group(&mut self, element: &Element<'_>) {
        if self.scopes.len() > MAX_GROUPS {
            return;
        }
        let mut scope = self.inner(element);
        let names = ["resname", "name", "id"];
        let name = names.iter().find_map(|name| element.attribute(name));
        if let Some(name) = name.filter(|name| scope.groups.len() + name.len() < MAX_NAMES) {
            if !scope.groups.is_empty() {
                scope.groups.push('/');
            }
            scope.groups.push_str(&name);
        }
        self.scopes.push(scope);
    }

    /// The scope of an element in the one at hand.
    fn inner(&self, element: &Element<'_>) -> Scope {
        let attributes = element.attributes();
        let mut scope = match self.scopes.last() {
            Some(outer) if local(element.name()) != "file" => outer.clone(),
            _ => self.root.clone(),
        };
        let translate = attributes.iter().find(|(name, _)| name == "translate");
        scope.preserve = space(&attributes).unwrap_or(scope.preserve);
        scope.translate = translate.map(|(_, value)| value != "no").or(scope.translate);
        scope
    }

    fn unit(&mut self, element: &Element<'_>, events: &mut Events<'_>) -> Result<Flow, Damage> {
        let scope = self.inner(element);
        let mut shared = Shared {
            text: self.text,
            dialect: &self.dialect,
            ids: Ids::default(),
            data: FxHashMap::default(),
        };
        let unknown = events.unknown_references();
        let read = unit::read(element, events, &mut shared, &scope)?;
        let limit = self.options.limits.unit;
        if events.reached() - element.span.start as usize > limit {
            let reason = format!("it is longer than the limit of {limit} bytes");
            return Err(Damage::new(element.span.start, reason));
        }
        let unknown = events.unknown_references() - unknown;
        self.units += 1;
        Ok(self.give(element.span, events.reached(), read, &scope, unknown))
    }

    pub(super) fn say(&mut self, mut finding: Finding) -> Flow {
        finding.file = Some(&self.options.name).filter(|name| !name.is_empty()).cloned();
        self.sink.finding(finding)
    }
}

fn language(element: &Element<'_>, attribute: &str) -> Option<LangTag> {
    LangTag::parse(&element.attribute(attribute)?).ok()
}

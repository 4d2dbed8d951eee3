//! The built-in rules of a language as SRX 2.0, for other tools.
//!
//! What the built-in segmenter decides by looking around becomes rules in order: exceptions for the words of
//! the list, breaks before words that start sentences, then the terminators. The expressions keep to what
//! Java and ICU read alike (no `\b`, whose meaning differs; no flags), and each rule has both patterns, which
//! some loaders want. What depends on the state of a sentence (list items, open quotes, the length of a
//! stretch) has no form in SRX and is left out.

use super::{LanguageMap, Rule, RuleSet, Srx};
use crate::model::FormatHandles;
use crate::segment::explain::Class::{self, Never, Numeric, Time, Trailing, Unit, Weak};
use crate::segment::lists;
use crate::segment::rules::{Lower, Rules};

/// No letter, digit or joint stands before: where a word starts.
const START: &str = r"(?<![\p{L}\p{M}\p{Nd}])";
/// The same in Hebrew, whose acronyms have a quote before their last letter.
const START_HEBREW: &str = r#"(?<![\p{L}\p{M}\p{Nd}"״])"#;
/// No part of a word follows.
const END: &str = r"(?![\p{L}\p{M}\p{Nd}])";
const CLOSE: &str = r#"["'”’»)\]}）」』】》〉〗〕›＂＇］｝｣\u200E\u200F\u2069]"#;
const EITHER: &str = "[“‘«‹„]";
const OPEN: &str = r#"["'“„«»‘‚”(\[{¿¡`‹›「『《（【*_\-–—―]"#;
const WIDE: &str = "。！？｡．﹖﹗";
const PLAIN: &str = "।॥۔։።፧፨။។៕།༎܀܁᙮᠃᠉꓿꘎꛳꩝꫰꯫෴";
const USUAL: &str = ".․﹒…⋯!?‼⁇⁈⁉؟\u{37E}‽⸮";

impl Srx {
    /// The built-in rules for a language, given by its code, as an SRX document.
    pub fn built_in(code: &str) -> Self {
        let own = Own { code, rules: &lists::of(code) };
        let letters: Vec<char> = code.chars().collect();
        let either = |c: &char| format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase());
        let pattern: String = letters.iter().map(either).collect();
        let general = RuleSet { name: "Terminators".to_owned(), rules: terminators() };
        let language = RuleSet { name: code.to_owned(), rules: own.all() };
        Self {
            version: "2.0".to_owned(),
            segment_subflows: true,
            cascade: true,
            handles: FormatHandles::default(),
            range_rule: String::new(),
            icu_breaks: false,
            maps: vec![
                LanguageMap::new(&format!("{pattern}(?:[-_].*)?"), code),
                LanguageMap::new(".*", &general.name),
            ],
            rule_sets: vec![language, general],
        }
    }
}

fn rule(breaks: bool, before: impl Into<String>, after: impl Into<String>) -> Rule {
    Rule { breaks, before: before.into(), after: after.into(), line: 0 }
}

/// Marks with what closes behind them, up to white space.
fn closed(marks: &str) -> String {
    format!(
        r"{marks}(?:{CLOSE}+[{USUAL}]*)*(?:[ \u00A0\u202F]{{1,2}}[»›”’)\]}}])?{EITHER}?(?: ?\[\p{{Nd}}{{1,3}}\])*"
    )
}

/// The rules that fit any language: the last of the cascade.
fn terminators() -> Vec<Rule> {
    let tail = format!("[{PLAIN}{WIDE}{USUAL}]*{CLOSE}*");
    vec![
        rule(true, r"\n[ \t\r]*\n\s*", r"\S"),
        rule(false, format!("[{WIDE}]{tail}"), "[、，；：）,]"),
        rule(false, "．", r"\p{Nd}"),
        rule(true, format!("[!?]{CLOSE}*"), r"[\u3041-\u30FF\u4E00-\u9FFF]"),
        rule(false, format!("[{WIDE}]{CLOSE}+"), r"[\u3041-\u309F]"),
        rule(true, format!("[{WIDE}]{tail}"), format!(r"[^{WIDE}{PLAIN}{USUAL}{}", &CLOSE[1..])),
        rule(true, format!("[{PLAIN}]{tail}"), format!(r"[^{WIDE}{PLAIN}{USUAL}{}", &CLOSE[1..])),
        rule(true, closed(&format!("[{USUAL}]+")), r"\s"),
    ]
}

/// A language's own rules on their way into the file.
struct Own<'r> {
    code: &'r str,
    rules: &'r Rules,
}

impl Own<'_> {
    fn all(&self) -> Vec<Rule> {
        let mut out = vec![rule(true, r"\n[ \t\r]*\n\s*", r"\S")];
        self.going_on(&mut out);
        self.before_starters(&mut out);
        self.abbreviations(&mut out);
        self.letters(&mut out);
        self.numbers(&mut out);
        self.lower_case(&mut out);
        self.marks(&mut out);
        out
    }

    fn start(&self) -> &'static str {
        if self.code == "he" { START_HEBREW } else { START }
    }

    /// What no sentence starts with.
    fn going_on(&self, out: &mut Vec<Rule>) {
        let marks = closed(&format!("[{USUAL}]+"));
        out.push(rule(true, format!(r"[{USUAL}]+\s[:;=]-?[)(DPp|*]{{1,7}}"), r"\s"));
        out.push(rule(true, r"\p{L}{2,}\.\p{Nd}{1,2}", r"\s+\p{Lu}"));
        out.push(rule(false, format!("[{USUAL}]+"), r"\s\[\p{Nd}{1,3}\](?:\s|$)"));
        out.push(rule(false, format!("[{USUAL}]+"), r"\s{1,2}[»›”’)\]}](?:[\s,.;:!?)]|$)"));
        out.push(rule(false, marks.clone(), r"\s+(?:[-–—] ?)?[,;:)\]?!/%№]"));
        out.push(rule(false, marks, r"\s+\.[^.]"));
        out.push(rule(false, r"[(\[][?!]+[)\]]", r"\s"));
        if !self.rules.ellipses {
            out.push(rule(false, format!(r"(?:\.\.+|…){CLOSE}*"), r"\s+[^\s\p{Lu}]"));
        }
    }

    /// A pattern for what starts sentences, behind white space.
    fn starters(&self) -> Option<String> {
        let words: Vec<String> =
            self.rules.starters().iter().filter_map(|w| capitalised(w)).collect();
        let any = words.join("|");
        let behind = END.replace(r"\p{Nd}]", r"\p{Nd}./]");
        (!words.is_empty()).then(|| format!(r"\s+{OPEN}*(?:{any}){behind}"))
    }

    fn before_starters(&self, out: &mut Vec<Rule>) {
        let Some(starters) = self.starters() else { return };
        out.extend(self.listed(false, &[Never], &format!(r"\s+{OPEN}*")));
        if !self.rules.stops {
            return;
        }
        out.extend(self.labels());
        out.push(rule(true, r"[\p{L}\p{M}\p{Nd}]\.", starters.clone()));
        let colons = if self.rules.own_byte == b':' { "[;:]" } else { ";" };
        out.push(rule(true, colons, starters));
    }

    fn abbreviations(&self, out: &mut Vec<Rule>) {
        let start = self.start();
        let number = r"\s+[\p{Nd}№§°]";
        out.extend(self.listed(false, &[Never, Numeric, Trailing, Weak, Time, Unit], number));
        out.extend(self.listed(false, &[Never, Weak], r"\s"));
        out.extend(self.listed(false, &[Numeric], &format!(r"\s+(?:[IVXLCDM]+|\p{{L}}){END}")));
        out.extend(self.listed(false, &[Numeric], &format!(r"\s+{OPEN}")));
        let capital: Vec<String> =
            self.rules.words(Numeric).iter().filter_map(|word| capitalised(word)).collect();
        if !capital.is_empty() {
            out.push(rule(false, format!(r"{start}(?:{})\.", capital.join("|")), r"\s"));
        }
        let months = self.months();
        if let Some(months) = &months {
            out.extend(self.listed(false, &[Time], &format!(r"\s+(?:{months}){END}")));
        }
        out.extend(self.listed(false, &[Time], r"\s+\("));
        out.extend(self.leading(&[Time]));
        out.extend(self.listed(
            true,
            &[Time, Trailing],
            &format!(r"\s+{OPEN}*[^\s\p{{Ll}}{}", &OPEN[1..]),
        ));
        let units = self.alternatives(&[Unit]);
        if let Some(units) = units {
            let counted = format!(r"\p{{Nd}}[ \u00A0\u202F]?(?:{units})\.");
            out.extend(self.leading(&[Unit]));
            out.push(rule(true, counted, r"\s+\p{Lu}[\p{Ll}\p{M}]"));
            out.push(rule(false, format!(r"{start}(?:{units})\."), r"\s"));
        }
    }

    fn alternatives(&self, classes: &[Class]) -> Option<String> {
        let mut words = Vec::new();
        for class in classes {
            for word in self.rules.words(*class) {
                // A short title may be written in capitals.
                let upper = word.to_uppercase();
                if *class == Never && word.chars().count() <= 3 && upper != word {
                    words.push(escaped(&upper));
                }
                words.push(either_case(&word));
            }
        }
        (!words.is_empty()).then(|| words.join("|"))
    }

    fn listed(&self, breaks: bool, classes: &[Class], after: &str) -> Option<Rule> {
        let start = self.start();
        let words = self.alternatives(classes)?;
        Some(rule(breaks, format!(r"{start}(?:{words})\."), after))
    }

    /// The words of classes where the text has only begun: `At 5 p.m.`
    fn leading(&self, classes: &[Class]) -> Option<Rule> {
        let words = self.alternatives(classes)?;
        Some(rule(false, format!(r"^(?:\S+\s+){{1,2}}(?:{words})\."), r"\s"))
    }

    fn months(&self) -> Option<String> {
        let words: Vec<String> = self.rules.months().iter().map(|word| either_case(word)).collect();
        (!words.is_empty()).then(|| words.join("|"))
    }

    /// Initials, acronyms, and short words without a vowel.
    fn letters(&self, out: &mut Vec<Rule>) {
        let start = self.start();
        if matches!(self.code, "ja" | "zh" | "ko") || !self.rules.stops {
            return;
        }
        out.push(rule(true, r"\p{Nd}[ \u00A0]?\p{Ll}{1,4}\.", r"\s+\p{Lu}[\p{Ll}\p{M}]"));
        out.push(rule(false, format!(r"{start}\p{{L}}\p{{M}}*\."), r"\s"));
        let names: Vec<String> =
            self.rules.initials().iter().map(|word| either_case(word)).collect();
        if !names.is_empty() {
            out.push(rule(false, format!(r"{start}(?:{})\.", names.join("|")), r"\s"));
        }
        out.push(rule(false, format!(r"{start}{ACRONYM}\."), r"\s"));
        if self.rules.syllables {
            out.push(rule(false, format!(r"{start}\p{{Lu}}\p{{Ll}}{{1,2}}\."), r"\s"));
        }
        let latin =
            "[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-km-np-qs-tv-xz]{0,2}[b-df-hj-np-tv-xz]";
        let cyrillic = "[БВГДЖЗЙКЛМНПРСТФХЦЧШЩбвгджзйклмнпрстфхцчшщ][бвгджзйкмнпстфхцчшщ]{0,2}[бвгджзйклмнпрстфхцчшщ]";
        out.push(rule(false, format!(r"{start}(?:{latin}|{cyrillic})\."), r"\s"));
    }

    /// Labels at the start of the text or behind a sentence.
    fn labels(&self) -> Vec<Rule> {
        let label = r"(?:\p{Nd}{1,3}(?:\.\p{Nd}{1,3})*|[IVXLC]{1,5}|\p{L})\.";
        let behind = r"\p{L}{5,}[.?!]\s+\p{Nd}{1,2}\.";
        let breaks = self.rules.labels_apart;
        vec![
            rule(breaks, format!(r"^[\s(\[•*–\-]*{label}"), r"\s"),
            rule(breaks, behind, r"\s+\p{L}"),
        ]
    }

    /// Ordinals and dates.
    fn numbers(&self, out: &mut Vec<Rule>) {
        let start = self.start();
        if let Some(months) = self.months() {
            out.push(rule(false, r"\p{Nd}\.", format!(r"\s+(?:{months}){END}")));
        }
        if !self.rules.ordinals {
            return;
        }
        out.push(rule(true, r"\p{Nd}\.[ \u00A0]?\p{Nd}{1,2}\.", r"\s+\p{Lu}"));
        if let Some(words) = self.alternatives(&[Numeric]) {
            let numbered = format!(r"{start}(?:{words})\.\s*\p{{Nd}}{{1,2}}\.");
            out.push(rule(true, numbered, r"\s+\p{Lu}"));
        }
        out.push(rule(false, r"(?<![\p{L}\p{M}\p{Nd}.,:/\-])\p{Nd}{1,2}\.", r"\s"));
        out.push(rule(false, format!(r"{start}[IVXLCDM]{{2,8}}\."), r"\s"));
    }

    /// A small letter behind the marks.
    fn lower_case(&self, out: &mut Vec<Rule>) {
        // Georgian has small letters only.
        if self.code == "ka" {
            return;
        }
        let lower = format!(r"\s+{OPEN}*\p{{Ll}}");
        let any = closed(&format!("[{USUAL}]+"));
        match self.rules.lower {
            Lower::Always => {
                out.extend(self.listed(false, &[Trailing, Numeric, Time], &lower));
                let marks = format!("[{USUAL}]+{CLOSE}+");
                out.push(rule(false, marks, lower));
                return;
            }
            Lower::Never => {}
            Lower::Long => {
                out.extend(self.listed(false, &[Trailing, Numeric, Time], &lower));
                let word = format!(r"[\p{{L}}\p{{M}}'’]{{{},}}\.", self.rules.long);
                out.push(rule(true, word, r"\s+\p{Ll}"));
            }
        }
        if self.rules.lower_query {
            out.push(rule(true, "[?!]+", r"\s+\p{Ll}"));
        }
        out.push(rule(false, any, lower));
    }

    /// Marks of the language's own.
    fn marks(&self, out: &mut Vec<Rule>) {
        for &mark in &self.rules.marks {
            match mark {
                ' ' => out.push(rule(true, r"[\p{L}\p{M}]{20,}", r"\s+\p{L}")),
                '·' => {}
                _ => out.push(rule(true, format!("[{mark}]{CLOSE}*"), r"\s+[^\s\p{Ll}]")),
            }
        }
        if !self.rules.stops {
            out.push(rule(false, r"\.", r"\s"));
        }
    }
}

/// Letters with full stops between them, up to the last of those.
const ACRONYM: &str = r"(?:\p{L}\p{M}*\p{L}?\p{M}*[.\-])+\p{L}\p{M}*\p{L}?\p{M}*";

/// A word with a capital letter; `None` for one that has none.
fn capitalised(word: &str) -> Option<String> {
    let first = word.chars().next()?;
    let upper: String = first.to_uppercase().collect();
    let single = upper.chars().count() == 1 && !upper.starts_with(first) || first.is_uppercase();
    single.then(|| escaped(&upper) + &escaped(&word[first.len_utf8()..]))
}

/// A word with its first letter, and those behind full stops, in either case; as it is if it has a capital.
fn either_case(word: &str) -> String {
    if word.chars().any(char::is_uppercase) {
        return escaped(word);
    }
    let mut out = String::new();
    let mut first = true;
    for c in word.chars() {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(u), None) if first && u != c => out.push_str(&format!("[{u}{c}]")),
            _ => out.push_str(&escaped(c.encode_utf8(&mut [0; 4]))),
        }
        first = c == '.';
    }
    out
}

/// Text as an expression that matches it.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\'' | '’' => out.push_str("['’]"),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

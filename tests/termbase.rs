//! Termbases: fixture pairs of the TBX reader, round trips of every writer, and bad input.
//!
//! `tests/formats/tbx/FILE.tbx` is read and compared with the listing in `FILE.txt`: a line a concept, a
//! term, a property and a finding. `SNAPSHOTS=overwrite cargo test --test termbase` rewrites the listings.

#![expect(clippy::unwrap_used, reason = "a fixture that can't be read fails the test")]

use proptest::prelude::*;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use targum::glossary::{
    LintSettings, ReadSettings, Termbase, TermbaseFormat, WriteSettings, lint, read, write,
};
use targum::model::{CasePolicy, Concept, Finding, MatchMode, Severity, Term, TermStatus};
use targum::text::LangTag;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read_as(bytes: &[u8], name: &str, format: Option<TermbaseFormat>) -> (Termbase, Vec<Finding>) {
    let settings = ReadSettings { format, ..ReadSettings::default() };
    read(&mut &*bytes, name, &settings).unwrap()
}

fn list(termbase: &Termbase, findings: &[Finding]) -> String {
    let mut out = String::new();
    let property = |(name, value): &(Box<str>, Box<str>)| format!("    {name}: {value}\n");
    for concept in &termbase.concepts {
        let optional = |text: &Option<Box<str>>| text.as_deref().unwrap_or("–").to_owned();
        out += &format!(
            "{} {} [{}] {}\n",
            concept.line,
            if concept.id.is_empty() { "–" } else { &concept.id },
            optional(&concept.domain),
            optional(&concept.definition)
        );
        out.extend(concept.notes.iter().map(|note| format!("    note: {note}\n")));
        out.extend(concept.properties.iter().map(property));
        for term in &concept.terms {
            out += &format!(
                "  {} {} {:?} {} {} {}",
                term.line,
                term.lang,
                term.text,
                term.status.name(),
                term.mode.name(),
                term.case.name()
            );
            for (is, word) in [
                (term.proper_name, "proper-name"),
                (term.acronym, "acronym"),
                (term.unconfirmed, "unconfirmed"),
            ] {
                out += &if is { format!(" {word}") } else { String::new() };
            }
            out.extend(term.part_of_speech.iter().map(|pos| format!(" ({pos})")));
            out += "\n";
            out.extend(term.note.iter().map(|note| format!("    note: {note:?}\n")));
            out.extend(term.properties.iter().map(property));
        }
    }
    for finding in findings {
        let at = finding.position.map_or_else(String::new, |p| format!("{}:{}", p.line, p.column));
        out += &format!("! {} {} {at} {}\n", finding.severity, finding.rule, finding.message);
    }
    out
}

#[test]
fn fixtures_read_as_listed() {
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let folder = root().join("tests/formats/tbx");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "tbx"));
    assert!(files.len() > 5, "fixtures are missing");
    let mut wrong = Vec::new();
    for file in files {
        let (termbase, findings) = read_as(&fs::read(&file).unwrap(), "", None);
        let (now, listing) = (list(&termbase, &findings), file.with_extension("txt"));
        if overwrite {
            fs::write(&listing, now).unwrap();
        } else if now != fs::read_to_string(&listing).unwrap_or_default() {
            wrong.push(format!("{}:\n{now}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file cut short anywhere is read without a panic.
#[test]
fn truncated_fixtures_never_panic() {
    for entry in fs::read_dir(root().join("tests/formats/tbx")).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for end in (0..bytes.len()).step_by(3) {
            let _ = read_as(&bytes[..end], "x.tbx", None);
        }
    }
}

fn tag(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

/// Text with all that means something to some format, without white space at its ends.
fn text() -> impl Strategy<Value = String> {
    let letters = "[a-zA-Zé会#&|;,=<>\"'(){}0-9 \t\n@:]{0,11}";
    ("[A-Za-zé会|#&\"=]", letters, "[a-z)>&;|]")
        .prop_map(|(first, middle, last)| format!("{first}{middle}{last}"))
}

fn boxed() -> impl Strategy<Value = Box<str>> {
    text().prop_map(Into::into)
}

fn properties() -> impl Strategy<Value = Vec<(Box<str>, Box<str>)>> {
    let names = ["context", "source", "termType", "crossReference", "origination", "note@fr"];
    let known = proptest::sample::select(names.to_vec()).prop_map(Box::from);
    let values =
        ["2024-01-31 Ana", "https://example.org/x page", "shortForm", "C0 first", "", "a|b"];
    let value = prop_oneof![proptest::sample::select(values.to_vec()).prop_map(Box::from), boxed()];
    proptest::collection::vec((prop_oneof![known, boxed()], value), 0..3)
}

fn term() -> impl Strategy<Value = Term> {
    use proptest::option::of;
    use proptest::sample::select;
    let statuses = [
        TermStatus::Preferred,
        TermStatus::Admitted,
        TermStatus::Deprecated,
        TermStatus::Forbidden,
    ];
    let modes = [MatchMode::Exact, MatchMode::Inflected, MatchMode::Prefix, MatchMode::Regex];
    let cases = [CasePolicy::Any, CasePolicy::Kept, CasePolicy::Exact];
    let speech =
        prop_oneof![select(&["noun", "properNoun", "n. f."][..]).prop_map(Box::from), boxed()];
    let looked = (select(statuses.to_vec()), select(modes.to_vec()), select(cases.to_vec()));
    let said = (of(speech), proptest::collection::vec(boxed(), 0..3), of(boxed()), properties());
    (text(), select(&["en", "fr", "zh-Hans"][..]), looked, any::<(bool, bool, bool)>(), said)
        .prop_map(|(text, lang, (status, mode, case), (name, acronym, unconfirmed), said)| {
            let (part_of_speech, scope, note, properties) = said;
            let term = Term::new(text, tag(lang));
            Term {
                status,
                mode,
                case,
                proper_name: name,
                acronym,
                unconfirmed,
                part_of_speech,
                scope,
                note,
                properties,
                ..term
            }
        })
}

fn termbase() -> impl Strategy<Value = Termbase> {
    use proptest::option::of;
    let severity =
        proptest::sample::select(&[Severity::Info, Severity::Warning, Severity::Error][..]);
    let said = (of(boxed()), of(boxed()), proptest::collection::vec(boxed(), 0..3), properties());
    let concept = (
        of(boxed()),
        said,
        of(severity),
        any::<(bool, bool)>(),
        proptest::collection::vec(term(), 1..4),
    );
    proptest::collection::vec(concept, 1..4).prop_map(|concepts| {
        let concepts = concepts.into_iter().enumerate().map(|(number, concept)| {
            let (id, said, severity, (not_detected, not_required), terms) = concept;
            let (domain, definition, notes, properties) = said;
            let id = id.map(|id| format!("{id}{number}").into()).unwrap_or_default();
            Concept {
                id,
                domain,
                definition,
                notes,
                severity,
                not_detected,
                not_required,
                terms,
                properties,
                line: 0,
            }
        });
        Termbase { concepts: concepts.collect() }
    })
}

/// A termbase without lines, to compare.
fn plain(termbase: &Termbase) -> Vec<Concept> {
    let mut concepts = termbase.concepts.clone();
    for concept in &mut concepts {
        concept.line = 0;
        concept.terms.iter_mut().for_each(|term| term.line = 0);
    }
    concepts
}

fn again(termbase: &Termbase, format: TermbaseFormat) -> Vec<Concept> {
    let mut bytes = Vec::new();
    write(termbase, &WriteSettings::new(format), &mut bytes).unwrap();
    plain(&read_as(&bytes, "t", Some(format)).0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tables_and_lines_give_the_same_termbase(termbase in termbase()) {
        for format in [TermbaseFormat::Tsv, TermbaseFormat::Csv, TermbaseFormat::Jsonl] {
            prop_assert_eq!(again(&termbase, format), plain(&termbase), "{}", format.name());
        }
    }

    /// The order of languages and of properties is the file format's.
    #[test]
    fn tbx_gives_the_same_termbase(termbase in termbase()) {
        let sorted = |mut concepts: Vec<Concept>| {
            for concept in &mut concepts {
                concept.properties.sort();
                concept.terms.sort_by(|a, b| a.lang.cmp(&b.lang));
                concept.terms.iter_mut().for_each(|term| term.properties.sort());
            }
            concepts
        };
        prop_assert_eq!(sorted(again(&termbase, TermbaseFormat::Tbx)), sorted(plain(&termbase)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spreadsheets_give_the_same_termbase(termbase in termbase()) {
        prop_assert_eq!(again(&termbase, TermbaseFormat::Xlsx), plain(&termbase));
    }
}

#[test]
fn the_sample_glossary_survives_every_format() {
    let bytes = fs::read(root().join("glossary/un.tsv")).unwrap();
    let (termbase, findings) = read_as(&bytes, "un.tsv", None);
    assert!(findings.iter().all(|finding| finding.severity < Severity::Error), "{findings:?}");
    for format in [TermbaseFormat::Tbx, TermbaseFormat::Tsv, TermbaseFormat::Csv] {
        let now = again(&termbase, format);
        let same = now.iter().zip(plain(&termbase)).all(|(now, then)| {
            let terms = |concept: &Concept| {
                let mut terms = concept.terms.clone();
                terms.sort_by(|a, b| (&a.lang, &a.text).cmp(&(&b.lang, &b.text)));
                terms
            };
            terms(now) == terms(&then) && now.definition == then.definition
        });
        assert!(same && now.len() == termbase.concepts.len(), "{}", format.name());
    }
}

#[test]
fn omegat_has_each_right_pair_and_what_to_avoid() {
    let rows = "id,lang,term,status\n1,en,ferry,preferred\n1,fr,bac,preferred\n1,fr,traversier,admitted\n1,fr,ferry-boat,deprecated\n2,en,quay,preferred\n";
    let (termbase, _) = read_as(rows.as_bytes(), "t.csv", None);
    let mut settings = WriteSettings::new(TermbaseFormat::Omegat);
    settings.languages = vec![tag("en"), tag("fr")];
    let mut out = Vec::new();
    let findings = write(&termbase, &settings, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text, "ferry\tbac\tnot: ferry-boat\nferry\ttraversier\tnot: ferry-boat\n");
    assert_eq!(findings[0].rule, "glossary-missing-language");
}

#[test]
fn lint_finds_what_is_wrong() {
    let rows = "id,lang,term,status,match,proper_name\n\
        1,en,flow,preferred,,\n1,en,flow,deprecated,,\n1,en,stream,preferred,,\n\
        2,en,flow,preferred,,\n2,en,(open,admitted,,\n\
        3,en,[a,preferred,regex,\n3,fr,…!,preferred,,\n\
        4,en,harbour office,preferred,,yes\n4,fr,BP,admitted,,\n4,fr,BP,forbidden,,\n\
        2,en,again,preferred,,\n5,en,a  b,preferred,,\n5,en,a,admitted,,\n5,en,a,admitted,,\n";
    let (termbase, _) = read_as(rows.as_bytes(), "t.csv", None);
    let settings = LintSettings { file: None, languages: vec![tag("en"), tag("fr")] };
    let found = lint(&termbase, &settings);
    let at: Vec<(u32, &str)> =
        found.iter().map(|f| (f.position.map_or(0, |p| p.line), &*f.rule)).collect();
    for wanted in [
        (3, "glossary-forbidden-preferred"),
        (4, "glossary-several-preferred"),
        (5, "glossary-homonym"),
        (6, "glossary-brackets"),
        (7, "glossary-regex"),
        (8, "glossary-unfindable"),
        (9, "glossary-name-capital"),
        (10, "glossary-no-preferred"),
        (10, "glossary-acronym-alone"),
        (11, "glossary-forbidden-preferred"),
        (12, "glossary-duplicate-id"),
        (13, "glossary-spaces"),
        (15, "glossary-repeated-term"),
        (2, "glossary-missing-language"),
    ] {
        assert!(at.contains(&wanted), "{wanted:?} is not in {at:?}");
    }
}

/// Each is read to its end, or refused, in bounded time.
#[test]
fn hostile_files_are_findings_or_errors() {
    let long = "x".repeat(50_000_000);
    let cases: Vec<(&str, String)> = vec![
        ("header.tsv", long.clone()),
        ("cell.tsv", format!("en\tfr\n{long}\tb\n")),
        ("note.tsv", format!("en\tstatus\na\t{long}\n")),
        ("cells.tsv", format!("en\tfr\n{}\n", "a\t".repeat(5_000_000))),
        ("line.jsonl", format!("{{\"terms\":[{{\"text\":\"{long}\n")),
        ("line.utx", format!("#UTX 1.11; en/fr\n{long}\n")),
        (
            "term.tbx",
            format!(
                "<martif><termEntry><langSet lang='en'><term>{long}</term></langSet></termEntry></martif>"
            ),
        ),
        ("tag.tbx", format!("<martif><termEntry {long}")),
        ("deep.tbx", format!("<martif>{}", "<termEntry><descripGrp>".repeat(300_000))),
        ("deeper.tbx", format!("<martif><termEntry>{}", "<hi>".repeat(2_000_000))),
        ("comments.tbx", format!("<martif>{}", "<termEntry><!--".repeat(500_000))),
        ("quotes.tbx", format!("<martif>{}", "<termEntry a='".repeat(500_001))),
        ("ends.tbx", format!("<martif><termEntry>{}", "</x>".repeat(3_000_000))),
        ("angles.tbx", format!("<martif><termEntry>{}", "< ".repeat(3_000_000))),
        (
            "languages.tbx",
            format!("<martif><termEntry>{}", "<langSet lang='x1y2z3w4'>".repeat(300_000)),
        ),
    ];
    for (name, text) in cases {
        let start = Instant::now();
        let read = read(&mut text.as_bytes(), name, &ReadSettings::default());
        let spoken = read.as_ref().map_or(true, |(_, findings)| !findings.is_empty());
        assert!(spoken, "{name}: nothing is said of it");
        if let Ok((_, findings)) = &read {
            assert!(
                findings.iter().all(|f| f.message.len() < 500),
                "{name}: a message is too long"
            );
            assert!(findings.len() < 1100, "{name}: {} findings", findings.len());
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{name}: {:?}", start.elapsed());
    }
}

#[test]
fn a_hundred_thousand_terms_of_one_concept_take_linear_time() {
    let mut terms = String::new();
    for number in 0..100_000 {
        write!(terms, "<tig><term>term {number}</term></tig>").unwrap();
    }
    let text =
        format!("<martif><termEntry><langSet xml:lang='en'>{terms}</langSet></termEntry></martif>");
    let start = Instant::now();
    let (termbase, _) = read_as(text.as_bytes(), "t.tbx", None);
    assert_eq!(termbase.concepts[0].terms.len(), 100_000);
    lint(&termbase, &LintSettings::default());
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

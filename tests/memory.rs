//! Work on memories, over files: what one command writes another reads, and nothing is lost that the
//! format can hold.

use std::path::{Path, PathBuf};
use targum::app::Silent;
use targum::app::memory::convert::{Converted, Job, convert};
use targum::app::memory::dedupe::{Keep, Same, dedupe};
use targum::app::memory::diff::{Change, diff};
use targum::app::memory::filter::{Conditions, filter, filter_scored};
use targum::app::memory::merge::{Merging, merge};
use targum::app::memory::score::{self, Issue, Scoring};
use targum::app::memory::split::{Divide, split};
use targum::app::memory::stats::stats;
use targum::text::LangTag;

const SAMPLE: &str = "tmx/unodc-valletta-2017.tmx";

fn job<'a>(inputs: &'a [PathBuf], output: &'a Path, languages: &'a [LangTag]) -> Job<'a> {
    Job {
        inputs,
        output,
        from: None,
        to: None,
        languages,
        profile: None,
        rejects: None,
        progress: &Silent,
    }
}

fn sample() -> Vec<PathBuf> {
    vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE)]
}

fn changes(old: &Path, new: &Path) -> Vec<Change> {
    diff(old, new, None, &Silent).expect("both can be read").0
}

/// A memory of units given as lines of a table.
fn table(folder: &Path, name: &str, rows: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, rows).expect("the folder is writable");
    path
}

#[test]
fn every_format_gives_back_what_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "en,fr,ar\n\"He said \"\"no\"\"; then left\",\"Il dit « non »,\nputs partit\",قال لا\n\
                =1+1,'x,-\n  spaced  ,007,1e5\n";
    let csv = table(folder.path(), "a.csv", rows);
    for inputs in [sample(), vec![csv]] {
        for extension in ["csv", "xlsx", "jsonl", "tmx"] {
            let there = folder.path().join(format!("there.{extension}"));
            let back = folder.path().join("back.tmx");
            let done = convert(&job(&inputs, &there, &[])).unwrap();
            assert_eq!((done.units, done.findings.as_slice()), (done.read, [].as_slice()));
            convert(&job(std::slice::from_ref(&there), &back, &[])).unwrap();
            assert_eq!(changes(&inputs[0], &back), [], "{extension}");
        }
    }
}

#[test]
fn xliff_becomes_a_memory_and_catalogues_are_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.tmx");
    let inputs = [root.join("xliff/segments.xlf")];
    let done = convert(&job(&inputs, &output, &[])).unwrap();
    assert_eq!((done.read, done.units), (9, 9));
    let (figures, findings) = stats(&output, None, &Silent).unwrap();
    let languages: Vec<&str> = figures.languages.iter().map(|l| l.language.as_str()).collect();
    assert_eq!(
        (languages, figures.coded, findings.len()),
        (vec!["en-GB", "fr-CA", "de", "fr"], 4, 0)
    );
    let written = std::fs::read_to_string(&output).unwrap();
    let target = "Le <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;g id=\"1\"&gt;</bpt>port<ept i=\"1\">&lt;/g&gt;</ept>";
    assert!(
        written.contains(target) && written.contains("<prop type=\"x-xliff-state\">final</prop>")
    );

    let (figures, findings) = stats(&root.join("po/plural.po"), None, &Silent).unwrap();
    assert_eq!((figures.units, figures.damaged, findings.len()), (11, 0, 0));
    let counts: Vec<_> = figures.languages.iter().map(|l| (&*l.language, l.variants)).collect();
    assert_eq!(counts, [("en", 11), ("ru", 8)]);
}

#[test]
fn a_spreadsheet_has_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("1.xlsx"), folder.path().join("2.xlsx"));
    convert(&job(&sample(), &one, &[])).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    convert(&job(&sample(), &two, &[])).unwrap();
    assert!(std::fs::read(one).unwrap() == std::fs::read(two).unwrap());
}

#[test]
fn pairs_joined_again_are_the_memory_they_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("pair.tmx");
    let (done, files) = split(&job(&sample(), &output, &[]), Divide::Pairs).unwrap();
    assert_eq!(files.len(), 5);
    assert!(done.units > done.read && files.contains(&folder.path().join("pair.en-zh.tmx")));
    let joined = folder.path().join("joined.tmx");
    let merging = Merging { join: Some("en".parse().unwrap()), ..Merging::default() };
    let done = merge(&job(&files, &joined, &[]), &merging).unwrap();
    assert_eq!(done.units, 8);
    assert_eq!(changes(&sample()[0], &joined), []);
}

#[test]
fn parts_merged_again_are_the_memory_they_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("part.jsonl");
    let (done, files) = split(&job(&sample(), &output, &[]), Divide::Units(3)).unwrap();
    assert_eq!((done.units, files.len()), (8, 3));
    let whole = folder.path().join("whole.tmx");
    merge(&job(&files, &whole, &[]), &Merging::default()).unwrap();
    assert_eq!(changes(&sample()[0], &whole), []);
    let twice = [sample(), sample()].concat();
    let kept = Merging { keep_duplicates: true, ..Merging::default() };
    assert_eq!(merge(&job(&twice, &whole, &[]), &Merging::default()).unwrap().units, 8);
    assert_eq!(merge(&job(&twice, &whole, &[]), &kept).unwrap().units, 16);
}

#[test]
fn differing_translations_are_not_joined() {
    let folder = tempfile::tempdir().unwrap();
    let one = table(folder.path(), "1.tsv", "en\tfr\nBank\tBanque\n");
    let two = table(folder.path(), "2.tsv", "en\tfr\tde\nBank\tRive\tUfer\n");
    let output = folder.path().join("out.jsonl");
    let merging = Merging { join: Some("en".parse().unwrap()), ..Merging::default() };
    assert_eq!(merge(&job(&[one, two], &output, &[]), &merging).unwrap().units, 2);
}

fn units(dates: &[(&str, &str)]) -> String {
    let unit = |(date, text): &(&str, &str)| {
        format!(
            "<tu changedate='{date}' changeid='ana'><prop type='x-alignment-score'>0.5</prop>\
             <tuv xml:lang='en'><seg>Yes</seg></tuv><tuv xml:lang='fr'><seg>{text}</seg></tuv></tu>"
        )
    };
    let units: Vec<String> = dates.iter().map(unit).collect();
    format!("<tmx version='1.4'><header srclang='en'/><body>{}</body></tmx>", units.concat())
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("the file was written")
}

#[test]
fn of_several_translations_the_one_wanted_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let dates =
        [("20200101T000000Z", "un"), ("20220101T000000Z", "deux"), ("20210101T000000Z", "trois")];
    let inputs = [table(folder.path(), "in.tmx", &units(&dates))];
    let output = folder.path().join("out.tsv");
    for (keep, text) in [(Keep::First, "un"), (Keep::Last, "trois"), (Keep::Newest, "deux")] {
        let done = dedupe(&job(&inputs, &output, &[]), Same::Source, keep).unwrap();
        assert_eq!((done.read, done.units), (3, 1));
        assert_eq!(read(&output), format!("en\tfr\nYes\t{text}\n"));
    }
    let done = dedupe(&job(&inputs, &output, &[]), Same::Texts, Keep::First).unwrap();
    assert_eq!(done.units, 3);
}

#[test]
fn each_condition_chooses() {
    let folder = tempfile::tempdir().unwrap();
    let dates =
        [("20200101T000000Z", "Oui"), ("20220101T000000Z", "Yes"), ("20210101T000000Z", "")];
    let inputs = [table(folder.path(), "in.tmx", &units(&dates))];
    let output = folder.path().join("out.tmx");
    let count = |conditions: Conditions| -> u64 {
        let Converted { read, units, .. } =
            filter(&job(&inputs, &output, &[]), &conditions).unwrap();
        let rest = Conditions { invert: true, ..conditions };
        let others = filter(&job(&inputs, &output, &[]), &rest).unwrap().units;
        assert_eq!(units + others, read);
        units
    };
    let none = Conditions::default;
    let regex = |text: &str| Some(regex::Regex::new(text).unwrap());
    assert_eq!(count(none()), 3);
    assert_eq!(count(Conditions { matches: regex("^Ou"), ..none() }), 1);
    assert_eq!(count(Conditions { matches_not: regex("^Ou"), ..none() }), 2);
    assert_eq!(count(Conditions { since: Some("2021".into()), ..none() }), 2);
    assert_eq!(count(Conditions { before: Some("2021".into()), ..none() }), 1);
    assert_eq!(count(Conditions { translated: true, ..none() }), 2);
    assert_eq!(count(Conditions { min_languages: Some(2), ..none() }), 2);
    assert_eq!(count(Conditions { min_score: Some(0.6), ..none() }), 0);
    assert_eq!(count(Conditions { min_chars: Some(1), ..none() }), 2);
    assert_eq!(count(Conditions { max_ratio: Some(2.0), ..none() }), 2);
    assert_eq!(count(Conditions { author: Some("Ana".into()), ..none() }), 3);
    let prop = regex("^0[.]5$").map(|value| ("x-alignment-score".to_owned(), value));
    assert_eq!(count(Conditions { prop, ..none() }), 3);
}

#[test]
fn differences_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let old = table(folder.path(), "old.tsv", "en\tfr\nOne\tUn\nTwo\tDeux\nThree\tTrois\n");
    let new = table(folder.path(), "new.tsv", "en\tfr\nThree\tTrois\nTwo\tDoux\nFour\tQuatre\n");
    let text = |lang: &str, text: &str| (lang.to_owned(), text.to_owned());
    let expected = [
        Change::Removed { texts: vec![text("en", "One"), text("fr", "Un")] },
        Change::Changed {
            source: text("en", "Two"),
            old: vec![text("fr", "Deux")],
            new: vec![text("fr", "Doux")],
        },
        Change::Added { texts: vec![text("en", "Four"), text("fr", "Quatre")] },
    ];
    assert_eq!(changes(&old, &new), expected);
}

#[test]
fn a_damaged_spreadsheet_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.xlsx");
    convert(&job(&sample(), &whole, &[])).unwrap();
    let bytes = std::fs::read(&whole).unwrap();
    let cut = folder.path().join("cut.xlsx");
    let output = folder.path().join("out.jsonl");
    for length in [0, 4, 100, bytes.len() / 2, bytes.len() - 30] {
        std::fs::write(&cut, &bytes[..length]).unwrap();
        let error = convert(&job(std::slice::from_ref(&cut), &output, &[])).unwrap_err();
        assert!(error.to_string().contains("cut.xlsx"), "{error}");
    }
    assert!(!output.exists());
}

/// A memory of sentences that say their number in words and digits, in two made-up languages.
fn numbered(count: usize) -> Vec<[String; 2]> {
    const WORDS: [[&str; 2]; 10] = [
        ["committee", "comité"],
        ["harbour", "puerto"],
        ["budget", "dinero"],
        ["water", "agua"],
        ["trade", "comercio"],
        ["court", "tribunal"],
        ["border", "frontera"],
        ["health", "salud"],
        ["school", "escuela"],
        ["engine", "motor"],
    ];
    let text = |n: usize, side: usize| {
        let words = [n % 10, n / 10 % 10, n / 7 % 10, n * n % 10].map(|at| WORDS[at][side]);
        format!("{}.", words.join(" "))
    };
    (0..count).map(|n| [text(n, 0), text(n, 1)]).collect()
}

fn scoring() -> Scoring<'static> {
    Scoring { encoder: None, review_below: 0.5 }
}

#[test]
fn spoilt_units_score_low_and_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut pairs = numbered(600);
    let moved = pairs[301][1].clone();
    pairs[301][1] = std::mem::replace(&mut pairs[300][1], moved);
    pairs[400][1] = pairs[400][0].clone();
    pairs[500][1].clear();
    let rows: Vec<String> = pairs.iter().map(|pair| pair.join("\t")).collect();
    let rows = format!("en\tes\n{}\n", rows.join("\n"));
    let inputs = [table(folder.path(), "in.tsv", &rows)];
    let output = folder.path().join("out.jsonl");
    let mut issues = Vec::new();
    score::each(&job(&inputs, &output, &[]), &scoring(), &mut |unit| {
        issues.extend(unit.pairs.iter().filter_map(|pair| Some((unit.number, pair.issue?))));
        Ok(())
    })
    .unwrap();
    let expected = [(301, Issue::Misaligned), (302, Issue::Misaligned), (401, Issue::Untranslated)];
    assert!(expected.iter().all(|issue| issues.contains(issue)), "{issues:?}");
    assert!(issues.len() < 15, "{issues:?}");
    let done = score::score(&job(&inputs, &output, &[]), &scoring()).unwrap();
    assert_eq!(done.below as usize, issues.len());
    assert_eq!(done.converted.findings.len(), issues.len());
    let written = read(&output);
    let line = written.lines().nth(300).unwrap();
    assert!(line.contains("\"x-score\"") && line.contains("score-misaligned"), "{line}");

    // What has a score is chosen by it; else it is scored on the way.
    let wanted = Conditions { min_score: Some(0.5), ..Conditions::default() };
    let scored = [output];
    let (one, two) = (folder.path().join("1.jsonl"), folder.path().join("2.jsonl"));
    let kept = filter(&job(&scored, &one, &[]), &wanted).unwrap().units;
    let same = filter_scored(&job(&inputs, &two, &[]), &wanted, &scoring()).unwrap().units;
    assert!(kept > 580 && kept.abs_diff(same) <= 1, "{kept} {same}");
    assert_eq!(filter(&job(&inputs, &two, &[]), &wanted).unwrap().units, 0);
}

#[test]
fn scores_are_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = numbered(12_000).iter().map(|pair| pair.join("\t")).collect();
    let inputs = [table(folder.path(), "in.tsv", &format!("en\tes\n{}\n", rows.join("\n")))];
    let bytes = |threads: usize| {
        let output = folder.path().join(format!("{threads}.jsonl"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| score::score(&job(&inputs, &output, &[]), &scoring()).unwrap());
        read(&output)
    };
    assert_eq!(bytes(1), bytes(8));
}

#[test]
fn a_table_of_texts_holds_no_scores() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.csv");
    let error = score::score(&job(&sample(), &output, &[]), &scoring()).unwrap_err().to_string();
    assert!(error.contains("csv") && error.contains("--to tsv"), "{error}");
}

/// Units without the source are not the same as each other.
#[test]
fn units_without_the_source_are_not_duplicates() {
    let folder = tempfile::tempdir().unwrap();
    let unit = |lang: &str, text: &str| {
        format!(r#"<tu><tuv xml:lang="{lang}"><seg>{text}</seg></tuv></tu>"#)
    };
    let units =
        [unit("fr", "Un"), unit("en", "One"), unit("fr", "Deux"), unit("en", "One")].concat();
    let header = r#"<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en" datatype="plaintext"/>"#;
    let file = table(
        folder.path(),
        "a.tmx",
        &format!(r#"<tmx version="1.4">{header}<body>{units}</body></tmx>"#),
    );
    let (inputs, output) = ([file], folder.path().join("out.tmx"));
    let languages: [LangTag; 2] = ["en".parse().unwrap(), "fr".parse().unwrap()];
    for keep in [Keep::First, Keep::Last, Keep::Newest] {
        let done = dedupe(&job(&inputs, &output, &languages), Same::Source, keep).unwrap();
        assert_eq!((done.read, done.units), (4, 3), "{keep:?}");
    }
}

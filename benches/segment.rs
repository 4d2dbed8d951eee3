//! How fast text is cut into sentences: by the built-in rules, by SRX rules, few and many, and beside them
//! by the sentence iterators of ICU (icu_segmenter) and of UAX #29 (unicode-segmentation).

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;
use std::hint::black_box;
use targum::segment::Segmenter;
use targum::segment::srx::Srx;
use targum::text::LangTag;
use unicode_segmentation::UnicodeSegmentation;

const LINES: &[(&str, &str)] = &[
    (
        "en",
        "Mr. Weber cited No. 5 of the rules, e.g. on ferries. \"Is it late?\" It left at 3.40 p.m. \
         The harbour of the old town was closed for two days, and nobody knew why. ",
    ),
    ("ru", "Собрание прошло в г. Вене. Оно приняло ст. 5 закона. Паром ушёл в 15.40. "),
    ("mr", "सभा सुरू झाली. अहवाल मान्य झाला. बोट दुपारी तीन वाजता निघाली! "),
    ("zh", "会议结束了。他说：“同意。”渡轮三点四十分开出！真的吗？"),
    ("sw", "Kamati ilikutana. Ripoti ilikubaliwa. Meli iliondoka saa tisa. "),
];

const SRX: &str = include_str!("../tests/segment/sample.srx");

/// An SRX file of 2,000 rules in the manner of those that tools ship: an abbreviation a rule, some with
/// sets and look-around, and at the end those that break.
fn many_rules() -> String {
    let syllable = |n: usize| ["ba", "co", "di", "fe", "gu", "la", "mo", "ni", "pe", "ru"][n % 10];
    let mut rules = String::new();
    for n in 0..1990 {
        let word = format!("{}{}{}", syllable(n), syllable(n / 10), syllable(n / 100));
        let (before, after) = match n % 20 {
            0 => (format!("\\b[{}{}]{word}\\.", &word[..1], word[..1].to_uppercase()), "\\s\\d"),
            1 => (format!("\\b({word}|{word}s|Mr|No)\\."), "\\s+\\p{Ll}"),
            2 => (format!("\\b{word}\\.[\\u0022”]?"), "\\s*\\p{Lu}\\p{Ll}"),
            _ => (format!("\\b{word}\\."), "\\s"),
        };
        rules += &format!(
            "<rule break='no'><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>"
        );
    }
    for (before, after) in
        [("[.?!…]+[\"”’)]*", "\\s+[^\\p{Ll}]"), ("[。！？]+[”」]?", ""), ("\\n", "")]
    {
        rules += &format!(
            "<rule break='yes'><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>"
        );
    }
    format!(
        "<srx version='2.0'><header cascade='yes'/><body><languagerules>\
         <languagerule languagerulename='x'>{rules}</languagerule></languagerules><maprules>\
         <languagemap languagepattern='.*' languagerulename='x'/></maprules></body></srx>"
    )
}

fn by_srx(file: &str, lang: &LangTag) -> Option<Segmenter> {
    Srx::parse(file).ok().map(|(srx, _)| Segmenter::from_srx(&srx, lang).0)
}

type Group<'c> = BenchmarkGroup<'c, WallTime>;

fn run(group: &mut Group, name: String, text: &str, count: impl Fn(&str) -> usize) {
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(name, |b| b.iter(|| count(black_box(text))));
}

fn segment(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("segment");
    let icu = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let many = many_rules();
    for (lang, line) in LINES {
        let Ok(lang) = LangTag::parse(lang) else { continue };
        let text = line.repeat((1 << 20) / line.len());
        let built_in = Segmenter::for_language(lang.as_str());
        run(&mut group, lang.to_string(), &text, |text| built_in.split(text).count());
        for (name, file) in [("srx", SRX), ("srx of 2,000 rules", &many)] {
            let Some(segmenter) = by_srx(file, &lang) else { continue };
            run(&mut group, format!("{lang}, {name}"), &text, |text| segmenter.split(text).count());
        }
        run(&mut group, format!("{lang}, icu"), &text, |text| icu.segment_str(text).count());
        let sentences = |text: &str| text.split_sentence_bounds().count();
        run(&mut group, format!("{lang}, uax29"), &text, sentences);
    }
    group.finish();
}

criterion_group!(benches, segment);
criterion_main!(benches);

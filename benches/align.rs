//! How fast sentences are aligned: a made-up pair of texts with splits, merges and omissions.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use targum::align::{AlignOptions, Sentence, align};
use targum::model::Place;

const WORDS: &[(&str, &str)] = &[
    ("ferry", "bac"),
    ("harbour", "port"),
    ("ticket", "billet"),
    ("morning", "matin"),
    ("passenger", "passager"),
    ("island", "île"),
    ("winter", "hiver"),
    ("storm", "tempête"),
    ("captain", "capitaine"),
    ("timetable", "horaire"),
    ("bridge", "pont"),
    ("letter", "lettre"),
];

/// Both texts: sentences of 4 to 15 words, from a generator that always gives the same.
fn texts(count: usize) -> (Vec<String>, Vec<String>) {
    let (mut source, mut target) = (Vec::new(), Vec::new());
    let mut state: u64 = 1;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for number in 0..count {
        let words = (0..4 + next(12)).map(|_| WORDS[next(WORDS.len() as u64) as usize]);
        let (english, french): (Vec<&str>, Vec<&str>) = words.unzip();
        let year = if next(4) == 0 { format!(" {}", 1900 + number % 120) } else { String::new() };
        source.push(format!("The {}{year}.", english.join(" ")));
        match next(20) {
            0 => {}
            1 if french.len() > 5 => {
                target.push(format!("Le {}.", french[..3].join(" ")));
                target.push(format!("Le {}{year}.", french[3..].join(" ")));
            }
            _ => target.push(format!("Le {}{year}.", french.join(" "))),
        }
    }
    (source, target)
}

fn sentences(texts: &[String]) -> Vec<Sentence<'_>> {
    texts.iter().map(|text| Sentence { text, place: Place::Paragraph, block: 0 }).collect()
}

fn alignment(criterion: &mut Criterion) {
    let options = AlignOptions { structure: false, ..AlignOptions::default() };
    let mut group = criterion.benchmark_group("align");
    group.sample_size(10);
    for count in [200, 5_000] {
        let (source, target) = texts(count);
        let (source, target) = (sentences(&source), sentences(&target));
        group.throughput(Throughput::Elements((source.len() + target.len()) as u64));
        group.bench_function(format!("{count} sentences"), |b| {
            b.iter(|| align(&source, &target, &options, &|_| {}));
        });
    }
    group.finish();
}

criterion_group!(benches, alignment);
criterion_main!(benches);

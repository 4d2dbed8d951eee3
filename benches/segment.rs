//! How fast text is cut into sentences: by the built-in rules, by UAX #29, and by SRX rules.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use targum::segment::Segmenter;
use targum::segment::srx::Srx;
use targum::text::LangTag;

const LINES: &[(&str, &str)] = &[
    (
        "en",
        "Mr. Weber cited No. 5 of the rules, e.g. on ferries. \"Is it late?\" It left at 3.40 p.m. ",
    ),
    ("ru", "Собрание прошло в г. Вене. Оно приняло ст. 5 закона. Паром ушёл в 15.40. "),
    ("zh", "会议结束了。他说：“同意。”渡轮三点四十分开出！真的吗？"),
    ("sw", "Kamati ilikutana. Ripoti ilikubaliwa. Meli iliondoka saa tisa. "),
];

const SRX: &str = include_str!("../tests/segment/sample.srx");

fn segment(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("segment");
    let mut bench = |name: String, segmenter: &Segmenter, text: &str| {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| b.iter(|| segmenter.split(black_box(text)).count()));
    };
    for (lang, line) in LINES {
        let Ok(lang) = LangTag::parse(lang) else { continue };
        let text = line.repeat((1 << 20) / line.len());
        bench(lang.to_string(), &Segmenter::for_language(lang.as_str()), &text);
        if let Ok((srx, _)) = Srx::parse(SRX) {
            bench(format!("{lang}, srx"), &Segmenter::from_srx(&srx, &lang).0, &text);
        }
    }
    group.finish();
}

criterion_group!(benches, segment);
criterion_main!(benches);

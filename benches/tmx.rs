//! How fast TMX is read, checked and written, on generated units.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use targum::format::tmx::{Tmx, lint};
use targum::format::{Flow, Format, ReadOptions, Sink, WriteOptions};
use targum::model::{Code, CodeKind, Content, Finding, Header, Property, Unit, Variant};
use targum::text::LangTag;

const UNITS: usize = 20_000;

/// A unit in three; every third has codes, every fifth letters that must be escaped.
fn unit(number: usize) -> Unit {
    let text = |line: &str| {
        let mut content =
            Content::plain(format!("{line} {number}, as laid down in annex {}.", number % 17));
        if number.is_multiple_of(5) {
            content.text.push_str(" (A & B < C)");
        }
        if number.is_multiple_of(3) {
            let mut open = Code::new(4, CodeKind::Open, "<b>");
            let mut close = Code::new(9, CodeKind::Close, "</b>");
            (open.pair, close.pair) = (Some(1), Some(1));
            content.codes = vec![open, close];
        }
        content
    };
    let lines = [
        ("en", "The ferry timetable"),
        ("fr", "L’horaire du bac, ligne"),
        ("ar", "جدول مواعيد العبّارة"),
    ];
    let variants = lines
        .iter()
        .filter_map(|(lang, line)| Some(Variant::new(LangTag::parse(lang).ok()?, text(line))));
    Unit {
        id: Some(number.to_string().into()),
        props: vec![Property { name: "x-score".into(), value: "0.98".into(), lang: None }],
        variants: variants.collect(),
        ..Unit::default()
    }
}

fn written(units: &[Unit]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = WriteOptions::default();
    if let Ok(mut writer) = Tmx.write(&Header::default(), &options, Box::new(&mut bytes)) {
        for unit in units {
            let _ = writer.unit(unit);
        }
        let _ = writer.finish();
    }
    bytes
}

#[derive(Default)]
struct Count(usize);

impl Sink for Count {
    fn unit(&mut self, unit: Unit) -> Flow {
        self.0 += unit.variants.len();
        Flow::Continue(())
    }
    fn finding(&mut self, _: Finding) -> Flow {
        self.0 += 1;
        Flow::Continue(())
    }
}

fn tmx(criterion: &mut Criterion) {
    let units: Vec<Unit> = (0..UNITS).map(unit).collect();
    let bytes = written(&units);
    let mut group = criterion.benchmark_group("tmx");
    group.throughput(Throughput::Bytes(bytes.len() as u64)).sample_size(20);
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            let mut count = Count::default();
            let read = Tmx.read(&mut black_box(&bytes[..]), &ReadOptions::default(), &mut count);
            (read.is_ok(), count.0)
        });
    });
    group.bench_function("lint", |bencher| {
        bencher.iter(|| {
            let mut count = Count::default();
            let read = lint(&mut black_box(&bytes[..]), &ReadOptions::default(), &mut count);
            (read.is_ok(), count.0)
        });
    });
    group.bench_function("write", |bencher| bencher.iter(|| written(black_box(&units)).len()));
    group.finish();
}

criterion_group!(benches, tmx);
criterion_main!(benches);

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn segments_rejoin_to_the_input(
        text in "(\\PC|[.!?。 \"»)a-zA-Z0-9\n]){0,120}",
        lang in proptest::sample::select(languages().chain(["sw", "und"]).collect::<Vec<_>>()),
    ) {
        let segmenter = Segmenter::for_language(&LangTag::parse(lang).unwrap());
        let mut end = 0;
        for range in segmenter.split(&text) {
            prop_assert_eq!(range.start, end);
            prop_assert!(range.end > range.start);
            end = range.end;
        }
        prop_assert_eq!(end, text.len());
    }
}

#[test]
fn long_runs_take_linear_time() {
    let english = Segmenter::for_language(&LangTag::parse("en").unwrap());
    for piece in [".", "1", "\"", "a", ". ", "!?", "1. ", "A. ", "»"] {
        let time = |count: usize| {
            let text = piece.repeat(count / piece.len());
            let start = std::time::Instant::now();
            assert!(english.split(&text).count() > 0);
            start.elapsed().as_secs_f64() + 0.01
        };
        let (once, four) = (time(250_000), time(1_000_000));
        assert!(four < once * 12.0, "{piece:?}: {once} s for a quarter, {four} s for all");
    }
}

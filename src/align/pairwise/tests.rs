use super::*;

/// Pairs of a made-up language whose words are English ones spelt backwards.
fn pairs() -> (Vec<String>, Vec<String>) {
    const WORDS: [&str; 12] = [
        "committee",
        "report",
        "adopted",
        "vote",
        "session",
        "budget",
        "water",
        "trade",
        "court",
        "border",
        "health",
        "school",
    ];
    let word = |n: usize| WORDS[n % WORDS.len()];
    let source =
        |n: usize| format!("{} {} {} {}.", word(n * 7), word(n * 5 + 1), word(n / 3), word(n / 11));
    let backwards = |text: &str| -> String {
        let words = text.trim_end_matches('.').split(' ').map(|word| word.chars().rev().collect());
        words.collect::<Vec<String>>().join(" ") + "."
    };
    let sources: Vec<String> = (0..400).map(source).collect();
    let targets = sources.iter().map(|text| backwards(text)).collect();
    (sources, targets)
}

fn texts(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

#[test]
fn what_the_pairs_teach_tells_the_wrong_ones() {
    let (sources, mut targets) = pairs();
    targets.swap(100, 250);
    targets[40..44].rotate_left(1);
    let scored = score(&texts(&sources), &texts(&targets), None).unwrap();
    let wrong = |at: usize| matches!(at, 100 | 250 | 40..44);
    let lowest = (0..400).filter(|at| !wrong(*at)).map(|at| scored[at].score).fold(1.0, f32::min);
    for at in (0..400).filter(|at| wrong(*at)) {
        assert!(scored[at].score < lowest, "{at}: {} {lowest}", scored[at].score);
    }
    // The target of 41 stands at 40.
    assert_eq!(scored[41].better, Some(-1));
    assert!(scored.iter().all(|scored| scored.basis == Basis::Lexical));
}

#[test]
fn threads_change_nothing() {
    let (sources, targets) = pairs();
    let (sources, targets) = (texts(&sources), texts(&targets));
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| score(&sources, &targets, None).unwrap())
    };
    assert_eq!(run(1), run(8));
}

/// An encoder that knows a text by its first letter only.
struct Letters;

impl Encoder for Letters {
    fn dim(&self) -> usize {
        32
    }

    fn knows(&self, _: &str) -> bool {
        true
    }

    fn encode(&self, texts: &[&str]) -> Result<Vec<f32>, EncodeError> {
        let mut rows = vec![0.0; texts.len() * 32];
        for (row, text) in rows.chunks_mut(32).zip(texts) {
            row[text.bytes().next().unwrap_or_default() as usize % 32] = 1.0;
        }
        Ok(rows)
    }

    fn document<'a>(
        &'a self,
        _: &[&str],
    ) -> Result<Box<dyn crate::encoder::Windows + 'a>, EncodeError> {
        Err(EncodeError::Vectors("no windows".into()))
    }
}

#[test]
fn vectors_speak_where_words_are_unknown() {
    let sources = ["apple", "birch", "cedar", "date"];
    let targets = ["a1x", "c1x", "b1x", "d1x"];
    let scored = score(&sources, &targets, Some(&Letters)).unwrap();
    assert!(scored[0].score > scored[1].score && scored[3].score > scored[2].score);
    let better: Vec<_> = scored.iter().map(|scored| scored.better).collect();
    assert_eq!(better, [None, Some(1), Some(-1), None]);
    assert!(scored.iter().all(|scored| scored.basis == Basis::Encoder));
}

#[test]
fn odd_pairs_come_through() {
    assert_eq!(score(&[], &[], None).unwrap(), []);
    let scored = score(&["", "one"], &["", ""], None).unwrap();
    assert!(scored.iter().all(|scored| (0.0..=1.0).contains(&scored.score)));
}

//! `targum tm clean`.

use super::*;

fn cleaned(
    memory: &mut Memory,
    treatment: Treatment,
    scoring: Option<&Scoring<'_>>,
) -> (Cleaned, Vec<String>) {
    let rules = wanted(&[], &[]).unwrap();
    let job = CleanJob {
        rules: &rules,
        scoring,
        source: None,
        treatment,
        author: None,
        progress: &Silent,
    };
    let mut told = Vec::new();
    let done = clean(memory, &job, &mut |finding| {
        told.push(format!("{}: {}", finding.rule, finding.message));
        Ok(())
    });
    (done.unwrap(), told)
}

#[test]
fn broken_units_are_told_by_rule() {
    let folder = tempfile::tempdir().unwrap();
    let mut memory = made(&folder.path().join("a.tgm"), broken());
    let before = all(&memory);
    let (done, told) = cleaned(&mut memory, Treatment::Told, None);
    assert_eq!((done.units, done.broken), (9, 8), "{told:?}");
    let rules: Vec<(&str, u64)> =
        done.rules.iter().map(|(rule, count)| (&**rule, *count)).collect();
    assert_eq!(
        rules,
        [
            ("code-mismatch", 1),
            ("length-ratio", 1),
            ("no-letters", 1),
            ("placeholder-mismatch", 1),
            ("source-empty", 1),
            ("target-empty", 1),
            ("target-same-as-source", 1),
            ("wrong-script", 1),
        ],
        "{told:?}"
    );
    assert!(
        told.iter().any(|line| line.starts_with("target-empty: unit 3, en – de: ")),
        "{told:?}"
    );
    assert_eq!(all(&memory), before);
}

#[test]
fn broken_targets_go_and_units_without_a_pair() {
    let folder = tempfile::tempdir().unwrap();
    let mut memory = made(&folder.path().join("a.tgm"), broken());
    let before = all(&memory);
    let (done, _) = cleaned(&mut memory, Treatment::Removed, None);
    assert_eq!((done.changed.changed, done.changed.removed), (1, 7));
    assert_eq!(numbers(&memory), [1, 3]);
    let tags: Vec<String> =
        all(&memory)[1].1.unit.variants.iter().map(|v| v.lang.to_string()).collect();
    assert_eq!(tags, ["en", "fr"]);
    assert_eq!(cleaned(&mut memory, Treatment::Removed, None).0.broken, 0);
    undo(&mut memory, &done.changed.batches);
    assert_eq!(all(&memory), before);
}

#[test]
fn broken_units_are_marked() {
    let folder = tempfile::tempdir().unwrap();
    let mut memory = made(&folder.path().join("a.tgm"), broken());
    let before = all(&memory);
    let (done, _) = cleaned(&mut memory, Treatment::Marked, None);
    assert_eq!((done.changed.changed, done.changed.removed), (8, 0));
    for (number, unit) in all(&memory) {
        assert_eq!(unit.status.as_deref(), (number > 1).then_some("rejected"));
    }
    undo(&mut memory, &done.changed.batches);
    assert_eq!(all(&memory), before);
}

#[test]
fn pairs_of_a_low_score_are_broken() {
    let folder = tempfile::tempdir().unwrap();
    // More units than are held at a time, so that numbers and scores must stay together.
    let good = |number: usize| {
        let (source, target) =
            (format!("Report {number} of 2017"), format!("Rapport {number} de 2017"));
        entry(&[("en", &source), ("fr", &target)])
    };
    let mut units: Vec<Entry> = (0..12_000).map(good).collect();
    let wrong = entry(&[("en", "Report 7 of 2017 on Kenya"), ("fr", "999 plus 1234 et 88 !")]);
    units[5] = wrong.clone();
    units[11_900] = wrong;
    let mut memory = made(&folder.path().join("a.tgm"), units);
    let scoring = Scoring { encoder: None, review_below: 0.2 };
    let (done, told) = cleaned(&mut memory, Treatment::Removed, Some(&scoring));
    assert_eq!((done.units, done.broken, done.changed.removed), (12_000, 2, 2), "{told:?}");
    let left = numbers(&memory);
    assert!(!left.contains(&6) && !left.contains(&11_901) && left.len() == 11_998);
}

#[test]
fn findings_are_the_same_on_one_thread_and_on_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tgm");
    let units: Vec<Entry> = (0..200).flat_map(|_| broken()).collect();
    drop(made(&path, units));
    let printed = |threads: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_targum"))
            .args(["tm", "clean", path.to_str().unwrap(), "--score", "--no-encoder"])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        assert_eq!(code(&done), 1, "{}", err(&done));
        out(&done)
    };
    assert_eq!(printed("1"), printed("8"));
}

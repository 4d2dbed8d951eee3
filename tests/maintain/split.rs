//! `targum tm split`.

use super::*;
use std::path::Path;

#[test]
fn parts_are_together_what_was_divided() {
    let folder = tempfile::tempdir().unwrap();
    let memory = made(&folder.path().join("un.tgm"), varied(300));
    for (at, (by, count)) in [
        (By::Domain, 4),
        (By::Author, 3),
        (By::Document, 11),
        (By::Year, 2),
        (By::Size(70), 5),
        (By::Size(1_000), 1),
    ]
    .into_iter()
    .enumerate()
    {
        let (parts, filter) = (folder.path().join(format!("parts{at}")), Filter::default());
        let job = SplitJob { by, folder: &parts, filter: &filter, source: None, progress: &Silent };
        let made = split(&memory, &job).unwrap();
        assert_eq!((made.len(), made.iter().map(|part| part.units).sum()), (count, 300_u64));
        let paths: Vec<PathBuf> = made.into_iter().map(|part| part.path).collect();
        let (into, filter) = (parts.join("again.tgm"), Filter::default());
        let (again, done) = merge(&into, &merging(&paths, Duplicates::KeepAll, &filter)).unwrap();
        assert_eq!(done.added, 300);
        let units = |memory: &Memory| {
            let mut units: Vec<String> =
                all(memory).iter().map(|(_, entry)| format!("{entry:?}")).collect();
            units.sort();
            units
        };
        assert!(units(&memory) == units(&again), "{by:?}");
        let mut names: Vec<_> =
            std::fs::read_dir(&parts).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
    }
    let names = |at: usize| -> Vec<String> {
        let entries = std::fs::read_dir(folder.path().join(format!("parts{at}"))).unwrap();
        let names = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names
            .filter(|name| name.starts_with("un."))
            .filter(|name| Path::new(name).extension().is_some_and(|end| end == "tgm"))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(0), ["un.Law-2.tgm", "un.health_food.tgm", "un.law.tgm", "un.none.tgm"]);
    assert_eq!(names(3), ["un.2020.tgm", "un.2021.tgm"]);
}

#[test]
fn pairs_have_the_source_and_one_language() {
    let folder = tempfile::tempdir().unwrap();
    let memory = made(&folder.path().join("un.tgm"), varied(10));
    let (parts, filter) = (folder.path().join("pairs"), Filter::default());
    let job = SplitJob {
        by: By::Languages,
        folder: &parts,
        filter: &filter,
        source: None,
        progress: &Silent,
    };
    let made = split(&memory, &job).unwrap();
    let told: Vec<_> =
        made.iter().map(|part| (part.value.as_deref().unwrap(), part.units)).collect();
    assert_eq!(told, [("en-de", 5), ("en-fr", 10)]);
    let pair = Memory::open(&parts.join("un.en-de.tgm"), Access::Read).unwrap();
    for (_, entry) in all(&pair) {
        let tags: Vec<&str> = entry.unit.variants.iter().map(|v| v.lang.as_str()).collect();
        assert_eq!(tags, ["en", "de"]);
    }
}

#[test]
fn where_a_file_stands_already_no_part_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let memory = made(&folder.path().join("un.tgm"), varied(10));
    let (parts, filter) = (folder.path().join("parts"), Filter::default());
    std::fs::create_dir(&parts).unwrap();
    std::fs::write(parts.join("un.2021.tgm"), "mine").unwrap();
    let job =
        SplitJob { by: By::Year, folder: &parts, filter: &filter, source: None, progress: &Silent };
    let refused = split(&memory, &job).unwrap_err();
    assert!(refused.to_string().contains("un.2021.tgm"), "{refused}");
    assert_eq!(std::fs::read_dir(&parts).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(parts.join("un.2021.tgm")).unwrap(), "mine");
}

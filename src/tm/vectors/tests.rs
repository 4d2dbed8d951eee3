use super::*;

/// A vector that depends on a number, and little on others.
fn vector(seed: u64) -> Quantised {
    let numbers: Vec<f32> = (0..32_u64)
        .map(|at| {
            let mixed = xxhash_rust::xxh3::xxh3_64(&(seed * 32 + at).to_le_bytes()) >> 40;
            mixed as f32 / 8_388_608.0 - 1.0
        })
        .collect();
    Quantised::of(&numbers)
}

fn filled(folder: &Path, units: std::ops::Range<u64>) -> Vectors {
    let mut vectors = Vectors::create(folder, 7, 32).expect("vectors");
    add(&mut vectors, &[], units, 1);
    vectors
}

fn add(vectors: &mut Vectors, gone: &[u64], units: std::ops::Range<u64>, through: u64) {
    let done = vectors.apply::<IndexError>(gone, |writer| {
        for unit in units {
            writer.add(unit, 0, &vector(unit))?;
        }
        Ok(through)
    });
    done.expect("applied");
}

fn units(vectors: &Vectors, seed: u64, top: usize) -> Vec<u64> {
    vectors.search(&vector(seed), top, -1.0).iter().map(|near| near.unit).collect()
}

/// What a search must give.
fn by_force(all: &[u64], seed: u64, top: usize) -> Vec<u64> {
    let mut found: Vec<(f32, u64)> =
        all.iter().map(|&unit| (vector(seed).cosine(&vector(unit)), unit)).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().take(top).map(|(_, unit)| unit).collect()
}

#[test]
fn the_nearest_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let vectors = filled(folder.path(), 1..9001);
    let all: Vec<u64> = (1..9001).collect();
    for seed in [5, 4097, 20_000] {
        assert_eq!(units(&vectors, seed, 7), by_force(&all, seed, 7));
    }
    let nearest = vectors.search(&vector(17), 1, 0.0);
    assert!((nearest[0].cosine - 1.0).abs() < 1e-6 && nearest[0].unit == 17);
    assert_eq!(vectors.search(&vector(17), 3, 0.999).len(), 1);
    assert_eq!(vectors.search(&Quantised::of(&[1.0]), 3, -1.0), []);
}

#[test]
fn changes_hide_what_was_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut vectors = filled(folder.path(), 1..101);
    add(&mut vectors, &[3, 50], 50..51, 2);
    assert_eq!((vectors.rows(), vectors.sequence()), (99, 2));
    let again = Vectors::open(folder.path(), 7, 32).expect("vectors");
    for opened in [&vectors, &again] {
        assert_eq!(units(opened, 50, 1), [50]);
        assert_ne!(units(opened, 3, 1), [3]);
        let all: Vec<u64> = (1..101).filter(|unit| *unit != 3).collect();
        assert_eq!(units(opened, 200, 99), by_force(&all, 200, 99));
    }
    // Many changes are made one part, and nothing is lost.
    for round in 0..20 {
        add(&mut vectors, &[round + 10], 200 + round..201 + round, 3 + round);
    }
    assert!(vectors.parts.len() <= MANY, "{}", vectors.parts.len());
    let all: Vec<u64> =
        (1..101).chain(200..220).filter(|unit| *unit != 3 && !(10..30).contains(unit)).collect();
    assert_eq!(units(&vectors, 3, 100), by_force(&all, 3, 100));
    let files = std::fs::read_dir(folder.path()).expect("files").count();
    assert_eq!(files, vectors.parts.len() + 2);
}

#[test]
fn units_with_several_texts_count_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut vectors = Vectors::create(folder.path(), 7, 32).expect("vectors");
    let done = vectors.apply::<IndexError>(&[], |writer| {
        for variant in 0..9 {
            writer.add(1, variant, &vector(1))?;
        }
        writer.add(2, 4, &vector(2))?;
        Ok(1)
    });
    done.expect("applied");
    assert_eq!(units(&vectors, 1, 2), [1, 2]);
    assert_eq!(vectors.search(&vector(2), 1, 0.5)[0].variant, 4);
}

#[test]
fn damage_and_other_encoders_are_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(filled(folder.path(), 1..11));
    let open = || Vectors::open(folder.path(), 7, 32);
    assert!(open().is_ok());
    let other = Vectors::open(folder.path(), 8, 32).expect_err("another encoder");
    assert!(other.wants_rebuild());
    let file = std::fs::read_dir(folder.path()).expect("files").flatten();
    let part = file.map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with(PART));
    let part = part.expect("a part");
    let sound = std::fs::read(&part).expect("bytes");
    for at in [0, 9, 13, 17, 33, 41, 64, 200, sound.len() - 1] {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        std::fs::write(&part, bytes).expect("written");
        assert!(open().is_err_and(|error| error.wants_rebuild()), "{at}");
    }
    for end in [0, 10, 64, sound.len() - 1] {
        std::fs::write(&part, &sound[..end]).expect("written");
        assert!(open().is_err(), "{end}");
    }
    std::fs::write(&part, sound).expect("written");
    let (mut one, mut late) = (open().expect("vectors"), open().expect("vectors"));
    add(&mut one, &[1], 1..2, 2);
    let changed = late.apply::<IndexError>(&[], |_| Ok(3));
    assert!(matches!(changed, Err(IndexError::Changed { .. })));
}

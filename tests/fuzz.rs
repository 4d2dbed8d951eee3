//! The functions that fuzzers feed, fed with what is kept of their finds and with a little of everything.

#[path = "fuzz/segment.rs"]
mod segment;
#[path = "fuzz/tmx.rs"]
mod tmx;

use std::path::Path;

/// The files of a folder.
fn files(folder: &str) -> impl Iterator<Item = Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| std::fs::read(path).expect("a file"))
}

#[test]
fn segments_rejoin_for_the_corpus() {
    let mut count = 0;
    for data in files("tests/fuzz-corpus/segment") {
        count += 1;
        // In every language and with all options.
        for options in 0..=255 {
            let mut data = data.clone();
            data[0] = data[0].wrapping_add(options);
            data[1] = options;
            segment::rejoins(&data);
        }
        for cut in 2..data.len() {
            segment::rejoins(&data[..cut]);
        }
    }
    assert!(count >= 6, "{count} files");
}

#[test]
fn tmx_is_read_and_written_for_the_corpus() {
    for folder in ["tests/fuzz-corpus/tmx", "tests/formats/tmx"] {
        let mut count = 0;
        for data in files(folder) {
            count += 1;
            tmx::holds(&data);
            for cut in (0..data.len()).step_by(97) {
                tmx::holds(&data[..cut]);
            }
        }
        assert!(count > 0, "{folder}");
    }
}

//! The functions that fuzzers feed, fed with what is kept of their finds and with a little of everything.

#[path = "fuzz/segment.rs"]
mod segment;

use std::path::Path;

#[test]
fn segments_rejoin_for_the_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz-corpus/segment");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let data = std::fs::read(entry.unwrap().path()).unwrap();
        files += 1;
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
    assert!(files >= 6, "{files} files");
}

//! The program on bad input and under bad circumstances: it says what is wrong, ends with 2 or a
//! finding, keeps what can be kept, and leaves no broken file behind.

#![expect(clippy::unwrap_used, reason = "a test that can't set itself up fails")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

fn targum(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_targum"));
    command.current_dir(folder).args(arguments).env_remove("RUST_BACKTRACE").env("NO_COLOR", "1");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    targum(folder, arguments).stdin(Stdio::null()).output().unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Bytes that are no text, the same each time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..count).map(|_| next()).collect()
}

/// What a file holds, and what is said of it.
type Case = (&'static str, Vec<u8>, &'static str);

fn unreadable() -> Vec<Case> {
    let docx = fs::read(root().join("seeds/unodc-valletta-2017.fr.docx")).unwrap();
    vec![
        ("empty.txt", Vec::new(), "no text"),
        ("mark.txt", b"\xEF\xBB\xBF".to_vec(), "no text"),
        ("blank.txt", b"\n \n\t\n\n".to_vec(), "no text"),
        ("noise.txt", noise(50_000), "binary"),
        ("noise.docx", noise(50_000), "zip"),
        ("noise.odt", noise(50_000), "binary"),
        ("cut.docx", docx[..docx.len() / 2].to_vec(), "zip"),
        ("other.docx", fs::read(root().join("tests/formats/odt/ferry.odt")).unwrap(), "docx"),
        ("page.txt", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj".to_vec(), "PDF"),
    ]
}

#[test]
fn what_cannot_be_read_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.fr.txt"), "Une phrase. Une autre.\n").unwrap();
    for (name, bytes, said) in unreadable() {
        fs::write(folder.path().join(name), bytes).unwrap();
        for arguments in [
            &["segment", name][..],
            &["align", "--lang", "en,fr", name, "good.fr.txt", "-o", "out.tmx"],
            &["align", "--lang", "fr,en", "good.fr.txt", name, "-o", "out.tmx"],
        ] {
            let done = run(folder.path(), arguments);
            let talk = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(2), "{arguments:?}: {talk}");
            assert!(talk.contains(name) && talk.contains(said), "{arguments:?}: {talk}");
            assert!(done.stdout.is_empty(), "{arguments:?}");
            assert!(!folder.path().join("out.tmx").exists(), "{arguments:?}");
        }
    }
    left_only(folder.path(), 1 + unreadable().len());
}

/// No temporary file is left.
fn left_only(folder: &Path, count: usize) {
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), count, "{left:?}");
}

#[test]
fn missing_files_folders_and_huge_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("folder.txt")).unwrap();
    let huge = fs::File::create(folder.path().join("huge.txt")).unwrap();
    huge.set_len(3 << 30).unwrap();
    for (name, said) in
        [("missing.txt", "No such file"), ("folder.txt", "folder"), ("huge.txt", "limit")]
    {
        for arguments in
            [&["segment", "--lang", "en", name][..], &["align", "--lang", "en,fr", name, name]]
        {
            let done = run(folder.path(), arguments);
            let talk = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(2), "{talk}");
            assert!(talk.contains(name) && talk.contains(said), "{talk}");
        }
    }
}

#[test]
fn outputs_that_cannot_be_written_are_told() {
    let seeds = root().join("seeds");
    let (en, fr) = ("unodc-valletta-2017.en.txt", "unodc-valletta-2017.fr.txt");
    for output in ["/no/such/folder/out.tmx", "/proc/out.tmx"] {
        let done = run(&seeds, &["align", en, fr, "-o", output]);
        let talk = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{talk}");
        assert!(talk.contains(output), "{talk}");
    }
}

/// A document whose one paragraph would be half a gigabyte, were its entities expanded.
fn entity_bomb() -> Vec<u8> {
    let entity = |n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    let entities = (1..9).map(entity).collect::<Vec<String>>().concat();
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a0 \"boom\">{entities}]>\
         <office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:text><text:p>&a8;</text:p></office:text></office:body></office:document>"
    )
    .into_bytes()
}

#[test]
fn broken_text_keeps_what_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let utf16: Vec<u8> =
        "Ein Satz für heute. Noch einer.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut broken = "Première phrase. Deuxième ph".as_bytes().to_vec();
    broken.extend(b"\xFF\xFE\xFFrase. Troisi\xC3\xA8me phrase.\n");
    for (name, bytes, kept) in [
        ("bomb.en.fodt", entity_bomb(), "&a8;\n"),
        ("utf16.de.txt", utf16, "Ein Satz für heute.\nNoch einer.\n"),
        (
            "latin1.fr.txt",
            b"L'\xE9t\xE9 est l\xE0. Voil\xE0.\n".to_vec(),
            "L'été est là.\nVoilà.\n",
        ),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
        let done = run(folder.path(), &["segment", name]);
        assert_eq!(String::from_utf8(done.stdout).unwrap(), kept);
        let talk = String::from_utf8(done.stderr).unwrap();
        assert_eq!(talk.contains("xml-entity"), name.contains("bomb"), "{talk}");
    }
    fs::write(folder.path().join("broken.fr.txt"), broken).unwrap();
    let done = run(folder.path(), &["segment", "--encoding", "utf-8", "broken.fr.txt"]);
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.starts_with("Première phrase.\n") && text.contains("Troisième phrase."), "{text}");
    assert!(String::from_utf8(done.stderr).unwrap().contains("encoding-malformed"));
}

#[test]
fn a_segment_of_twelve_megabytes_passes_through() {
    let folder = tempfile::tempdir().unwrap();
    let long = "word ".repeat(12 << 18);
    fs::write(folder.path().join("long.en.txt"), &long).unwrap();
    fs::write(folder.path().join("long.fr.txt"), &long).unwrap();
    let done = run(folder.path(), &["align", "-q", "long.en.txt", "long.fr.txt", "-o", "long.tmx"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let done = run(folder.path(), &["tmx", "stats", "long.tmx"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(fs::metadata(folder.path().join("long.tmx")).unwrap().len() > 2 * long.len() as u64);
}

/// A long text, to be read on standard input.
fn long_text() -> String {
    let sentence = |n| format!("This is sentence number {n} of a long text. ");
    (0..200_000).map(sentence).collect::<Vec<String>>().concat()
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = targum(folder.path(), &["segment", "--lang", "en", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(long_text().as_bytes()).unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, "This is sentence number 0 of a long text.\n");
    let mut talk = String::new();
    child.stderr.take().unwrap().read_to_string(&mut talk).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() && !talk.contains("error"), "{status}: {talk}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.txt"), "as it was").unwrap();
    let mut child = targum(folder.path(), &["segment", "--lang", "en", "-", "-o", "old.txt"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Standard input stays open, beyond the wait for its end, which would close the child's own: the program
    // waits for more when it is interrupted.
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"A first sentence. ").unwrap();
    while fs::read_dir(folder.path()).unwrap().count() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
    // The handler is set before the file is made.
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let status = child.wait().unwrap();
    drop(input);
    assert!(!status.success(), "{status}");
    left_only(folder.path(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("old.txt")).unwrap(), "as it was");
}

#[test]
fn the_same_bytes_whatever_the_number_of_threads() {
    let seeds = root().join("seeds");
    let files =
        ["en", "fr", "es", "ar", "zh", "ru"].map(|l| format!("unodc-valletta-2017.{l}.txt"));
    let folder = tempfile::tempdir().unwrap();
    let tmx = root().join("tmx/unodc-valletta-2017.tmx");
    let tmx = tmx.to_str().unwrap();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let align = |to: &'static str| [&["align", "-q", "--to", to][..], &files].concat();
    let jobs = [
        align("tmx"),
        align("tsv"),
        align("csv"),
        align("jsonl"),
        align("html"),
        [&["segment", "--to", "jsonl"][..], &files].concat(),
        vec!["tmx", "convert", "--to", "jsonl", tmx],
        vec!["tmx", "convert", "--to", "tmx", tmx],
        vec!["tmx", "dedupe", tmx],
        vec!["tmx", "merge", tmx, tmx],
        vec!["tmx", "filter", tmx],
        vec!["tmx", "stats", tmx],
        vec!["tmx", "lint", tmx],
    ];
    for job in jobs {
        let output = |threads: &str| {
            let done = targum(&seeds, &job)
                .env("RAYON_NUM_THREADS", threads)
                .env("SOURCE_DATE_EPOCH", "1500000000")
                .output()
                .unwrap();
            fs::write(folder.path().join(threads), &done.stdout).unwrap();
            (done.status.code(), done.stdout)
        };
        let one = output("1");
        assert!(one.0 == Some(0) && !one.1.is_empty() || job[1] == "lint", "{job:?}: {:?}", one.0);
        assert!(one == output("8"), "{job:?}: other bytes with 8 threads");
    }
}

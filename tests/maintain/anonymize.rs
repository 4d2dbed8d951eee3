//! `targum tm anonymize`.

use super::*;

fn personal() -> Vec<Entry> {
    let first = "Write to ana.petrova@un-example.int today.";
    let mut one =
        entry(&[("en", first), ("fr", "Écrire à Ana.Petrova@UN-example.int aujourd'hui.")]);
    let mut link = Code::new(9, CodeKind::Open, "<a href=\"mailto:ana.petrova@un-example.int\">");
    link.pair = Some(1);
    let mut close = Code::new(9 + MAIL.len(), CodeKind::Close, "</a>");
    close.pair = Some(1);
    one.unit.variants[0].content.codes = vec![link, close];
    one.author = Some(MAIL.into());
    one.unit.attributes = vec![("creationid".into(), MAIL.into())];
    one.unit.notes = vec![Note { text: format!("ask {MAIL}").into(), lang: None }];
    one.unit.props = vec![prop("x-contact", MAIL)];
    one.context.document = Some(format!("letter to {MAIL}").into());
    let mut two = entry(&[
        ("en", "Mrs Petrova has +41 22 917 12 34 and DE89 3704 0044 0532 0130 00."),
        ("ru", "У Петрова +41 22 917-12-34, счёт DE89370400440532013000."),
    ]);
    two.context.previous = Some(text_hash(first));
    let mut three = entry(&[("en", "Nothing"), ("fr", "Rien")]);
    three.context.next = Some(text_hash(first));
    vec![one, two, three, entry(&[("en", "Old name7@example.org"), ("fr", "x")])]
}

/// All bytes of a memory: its file, what SQLite keeps beside it, and its indexes.
fn bytes(path: &Path) -> Vec<u8> {
    let mut all = std::fs::read(path).unwrap();
    for beside in ["-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(beside);
        all.extend(std::fs::read(name).unwrap_or_default());
    }
    let mut folders = vec![PathBuf::from(format!("{}.index", path.display()))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.extend(std::fs::read(path).unwrap());
            }
        }
    }
    all
}

/// Whether bytes have a text in them, whatever the case of its letters.
fn has(bytes: &[u8], text: &str) -> bool {
    let (bytes, text) = (bytes.to_ascii_lowercase(), text.to_ascii_lowercase());
    memchr::memmem::find(&bytes, text.as_bytes()).is_some()
}

#[test]
fn values_are_replaced_alike_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tgm");
    let memory = made(&path, personal());
    let names = Names::parse("Petrova\tПетрова\n").unwrap();
    let job = AnonymizeJob { names: Some(&names), numbers: false, progress: &Silent };
    let found = Anonymizer::look(&memory, &job).unwrap();
    let told: Vec<_> =
        found.values().iter().map(|one| (one.kind.name(), &*one.placeholder, one.count)).collect();
    assert_eq!(
        told,
        [
            ("mail", "name1@example.org", 8),
            ("name", "Person 1", 2),
            ("phone", "+000 0000 0001", 2),
            ("account", "XX00 0000 0000 0001", 2),
        ]
    );
    let output = folder.path().join("public.tgm");
    assert_eq!(found.write(&memory, &output).unwrap().added, 4);
    assert!(found.write(&memory, &output).is_err(), "no file is overwritten");
    let public = Memory::open(&output, Access::Read).unwrap();
    let units = all(&public);
    let text = |unit: usize, at: usize| &*units[unit].1.unit.variants[at].content.text;
    assert_eq!(text(0, 0), "Write to name1@example.org today.");
    assert_eq!(text(0, 1), "Écrire à name1@example.org aujourd'hui.");
    assert_eq!(text(1, 0), "Mrs Person 1 has +000 0000 0001 and XX00 0000 0000 0001.");
    assert_eq!(text(1, 1), "У Person 1 +000 0000 0001, счёт XX00 0000 0000 0001.");
    let codes = &units[0].1.unit.variants[0].content.codes;
    assert_eq!(&*codes[0].data, "<a href=\"mailto:name1@example.org\">");
    assert_eq!((codes[0].at, codes[1].at as usize), (9, 9 + "name1@example.org".len()));
    // Neighbours are known by the new texts.
    let hash = Some(text_hash(text(0, 0)));
    assert_eq!((units[1].1.context.previous, units[2].1.context.next), (hash, hash));
    drop(public);
    assert!(!has(&bytes(&output), MAIL) && has(&bytes(&path), MAIL));

    // What is anonymous stays as it is.
    let public = Memory::open(&output, Access::Read).unwrap();
    assert_eq!(Anonymizer::look(&public, &job).unwrap().values(), []);
}

#[test]
fn placeholders_that_are_there_are_not_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let units = vec![
        entry(&[("en", "a@un.org b@un.org"), ("fr", "b@un.org")]),
        entry(&[("en", "name2@example.org"), ("fr", "x")]),
    ];
    let memory = made(&folder.path().join("a.tgm"), units);
    let job = AnonymizeJob { names: None, numbers: false, progress: &Silent };
    let found = Anonymizer::look(&memory, &job).unwrap();
    let told: Vec<_> = found.values().iter().map(|one| (&*one.value, &*one.placeholder)).collect();
    assert_eq!(told, [("a@un.org", "name1@example.org"), ("b@un.org", "name3@example.org")]);
}

#[test]
fn nothing_of_what_was_replaced_is_left_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tgm");
    let mut memory = made(&path, personal());
    // What the log, the index of words and the lists of names know of it, too.
    write(&mut memory, vec![Operation::Replace(3, entry(&[("en", MAIL), ("fr", "Rien")]))]);
    write(&mut memory, vec![Operation::Replace(3, entry(&[("en", "Nothing"), ("fr", "Rien")]))]);
    let query = |word: &str| ConcordanceQuery { terms: vec![Term::Phrase(word.into())] };
    assert_eq!(memory.store().concordance(&lang("en"), &query("petrova"), 9).unwrap(), [1, 2]);
    memory.index(&lang("en"), &Silent).unwrap();
    let beside = PathBuf::from(format!("{}.index/ru.vectors", path.display()));
    std::fs::create_dir(&beside).unwrap();
    std::fs::write(beside.join("of texts"), MAIL).unwrap();
    assert!(has(&bytes(&path), MAIL));

    let names = Names::parse("Petrova").unwrap();
    let job = AnonymizeJob { names: Some(&names), numbers: false, progress: &Silent };
    let found = Anonymizer::look(&memory, &job).unwrap();
    let done = found.apply(&mut memory).unwrap();
    memory.bring_up_to_date(None, &Silent).unwrap();
    assert_eq!((done.changed, done.batches.len()), (2, 1));
    assert!(!memory.has_old_bytes());
    assert_eq!(memory.store().log(9).unwrap(), []);
    assert!(memory.store().verify().unwrap().is_sound());
    assert_eq!(memory.store().concordance(&lang("en"), &query("petrova"), 9).unwrap(), [0_u64; 0]);
    assert_eq!(memory.store().concordance(&lang("en"), &query("person"), 9).unwrap(), [2]);
    let author = all(&memory)[0].1.author.clone();
    assert_eq!(author.as_deref(), Some("name1@example.org"));
    // A name that was forgotten can come again.
    let again = Entry { author: Some("ana".into()), ..entry(&[("en", "Again"), ("fr", "Encore")]) };
    write(&mut memory, vec![Operation::Add(again.clone())]);
    assert_eq!(all(&memory).pop().map(|(_, entry)| entry), Some(again));
    drop(memory);
    for word in [MAIL, "petrova", "un-example"] {
        assert!(!has(&bytes(&path), word), "{word}");
    }
}

/// Another writer that has the memory open does not take a forgotten word for one that is there.
#[test]
fn a_writer_beside_forgets_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tgm");
    let by = |text: &str, author: &str| Entry {
        author: Some(author.into()),
        ..entry(&[("en", text), ("fr", "x")])
    };
    let mut beside = made(&path, vec![by("One", MAIL)]);
    let mut memory = Memory::open(&path, Access::Write).unwrap();
    let job = AnonymizeJob { names: None, numbers: false, progress: &Silent };
    Anonymizer::look(&memory, &job).unwrap().apply(&mut memory).unwrap();
    write(&mut beside, vec![Operation::Add(by("Two", MAIL))]);
    let authors: Vec<_> =
        all(&memory).into_iter().map(|(_, entry)| entry.author.unwrap()).collect();
    assert_eq!(authors, ["name1@example.org".into(), MAIL.into()]);
}

use super::*;

/// A file of weights with these sections.
fn weights_file(sections: &[(&str, &[u8])]) -> Vec<u8> {
    let mut offset = 32 + 40 * sections.len();
    let mut rest = Vec::new();
    for (name, bytes) in sections {
        let mut entry = name.as_bytes().to_vec();
        entry.resize(24, 0);
        entry.extend((offset as u64).to_le_bytes());
        entry.extend((bytes.len() as u64).to_le_bytes());
        rest.extend(entry);
        offset += bytes.len();
    }
    rest.extend(sections.iter().flat_map(|(_, bytes)| bytes.iter()));
    let mut file = b"TARGENC1\x01\0\0\0".to_vec();
    file.extend((sections.len() as u32).to_le_bytes());
    file.extend(xxhash_rust::xxh3::xxh3_64(&rest).to_le_bytes());
    file.extend((32 + rest.len() as u64).to_le_bytes());
    file.extend(rest);
    file
}

fn model() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/muse-v3.bin")).expect("the weights")
}

const SECTIONS: [&str; 4] = ["charsmap", "pieces", "user", "scores"];

/// What SentencePiece 0.2.3 gives.
#[expect(clippy::unreadable_literal, reason = "ids are no quantities")]
const KNOWN: &[(&str, &[u32])] = &[
    ("Hello, world! extra_token_id_1 zażółć", &[17486, 7, 1017, 42, 6, 3, 381, 30476, 48282, 4704]),
    ("", &[]),
    (" \u{3000}\u{feff}\u{2581} ", &[]),
    ("<s></s><unk>", &[87, 9, 13469, 9, 7441, 39089, 65]),
    ("Le Comité a été créé à Genève.", &[469, 47413, 10, 2133, 32182, 144, 82300, 8]),
    ("联合国大会通过了决议。", &[6, 106194, 15768, 7546, 127, 21461, 3335, 27]),
    ("ﬁne e\u{301} Ⅻ ½ ㌔", &[1668, 165, 21386, 32259, 6, 21470]),
    ("\u{10ffff}\u{10fffe} a\0b", &[6, 0, 10, 0, 305]),
    ("extra_token_id_12extra_token_id_3", &[6, 3, 104, 5]),
];

#[test]
fn ids_are_those_of_sentencepiece() {
    let model = model();
    let tokenizer = Tokenizer::new(&Weights::new(&model).unwrap()).unwrap();
    for (text, wanted) in KNOWN {
        let mut ids = vec![7];
        tokenizer.encode(text, &mut ids);
        assert_eq!((ids[0], &ids[1..]), (7, *wanted), "{text:?}");
    }
}

#[test]
fn damaged_sections_are_refused_or_read_within_bounds() {
    let model = model();
    let weights = Weights::new(&model).unwrap();
    let good = SECTIONS.map(|name| weights.section(name, 0).unwrap());
    let mut state = 1u64;
    let mut random = move |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let text: String =
        KNOWN.iter().map(|(text, _)| *text).chain(["한국어 각 ﷺ e\u{301}"]).collect();
    let (mut refused, mut read) = (0, 0);
    for round in 0..48 {
        let mut sections = good.map(<[u8]>::to_vec);
        let section = &mut sections[round % 4];
        if round < 16 {
            section.truncate([0, 1, 4, 30][round / 4]);
        } else {
            // Most of what a text passes through lies anywhere: the damage has to be wide.
            for _ in 0..=section.len() / 32 {
                let at = random(section.len());
                section[at] = random(256) as u8;
            }
        }
        let named: Vec<(&str, &[u8])> =
            SECTIONS.into_iter().zip(&sections).map(|(name, bytes)| (name, &bytes[..])).collect();
        let file = weights_file(&named);
        match Tokenizer::new(&Weights::new(&file).unwrap()) {
            Ok(tokenizer) => {
                tokenizer.encode(&text, &mut Vec::new());
                read += 1;
            }
            Err(error) => {
                assert!(matches!(error, WeightsError::Section { .. }), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 4 && read > 4, "{refused} refused, {read} read");
}

#[test]
fn a_missing_section_is_named() {
    let file = weights_file(&[("pieces", &[0; 8]), ("scores", &vec![0; PIECES * 4])]);
    let error = Tokenizer::new(&Weights::new(&file).unwrap()).expect_err("an error");
    assert!(error.to_string().contains("user"), "{error}");
}

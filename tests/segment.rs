//! Sentences of many languages: `tests/segment/<language>.txt` holds texts, one sentence a line with an
//! empty line between texts. Joined, each text must be cut as it stands there.

use std::path::Path;
use targum::app::SegmentationRules;
use targum::model::{Block, Content, Document, Origin, Place};
use targum::segment::Segmenter;
use targum::segment::srx::Srx;
use targum::text::{LangTag, Span};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/segment")
}

fn cut(segmenter: &Segmenter, text: &str) -> Vec<String> {
    segmenter.split(text).map(|range| text[range].trim().to_owned()).collect()
}

#[test]
fn texts_are_cut_as_they_stand() {
    let (mut files, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        files += 1;
        let code = path.file_stem().unwrap().to_str().unwrap();
        let segmenter = Segmenter::for_language(code);
        let glue = if matches!(code, "zh" | "ja") { "" } else { " " };
        for text in std::fs::read_to_string(&path).unwrap().split("\n\n") {
            let wanted: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
            let found = cut(&segmenter, &wanted.join(glue));
            if found != wanted {
                wrong.push(format!("{code}: {}", found.join(" | ")));
            }
        }
    }
    assert!(files >= 70 && wrong.is_empty(), "{files} files\n{}", wrong.join("\n"));
}

/// A document whose first paragraphs use an abbreviation that no list has.
fn notes() -> Document {
    let mut texts = Vec::new();
    for count in 0..300 {
        let name = ["apple", "pear", "plum", "nut", "grape", "melon"][count % 6];
        texts.push(format!("The farmer of the {name} sold {count} of them to a man. It was good."));
        if count % 20 == 0 {
            texts
                .push("It was stored as qual. fruit. The buyers of qual. Parma fruit came.".into());
        }
    }
    let blocks = texts.iter().map(|text| Block {
        content: Content::plain(text.as_str()),
        place: Place::Paragraph,
        lang: None,
        part: 0,
        span: Span::new(0, 0),
        origin: Origin::default(),
    });
    Document { blocks: blocks.collect(), ..Document::default() }
}

#[test]
fn a_document_teaches_unless_it_may_not() {
    let (document, english) = (notes(), LangTag::parse("en").unwrap());
    let probe = "They sold qual. Parma fruit to a man. It was good.";
    for (no_learning, wanted) in [(false, 2), (true, 3)] {
        let mut rules = SegmentationRules::default();
        rules.no_learning = no_learning;
        let (segmenter, findings) = rules.segmenter(&document, &english).unwrap();
        assert_eq!((cut(&segmenter, probe).len(), findings.len()), (wanted, 0));
    }
}

#[test]
fn an_srx_file_cuts_by_its_own_rules() {
    let file = std::fs::read_to_string(folder().join("sample.srx")).unwrap();
    let (srx, findings) = Srx::parse(&file).unwrap();
    assert_eq!(findings, []);
    for (lang, wanted) in [
        ("en", "Mr. Hall left. | No. 5 is his. | At 3 p.m. it rained. | It stopped."),
        ("ru", "Это ст. 5. | Она верна."),
        ("fr", "Mr. | Hall vient. | «Oui.» | Non."),
    ] {
        let (segmenter, findings) = Segmenter::from_srx(&srx, &LangTag::parse(lang).unwrap());
        assert_eq!(findings, []);
        let wanted: Vec<&str> = wanted.split(" | ").collect();
        assert_eq!(cut(&segmenter, &wanted.join(" ")), wanted, "{lang}");
    }
}

/// The built-in rules as SRX: read without a finding for every language, and near the built-in ones.
#[test]
fn exported_rules_cut_nearly_as_the_built_in() {
    let (mut same, mut all) = (0, 0);
    for code in targum::segment::languages() {
        let (srx, findings) = Srx::parse(&Srx::built_in(code).to_xml()).unwrap();
        assert_eq!(findings, [], "{code}");
        let (segmenter, findings) = Segmenter::from_srx(&srx, &LangTag::parse(code).unwrap());
        assert_eq!(findings, [], "{code}");
        let Ok(texts) = std::fs::read_to_string(folder().join(format!("{code}.txt"))) else {
            continue;
        };
        let glue = if matches!(code, "zh" | "ja") { "" } else { " " };
        for text in texts.split("\n\n") {
            let wanted: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
            let found = cut(&segmenter, &wanted.join(glue));
            all += wanted.len();
            same += wanted.iter().filter(|line| found.iter().any(|found| found == *line)).count();
        }
    }
    assert!(all >= 350 && same * 100 >= all * 96, "{same} of {all} sentences");
}

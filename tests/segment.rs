//! Sentences of many languages: `tests/segment/<language>.txt` holds texts, one sentence a line with an
//! empty line between texts. Joined, each text must be cut as it stands there.

use std::path::Path;
use targum::segment::Segmenter;
use targum::segment::srx::Srx;
use targum::text::LangTag;

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

//! What a fuzzer tries of segmentation: whatever the bytes, the segments join to the text again.

use targum::segment::srx::{Engine, Srx};
use targum::segment::{Segmenter, languages};
use targum::text::LangTag;

/// Cuts a text as the first bytes say: the first is the language, the second the options. What is before
/// the first two line's ends behind them is a list or the patterns of an SRX rule.
pub(crate) fn rejoins(data: &[u8]) {
    let [language, options, rest @ ..] = data else { return };
    let (options, way) = (*options, *options % 4);
    let rest = String::from_utf8_lossy(rest);
    let codes: Vec<&str> = languages().chain(["und", "sw-KE", "zh-Hant", ""]).collect();
    let code = codes[*language as usize % codes.len()];
    let text = if way == 0 { &*rest } else { rest.splitn(3, '\n').last().unwrap_or("") };
    let mut lines = rest.split('\n');
    let (first, second) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let segmenter = match way {
        0 => Segmenter::for_language(code),
        1 => {
            let segmenter = Segmenter::for_language(code);
            segmenter.with_rules(first).unwrap_or(segmenter)
        }
        _ => by_srx(options, code, first, second),
    };
    let segmenter = if options & 4 == 0 {
        segmenter
    } else {
        // Enough ends of sentences for the document to say something of its words.
        segmenter.learn(std::iter::repeat_n(text, 40))
    };
    let mut end = 0;
    for segment in segmenter.split(text) {
        assert!(segment.start == end && segment.end > end, "a gap or an empty segment");
        assert!(text.get(segment.clone()).is_some(), "a letter is cut");
        end = segment.end;
    }
    assert_eq!(end, text.len(), "the end is missing");
    for verdict in segmenter.explain(text) {
        assert!(!verdict.because(text).is_empty());
    }
}

/// The segmenter of an SRX file with a rule of these patterns and one that breaks behind full stops.
fn by_srx(options: u8, code: &str, before: &str, after: &str) -> Segmenter {
    let escaped = |pattern: &str| pattern.replace('&', "&amp;").replace('<', "&lt;");
    let breaks = if options & 8 == 0 { "no" } else { "yes" };
    let file = format!(
        "<srx version='2.0'><header cascade='yes'/><body><languagerules><languagerule languagerulename='x'>\
         <rule break='{breaks}'><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>\
         <rule break='yes'><beforebreak>[.?!]</beforebreak><afterbreak>\\s</afterbreak></rule>\
         </languagerule></languagerules><maprules>\
         <languagemap languagepattern='.*' languagerulename='x'/></maprules></body></srx>",
        escaped(before),
        escaped(after),
    );
    let lang = LangTag::parse(code).or_else(|_| LangTag::parse("und"));
    let (Ok((srx, _)), Ok(lang)) = (Srx::parse(&file), lang) else {
        return Segmenter::for_language(code);
    };
    let engine = match options >> 4 & 3 {
        0 => return Segmenter::from_srx(&srx, &lang).0,
        1 => Engine::Okapi,
        2 => Engine::Omegat,
        _ => Engine::Java,
    };
    Segmenter::from_srx_for(engine, &srx, &lang).0
}

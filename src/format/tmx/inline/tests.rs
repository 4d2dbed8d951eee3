use super::super::entities::Entities;
use super::*;

/// A content as one line: text with `{kind pair/matching type data}` at each code.
fn show(content: &Content) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for code in &content.codes {
        out += &content.text[from..code.at as usize];
        from = code.at as usize;
        let kind = match code.kind {
            CodeKind::Open => "open",
            CodeKind::Close => "close",
            CodeKind::Standalone => "ph",
            CodeKind::IsolatedOpen => "begin",
            CodeKind::IsolatedClose => "end",
            CodeKind::HighlightStart => "hi",
            CodeKind::HighlightEnd => "/hi",
            CodeKind::Unknown => "ut",
        };
        out += &format!("{{{kind}");
        out.extend(code.pair.map(|pair| format!(" {pair}")));
        out.extend(code.matching.map(|x| format!(" x{x}")));
        out.extend(code.kind_name.as_ref().map(|name| format!(" {name}")));
        if !code.data.is_empty() {
            out += &format!(" `{}`", code.data);
        }
        for sub in &code.subs {
            out += &format!(" sub@{}({})", sub.at, show(&sub.content));
        }
        out += "}";
    }
    out + &content.text[from..]
}

fn read(raw: &str) -> (String, Vec<&'static str>) {
    let entities = Entities::default();
    let mut cx = Context::new(&entities, false);
    let raw = format!("{raw}</seg>");
    match segment(&mut Tokens::new(&raw), &mut cx) {
        Ok(content) => (show(&content), cx.remarks.iter().map(|remark| remark.rule.code).collect()),
        Err(damage) => (format!("!{} {}", damage.at, damage.reason), Vec::new()),
    }
}

#[test]
fn codes_stand_beside_the_text() {
    for (raw, shown) in [
        ("a &amp; b<![CDATA[ <c>]]>", "a & b <c>"),
        (
            "The <bpt i='1' x='1' type='bold'>&lt;b></bpt>cat<ept i='1'>&lt;/b></ept>",
            "The {open 1 x1 bold `<b>`}cat{close 1 `</b>`}",
        ),
        (
            "<bpt i='2'/>a<bpt i='1'/>b<ept i='2'/>c<ept i='1'/>",
            "{open 2}a{open 1}b{close 2}c{close 1}",
        ),
        (
            "a<it pos='begin'>[</it><it pos='end'/><ph x='3'/><ut>u</ut>",
            "a{begin `[`}{end}{ph x3}{ut `u`}",
        ),
        ("a<hi type='x'>b<hi>c</hi></hi>", "a{hi 1 x}b{hi 2}c{/hi 2}{/hi 1}"),
        ("<hi/><bpt i='7'/>x<ept i='7'/>", "{hi 8}{/hi 8}{open 7}x{close 7}"),
        (
            "<ph>&lt;img alt=\"<sub type='alt'>a <bpt i='4'/>flag<ept i='4'/></sub>\"></ph>",
            "{ph `<img alt=\"\">` sub@10(a {open 4}flag{close 4})}",
        ),
    ] {
        assert_eq!(read(raw), (shown.into(), vec![]), "{raw}");
    }
}

#[test]
fn what_is_off_is_mended() {
    for (raw, shown, codes) in [
        ("a<bpt i='1'>b", "!13 </seg> where </bpt> is due", vec![]),
        ("a<bpt i='1'/>b", "a{begin}b", vec!["TMX018"]),
        ("a<ept i='1'/>b", "a{end}b", vec!["TMX018"]),
        (
            "<bpt i='1'/>a<ept i='1'/><bpt i='1'/>b<ept i='1'/>",
            "{open 1}a{close 1}{open 2}b{close 2}",
            vec!["TMX019"],
        ),
        ("<bpt/>a<bpt/>b<ept/>c<ept/>", "{open 1}a{open 2}b{close 2}c{close 1}", vec!["TMX021"; 4]),
        ("1 < 2", "1 < 2", vec!["TMX009"]),
        ("a <b>c</b><br/>", "a {ut `<b>`}c{ut `</b>`}{ut `<br/>`}", vec!["TMX020"]),
        ("<ph><b>x</b></ph>", "{ph `<b>x</b>`}", vec!["TMX020"]),
        ("<it>x</it><ph x='a'/>", "{begin `x`}{ph}", vec!["TMX021", "TMX021"]),
        ("a<hi>b", "!6 </seg> where </hi> is due", vec![]),
    ] {
        assert_eq!(read(raw), (shown.into(), codes), "{raw}");
    }
}

#[test]
fn subs_nest_only_so_deep() {
    let deep = |levels: usize| {
        let raw = format!("{}{}", "<ph><sub>".repeat(levels), "</sub></ph>".repeat(levels));
        read(&raw).0
    };
    assert!(!deep(20).starts_with('!'));
    assert!(deep(40).contains("too deep"));
}

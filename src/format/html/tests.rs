use super::*;
use crate::model::{Block, Place};
use proptest::prelude::*;

fn texts(html: &str) -> Vec<(Place, String)> {
    walk(html).blocks.into_iter().map(|block| (block.place, block.content.text)).collect()
}

fn only(html: &str) -> Vec<String> {
    texts(html).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn missing_end_tags_are_supplied() {
    assert_eq!(only("<p>One<p>Two<ul><li>a<li>b</ul>Three"), ["One", "Two", "a", "b", "Three"]);
    let rows = texts("<table><tr><td>a<td>b<tr><td>c</table>d");
    assert_eq!(rows[1].0, Place::TableCell { row: 0, column: 1 });
    assert_eq!(rows[2].0, Place::TableCell { row: 1, column: 0 });
    assert_eq!(rows[3], (Place::Paragraph, "d".to_owned()));
    assert_eq!(texts("<h2>Title<p>Text")[1].0, Place::Paragraph);
}

#[test]
fn what_is_hidden_ends_where_its_element_ends() {
    assert_eq!(only("<p>a <span hidden>x <b>y</b></span>b"), ["a b"]);
    assert_eq!(only("<p hidden>a<p>b"), ["b"]);
    assert_eq!(only("<template><div>x</template><p>b"), ["b"]);
    assert_eq!(only("a<video><p>x</video> b<script>if (a<b) x</script> c"), ["a b c"]);
    assert_eq!(only("a <svg><title>x</title></svg> b"), ["a  b"]);
    assert_eq!(
        only("<body hidden translate=no>a<div translate=no>b<p translate=yes>c"),
        ["a", "c"]
    );
}

#[test]
fn white_space_is_collapsed_between_words_only() {
    assert_eq!(only("<p> a \n <b> b</b> c&nbsp;&amp; d </p>"), ["a b c\u{a0}& d"]);
    assert_eq!(only("<p>大会\n通过<b>\n了</b>决议 A</p>"), ["大会通过了决议 A"]);
    assert_eq!(only("a<br>b<br> <br>c"), ["a b", "c"]);
}

#[test]
fn a_file_cut_short_is_told() {
    for (html, what) in
        [("a<!-- b", "a comment"), ("a<b c='", "a tag"), ("a<style>b", "a style sheet")]
    {
        assert_eq!(walk(html).cut_off.map(|(_, what)| what), Some(what));
        assert_eq!(only(html), ["a"]);
    }
    assert!(walk("<p>a").cut_off.is_none());
}

#[test]
fn xhtml_has_empty_elements_and_cdata_sections() {
    let html = "<?xml version='1.0'?><html><head><script src='x'/><title/></head>\
                <p/>a <![CDATA[1 < 2 > b]]> c</html>";
    assert_eq!(only(html), ["a 1 < 2 > b c"]);
}

#[test]
fn deep_and_odd_nesting_takes_linear_time() {
    let count = 100_000;
    assert_eq!(only(&format!("{}deep", "<div>".repeat(count))), ["deep"]);
    let odd = format!("{}x{}y", "<b><div><i>".repeat(count), "</b></section>".repeat(count));
    assert_eq!(only(&odd), ["x", "y"]);
    let unclosed = "<![CDATA[ >a ".repeat(count);
    assert_eq!(only(&unclosed).len(), 1);
}

#[test]
fn values_are_written_with_their_quotes() {
    let text = "<p>5 < 6 <a b=\"x > <one>\" c='two' d=three>four";
    for (from, to, wanted) in [
        ("one", "\"1\"", "&quot;1&quot;"),
        ("two", "l'un", "c='l&#39;un'"),
        ("three", "a b", "d=a&#32;b>"),
        ("four", "l'un", ">l'un"),
    ] {
        let at = text.find(from).unwrap();
        let change = Change { range: at..at + from.len(), replacement: to.to_owned() };
        let changes = adapt(text, vec![change]).unwrap();
        assert!(splice::changed(text, &changes).contains(wanted), "{changes:?}");
    }
}

#[test]
fn pages_are_recognised() {
    assert_eq!(sniff(b"\xef\xbb\xbf <!-- x --><!DOCTYPE HTML>"), Sniffed::Yes);
    assert_eq!(sniff(b"<?xml version='1.0'?>\n<html xmlns='x'>"), Sniffed::Yes);
    assert_eq!(sniff(b"<p>text"), Sniffed::Maybe);
    assert_eq!(sniff(b"<tmx version='1.4'>"), Sniffed::No);
    assert_eq!(sniff(b"a < b and <html>"), Sniffed::No);
}

proptest! {
    #[test]
    fn spans_and_codes_stay_inside(pieces in proptest::collection::vec(piece(), 0..40)) {
        let html = pieces.concat();
        for block in walk(&html).blocks {
            let raw = html.get(block.span.range());
            prop_assert!(raw.is_some_and(|raw| !raw.is_empty()), "{html:?} {block:?}");
            check_origin(&html, &block);
            let mut last = 0;
            for code in &block.content.codes {
                prop_assert!(code.at >= last && block.content.text.is_char_boundary(code.at as usize));
                last = code.at;
            }
        }
    }
}

/// Every letter is mapped, in order, and what stands there letter for letter does.
fn check_origin(html: &str, block: &Block) {
    let (mut text_end, mut source_end) = (0, 0);
    for stretch in block.origin.stretches() {
        let (text, source) = (stretch.text.range(), stretch.source.range());
        assert!(text.start >= text_end && source.start >= source_end, "{html:?} {block:?}");
        let (words, raw) = (&block.content.text[text.clone()], &html[source.clone()]);
        assert!(if stretch.verbatim { words == raw } else { words != raw }, "{html:?} {block:?}");
        let between = &block.content.text[text_end..text.start];
        assert_eq!(between.trim(), "", "{html:?} {block:?}");
        (text_end, source_end) = (text.end, source.end);
    }
    assert_eq!(text_end, block.content.text.len(), "{html:?} {block:?}");
}

fn piece() -> impl Strategy<Value = String> {
    let tags = [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<li>",
        "<ul>",
        "</ul>",
        "<td>",
        "<tr>",
        "<table>",
        "</table>",
        "<br>",
        "<img alt='ж\"'>",
        "<img alt=x title=y>",
        "<pre>",
        "<svg>",
        "</svg>",
        "<span hidden>",
        "<i translate=no>",
        "</i>",
        "<title>",
        "</title>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&amp;",
        "amp;",
        "&notit;",
        "&semi;",
        "&nGg;",
        "&Tab;",
        "\r",
        "<pre>",
        "<textarea>",
        "<xmp>",
        "<img alt='&copy=&lt x&amp;'>",
        "&nbsp",
        "&#x10FFFF;",
        "\r\n\r\n",
        " ",
        "会\n议",
        "ا",
        "<",
        "'",
        "\u{0}",
        "<h1>",
        "</h2>",
        "<script>",
        "</script>",
        "<a href=#x>",
        "<sup>",
        "<?xml ?>",
    ];
    prop_oneof![
        4 => proptest::sample::select(tags.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

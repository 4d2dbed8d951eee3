use super::*;
use crate::format::Collected;
use proptest::prelude::*;

fn texts(markdown: &str) -> Vec<String> {
    walk::walk(markdown).blocks.into_iter().map(|block| block.content.text).collect()
}

#[test]
fn blocks_join_their_lines() {
    assert_eq!(texts("One\ntwo  \nthree\n\n- a\n  b\n- c"), ["One two three", "a b", "c"]);
    assert_eq!(texts("第一行\n第二行"), ["第一行第二行"]);
    assert_eq!(texts("> quoted\n> text\n\n    code\n\n```\ncode\n```\n"), ["quoted text"]);
}

#[test]
fn html_in_a_quotation_keeps_its_place() {
    let text = "> <div>\n> été <b>x</b>\n> </div>\n";
    let blocks = walk::walk(text).blocks;
    assert_eq!(blocks[0].content.text, "été x");
    assert_eq!(&text[blocks[0].span.range()], "été <b>x</b>");
}

#[test]
fn two_signs_make_markdown() {
    assert_eq!(sniff(b"# Title\n\nSee [this](x).\n"), Sniffed::Maybe);
    assert_eq!(sniff(b"# a comment\nkey = value\n"), Sniffed::No);
    assert_eq!(sniff("---\ntitle: é\n---\n# T\n".as_bytes()), Sniffed::Maybe);
}

#[test]
fn deep_nesting_is_no_trouble() {
    assert_eq!(texts(&format!("{}deep", "> ".repeat(50_000))).len(), 1);
    assert!(!texts(&"*a **b ".repeat(20_000)).is_empty());
    assert!(!texts(&"[a](".repeat(20_000)).is_empty());
}

/// The letters and digits of a text.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #[test]
    fn letters_stand_in_the_span(pieces in proptest::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        for block in walk::walk(&text).blocks {
            let raw = text.get(block.span.range());
            prop_assert!(raw.is_some_and(|raw| !raw.is_empty()), "{text:?} {block:?}");
            let mut rest = letters(raw.unwrap_or_default()).into_iter();
            for letter in letters(&block.content.text) {
                prop_assert!(rest.any(|c| c == letter), "{letter} of {block:?} is not in {raw:?}");
            }
            let mut last = 0;
            for code in &block.content.codes {
                let fits = code.at >= last && block.content.text.is_char_boundary(code.at as usize);
                prop_assert!(fits, "{text:?} {block:?}");
                last = code.at;
            }
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut sink = Collected::default();
        let _ = Markdown.read(&mut &bytes[..], &ReadOptions::default(), &mut sink);
    }
}

fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "# ",
        "## h {#id}\n",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "```\n",
        "[a](b)",
        "[",
        "](u \"t\")",
        "![alt *x*](i)",
        "<b>",
        "</b>",
        "<div>\n",
        "</div>\n",
        "<!-- c -->",
        "| a | b |\n|---|---|\n| c | `d\\|e` |\n",
        "[^1]",
        "[^1]: note\n",
        "---\n",
        "title: x\n",
        "\\",
        "&amp;",
        "<http://x.y>",
        "  \n",
        "word ",
        "слово ",
        "会议",
        "كلمة ",
        "\t",
        "\r\n",
        ": def\n",
        "- [x] ",
        "> [!NOTE]\n",
        "Setext\n===\n",
        "\u{0}",
        "{#",
    ];
    prop_oneof![
        6 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

/// What each stretch of a document's blocks is written as: `text` or `text<source`.
fn written(text: &str) -> Vec<String> {
    let show = |block: crate::model::Block| {
        let stretches = block.origin.stretches().iter().map(|stretch| {
            let words = &block.content.text[stretch.text.range()];
            let source = &text[stretch.source.range()];
            assert!(!stretch.verbatim || words == source, "{stretch:?}");
            if stretch.verbatim { words.to_owned() } else { format!("{words}<{source}") }
        });
        stretches.collect::<Vec<_>>().join("|")
    };
    walk::walk(text).blocks.into_iter().map(show).collect()
}

#[test]
fn every_letter_leads_back_to_the_file() {
    let one = |text| written(text).join("¶");
    assert_eq!(one("The *old* `x`"), "The |old| |x");
    assert_eq!(one("a \\* b \\\\ c\\d &amp; e"), "a |*<\\*| b |\\<\\\\| c\\d |&<&amp;| e");
    assert_eq!(one("- one\r\n  two"), "one| <\r\n  |two");
    assert_eq!(one("> one\n> two"), "one|two");
    assert_eq!(one("`` a`b\nc ``"), "a`b| <\n|c");
    assert_eq!(one("> `a\n> b`"), "");
    assert_eq!(one("|a|\n|-|\n|`x\\|y` \\| z|"), "a¶x||<\\||y| ||<\\|| z");
    assert_eq!(one("![alt *x*](y)"), "alt |x");
    assert_eq!(one("> <p>a\n> b &lt;\n> c\n"), "a| <\n|b |<<&lt;| <\n|c");
}

//! What the elements of HTML do to text.

/// How an element bears on the text in and around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// It ends the block before it and starts one.
    Block,
    /// It is part of a sentence. Unknown elements are taken for such.
    Inline,
    /// It has no content.
    Void,
    /// What it holds is not text of the document.
    Skipped,
    /// It stands in the text like a picture: a formula, a drawing.
    Opaque,
}

/// The class of the element `name` (in lower case).
pub(super) fn class(name: &str) -> Class {
    match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "button" | "caption"
        | "center" | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "frameset" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "head" | "header" | "hgroup" | "html" | "legend" | "li" | "listing"
        | "main" | "menu" | "nav" | "ol" | "optgroup" | "option" | "p" | "plaintext" | "pre"
        | "search" | "section" | "select" | "summary" | "table" | "tbody" | "td" | "tfoot"
        | "th" | "thead" | "title" | "tr" | "ul" | "xmp" => Class::Block,
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "embed" | "frame" | "hr"
        | "img" | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr" => {
            Class::Void
        }
        "applet" | "audio" | "canvas" | "datalist" | "iframe" | "noembed" | "noframes"
        | "noframe" | "noscript" | "object" | "rp" | "rt" | "script" | "style" | "template"
        | "textarea" | "video" => Class::Skipped,
        "math" | "svg" => Class::Opaque,
        _ => Class::Inline,
    }
}

/// The kind of thing an inline element makes of text, as TMX names it.
pub(in crate::format) fn kind_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "b" | "strong" => "bold",
        "i" | "em" | "cite" | "dfn" | "var" => "italic",
        "u" | "ins" => "ulined",
        "a" => "link",
        "img" | "svg" => "image",
        "font" => "font",
        "sup" => "superscript",
        "sub" => "subscript",
        "code" | "kbd" | "samp" | "tt" => "code",
        "br" => "lb",
        _ => return None,
    })
}

/// The elements that a start tag of `name` closes where their end tags are missing, and those that
/// keep what is outside them from being closed.
pub(super) fn implied_end(
    name: &str,
) -> Option<(&'static [&'static str], &'static [&'static str])> {
    const CELL: &[&str] = &["td", "th"];
    const ROW: &[&str] = &["td", "th", "tr"];
    const ROWS: &[&str] = &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"];
    Some(match name {
        "li" => (&["li"], &["ul", "ol", "menu", "dir", "table", "td", "th"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl", "ul", "ol", "table", "td", "th"]),
        "td" | "th" => (CELL, &["tr", "table"]),
        "tr" => (ROW, &["tbody", "thead", "tfoot", "table"]),
        "tbody" | "thead" | "tfoot" => (ROWS, &["table"]),
        "option" | "optgroup" => (&["option"], &["select", "datalist"]),
        "body" => (&["head"], &["html"]),
        _ => return None,
    })
}

/// Whether a start tag of `name` ends a heading that is still open.
pub(super) fn ends_heading(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "p" | "ul" | "ol" | "dl" | "table" | "section" | "article" | "blockquote" | "hr"
        )
}

/// Whether `name` is `h1` … `h6`.
pub(super) fn is_heading(name: &str) -> bool {
    heading_level(name).is_some()
}

/// The level of `h1` … `h6`.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Whether ampersands in the content of `name` are just that.
pub(super) fn is_without_references(name: &str) -> bool {
    is_raw_text(name) && !matches!(name, "textarea" | "title")
}

/// Whether the tokenizer reads the content of `name` as characters without tags.
pub(super) fn is_raw_text(name: &str) -> bool {
    matches!(
        name,
        "textarea"
            | "title"
            | "plaintext"
            | "script"
            | "style"
            | "iframe"
            | "xmp"
            | "noembed"
            | "noframe"
            | "noscript"
    )
}

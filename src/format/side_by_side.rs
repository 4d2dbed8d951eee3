//! An alignment as one self-contained HTML page: the languages side by side, coloured by score.

use crate::model::{Bitext, Link, Side};
use crate::text::is_right_to_left;
use std::io::{self, Write};

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem}\
h1{font-size:1.2rem}table{border-collapse:collapse;width:100%;table-layout:fixed}\
th,td{border:1px solid #8886;padding:.35rem .6rem;vertical-align:top;text-align:start;overflow-wrap:anywhere}\
th{position:sticky;top:0;background:Canvas}td.n{color:GrayText;font-size:.8rem}col.n{width:4.5rem}\
tr.review td.n{font-weight:bold;color:CanvasText;border-inline-start:.3rem solid #d60}\
.s{display:block}.s+.s{border-top:1px dotted #8886}td.none{background:#8882}";

/// Writes `bitext` as a page. Each cell shows its segments one below the other; its colour goes from
/// red (score 0) to green (score 1), and the score stands in its tooltip. Rows under `review_below` have
/// the class `review` and a bar beside their number.
///
/// # Errors
/// When `out` can't be written.
pub fn write(bitext: &Bitext, review_below: f32, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<&str> = bitext.sides.iter().map(|side| side.document.name.as_str()).collect();
    let lang = bitext.sides.first().map_or("en", |side| side.lang.as_str());
    let title = escape(&names.join(" – "));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<table>\n<colgroup><col class=\"n\">"
    )?;
    writeln!(out, "{}</colgroup>", "<col>".repeat(bitext.sides.len()))?;
    out.write_all(b"<thead><tr><th>#</th>")?;
    for side in &bitext.sides {
        write!(out, "<th>{} <small>{}</small></th>", side.lang, escape(&side.document.name))?;
    }
    out.write_all(b"</tr></thead>\n<tbody>\n")?;
    for (number, link) in bitext.links.iter().enumerate() {
        let review = link.is_paired() && link.score() < review_below;
        row(bitext, (number + 1, review), link, out)?;
    }
    out.write_all(b"</tbody>\n</table>\n</body>\n</html>\n")
}

fn row(
    bitext: &Bitext,
    (number, review): (usize, bool),
    link: &Link,
    out: &mut dyn Write,
) -> io::Result<()> {
    let class = if review { " class=\"review\"" } else { "" };
    write!(out, "<tr{class}><td class=\"n\">{number}</td>")?;
    for (index, side) in bitext.sides.iter().enumerate() {
        cell(side, link, index, out)?;
    }
    out.write_all(b"</tr>\n")
}

fn cell(side: &Side, link: &Link, index: usize, out: &mut dyn Write) -> io::Result<()> {
    let range = link.ranges[index].clone();
    if range.is_empty() {
        return out.write_all(b"<td class=\"none\"></td>");
    }
    let direction = if is_right_to_left(&side.lang) { " dir=\"rtl\"" } else { "" };
    write!(out, "<td lang=\"{}\"{direction}", side.lang)?;
    if index > 0 {
        let score = link.scores[index].clamp(0.0, 1.0);
        let hue = (score * 120.0).round();
        write!(out, " title=\"score {score:.2}\" style=\"background:hsl({hue} 70% 50%/.16)\"")?;
    }
    out.write_all(b">")?;
    for segment in range {
        write!(out, "<span class=\"s\">{}</span>", escape(side.text(segment)))?;
    }
    out.write_all(b"</td>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

//! An analysis as a self-contained page.

use super::{parts, percent, weighted};
use crate::report::letters::html;
use crate::tm::leverage::{Analysis, Leverage, Share};
use crate::tm::score::Band;
use std::io::{self, Write};

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:60rem;padding:0 1rem}\
h1{font-size:1.3rem}h2{font-size:1.1rem;margin-top:2rem;overflow-wrap:anywhere}\
table{border-collapse:collapse}th,td{padding:.2rem .8rem;text-align:end;border-bottom:1px solid #8884}\
th:first-child,td:first-child{text-align:start}tr.all{font-weight:600}";

pub(super) fn write(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>targum: leverage</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Leverage</h1>\n"
    )?;
    parts(analysis).iter().try_for_each(|part| section(part, analysis, out))?;
    out.write_all(b"</body>\n</html>\n")
}

fn section(part: &Leverage, analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "<section>\n<h2><bdi>{}</bdi></h2>\n<table>\n<tr><th>match</th><th>segments</th><th>words</th>\
         <th>characters</th><th>words %</th><th>paid %</th></tr>\n",
        html(&part.name)
    )?;
    let whole = part.total();
    for band in Band::ALL {
        let paid = analysis.weights.of(band).to_string();
        row("", band.name(), part.of(band), whole, &paid, out)?;
    }
    row(" class=\"all\"", "all", whole, whole, "", out)?;
    writeln!(out, "</table>\n<p>Weighted words: {:.1}</p>\n</section>", weighted(part, analysis))
}

fn row(
    class: &str,
    name: &str,
    share: Share,
    whole: Share,
    paid: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (segments, counts) = (share.segments, share.counts);
    writeln!(
        out,
        "<tr{class}><td>{name}</td><td>{segments}</td><td>{}</td><td>{}</td><td>{:.1}</td><td>{paid}</td></tr>",
        counts.words,
        counts.characters,
        percent(share, whole)
    )
}

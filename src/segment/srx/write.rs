//! Writing SRX 2.0.

use super::Srx;
use std::fmt::Write as _;

impl Srx {
    /// The document as SRX 2.0, whatever version it was read from.
    pub fn to_xml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        // Writing to a string can't fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let yes = |flag: bool| if flag { "yes" } else { "no" };
        writeln!(out, "<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">")?;
        let (subflows, cascade) = (yes(self.segment_subflows), yes(self.cascade));
        writeln!(out, "  <header segmentsubflows=\"{subflows}\" cascade=\"{cascade}\">")?;
        let handles = self.handles;
        for (kind, include) in
            [("start", handles.start), ("end", handles.end), ("isolated", handles.isolated)]
        {
            writeln!(out, "    <formathandle type=\"{kind}\" include=\"{}\"/>", yes(include))?;
        }
        writeln!(out, "  </header>\n  <body>\n    <languagerules>")?;
        for set in &self.rule_sets {
            writeln!(out, "      <languagerule languagerulename=\"{}\">", escaped(&set.name))?;
            for rule in &set.rules {
                writeln!(out, "        <rule break=\"{}\">", yes(rule.breaks))?;
                writeln!(out, "          <beforebreak>{}</beforebreak>", escaped(&rule.before))?;
                writeln!(out, "          <afterbreak>{}</afterbreak>", escaped(&rule.after))?;
                writeln!(out, "        </rule>")?;
            }
            writeln!(out, "      </languagerule>")?;
        }
        writeln!(out, "    </languagerules>\n    <maprules>")?;
        for map in &self.maps {
            let (pattern, name) = (escaped(&map.written), escaped(&map.rule_set));
            writeln!(
                out,
                "      <languagemap languagepattern=\"{pattern}\" languagerulename=\"{name}\"/>"
            )?;
        }
        writeln!(out, "    </maprules>\n  </body>\n</srx>")
    }
}

/// Text for an element or an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

use super::*;

/// Scans `text` given in steps of `step` bytes, taking consumed bytes off the front each time.
fn scan(text: &str, step: usize, limit: usize) -> Vec<(Kind, String)> {
    let (mut scanner, mut buffer, mut found) = (Scanner::new(limit), String::new(), Vec::new());
    let mut rest = text;
    loop {
        let mut cut = step.min(rest.len());
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        buffer.push_str(&rest[..cut]);
        rest = &rest[cut..];
        let mut pieces = Vec::new();
        scanner.scan(&buffer, rest.is_empty(), &mut pieces);
        for Piece { kind, range } in pieces {
            match found.last_mut() {
                Some((_, text)) if kind == Kind::More => *text += &buffer[range],
                _ => found.push((kind, buffer[range].to_owned())),
            }
        }
        let consumed = scanner.consumed();
        buffer.drain(..consumed);
        scanner.rebase(consumed);
        if rest.is_empty() {
            return found;
        }
    }
}

fn kinds(text: &str) -> Vec<(Kind, String)> {
    let whole = scan(text, usize::MAX, 1000);
    for step in [1, 2, 7, 16] {
        assert_eq!(scan(text, step, 1000), whole, "step {step} of {text:?}");
    }
    whole
}

fn units(text: &str) -> Vec<(Kind, String)> {
    let prolog = "<tmx><header/><body>";
    let mut found = kinds(&format!("{prolog}{text}"));
    assert_eq!(found.remove(0), (Kind::Prolog, prolog.to_owned()));
    found
}

fn pieces(expected: &[(Kind, &str)]) -> Vec<(Kind, String)> {
    expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect()
}

#[test]
fn units_are_found_in_any_chunks() {
    assert_eq!(
        units("\n<tu>a</tu>\n<!-- <tu>no</tu> --><TU x='>'/><tu\n>b<tuv/></tu ></body></tmx>\n"),
        pieces(&[
            (Kind::Unit, "<tu>a</tu>"),
            (Kind::Unit, "<TU x='>'/>"),
            (Kind::Unit, "<tu\n>b<tuv/></tu >")
        ])
    );
    assert_eq!(
        units("<tu><![CDATA[</tu>]]><!-- </tu> --></tu>"),
        pieces(&[(Kind::Unit, "<tu><![CDATA[</tu>]]><!-- </tu> --></tu>")])
    );
}

#[test]
fn a_lost_end_costs_one_unit() {
    assert_eq!(
        units("<tu>a<tu>b</tu><tu>c</body></tmx>"),
        pieces(&[(Kind::Unclosed, "<tu>a"), (Kind::Unit, "<tu>b</tu>"), (Kind::Unclosed, "<tu>c")])
    );
    assert_eq!(
        units("<tu>a</tu><tu><tuv"),
        pieces(&[(Kind::Unit, "<tu>a</tu>"), (Kind::Unclosed, "<tu><tuv")])
    );
    assert_eq!(
        units("<tu>a<!-- lost </tu><tu>b</tu>"),
        pieces(&[(Kind::Unit, "<tu>a<!-- lost </tu>"), (Kind::Unit, "<tu>b</tu>")])
    );
}

#[test]
fn strays_are_kept_apart() {
    assert_eq!(
        units("<tu>a</tu> junk <tuv>b</tu>\n<tu>c</tu></body></tmx> tail"),
        pieces(&[
            (Kind::Unit, "<tu>a</tu>"),
            (Kind::Stray, "junk <tuv>b</tu>\n"),
            (Kind::Unit, "<tu>c</tu>"),
            (Kind::Stray, "tail")
        ])
    );
}

#[test]
fn prologs_end_where_units_begin() {
    let doctype = "<!DOCTYPE tmx [<!ENTITY a '<tu>'><!-- <body> -->]>";
    assert_eq!(
        kinds(&format!("{doctype}<tmx><!-- <body> --><header></header><body>")),
        pieces(&[(Kind::Prolog, &format!("{doctype}<tmx><!-- <body> --><header></header><body>"))])
    );
    assert_eq!(kinds("<tu>a</tu>"), pieces(&[(Kind::Prolog, ""), (Kind::Unit, "<tu>a</tu>")]));
    assert_eq!(kinds("plain"), pieces(&[(Kind::Prolog, "plain")]));
    assert_eq!(kinds(""), pieces(&[(Kind::Prolog, "")]));
}

#[test]
fn a_unit_over_the_limit_is_given_in_parts() {
    let long = format!("<body><tu>{}</tu><tu>b</tu>", "x<i/>".repeat(1000));
    for step in [7, 100, usize::MAX] {
        let found = scan(&long, step, 1000);
        let kinds: Vec<Kind> = found.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [Kind::Prolog, Kind::Oversize, Kind::Unit], "step {step}");
        assert_eq!(found[1].1.len(), 9 + 5000);
    }
    let endless = format!("<body><tu>{}", "x".repeat(5000));
    let found = scan(&endless, 100, 1000);
    assert_eq!(found[1].0, Kind::Oversize);
    assert_eq!(found[1].1.len(), 5004);
}

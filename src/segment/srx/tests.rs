use super::translate::{Side, translate};
use super::*;
use proptest::prelude::*;
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::{Anchored, Input, MatchKind};

const FILE: &str = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0">
<header segmentsubflows="no" cascade="yes">
 <formathandle type="start" include="yes"/><formathandle type="isolated" include="yes"/>
</header>
<body><languagerules>
 <languagerule languagerulename="English">
  <rule break="no"><beforebreak>\b(Mr|Dr)\.</beforebreak><afterbreak>\s</afterbreak></rule>
 </languagerule>
 <languagerule languagerulename="Any">
  <rule><beforebreak>[.?!]+["”]?</beforebreak><afterbreak>\s+\p{Lu}</afterbreak></rule>
  <rule break="yes"><beforebreak></beforebreak><afterbreak>\n</afterbreak></rule>
 </languagerule>
</languagerules><maprules>
 <languagemap languagepattern="[Ee][Nn].*" languagerulename="English"/>
 <languagemap languagepattern=".*" languagerulename="Any"/>
</maprules></body></srx>"#;

fn tag(tag: &str) -> LangTag {
    tag.parse().unwrap()
}

fn cut<'t>(srx: &Srx, lang: &str, text: &'t str) -> Vec<&'t str> {
    let (compiled, findings) = srx.compile(&tag(lang));
    assert_eq!(findings, []);
    let mut breaks = vec![0];
    breaks.extend(compiled.breaks(text));
    breaks.push(text.len());
    breaks.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

#[test]
fn the_first_rule_that_matches_decides() {
    let (srx, findings) = Srx::parse(FILE).unwrap();
    assert_eq!(findings, []);
    let text = "“Is it Dr. Watson?” No. it is Mr. Holmes. So\nit is.";
    assert_eq!(
        cut(&srx, "en-GB", text),
        ["“Is it Dr. Watson?”", " No. it is Mr. Holmes.", " So", "\nit is."]
    );
    let other = ["“Is it Dr.", " Watson?”", " No. it is Mr.", " Holmes.", " So", "\nit is."];
    assert_eq!(cut(&srx, "fr", text), other);
    assert_eq!(cut(&srx, "fr", ""), [""]);
}

#[test]
fn header_and_maps_are_read() {
    let (srx, _) = Srx::parse(FILE).unwrap();
    let all = FormatHandles { start: true, end: true, isolated: true };
    assert_eq!((srx.version.as_str(), srx.handles), ("2.0", all));
    assert!(srx.cascade && !srx.segment_subflows);
    assert_eq!((srx.rules(&tag("en")).len(), srx.rules(&tag("de")).len()), (3, 2));
    let first = FILE.replace("cascade=\"yes\"", "cascade=\"no\"");
    let (srx, _) = Srx::parse(&first).unwrap();
    assert_eq!((srx.rules(&tag("en")).len(), srx.rules(&tag("de")).len()), (1, 2));
}

#[test]
fn what_is_no_srx_is_told() {
    assert_eq!(Srx::parse("<tmx/>").unwrap_err(), SrxError::OtherRoot("tmx".into()));
    assert_eq!(Srx::parse("<srx version='2.0'/>").unwrap_err(), SrxError::NoRules);
    let error = Srx::parse("<srx>\n<body></srx>").unwrap_err();
    assert!(matches!(error, SrxError::NotWellFormed { line: 2, .. }), "{error}");
    assert!(Srx::parse("").is_err());
}

#[test]
fn a_rule_that_cannot_be_translated_is_named_and_the_others_work() {
    let missing = FILE.replace("\"English\"/>", "\"Missing\"/>");
    let (_, findings) = Srx::parse(&missing).unwrap();
    assert!(findings[0].message.contains("`Missing`"), "{findings:?}");
    let (srx, _) = Srx::parse(&FILE.replace(r"\b(Mr|Dr)\.", r"\N{FULL STOP}")).unwrap();
    let (compiled, findings) = srx.compile(&tag("en"));
    assert_eq!(findings.len(), 1);
    let told = findings[0].to_string();
    assert!(told.contains("by its name") && told.contains(r"\N{FULL STOP}"), "{told}");
    assert_eq!(compiled.breaks("One. Two."), [4]);
}

#[test]
fn icu_syntax_is_read_by_its_meaning() {
    let same = |icu: &str, rust: &str| {
        let translated = translate(icu, Side::After).unwrap().pattern;
        assert_eq!(translated, rust, "{icu}");
        assert!(regex_syntax::parse(&translated).is_ok(), "{translated}");
    };
    same(r"\Qa.b\E+", r"a\.b+");
    same(r"\u00e9\x{1F600}\x41\0101", r"\x{E9}\x{1F600}\x{41}\x{41}");
    same(r"[^\h\-a-z\]]", r"[^\t\p{Zs}\-a-z\]]");
    same(r"[[a-z]&&[^aeiou]]", r"[[a-z]&&[^aeiou]]");
    same(r"[[:Lu:][:^alpha:]]", r"[\p{Lu}\P{Alphabetic}]");
    same(r"a++b*+c?+d{2,3}+", r"a+b*c?d{2,3}");
    same(r"(?<name>a)(?>b)(?i:c)(?#no)", r"(?:a)(?:b)(?i:c)");
    same(r"\<\>\-\:", r"<>\-\:");
    same("{x}", r"\{x\}");
    for wrong in [r"\1", r"a(", r"a)", r"[a", r"\N{DIGIT ONE}", r"x(?<!b)c", r"(?y)a", r"\"] {
        assert!(translate(wrong, Side::After).is_err(), "{wrong}");
    }
}

/// Look-around at the break, on either side and of either kind.
#[test]
fn look_around_at_the_break_is_understood() {
    let with = |before: &str, after: &str| {
        let rule = format!(
            "<rule><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>"
        );
        let start = FILE.find("<rule break").unwrap();
        let end = FILE.find("</languagerule>").unwrap();
        let only = format!("{}{rule}{}", &FILE[..start], &FILE[end..]);
        let srx = Srx::parse(&only.replace("cascade=\"yes\"", "")).unwrap().0;
        let (compiled, findings) = srx.compile(&tag("en"));
        assert_eq!(findings, []);
        compiled.breaks("a. B 1. C a. d")
    };
    assert_eq!(with(r"\.", r"\s"), [2, 7, 12]);
    assert_eq!(with(r"\.(?=\s\p{Lu})", ""), [2, 7]);
    assert_eq!(with(r"\.(?!\s\p{Lu})", r"\s"), [12]);
    assert_eq!(with("", r"(?&lt;=a\.)\s"), [2, 12]);
    assert_eq!(with(r"\.", r"(?&lt;!a\.)\s"), [7]);
    assert_eq!(with(r"(?&lt;=a)\.", r"\s"), [2, 12]);
    assert_eq!(with(r"(?&lt;!a)\.", r"\s"), [7]);
    assert_eq!(with(r"\.", r"\s(?=C)"), [7]);
    assert_eq!(with(r"\.", r"\s(?!C|d)"), [2]);
}

/// What automata can't express is tried by backtracking where the rest of the rule holds.
#[test]
fn back_references_and_inner_look_around_are_tried() {
    let with = |before: &str, text: &str| {
        let (srx, _) = Srx::parse(&FILE.replace(r"\b(Mr|Dr)\.", before)).unwrap();
        let (compiled, findings) = srx.compile(&tag("en"));
        assert!(findings.iter().all(|finding| finding.rule == "srx-look-ahead"), "{findings:?}");
        let breaks = compiled.breaks(text);
        (breaks, compiled.remarks().len())
    };
    let text = "x aa. B ab. C";
    assert_eq!(with(r"(\w)\1\.", text), (vec![11], 0));
    assert_eq!(with(r"(?&lt;l&gt;\w)\k&lt;l&gt;\.", text), (vec![11], 0));
    assert_eq!(with(r"(?:a(?!b)\w|x)\.", text), (vec![11], 0));
    assert_eq!(with(r"\w(?&lt;!aa)\.", text), (vec![5], 0));
    let hostile = format!("{}. B", "a".repeat(900));
    let start = std::time::Instant::now();
    let (breaks, remarks) = with(r"((a+)+)+\1(?&lt;!a)\.", &hostile.repeat(200));
    assert_eq!((breaks.len(), remarks), (200, 1));
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

fn cut_as(engine: Engine, file: &str, lang: &str, text: &str) -> Vec<usize> {
    let (srx, findings) = Srx::parse(file).unwrap();
    assert_eq!(findings, []);
    let (foreign, findings) = srx.compile_for(engine, &tag(lang));
    assert_eq!(findings, []);
    foreign.breaks(text)
}

const ENGINES: [Engine; 3] = [Engine::Okapi, Engine::Omegat, Engine::Java];

#[test]
fn other_engines_agree_on_plain_rules() {
    let text = "“Is it Dr. Watson?” No. it is Mr. Holmes. So\nit is.";
    let breaks = Srx::parse(FILE).unwrap().0.compile(&tag("en")).0.breaks(text);
    for engine in ENGINES {
        assert_eq!(cut_as(engine, FILE, "en", text), breaks, "{engine:?}");
        assert_eq!(cut_as(engine, FILE, "en", ""), [0; 0]);
    }
}

#[test]
fn other_engines_differ_where_they_do() {
    let with = |rules: &str, header: &str| {
        format!(
            "<srx><header cascade='no'>{header}</header><body><languagerules>\
             <languagerule languagerulename='A'>{rules}</languagerule>\
             <languagerule languagerulename='B'><rule><beforebreak>!</beforebreak><afterbreak> </afterbreak>\
             </rule></languagerule></languagerules><maprules>\
             <languagemap languagepattern='EN.*' languagerulename='A'/>\
             <languagemap languagepattern='en' languagerulename='A'/>\
             <languagemap languagepattern='.*' languagerulename='B'/></maprules></body></srx>"
        )
    };
    let rule = |breaks: &str, before: &str, after: &str| {
        format!(
            "<rule break='{breaks}'><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>"
        )
    };
    let standard =
        |file: &str, text: &str| Srx::parse(file).unwrap().0.compile(&tag("en")).0.breaks(text);
    // A longer match hides a shorter one, or the next one.
    let file = with(&rule("yes", r"\.+", ""), "");
    assert_eq!(standard(&file, "a... b"), [2, 3, 4]);
    for engine in ENGINES {
        assert_eq!(cut_as(engine, &file, "en", "a... b"), [4], "{engine:?}");
    }
    let file = with(&rule("yes", r"a\.a\.", ""), "");
    assert_eq!(standard(&file, "a.a.a. b"), [4, 6]);
    for engine in ENGINES {
        assert_eq!(cut_as(engine, &file, "en", "a.a.a. b"), [4], "{engine:?}");
    }
    // An exception looks back behind the last place it was found at in one engine only.
    let rules = rule("no", r"a\.a\.", "") + &rule("yes", r"\.", "");
    let file = with(&rules, "");
    assert_eq!(standard(&file, "a.a.a. b"), [2]);
    assert_eq!(cut_as(Engine::Java, &file, "en", "a.a.a. b"), [2]);
    assert_eq!(cut_as(Engine::Okapi, &file, "en", "a.a.a. b"), [2, 6]);
    assert_eq!(cut_as(Engine::Omegat, &file, "en", "a.a.a. b"), [2, 6]);
    // Sets are merged without cascading, by their first maps in any case.
    let file = with(&rule("yes", r"\.", " "), "");
    assert_eq!(standard(&file, "a. b! c"), [2]);
    assert_eq!(cut_as(Engine::Omegat, &file, "en", "a. b! c"), [2, 5]);
    assert_eq!(cut_as(Engine::Okapi, &file, "en", "a. b! c"), [2]);
    // Segments of white space.
    let file = with(&(rule("yes", r"\.", "") + &rule("yes", " ", "")), "");
    assert_eq!(standard(&file, "a. b. "), [2, 3, 5]);
    assert_eq!(cut_as(Engine::Okapi, &file, "en", "a. b. "), [2, 5]);
    let file = with(&rule("yes", r"\.", ""), "");
    assert_eq!(standard(&file, "a. b. "), [2, 5]);
    assert_eq!(cut_as(Engine::Omegat, &file, "en", "a. b. "), [2]);
    // What breaks around and not inside.
    let range = "<o:rangeRule xmlns:o='http://okapi.sf.net/srx-extensions'>\\[.*?]</o:rangeRule>";
    let file = with(&rule("yes", r"\.", " "), range);
    assert_eq!(standard(&file, "a. b [c. d] e"), [2, 8]);
    assert_eq!(cut_as(Engine::Okapi, &file, "en", "a. b [c. d] e"), [2, 5, 11]);
    let icu = "<o:options xmlns:o='http://okapi.sf.net/srx-extensions' useIcu4jBreakRules='yes'/>";
    let (srx, _) = Srx::parse(&with(&rule("yes", r"\.", " "), icu)).unwrap();
    assert_eq!(srx.compile_for(Engine::Okapi, &tag("en")).1.len(), 1);
}

/// Files that are damaged, huge or meant to take long: an error, a finding or an answer, and in time.
#[test]
fn hostile_files_are_answered_in_time() {
    let start = std::time::Instant::now();
    let all = |rules: &str| {
        let end = FILE.find("</languagerule>").unwrap();
        let at = FILE.find("<rule break").unwrap();
        Srx::parse(&format!("{}{rules}{}", &FILE[..at], &FILE[end..])).map(|(srx, _)| srx)
    };
    let rule = |before: &str, after: &str| {
        format!("<rule><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>")
    };
    let text = format!("{}! {}", "a".repeat(5000), "b. C ".repeat(500));
    for pattern in [
        "(a+)+$",
        "(a|aa)+$",
        "(a*)*b",
        "",
        "()",
        "(|a)*",
        "x{0}",
        "a{1000000}",
        "((a{99}){99}){99}",
        "(((",
        "[",
        r"\",
        r"(a+)+\1$",
        "(?=(a+)+$)a",
        "(?:a(?!b))*$",
        "(?&lt;=(a+)+)b",
        "&#x10FFFF;",
        "(?i",
        "*",
        "a**",
    ] {
        let Ok(srx) = all(&(rule(pattern, "") + &rule("", pattern) + &rule(pattern, pattern)))
        else {
            continue;
        };
        srx.compile(&tag("en")).0.breaks(&text);
        for engine in ENGINES {
            srx.compile_for(engine, &tag("en")).0.breaks(&text);
        }
    }
    let many: String = (0..20_000).map(|i| rule(&format!("word{i}\\."), r"\s")).collect();
    let (compiled, findings) = all(&many).unwrap().compile(&tag("en"));
    assert!(findings.len() <= 1, "{} findings", findings.len());
    compiled.breaks(&text);
    let deep = "(".repeat(100_000) + &")".repeat(100_000);
    assert_eq!(all(&rule(&deep, "")).unwrap().compile(&tag("en")).1.len(), 1);
    for file in ["<srx", "<srx><rule/>", "<srx>&x;</srx>", "\0", "<srx><languagerule><rule></srx>"]
    {
        assert!(Srx::parse(file).is_err(), "{file}");
    }
    assert!(Srx::parse(&"<srx>".repeat(200_000)).is_err());
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

/// Patterns that make a search from each place anew go over the text again and again.
#[test]
fn time_is_linear_in_the_text() {
    let rule =
        "<rule break=\"no\"><beforebreak>x.*\\.</beforebreak><afterbreak>.*y</afterbreak></rule>";
    let file = FILE.replacen("<rule break", &format!("{rule}<rule break"), 1);
    let (srx, _) = Srx::parse(&file).unwrap();
    let (compiled, _) = srx.compile(&tag("en"));
    let time = |count: usize| {
        let text = format!("x {}", "End. ".repeat(count));
        let start = std::time::Instant::now();
        assert_eq!(compiled.breaks(&text).len(), count - 1);
        start.elapsed().as_secs_f64()
    };
    time(1000);
    let (short, long) = (time(20_000), time(200_000));
    assert!(long < 40.0 * short + 0.5, "ten times the text took {} times as long", long / short);
}

/// Whether `pattern` matches from somewhere up to `place`, or from it on, tried one by one.
fn tried(pattern: &str, side: Side, text: &str, place: usize) -> bool {
    let pattern = translate(pattern, side).unwrap().pattern;
    let vm = PikeVM::builder()
        .configure(PikeVM::config().match_kind(MatchKind::All))
        .build(&pattern)
        .unwrap();
    let mut cache = vm.create_cache();
    let starts = if side == Side::Before { 0..=place } else { place..=place };
    starts.filter(|&at| text.is_char_boundary(at)).any(|start| {
        let end = if side == Side::Before { place } else { text.len() };
        let input = Input::new(text).span(start..end).anchored(Anchored::Yes);
        let found = vm.find(&mut cache, input);
        found.is_some_and(|found| side == Side::After || found.end() == place)
    })
}

proptest! {
    #[test]
    fn breaks_are_those_of_trying_every_rule(
        text in "([ab.é1 \n]|А|。){0,24}",
        rules in prop::collection::vec((0..12usize, 0..12usize, any::<bool>()), 1..5),
    ) {
        const PATTERNS: [&str; 12] = [
            "", r"\.", r"\ba", r"b\b", r"\s+", r"[^ ]*", r"\Bé", r"^a", r"1$", r"\b", r"(a|é)+\.?", r"\bА",
        ];
        let written: Vec<String> = rules.iter().map(|(before, after, breaks)| format!(
            "<rule break='{}'><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>",
            if *breaks { "yes" } else { "no" }, PATTERNS[*before], PATTERNS[*after],
        )).collect();
        let written = written.concat();
        let file = format!(
            "<srx><body><languagerules><languagerule languagerulename='x'>{written}</languagerule>\
             </languagerules><maprules><languagemap languagepattern='.*' languagerulename='x'/>\
             </maprules></body></srx>"
        );
        let (compiled, findings) = Srx::parse(&file).unwrap().0.compile(&tag("en"));
        prop_assert_eq!(findings, []);
        let places = (1..text.len()).filter(|&at| text.is_char_boundary(at));
        let expected: Vec<usize> = places.filter(|&place| {
            let first = rules.iter().find(|(before, after, _)| {
                tried(PATTERNS[*before], Side::Before, &text, place)
                    && tried(PATTERNS[*after], Side::After, &text, place)
            });
            first.is_some_and(|(_, _, breaks)| *breaks)
        }).collect();
        let (near, all) = compiled.both_breaks(&text);
        prop_assert_eq!(&all, &expected);
        prop_assert!(near.is_none_or(|near| near == expected));
        prop_assert_eq!(compiled.breaks(&text), expected);
    }
}

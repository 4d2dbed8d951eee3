//! Own short texts in six languages, about water and its law: the terms they are about come first.

use super::*;
use crate::glossary::Termbase;
use proptest::prelude::*;

fn tag(tag: &str) -> LangTag {
    LangTag::parse(tag).unwrap()
}

const TEXTS: &[(&str, &[&str], &str)] = &[
    (
        "en",
        &["drinking water", "water treatment plant"],
        "The water treatment plant cleans the river. Every water treatment plant needs power.
Drinking water must be safe, and the price of drinking water must be fair.
They built a water treatment plant near the town. Without drinking water nobody stays.
When the new water treatment plant failed, drinking water came by lorry.",
    ),
    (
        "fr",
        &["eau potable", "station d’épuration"],
        "La station d’épuration nettoie la rivière. Une station d’épuration a besoin de courant.
L’eau potable doit être sûre, et le prix de l’eau potable doit être juste.
Ils ont bâti deux stations d’épuration près de la ville. Sans eau potable, personne ne reste.
Quand la station d’épuration est tombée en panne, l’eau potable est arrivée par camion.",
    ),
    (
        "es",
        &["agua potable", "planta depuradora"],
        "La planta depuradora limpia el río. Cada planta depuradora necesita corriente.
El agua potable debe ser segura, y el precio del agua potable debe ser justo.
Construyeron dos plantas depuradoras cerca del pueblo. Sin agua potable nadie se queda.
Cuando la planta depuradora falló, el agua potable llegó en camión.",
    ),
    (
        "ru",
        &["питьевая вода", "очистные сооружения"],
        "Очистные сооружения защищают реку. Город построил очистные сооружения у моста.
Питьевая вода должна быть чистой, и цена на питьевую воду растёт.
Когда очистные сооружения сломались, питьевая вода кончилась.
Без очистных сооружений нельзя жить. Питьевая вода нужна всем.",
    ),
    (
        "ar",
        &["مياه الشرب", "محطة المعالجة"],
        "محطة المعالجة تنظف النهر. تحتاج محطة المعالجة إلى الكهرباء.
يجب أن تكون مياه الشرب نظيفة، وسعر مياه الشرب عادل.
عندما تعطلت محطة المعالجة، وصلت مياه الشرب بالشاحنات.
لا أحد يبقى بدون مياه الشرب. قرب المدينة محطة المعالجة.",
    ),
    (
        "zh",
        &["饮用水", "污水处理厂"],
        "污水处理厂保护河流。每座污水处理厂需要电力。
饮用水应当安全，而且饮用水价格应当公平。
城市建造了污水处理厂。没有饮用水，谁都不会留下。
当污水处理厂停工，卡车运来饮用水。我们喝饮用水。",
    ),
];

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '。', '\n']).map(str::trim).filter(|text| !text.is_empty()).collect()
}

fn extracted(lang: &str, text: &str) -> Vec<Proposal> {
    let mut extractor = Extractor::new(&tag(lang), Settings::default());
    extractor.add(&sentences(text));
    extractor.proposals(None, None)
}

fn key(lang: &str, term: &str) -> Vec<Box<str>> {
    crate::glossary::tokens::Keys::new(lang).read(term).keys
}

#[test]
fn the_terms_of_a_text_come_first() {
    for (lang, terms, text) in TEXTS {
        let proposals = extracted(lang, text);
        let first: Vec<&str> = proposals.iter().take(3).map(|one| &*one.term).collect();
        for term in *terms {
            let found = first.iter().any(|first| key(lang, first) == key(lang, term));
            assert!(found, "{lang}: {term} is not among {first:?}");
        }
    }
}

#[test]
fn forms_are_joined_and_parts_of_one_longer_term_left_out() {
    let proposals = extracted("fr", TEXTS[1].2);
    let plant = proposals.iter().find(|one| one.term.contains("station")).unwrap();
    assert_eq!(plant.count, 4);
    assert_eq!(plant.variants, ["stations d’épuration".into()]);
    assert!(proposals.iter().all(|one| &*one.term != "épuration"));
    assert!(plant.example.contains("nettoie"));
}

#[test]
fn names_and_acronyms_are_told_apart() {
    let text = "In June the River Basin Commission (RBC) met in Port Aldo.
The report of the River Basin Commission was read in Port Aldo, and RBC staff left.";
    let proposals = extracted("en", text);
    let of = |term: &str| proposals.iter().position(|one| &*one.term == term).unwrap();
    let (full, short) = (of("River Basin Commission"), of("RBC"));
    assert_eq!(short, full + 1);
    assert_eq!(proposals[full].kind, Kind::Name);
    assert_eq!(proposals[short].kind, Kind::Acronym);
    assert_eq!(proposals[short].other_form.as_deref(), Some("River Basin Commission"));
    assert_eq!(proposals[of("Port Aldo")].kind, Kind::Name);
}

#[test]
fn what_a_termbase_has_is_marked() {
    let table = "concept_id\ten\nW1\tdrinking water\n";
    let (termbase, _) = Termbase::read_tsv(&mut table.as_bytes(), "t").unwrap();
    let index = Index::new(&termbase, &tag("en"), &[]);
    let mut extractor = Extractor::new(&tag("en"), Settings::default());
    extractor.add(&sentences(TEXTS[0].2));
    let proposals = extractor.proposals(Some(&index), None);
    let known: Vec<&str> =
        proposals.iter().filter(|one| one.known.is_some()).map(|one| &*one.term).collect();
    assert_eq!(known, ["drinking water"]);
}

#[test]
fn words_of_a_reference_count_less() {
    let mut general = Extractor::new(&tag("en"), Settings::default());
    general.add(&["Drinking water is good.", "She likes drinking water.", "A river has water."]);
    let reference = general.reference();
    let mut extractor = Extractor::new(&tag("en"), Settings::default());
    extractor.add(&sentences(TEXTS[0].2));
    let share = |reference: Option<&Reference>| {
        let proposals = extractor.proposals(None, reference);
        let score =
            |part: &str| proposals.iter().find(|one| one.term.contains(part)).unwrap().score;
        score("drinking water") / score("treatment plant")
    };
    assert!(share(Some(&reference)) < share(None));
}

fn memory() -> Vec<(String, String)> {
    let (en, fr) = (TEXTS[0].2, TEXTS[1].2);
    let units = sentences(en).into_iter().zip(sentences(fr));
    units.map(|(source, target)| (source.to_owned(), target.to_owned())).collect()
}

fn linked(units: &[(String, String)], known: Option<&Termbase>) -> Vec<Pair> {
    let units: Vec<(&str, &str)> = units.iter().map(|(one, other)| (&**one, &**other)).collect();
    let mut counter = PairCounter::new(tag("en"), tag("fr"), Settings::default());
    counter.add(&units);
    let mut linker = counter.select();
    linker.add(&units);
    let indexes =
        known.map(|termbase| ["en", "fr"].map(|lang| Index::new(termbase, &tag(lang), &[])));
    linker.pairs(indexes.as_ref().map(|[source, target]| (source, target)))
}

#[test]
fn pairs_are_found_in_aligned_texts() {
    let table =
        "concept_id\ten\tfr\nW1\tdrinking water\teau potable\nW2\twater treatment plant\tusine\n";
    let (termbase, _) = Termbase::read_tsv(&mut table.as_bytes(), "t").unwrap();
    let pairs = linked(&memory(), Some(&termbase));
    let of = |term: &str| pairs.iter().find(|pair| &*pair.source.term == term).unwrap();
    assert_eq!(&*of("drinking water").target.term, "eau potable");
    assert_eq!(of("drinking water").known.as_deref(), Some("W1"));
    let plant = of("water treatment plant");
    assert_eq!(&*plant.target.term, "station d’épuration");
    assert_eq!(plant.known.as_deref(), Some("W2 (en)"));
    assert!(plant.score > 0.4 && plant.score <= 1.0 && plant.joint == 4);
    assert!(plant.example.1.contains("épuration"));
}

fn written(table: &Table) -> Vec<u8> {
    let mut out = Vec::new();
    write_tsv(table, &mut out).unwrap();
    out
}

#[test]
fn tables_are_read_back_as_glossaries() {
    let text = "The River Basin Commission (RBC) met. The River Basin Commission left.";
    let table =
        term_table(&[(tag("en"), extracted("en", text)), (tag("zh"), extracted("zh", TEXTS[5].2))]);
    let (termbase, findings) = Termbase::read_tsv(&mut &written(&table)[..], "t.tsv").unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(&*termbase.concepts[0].id, "RBC");
    let terms: Vec<&str> = termbase.concepts[0].terms.iter().map(|term| &*term.text).collect();
    assert_eq!(terms, ["River Basin Commission", "RBC"]);
    assert!(termbase.concepts[0].terms[1].acronym);

    let pairs = pair_table(&tag("en"), &tag("fr"), &linked(&memory(), None));
    let (termbase, findings) = Termbase::read_tsv(&mut &written(&pairs)[..], "t.tsv").unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let both = termbase.pairs(&tag("en"), &tag("fr")).concepts;
    assert!(both.iter().any(|(en, fr)| en[0] == "drinking water" && fr[0] == "eau potable"));
    assert_eq!(termbase.concepts[0].terms.len(), 2);

    let mut sheets = [Vec::new(), Vec::new()];
    for sheet in &mut sheets {
        write_xlsx(&pairs, sheet).unwrap();
    }
    assert!(sheets[0].starts_with(b"PK") && sheets[0] == sheets[1]);
}

#[test]
fn one_thread_and_eight_give_the_same() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let units: Vec<(String, String)> = memory().into_iter().cycle().take(500).collect();
            let terms = TEXTS.iter().map(|(lang, _, text)| (tag(lang), extracted(lang, text)));
            let terms: Vec<_> = terms.collect();
            let pairs = pair_table(&tag("en"), &tag("fr"), &linked(&units, None));
            (written(&term_table(&terms)), written(&pairs))
        })
    };
    assert_eq!(run(1), run(8));
}

#[test]
fn an_endless_line_takes_linear_time() {
    for part in ["(AB) ", "(", "<a ", "& ", "aB-", "un ", "国民", "(AB"] {
        let line = part.repeat(1 << 20 >> 2);
        let mut extractor = Extractor::new(&tag("en"), Settings::default());
        extractor.add(&[&line]);
        extractor.proposals(None, None);
    }
}

proptest! {
    #[test]
    fn any_text_is_taken(
        texts in prop::collection::vec("\\PC{0,60}|[a-cA-C ()'.-]{0,60}|[ا-و ]{0,40}|[一-伞ァ-ン]{0,40}", 0..12),
        lang in prop::sample::select(vec!["en", "de", "ar", "zh", "ja", "ko", "ru", "sw", "tlh"]),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let settings = Settings { min_count: 1, sequences: 1024, ..Settings::default() };
        let mut extractor = Extractor::new(&tag(lang), settings.clone());
        extractor.add(&texts);
        let proposals = extractor.proposals(None, Some(&extractor.reference()));
        prop_assert!(proposals.iter().all(|one| one.score.is_finite() && !one.term.trim().is_empty()));
        let units: Vec<(&str, &str)> =
            texts.iter().zip(texts.iter().rev()).map(|(one, other)| (*one, *other)).collect();
        let mut counter = PairCounter::new(tag(lang), tag("fr"), settings);
        counter.add(&units);
        let mut linker = counter.select();
        linker.add(&units);
        for pair in linker.pairs(None) {
            prop_assert!((0.0..=1.0).contains(&pair.score));
        }
    }
}

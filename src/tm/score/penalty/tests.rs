use super::*;

fn told(facts: &Facts, difference: &Difference, settings: &PenaltySettings) -> String {
    let all = penalties(facts, difference, settings);
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[test]
fn every_reason_is_an_item() {
    let settings = PenaltySettings { year: Percent::points(2), ..PenaltySettings::default() };
    let facts = Facts {
        memory: Percent::points(5),
        years: Some(8),
        other_domain: true,
        origin: Origin::Alignment,
        score: Some(0.4),
        approval: Approval::Unapproved,
        translations: 2,
        source_region: true,
        target_region: true,
    };
    let codes = vec![
        CodeChange::Missing { query: 0 },
        CodeChange::Moved { query: 1, source: 0 },
        CodeChange::Extra { source: 1 },
        CodeChange::Extra { source: 2 },
    ];
    let difference = Difference { codes, ..Difference::default() };
    assert_eq!(
        told(&facts, &difference, &settings),
        "memory −5, age −6, missing codes −1, extra codes −2, moved codes −0.5, other domain −2, \
         doubtful alignment −5, not approved −2, several translations −1, \
         region of the source −1, region of the target −3"
    );
    let good = Facts { origin: Origin::Alignment, score: Some(0.7), ..Facts::default() };
    assert_eq!(told(&good, &Difference::default(), &settings), "");
    let strict = PenaltySettings { alignment: Percent::points(1), ..settings.clone() };
    assert_eq!(told(&good, &Difference::default(), &strict), "alignment −1");
    let machine = Facts { origin: Origin::Machine, ..Facts::default() };
    assert_eq!(told(&machine, &Difference::default(), &settings), "machine translation −15");
    assert_eq!(told(&Facts::default(), &Difference::default(), &settings), "");
}

#[test]
fn codes_cost_so_much_at_most() {
    let codes = vec![CodeChange::Extra { source: 0 }; 30];
    let difference = Difference { codes, ..Difference::default() };
    assert_eq!(
        told(&Facts::default(), &difference, &PenaltySettings::default()),
        "extra codes −10"
    );
}

#[test]
fn a_penalised_match_is_no_exact_one() {
    let full = Some(MatchContext::Full);
    let off = |tenths| Penalty { reason: Reason::Memory, percent: Percent::of_tenths(tenths) };
    assert_eq!(final_percent(Percent::WHOLE, full, &[]), Percent::points(102));
    assert_eq!(final_percent(Percent::WHOLE, full, &[off(1)]).shown(), 99);
    assert_eq!(final_percent(Percent::WHOLE, None, &[]), Percent::WHOLE);
    assert_eq!(final_percent(Percent::points(80), None, &[off(900)]), Percent::ZERO);
    assert_eq!(final_percent(Percent::points(80), full, &[]), Percent::points(80));
}

#[test]
fn years_are_full_ones() {
    assert_eq!(full_years("20200229T000000Z", "20250228T120000Z"), Some(4));
    assert_eq!(full_years("2020-02-29", "2025-03-01"), Some(5));
    assert_eq!(full_years("20300101", "20250101"), Some(0));
    assert_eq!(full_years("yesterday", "20250101"), None);
    assert_eq!(full_years("20201301", "20250101"), None);
}

#[test]
fn regions_differ_only_where_both_are_named() {
    let other = |a: &str, b: &str| other_region(&a.parse().unwrap(), &b.parse().unwrap());
    assert!(other("en-GB", "en-US") && other("zh-Hans", "zh-Hant"));
    assert!(!other("en-GB", "en") && !other("en", "en-US") && !other("en-GB", "en-GB"));
}

#[test]
fn settings_are_read_from_toml() {
    let settings: PenaltySettings =
        toml::from_str("machine = 20\nage-limit = 2\nyear = 0.5").unwrap();
    assert_eq!((settings.machine, settings.age_limit), (Percent::points(20), 2));
    assert_eq!(settings.year, Percent::of_tenths(5));
    assert_eq!(settings.other_domain, Percent::points(2), "the others keep their defaults");
    assert!(toml::from_str::<PenaltySettings>("machines = 20").is_err());
}

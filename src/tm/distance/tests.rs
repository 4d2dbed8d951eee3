use super::{CodePoints, Pattern, Symbols as _, Utf8, Workspace, allowed, similarity};
use proptest::prelude::*;

/// The distance by strsim.
fn reference(left: &[u32], right: &[u32]) -> u32 {
    strsim::generic_levenshtein(&left.to_vec(), &right.to_vec()) as u32
}

fn check(left: &[u32], right: &[u32]) -> Result<(), TestCaseError> {
    let (pattern, mut work) = (Pattern::new(left), Workspace::default());
    let truth = reference(left, right);
    let longer = left.len().max(right.len()) as u32;
    for most in [0, truth.saturating_sub(1), truth, truth + 1, truth + 5, longer, u32::MAX] {
        let found = pattern.distance(right, right.len() as u32, most, &mut work);
        prop_assert_eq!(found, (truth <= most).then_some(truth), "most {}", most);
    }
    Ok(())
}

proptest! {
    #[test]
    fn equals_the_reference(
        left in prop::collection::vec(prop_oneof![0u32..4, 126u32..131, any::<u32>()], 0..90),
        right in prop::collection::vec(prop_oneof![0u32..4, 126u32..131], 0..90),
    ) {
        let left: Vec<u32> = left.into_iter().filter(|&symbol| symbol != u32::MAX).collect();
        check(&left, &right)?;
    }

    #[test]
    fn equals_the_reference_on_edited_long_ones(
        left in prop::collection::vec(0u32..6, 60..420),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0u8..3, 0u32..6), 0..40),
    ) {
        let mut right = left.clone();
        for (at, kind, symbol) in edits {
            let at = at.index(right.len().max(1));
            match kind {
                0 => right.insert(at, symbol),
                1 if at < right.len() => { right.remove(at); }
                _ if at < right.len() => right[at] = symbol,
                _ => {}
            }
        }
        check(&left, &right)?;
    }

    #[test]
    fn blocks_shifted_far(left in 1usize..300, right in 1usize..300, shared in prop::collection::vec(0u32..3, 0..200)) {
        let mut one = vec![7; left];
        one.extend(&shared);
        let mut other = shared;
        other.extend(vec![8; right]);
        check(&one, &other)?;
    }

    #[test]
    fn bytes_are_read_as_code_points(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        let (mut read, mut broken) = (Vec::new(), 0);
        Utf8(text.as_bytes()).walk(|symbol| { read.push(symbol); true });
        prop_assert_eq!(read, text.chars().map(u32::from).collect::<Vec<_>>());
        Utf8(&bytes).walk(|_| { broken += 1; true });
        prop_assert!(broken <= bytes.len());
    }

    #[test]
    fn limits_are_exact(longer in 0u32..3000, least in 0.0f64..=1.0) {
        let most = allowed(longer, least).unwrap();
        prop_assert!(similarity(most, longer) >= least);
        prop_assert!(most == longer || similarity(most + 1, longer) < least);
    }
}

#[test]
fn code_points_are_counted_not_bytes() {
    let code_points = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
    for (one, other, distance) in [
        ("", "", 0),
        ("", "äö", 2),
        ("مرحبا", "مرحب", 1),
        ("会员国", "会国", 1),
        ("e\u{301}", "e", 1),
        ("👍🏽a", "👍a", 1),
    ] {
        let pattern = Pattern::new(&code_points(one));
        let len = other.chars().count() as u32;
        let found = pattern.distance(CodePoints(other), len, 10, &mut Workspace::default());
        assert_eq!(found, Some(distance), "{one} {other}");
    }
}

#[test]
fn seven_tenths_is_within_seven_tenths() {
    assert_eq!(allowed(10, 0.7), Some(3));
    assert_eq!(allowed(20, 0.7), Some(6));
    assert_eq!(allowed(5, 0.8), Some(1));
    assert_eq!(allowed(0, 1.0), Some(0));
    assert_eq!(allowed(10, 1.1), None);
}

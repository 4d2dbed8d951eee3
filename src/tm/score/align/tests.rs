use super::*;
use proptest::prelude::*;

fn plain(_: usize, _: usize) -> u32 {
    6
}

/// Whether the steps take each token of both once, in order; and how many tokens stand equal.
fn checked(a: &[u32], b: &[u32], steps: &[Step]) -> usize {
    let (mut x, mut y, mut equal) = (0, 0, 0);
    for step in steps {
        match *step {
            Step::Pair(i, j) => {
                assert_eq!((i, j), (x, y));
                equal += usize::from(a[i] == b[j]);
                (x, y) = (x + 1, y + 1);
            }
            Step::First(i) => {
                assert_eq!(i, x);
                x += 1;
            }
            Step::Second(j) => {
                assert_eq!(j, y);
                y += 1;
            }
        }
    }
    assert_eq!((x, y), (a.len(), b.len()));
    equal
}

fn longest_common(a: &[u32], b: &[u32]) -> usize {
    let mut above = vec![0; b.len() + 1];
    for x in a {
        let mut row = vec![0; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            row[j + 1] = if x == y { above[j] + 1 } else { above[j + 1].max(row[j]) };
        }
        above = row;
    }
    above[b.len()]
}

/// Divides by middles alone, down to nothing, and counts what is equal.
fn by_middles(a: &[u32], b: &[u32]) -> usize {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    if a.is_empty() || b.is_empty() {
        return start + end;
    }
    let (x, y) = middle(a, b);
    assert!((x, y) != (0, 0) && (x, y) != (a.len(), b.len()), "{a:?} {b:?}: no progress");
    start + end + by_middles(&a[..x], &b[..y]) + by_middles(&a[x..], &b[y..])
}

#[test]
fn large_texts_are_aligned_whole() {
    let a: Vec<u32> = (0..40_000).collect();
    let mut b = a.clone();
    for at in (0..40_000).step_by(97) {
        b[at] = 1_000_000;
    }
    b.drain(20_000..20_500);
    let steps = align(&a, &b, &plain);
    assert!(checked(&a, &b, &steps) >= 39_500 - 413);
    let other: Vec<u32> = (40_000..80_000).collect();
    assert_eq!(checked(&a, &other, &align(&a, &other, &plain)), 0);
}

proptest! {
    #[test]
    fn middles_lie_on_a_shortest_script(
        a in prop::collection::vec(0_u32..4, 0..60),
        b in prop::collection::vec(0_u32..4, 0..60),
    ) {
        prop_assert_eq!(by_middles(&a, &b), longest_common(&a, &b));
    }

    #[test]
    fn steps_cover_both(
        a in prop::collection::vec(0_u32..9, 0..40),
        b in prop::collection::vec(0_u32..9, 0..40),
    ) {
        let never = |_: usize, _: usize| 9;
        let steps = align(&a, &b, &never);
        prop_assert_eq!(checked(&a, &b, &steps), longest_common(&a, &b));
        checked(&a, &b, &align(&a, &b, &plain));
    }

    #[test]
    fn large_steps_cover_both(
        a in prop::collection::vec(0_u32..50, 600..900),
        b in prop::collection::vec(0_u32..50, 600..900),
    ) {
        checked(&a, &b, &align(&a, &b, &plain));
    }
}

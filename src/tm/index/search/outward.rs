//! Groups of texts in the order of the best score their length allows.

use crate::tm::index::segment::Group;

/// Groups from `length` outward, the likest length first.
pub(super) fn outward(groups: &[Group], length: u32) -> impl Iterator<Item = Group> + '_ {
    let middle = groups.partition_point(|group| group.length < length);
    let (mut below, mut above) = (middle, middle);
    std::iter::from_fn(move || {
        let shorter = below.checked_sub(1).and_then(|at| groups.get(at));
        let longer = groups.get(above);
        let take_shorter = match (shorter, longer) {
            // shorter/length against length/longer.
            (Some(shorter), Some(longer)) => {
                u64::from(shorter.length) * u64::from(longer.length) > u64::from(length).pow(2)
            }
            (Some(_), None) => true,
            _ => false,
        };
        if take_shorter {
            below -= 1;
            shorter.copied()
        } else {
            above += 1;
            longer.copied()
        }
    })
}

//! How a translator cuts and joins sentences: how often beads of each shape occur in a text, by the pass before.

use super::lattice::Edge;

/// Classes of shapes: one to one, one to two, two to one, one to more, more to one, many to many, left out of either side.
const CLASSES: usize = 8;
/// How often each class occurs in texts at large: what a text is compared with, and presumed of until it shows otherwise.
const USUAL: [f32; CLASSES] = [0.66, 0.08, 0.08, 0.03, 0.03, 0.02, 0.05, 0.05];
/// Beads that [`USUAL`] counts.
const PRESUMED: f32 = 20.0;

/// For each class of shapes the logarithm of how much oftener it occurs than usual.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits([f32; CLASSES]);

impl Habits {
    /// Counts the beads of a path, each by how likely it is.
    pub(super) fn new(path: &[Edge], scores: &[f32]) -> Self {
        let mut counts = USUAL.map(|share| share * PRESUMED);
        let mut all = PRESUMED;
        for (&(_, a, _, b), score) in path.iter().zip(scores) {
            // Sentences left out count one by one.
            let times = score * if a == 0 || b == 0 { (a + b) as f32 } else { 1.0 };
            counts[class(a, b)] += times;
            all += times;
        }
        let log = |class: usize| (counts[class] / (all * USUAL[class])).ln();
        Self(std::array::from_fn(log))
    }

    /// What is said of a bead of `a` source and `b` target sentences.
    pub(super) fn of(&self, a: usize, b: usize) -> f32 {
        self.0[class(a, b)]
    }
}

fn class(a: usize, b: usize) -> usize {
    match (a, b) {
        (0, _) => 6,
        (_, 0) => 7,
        (1, 1) => 0,
        (1, 2) => 1,
        (2, 1) => 2,
        (1, _) => 3,
        (_, 1) => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_does_often_is_expected_of_it() {
        let split: Vec<Edge> = (0..50).map(|i| (i, 1, 2 * i, 2)).collect();
        let habits = Habits::new(&split, &[1.0; 50]);
        assert!(habits.of(1, 2) > 1.0 && habits.of(1, 1) < 0.0 && habits.of(0, 1) < 0.0);
        let none = Habits::new(&[], &[]);
        assert!((0..5).all(|a| (1..5).all(|b| none.of(a, b).abs() < 1e-5)));
    }
}

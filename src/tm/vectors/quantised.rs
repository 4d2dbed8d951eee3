//! A vector as whole numbers of eight bits.

/// The largest level.
const MOST: f32 = 127.0;

/// A vector of unit length: levels times a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantised {
    levels: Box<[i8]>,
    scale: f32,
}

impl Quantised {
    /// A vector of any length.
    pub fn of(vector: &[f32]) -> Self {
        let largest = vector.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
        let factor = if largest > 0.0 && largest.is_finite() { MOST / largest } else { 0.0 };
        let levels: Box<[i8]> =
            vector.iter().map(|number| (number * factor).round() as i8).collect();
        // So that the levels times the scale have unit length, whatever rounding did.
        let square: i64 = levels.iter().map(|&level| i64::from(level) * i64::from(level)).sum();
        let scale = if square > 0 { (1.0 / (square as f64).sqrt()) as f32 } else { 0.0 };
        Self { levels, scale }
    }

    /// How many numbers it has.
    pub fn dim(&self) -> usize {
        self.levels.len()
    }

    /// Its cosine with another one of the same dimension.
    pub fn cosine(&self, other: &Self) -> f32 {
        let pairs = self.levels.iter().zip(&other.levels);
        let dot: i32 = pairs.map(|(&one, &other)| i32::from(one) * i32::from(other)).sum();
        dot as f32 * self.scale * other.scale
    }

    pub(super) fn levels(&self) -> &[i8] {
        &self.levels
    }

    pub(super) fn scale(&self) -> f32 {
        self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_nearly_those_of_the_numbers() {
        let one: Vec<f32> = (0..512).map(|at| (at as f32 * 0.37).sin()).collect();
        let other: Vec<f32> = (0..512).map(|at| (at as f32 * 0.37 + 0.6).sin()).collect();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let real = dot(&one, &other) / (dot(&one, &one) * dot(&other, &other)).sqrt();
        let (one, other) = (Quantised::of(&one), Quantised::of(&other));
        assert!((one.cosine(&other) - real).abs() < 0.005, "{real} {}", one.cosine(&other));
        assert!((one.cosine(&one) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_near_to_nothing() {
        let nothing = Quantised::of(&[0.0; 4]);
        assert!(nothing.cosine(&Quantised::of(&[1.0, 0.0, 0.0, 0.0])).abs() < f32::EPSILON);
        assert_eq!(Quantised::of(&[f32::NAN, 1.0]).levels(), [0, 127]);
    }
}

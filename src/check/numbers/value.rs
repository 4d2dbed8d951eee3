//! Numbers by value.

/// A number: `mantissa` × 10 ^ `exponent`, the mantissa not ending in zero, so that 1,000 and 1000.0
/// are one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    mantissa: u128,
    exponent: i32,
}

/// Digits a mantissa holds; longer numbers (account numbers, keys) are compared by a hash.
const DIGITS: u32 = 38;

impl Value {
    pub(super) fn of(number: u64) -> Self {
        Self { mantissa: u128::from(number), exponent: 0 }.reduced()
    }

    /// A mark for a number as it is written; no number has this value.
    pub(super) fn written(hash: u64) -> Self {
        Self { mantissa: u128::from(hash), exponent: i32::MIN }
    }

    pub(super) fn times_ten_to(self, exponent: i32) -> Self {
        Self { exponent: self.exponent.saturating_add(exponent), ..self }
    }

    /// The value, where it is a whole number below a million.
    pub(super) fn small(self) -> Option<u64> {
        let power = u32::try_from(self.exponent).ok().filter(|power| *power < 6)?;
        let value = self.mantissa.checked_mul(10_u128.pow(power))?;
        u64::try_from(value).ok().filter(|value| *value < 1_000_000)
    }

    fn reduced(mut self) -> Self {
        if self.mantissa == 0 {
            return Self { mantissa: 0, exponent: 0 };
        }
        while self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        self
    }
}

/// Digits on their way to a value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Digits {
    mantissa: u128,
    /// Digits but leading zeros.
    count: u32,
}

impl Digits {
    pub(super) fn push(&mut self, digit: u32) {
        self.mantissa = self.mantissa.wrapping_mul(10).wrapping_add(u128::from(digit));
        self.count += u32::from(self.count > 0 || digit > 0);
    }

    /// The value with that many digits behind the decimal mark.
    pub(super) fn value(self, decimals: usize) -> Value {
        if self.count > DIGITS {
            return Value { mantissa: self.mantissa, exponent: i32::MAX };
        }
        let exponent = i32::try_from(decimals).map_or(i32::MIN, |decimals| -decimals);
        Value { mantissa: self.mantissa, exponent }.reduced()
    }
}

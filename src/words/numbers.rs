//! Numbers by value: `1 000`, `1,000`, `١٬٠٠٠` and `1.000` are one number.

/// The value of a decimal digit of any script in use; `None` for other characters.
pub fn digit_value(c: char) -> Option<u32> {
    const ZEROS: &[u32] = &[
        0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
        0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0xFF10,
    ];
    let code = c as u32;
    if code < 0x80 {
        return c.to_digit(10);
    }
    ZEROS.iter().map(|zero| code.wrapping_sub(*zero)).find(|value| *value < 10)
}

/// How the digits of a number stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigitOrder {
    /// As they are read.
    Logical,
    /// Backwards, as texts taken from pages in visual order have them: `7102` for 2017.
    Reversed,
}

/// The numbers in `text` in order, each as a hash of its value's digits. Separators of thousands are
/// passed over; a decimal part counts. Leading zeros don't.
pub fn numbers(text: &str, order: DigitOrder) -> Vec<u64> {
    let mut found = Vec::new();
    let mut number = Number::default();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(value) = digit_value(c) else { continue };
        number.clear();
        number.push(value);
        while let Some(&next) = chars.peek() {
            if let Some(value) = digit_value(next) {
                number.push(value);
                chars.next();
            } else if is_separator(next) {
                let mut ahead = chars.clone();
                ahead.next();
                let group = ahead.take_while(|c| digit_value(*c).is_some()).take(4).count();
                let thousands = group == 3 && number.digits_since_separator <= 3;
                let decimal = group > 0 && matches!(next, '.' | ',' | '٫') && !number.decimal;
                if !thousands && !decimal {
                    break;
                }
                number.decimal |= !thousands;
                number.separate(!thousands);
                chars.next();
            } else {
                break;
            }
        }
        found.push(number.value(order));
    }
    found
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '٬' | '٫' | ' ')
}

#[derive(Default)]
struct Number {
    /// Its digits, and a mark for the decimal point.
    digits: Vec<u8>,
    digits_since_separator: u32,
    decimal: bool,
}

impl Number {
    const POINT: u8 = 97;

    fn clear(&mut self) {
        self.digits.clear();
        self.digits_since_separator = 0;
        self.decimal = false;
    }

    fn push(&mut self, digit: u32) {
        self.digits.push(digit as u8);
        self.digits_since_separator += 1;
    }

    fn separate(&mut self, decimal: bool) {
        self.digits_since_separator = 0;
        if decimal {
            self.digits.push(Self::POINT);
        }
    }

    fn value(&self, order: DigitOrder) -> u64 {
        // Leading zeros leave the value at nothing, so that 07 is 7.
        let join = |value: u64, digit: &u8| value.wrapping_mul(31).wrapping_add(u64::from(*digit));
        match order {
            DigitOrder::Logical => self.digits.iter().fold(0, join),
            DigitOrder::Reversed => self.digits.iter().rev().fold(0, join),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u64> {
        super::numbers(text, DigitOrder::Logical)
    }

    #[test]
    fn one_value_is_one_number() {
        for same in ["1,000 men", "1 000", "1.000", "1000", "١٬٠٠٠", "１０００", "1'000", "۱۰۰۰"]
        {
            assert_eq!(numbers(same), numbers("1000"), "{same}");
        }
        assert_eq!(numbers("3.5"), numbers("3,5"));
        assert_eq!(numbers("07"), numbers("7"));
        assert_ne!(numbers("35"), numbers("3.5"));
        assert_eq!(numbers("8-9 February 2017").len(), 3);
        assert!(numbers("no digits").is_empty());
        assert_eq!(super::numbers("عام ٧١٠٢", DigitOrder::Reversed), numbers("2017"));
    }
}

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

/// The numbers in `text` in order, each as a hash of its value's digits. Separators of thousands are
/// passed over; a decimal part counts. Leading zeros don't.
pub fn numbers(text: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(value) = digit_value(c) else { continue };
        let mut number = Number::default();
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
        found.push(number.value);
    }
    found
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '٬' | '٫' | ' ')
}

#[derive(Default)]
struct Number {
    value: u64,
    digits_since_separator: u32,
    decimal: bool,
}

impl Number {
    fn push(&mut self, digit: u32) {
        // Leading zeros leave the value at nothing, so that 07 is 7.
        self.value = self.value.wrapping_mul(31).wrapping_add(u64::from(digit));
        self.digits_since_separator += 1;
    }

    fn separate(&mut self, decimal: bool) {
        self.digits_since_separator = 0;
        if decimal {
            self.value = self.value.wrapping_mul(31).wrapping_add(97);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}

//! What is replaced, and by what.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a value is. Of two that stand over each other the one named first here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The part of an address of the web that names a user.
    User,
    /// An address of mail.
    Mail,
    /// The address of a machine.
    Host,
    /// An international bank account number.
    Account,
    /// The number of a payment card.
    Card,
    /// A telephone number.
    Phone,
    /// A name of the list.
    Name,
    /// Another long number.
    Number,
}

/// The networks kept for documentation (RFC 5737), the first of which is used.
const EXAMPLES: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
/// Where addresses go on when those of the network for documentation are used up: a reserved block
/// (RFC 1112).
const RESERVED: u32 = 240 << 24;

impl Kind {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Mail => "mail",
            Self::Host => "host",
            Self::Account => "account",
            Self::Card => "card",
            Self::Phone => "phone",
            Self::Name => "name",
            Self::Number => "number",
        }
    }

    /// What stands for the value of this number, from 1. None is a value itself: checked digits do not
    /// fit, and addresses are kept for examples.
    pub(super) fn placeholder(self, number: u64) -> String {
        match self {
            Self::User => format!("user{number}"),
            Self::Mail => format!("name{number}@example.org"),
            Self::Host if number < 255 => format!("192.0.2.{number}"),
            Self::Host => Ipv4Addr::from_bits(RESERVED | number as u32 & 0x00FF_FFFF).to_string(),
            Self::Account => format!("XX00 {}", grouped(number)),
            Self::Card => format!("0000 {}", grouped(number)),
            Self::Phone => format!("+000 {:04} {:04}", number / 10_000, number % 10_000),
            Self::Name => format!("Person {number}"),
            Self::Number => format!("000000-{number}"),
        }
    }

    /// The number of a placeholder; `None` for another text.
    pub(super) fn number_of(self, text: &str) -> Option<u64> {
        let digits = |text: &str| -> Option<u64> {
            text.chars().filter(|c| *c != ' ').collect::<String>().parse().ok()
        };
        let number = match self {
            Self::User => digits(text.strip_prefix("user")?)?,
            Self::Mail => digits(text.strip_prefix("name")?.strip_suffix("@example.org")?)?,
            Self::Host => match text.parse::<Ipv4Addr>().ok()?.octets() {
                [192, 0, 2, last] => last.into(),
                [240, rest @ ..] => rest.iter().fold(0, |all, part| all << 8 | u64::from(*part)),
                _ => return None,
            },
            Self::Account => digits(text.strip_prefix("XX00 ")?)?,
            Self::Card => digits(text.strip_prefix("0000 ")?)?,
            Self::Phone => digits(text.strip_prefix("+000 ")?)?,
            Self::Name => digits(text.strip_prefix("Person ")?)?,
            Self::Number => digits(text.strip_prefix("000000-")?)?,
        };
        (number > 0 && self.placeholder(number) == text).then_some(number)
    }
}

/// Twelve digits in groups of four.
fn grouped(number: u64) -> String {
    let group = |by: u64| number / by % 10_000;
    format!("{:04} {:04} {:04}", group(100_000_000), group(10_000), group(1))
}

/// Whether an address says something of a person: not those of a machine itself, of masks, and for
/// examples.
pub(super) fn is_personal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            // Four low numbers are those of a chapter or a version.
            let chapter = a != 10 && [a, b, c, d].iter().all(|part| *part < 32);
            let machine = matches!(a, 0 | 127 | 240 | 255);
            !(chapter || machine || EXAMPLES.contains(&[a, b, c]))
        }
        IpAddr::V6(address) => {
            let example = address.segments()[..2] == [0x2001, 0xdb8];
            !(example || address == Ipv6Addr::LOCALHOST || address == Ipv6Addr::UNSPECIFIED)
        }
    }
}

/// Whether the last digit is the check digit of those before it (ISO/IEC 7812, the method of Luhn).
pub(super) fn is_card(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match u32::from(*digit) {
            digit if place % 2 == 0 => digit,
            digit if digit > 4 => digit * 2 - 9,
            digit => digit * 2,
        })
        .sum();
    is_issued(digits) && sum.is_multiple_of(10)
}

/// Whether digits are as many as those of cards that begin so: Visa, Mastercard, American Express, Diners
/// Club, JCB, and Discover, Maestro and UnionPay.
fn is_issued(digits: &[u8]) -> bool {
    match digits {
        [4, ..] => matches!(digits.len(), 13 | 16 | 19),
        [5, 1..=5, ..] | [2, 2..=7, ..] | [3, 5, ..] => digits.len() == 16,
        [3, 4 | 7, ..] => digits.len() == 15,
        [3, 0 | 6 | 8 | 9, ..] => digits.len() == 14,
        [6, ..] => (16..=19).contains(&digits.len()),
        _ => false,
    }
}

/// Whether capital letters and digits are an account number whose check digits fit (ISO 13616, with MOD
/// 97-10 of ISO 7064).
pub(super) fn is_account(text: &[u8]) -> bool {
    if !(15..=34).contains(&text.len()) {
        return false;
    }
    let turned = text[4..].iter().chain(&text[..4]);
    let rest = turned.fold(0_u32, |rest, c| match c {
        b'0'..=b'9' => (rest * 10 + u32::from(c - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter.wrapping_sub(b'A')) + 10) % 97,
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Kind; 8] = [
        Kind::User,
        Kind::Mail,
        Kind::Host,
        Kind::Account,
        Kind::Card,
        Kind::Phone,
        Kind::Name,
        Kind::Number,
    ];

    #[test]
    fn placeholders_tell_their_numbers() {
        for kind in ALL {
            let mut seen = std::collections::BTreeSet::new();
            for number in (1..2_000).chain([99_999, 1_000_000]) {
                let text = kind.placeholder(number);
                assert_eq!(kind.number_of(&text), Some(number), "{text}");
                assert!(seen.insert(text.clone()), "{text} stands for two");
            }
            assert_eq!(kind.number_of("ana@un.org"), None);
        }
        assert_eq!(Kind::Mail.number_of("name01@example.org"), None);
        assert_eq!(Kind::Name.number_of("Person 0"), None);
    }

    #[test]
    fn check_digits_are_checked() {
        let digits = |text: &str| -> Vec<u8> { text.bytes().map(|b| b - b'0').collect() };
        for card in ["4539148803436467", "378282246310005", "5555555555554444"] {
            assert!(is_card(&digits(card)), "{card}");
        }
        assert!(!is_card(&digits("4539148803436468")) && !is_card(&digits("0000000000000018")));
        for account in ["DE89370400440532013000", "GB82WEST12345698765432", "NO9386011117947"] {
            assert!(is_account(account.as_bytes()), "{account}");
        }
        assert!(!is_account(b"DE89370400440532013001") && !is_account(b"XX00000000000001"));
    }

    #[test]
    fn addresses_of_machines_themselves_stay() {
        for (address, personal) in [
            ("10.24.0.17", true),
            ("83.12.7.1", true),
            ("127.0.0.1", false),
            ("255.255.255.0", false),
            ("192.0.2.7", false),
            ("1.2.3.4", false),
            ("2a02:8109::17", true),
            ("2001:db8::1", false),
            ("::1", false),
        ] {
            assert_eq!(is_personal(address.parse().unwrap()), personal, "{address}");
        }
    }
}

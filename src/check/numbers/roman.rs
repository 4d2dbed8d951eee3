//! Roman numerals.

use std::ops::Range;

/// Calls `each` with the place and the value of every Roman numeral in capitals, with or without an
/// ordinal ending (XXIe, Ier), and of small ones before a closing bracket: `iv)`.
pub(super) fn each(text: &str, mut each: impl FnMut(Range<usize>, u64)) {
    let mut at = 0;
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let Some(c) = text[at..].chars().next() else { return };
        if !c.is_alphanumeric() {
            at += c.len_utf8();
            continue;
        }
        let end =
            text[at..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |end| at + end);
        let word = &text[at..end];
        let capital = digit(c).is_some() && c.is_uppercase();
        let small = digit(c.to_ascii_uppercase()).is_some() && bytes.get(end) == Some(&b')');
        if capital || small {
            let found = if capital {
                numeral(word)
            } else {
                value(word.chars().map(|c| c.to_ascii_uppercase()))
            };
            if let Some(value) = found {
                each(at..end, value);
            }
        }
        at = end;
    }
}

/// The value of a word that is a Roman numeral with or without an ending in small letters.
fn numeral(word: &str) -> Option<u64> {
    let end = word.find(|c| digit(c).is_none()).unwrap_or(word.len());
    let ending = matches!(
        &word[end..],
        "" | "e" | "er" | "re" | "ème" | "th" | "st" | "nd" | "rd" | "º" | "ª" | "de" | "ste"
    );
    ending.then(|| value(word[..end].chars())).flatten()
}

/// A digit; the Cyrillic letters that look like one are used for it.
fn digit(c: char) -> Option<u64> {
    Some(match c {
        'I' | 'І' => 1,
        'V' => 5,
        'X' | 'Х' => 10,
        'L' => 50,
        'C' | 'С' => 100,
        'D' => 500,
        'M' | 'М' => 1000,
        _ => return None,
    })
}

/// The value of digits in the one order that is right for it.
fn value(digits: impl Iterator<Item = char> + Clone) -> Option<u64> {
    let mut next = digits.clone().skip(1);
    let mut value = 0_u64;
    for c in digits.clone().take(16) {
        let one = digit(c)?;
        match next.next().map(|next| digit(next).unwrap_or(0)) {
            Some(larger) if larger > one => value = value.wrapping_sub(one),
            _ => value = value.wrapping_add(one),
        }
    }
    let right =
        (1..4000).contains(&value) && canonical(value).eq(digits.map(|c| digit(c).unwrap_or(0)));
    right.then_some(value)
}

/// The digits a value is written with.
fn canonical(mut value: u64) -> impl Iterator<Item = u64> {
    const STEPS: &[(u64, &[u64])] = &[
        (1000, &[1000]),
        (900, &[100, 1000]),
        (500, &[500]),
        (400, &[100, 500]),
        (100, &[100]),
        (90, &[10, 100]),
        (50, &[50]),
        (40, &[10, 50]),
        (10, &[10]),
        (9, &[1, 10]),
        (5, &[5]),
        (4, &[1, 5]),
        (1, &[1]),
    ];
    let mut digits = Vec::with_capacity(16);
    for (step, letters) in STEPS {
        while value >= *step {
            digits.extend_from_slice(letters);
            value -= step;
        }
    }
    digits.into_iter()
}

#[cfg(test)]
mod tests {
    #[test]
    fn numerals_are_read_and_words_are_not() {
        let all = |text: &str| {
            let mut found = Vec::new();
            super::each(text, |range, value| found.push((text[range].to_owned(), value)));
            found.into_iter().map(|(_, value)| value).collect::<Vec<_>>()
        };
        assert_eq!(all("Louis XIV, le XXIe siècle, Napoléon Ier"), [14, 21, 1]);
        assert_eq!(all("iv) XXI веке, ХХI"), [4, 21, 21]);
        assert!(all("CIVIL Mix IIII VX dim").is_empty());
    }
}

//! Words in capitals: what may be an acronym.

use std::ops::Range;

/// The words of 2 to `longest` letters in a text that are all capitals, digits behind the first one
/// included, without the ending of a plural (NGOs). Parts of symbols, addresses and compounds
/// (A/RES/1, UTF-8, X.509, name@HOST) are none.
pub(super) fn words(text: &str, longest: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = next_capital(text, at)?;
            let inside = |c: char| c.is_uppercase() || c.is_ascii_digit();
            let end = text[start..].find(|c| !inside(c)).map_or(text.len(), |end| start + end);
            at = end;
            let letters =
                text[start..end].chars().filter(|c| c.is_uppercase()).take(longest + 1).count();
            if (2..=longest).contains(&letters) && stands_free(text, start, end) {
                return Some(start..end);
            }
        }
        None
    })
}

/// The next capital from `at`. ASCII letters are looked at as bytes, being most.
fn next_capital(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        at += bytes[at..].iter().position(|byte| byte.is_ascii_uppercase() || *byte >= 0x80)?;
        let c = text[at..].chars().next()?;
        if c.is_uppercase() {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

fn stands_free(text: &str, start: usize, end: usize) -> bool {
    // Letters without case (Arabic, Chinese) may touch an acronym.
    let cased = |c: char| c.is_lowercase() || c.is_uppercase() || c.is_numeric();
    let mut before = text[..start].chars().rev();
    let joined = match before.next() {
        Some(c) if "/._@-#$%&\\\u{2011}".contains(c) => {
            before.next().is_none_or(char::is_alphanumeric) || "$%#@\\".contains(c)
        }
        Some(c) => cased(c),
        None => false,
    };
    let behind =
        text[end..].strip_prefix('s').filter(|rest| !rest.starts_with(char::is_alphanumeric));
    let mut behind = behind.unwrap_or(&text[end..]).chars();
    let goes_on = match behind.next() {
        Some(c) if "/._@-&\\\u{2011}:".contains(c) => {
            behind.next().is_some_and(|c| c.is_alphanumeric() || c == '/')
        }
        Some(c) if "(=".contains(c) => true,
        Some(c) => cased(c),
        None => false,
    };
    !joined && !goes_on
}

/// Whether most of a text's cased letters are capitals: in headings in capitals nothing tells acronyms
/// from words.
pub(super) fn is_heading(text: &str) -> bool {
    let (mut capital, mut small) = (0, 0);
    for c in text.chars() {
        capital += usize::from(c.is_uppercase());
        small += usize::from(c.is_lowercase());
    }
    let uncased = text.chars().filter(|c| c.is_alphabetic()).count() - capital - small;
    capital > small + uncased && capital > 12
}

#[cfg(test)]
mod tests {
    #[test]
    fn acronyms_stand_free() {
        let all = |text: &str| {
            super::words(text, 6).map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            all("The NGOs of l’ONU, IOM's G20 (WHO), 见UNODC号 الUNODC"),
            ["NGO", "ONU", "IOM", "WHO", "UNODC", "UNODC"]
        );
        assert_eq!(all("ВОЗ и МОТ."), ["ВОЗ", "МОТ"]);
        assert!(all("A/RES/55 UTF-8 Word McDONALD X.509 info@UN.ORG A UNCONVENTIONAL").is_empty());
        assert!(
            super::is_heading("REPORT OF THE COMMITTEE") && !super::is_heading("见UNODC号决议")
        );
    }
}

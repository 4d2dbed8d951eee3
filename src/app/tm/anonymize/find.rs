//! Values in a text that say something of a person.

use super::kind::{Kind, is_account, is_card, is_personal};
use super::names::Names;
use crate::app::AppError;
use crate::words::digit_value;
use regex::Regex;
use std::net::IpAddr;
use std::ops::Range;

/// A value in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// The same for all spellings of the value.
    pub(super) key: String,
}

/// Looks for values.
pub(super) struct Finder<'n> {
    names: Option<&'n Names>,
    numbers: bool,
    login: Regex,
    user: Regex,
    mail: Regex,
    v4: Regex,
    v6: Regex,
    account: Regex,
    digits: Regex,
    phone: Regex,
    word: Regex,
    person: Regex,
    number: Regex,
}

/// A space between groups of digits.
const GAP: &str = r"[ \x{A0}\x{202F}-]?";

impl<'n> Finder<'n> {
    /// One that looks for names of a list too, and for all long numbers if so wished.
    ///
    /// # Errors
    /// None, as the expressions are good.
    pub(super) fn new(names: Option<&'n Names>, numbers: bool) -> Result<Self, AppError> {
        let regex =
            |text: &str| Regex::new(text).map_err(|error| AppError::request(error.to_string()));
        // Letters that need no spaces around them may stand beside an address without being of it.
        let letter = r"[\p{L}\p{M}\p{N}&&[^\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]]";
        let mail = format!(
            r"(?:[A-Za-z0-9._%+'-]+(?:@|%40)(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]*[A-Za-z0-9]|(?:{letter}|[._%+-])+(?:@|%40)(?:(?:{letter}|-)+\.)+(?:{letter}|-)*{letter})"
        );
        Ok(Self {
            names,
            numbers,
            login: regex(r"(?i)\b[a-z][a-z0-9+.-]*://([^\s/@?#<>]+)@")?,
            user: regex(
                r#"(?i)\bhttps?://[^\s"'<>]*?(?:/~|/@|/users?/|/profiles?/|/home/|[?&](?:user|username|login|email|uid|token|password|session|sessionid|sid)=)([^\s"'<>/?&#;,()]+)"#,
            )?,
            mail: regex(&mail)?,
            v4: regex(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")?,
            v6: regex(r"(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}")?,
            account: regex(r"[A-Z]{2}[0-9]{2}(?:[ \x{A0}]?[A-Z0-9]){11,30}")?,
            digits: regex(&format!("[0-9](?:{GAP}[0-9]){{12,18}}"))?,
            phone: regex(r"[+＋]?\(?\d(?:[\s().\x{2010}-\x{2015}/-]{0,3}\d){5,16}")?,
            word: regex(
                r"(?iu)(?:\b(?:tel|phone|telephone|téléphone|teléfono|fax|mobile|gsm|telefon|тел|телефон|факс)\b|电话|電話|传真|هاتف|فاكس)[^\d\n]{0,8}$",
            )?,
            person: regex(r"\bPerson [1-9][0-9]*\b")?,
            number: regex(r"\d{7,}")?,
        })
    }

    /// The values in a text, in order, none over another.
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        let mut all = Vec::new();
        let digits = text.chars().any(char::is_numeric);
        if text.contains("://") {
            all.extend(groups(&self.login, text, Kind::User));
            all.extend(groups(&self.user, text, Kind::User).filter(|user| !is_page(&user.key)));
        }
        if text.contains('@') || text.contains("%40") {
            all.extend(self.mail.find_iter(text).filter_map(|one| mail(text, one.range())));
        }
        if digits {
            all.extend(self.v4.find_iter(text).filter_map(|one| host(text, one.range())));
            all.extend(self.account.find_iter(text).filter_map(|one| account(text, one.range())));
            all.extend(self.digits.find_iter(text).filter_map(|one| card(text, one.range())));
            all.extend(self.phone.find_iter(text).filter_map(|one| self.phone(text, one.range())));
            if text.contains(':') {
                all.extend(self.v6.find_iter(text).filter_map(|one| host(text, one.range())));
            }
        }
        if let Some(names) = self.names {
            let key = |line: usize| format!("{line}");
            let name = |(range, line)| Found { range, kind: Kind::Name, key: key(line) };
            all.extend(names.find(text).into_iter().map(name));
            let known = |range: Range<usize>| {
                let key = text[range.clone()].to_owned();
                Found { range, kind: Kind::Name, key }
            };
            all.extend(self.person.find_iter(text).map(|one| known(one.range())));
        }
        if self.numbers && digits {
            all.extend(self.number.find_iter(text).map(|one| {
                let key = one.as_str().chars().filter_map(digit_value);
                let key = key.map(|digit| digit.to_string()).collect();
                Found { range: one.range(), kind: Kind::Number, key }
            }));
        }
        free(all)
    }

    /// A telephone number, if it is written as one.
    fn phone(&self, text: &str, range: Range<usize>) -> Option<Found> {
        let (before, behind) = (&text[..range.start], &text[range.end..]);
        if before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "./-,".contains(c))
            || behind.chars().next().is_some_and(char::is_alphanumeric)
        {
            return None;
        }
        let written = &text[range.clone()];
        if Kind::Phone.number_of(written).is_some() {
            return Some(Found { range, kind: Kind::Phone, key: written.to_owned() });
        }
        let digits: Vec<u8> =
            written.chars().filter_map(digit_value).map(|digit| digit as u8).collect();
        let international = written.starts_with(['+', '＋']);
        // Not the fraction `0.04`.
        let zeros = !international && written.chars().take(2).all(|c| digit_value(c) == Some(0));
        let number = match digits.as_slice() {
            [0, 0, rest @ ..] if zeros => rest,
            digits => digits,
        };
        let is_long = (8..=15).contains(&number.len());
        let fits = if international || number.len() < digits.len() {
            is_long && number[0] != 0
        } else {
            let named = self.word.is_match(tail(before));
            named || is_national(written, digits.len())
        };
        let key = number.iter().map(|digit| char::from(b'0' + digit)).collect();
        fits.then_some(Found { range, kind: Kind::Phone, key })
    }
}

/// The end of a text, as long as a word before a number may be.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    &text[start..]
}

/// Whether digits are grouped as numbers within a country often are: `(202) 555-0143`, `202-555-0143`,
/// `01 42 68 53 00`. A lone long number is not.
fn is_national(written: &str, digits: usize) -> bool {
    let groups: Vec<&str> =
        written.split(|c: char| !c.is_numeric()).filter(|g| !g.is_empty()).collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.chars().count()).collect();
    let code = written.starts_with('(') && matches!(written.find(')'), Some(3..=6));
    let dashed = written.chars().all(|c| c.is_numeric() || "-.".contains(c));
    (code && (8..=12).contains(&digits) && lengths.len() >= 3)
        || (dashed && lengths == [3, 3, 4])
        || (written.starts_with('0')
            && (9..=11).contains(&digits)
            && !written.contains('/')
            && lengths.len() >= 4
            && lengths.iter().all(|length| (2..=3).contains(length)))
}

fn groups<'t>(regex: &'t Regex, text: &'t str, kind: Kind) -> impl Iterator<Item = Found> + 't {
    regex.captures_iter(text).filter_map(move |captures| {
        let part = captures.get(1)?;
        Some(Found { range: part.range(), kind, key: part.as_str().to_lowercase() })
    })
}

/// Whether what stands where a user's name may is a page all users see.
fn is_page(word: &str) -> bool {
    const PAGES: &[&str] = &[
        "docs",
        "documentation",
        "guide",
        "guides",
        "help",
        "index.html",
        "login",
        "logout",
        "manual",
        "manuals",
        "password",
        "register",
        "settings",
        "signup",
    ];
    PAGES.contains(&word)
}

fn mail(text: &str, range: Range<usize>) -> Option<Found> {
    let skipped = text[range.clone()].len()
        - text[range.clone()].trim_start_matches(['.', '\'', '-', '%']).len();
    let range = range.start + skipped..range.end;
    let key = text[range.clone()].replace("%40", "@").to_lowercase();
    (!key.starts_with('@')).then_some(Found { range, kind: Kind::Mail, key })
}

fn host(text: &str, range: Range<usize>) -> Option<Found> {
    let before = text[..range.start].chars().next_back();
    let mut behind = text[range.end..].chars();
    let (next, after) = (behind.next(), behind.next());
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == ':';
    if before.is_some_and(|c| goes_on(c) || c == '.')
        || next.is_some_and(|c| c.is_ascii_alphanumeric())
        || (next == Some('.') && after.is_some_and(char::is_numeric))
    {
        return None;
    }
    let address: IpAddr = text[range.clone()].parse().ok()?;
    let key = address.to_string();
    // `Bad::Cafe` is a name of programs.
    let colons = key.contains('.') || text[range.clone()].matches(':').count() > 2;
    let known = Kind::Host.number_of(&key).is_some();
    (known || (colons && is_personal(address))).then_some(Found { range, kind: Kind::Host, key })
}

/// The longest beginning of a range that is an account number and ends with a word.
fn account(text: &str, range: Range<usize>) -> Option<Found> {
    if text[..range.start].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let is_end = |end: usize| !text[end..].chars().next().is_some_and(char::is_alphanumeric);
    let ends: Vec<usize> = text[range.clone()]
        .char_indices()
        .map(|(at, c)| range.start + at + c.len_utf8())
        .filter(|end| is_end(*end) && text[..*end].ends_with(|c: char| c.is_alphanumeric()))
        .collect();
    ends.into_iter().rev().find_map(|end| {
        let written = &text[range.start..end];
        let key: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
        let known = Kind::Account.number_of(written).is_some();
        let key = if known { written.to_owned() } else { key };
        (known || is_account(key.as_bytes())).then_some(Found {
            range: range.start..end,
            kind: Kind::Account,
            key,
        })
    })
}

/// The longest beginning of a range that is the number of a card and ends with a group of digits.
fn card(text: &str, range: Range<usize>) -> Option<Found> {
    if text[..range.start].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let is_end = |end: usize| !text[end..].chars().next().is_some_and(char::is_alphanumeric);
    (range.start + 13..=range.end).rev().find_map(|end| {
        if !text.is_char_boundary(end) || !is_end(end) {
            return None;
        }
        let written = &text[range.start..end];
        if Kind::Card.number_of(written).is_some() {
            let key = written.to_owned();
            return Some(Found { range: range.start..end, kind: Kind::Card, key });
        }
        let digits: Vec<u8> =
            written.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let key = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let fits = written.ends_with(|c: char| c.is_ascii_digit()) && is_card(&digits);
        fits.then_some(Found { range: range.start..end, kind: Kind::Card, key })
    })
}

/// Those that stand over none of a kind that goes before.
fn free(mut all: Vec<Found>) -> Vec<Found> {
    all.sort_by_key(|found| (found.kind, found.range.start, found.range.end));
    let mut kept: Vec<Found> = Vec::new();
    for found in all {
        let over = |known: &Found| {
            known.range.start < found.range.end && found.range.start < known.range.end
        };
        if !kept.iter().any(over) {
            kept.push(found);
        }
    }
    kept.sort_by_key(|found| found.range.start);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, &str)> {
        let finder = Finder::new(None, false).unwrap();
        finder.find(text).into_iter().map(|one| (one.kind, &text[one.range])).collect()
    }

    #[test]
    fn addresses_are_found() {
        for (text, kind, value) in [
            ("write to Ana.Petrova+tm@un.org.", Kind::Mail, "Ana.Petrova+tm@un.org"),
            ("请联系ana@un.org获取", Kind::Mail, "ana@un.org"),
            ("пишите: иван@почта.рф", Kind::Mail, "иван@почта.рф"),
            ("josé@exemple.fr", Kind::Mail, "josé@exemple.fr"),
            ("<a href=\"mailto:ana%40un.org\">", Kind::Mail, "ana%40un.org"),
            ("ftp://ana:secret@files.un.org/x", Kind::User, "ana:secret"),
            ("https://un.org/~petrova/cv.html", Kind::User, "petrova"),
            ("https://un.org/list?x=1&user=petrova", Kind::User, "petrova"),
            ("from 83.12.7.1, port 80", Kind::Host, "83.12.7.1"),
            ("[2a02:8109::17]", Kind::Host, "2a02:8109::17"),
        ] {
            assert_eq!(found(text), [(kind, value)], "{text}");
        }
    }

    #[test]
    fn numbers_of_persons_are_found() {
        for (text, kind, value) in [
            ("call +41 22 917 12 34 today", Kind::Phone, "+41 22 917 12 34"),
            ("(202) 555-0143 is hers", Kind::Phone, "(202) 555-0143"),
            ("01 42 68 53 00", Kind::Phone, "01 42 68 53 00"),
            ("tel. 555 01 43", Kind::Phone, "555 01 43"),
            ("هاتف: ٠٢٢٩١٧١٢٣٤", Kind::Phone, "٠٢٢٩١٧١٢٣٤"),
            ("IBAN DE89 3704 0044 0532 0130 00 BANK", Kind::Account, "DE89 3704 0044 0532 0130 00"),
            ("card 4539 1488 0343 6467 12", Kind::Card, "4539 1488 0343 6467"),
        ] {
            assert_eq!(found(text), [(kind, value)], "{text}");
        }
    }

    #[test]
    fn what_is_of_nobody_is_left() {
        for text in [
            "Resolution 55/25 of 15 November 2000, annexes I–III",
            "1.2.3.4 Scope; version 10.0.1; 12:30:45; std::fmt; Bad::Cafe",
            "127.0.0.1 and 255.255.255.0",
            "4539 1488 0343 6468",
            "US$ 1 000 000 or +5 000 000",
            "2017-02-08, 08.02.2017, 20170208",
            "ISBN 978-92-1-130345-6",
            "@home, a@b, https://www.un.org/users/guide",
            "A/CN.4/L.978, E/2010/123-4567",
            "0.084073452803966 and 0.0209; 01/01/2000 12; 1.15.7.2 Annex",
            "389178240740741",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn spellings_of_a_value_have_one_key() {
        let finder = Finder::new(None, true).unwrap();
        let key = |text: &str| finder.find(text).pop().map(|one| (one.kind, one.key));
        for (one, other) in [
            ("ana@un.org", "ANA@UN.ORG"),
            ("+41 22 917 1234", "0041-22-917-12-34"),
            ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
            ("case 12345678", "القضية ١٢٣٤٥٦٧٨"),
        ] {
            assert!(key(one).is_some() && key(one) == key(other), "{one} {other}");
        }
    }

    #[test]
    fn placeholders_are_known_and_nothing_else_in_them() {
        let names = Names::parse("Ana").unwrap();
        let finder = Finder::new(Some(&names), true).unwrap();
        for kind in [Kind::Mail, Kind::Host, Kind::Account, Kind::Card, Kind::Phone, Kind::Name] {
            for number in [1, 8, 18, 254, 255, 4711] {
                let text = format!("see {} there", kind.placeholder(number));
                let found = finder.find(&text);
                let [one] = &found[..] else { panic!("{text}: {found:?}") };
                assert_eq!(
                    (one.kind, kind.number_of(&text[one.range.clone()])),
                    (kind, Some(number))
                );
            }
        }
        assert_eq!(finder.find("file 000000-17"), []);
    }
}

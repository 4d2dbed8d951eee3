//! TMX dates: `YYYYMMDDThhmmssZ`, always UTC, and the other forms found in files.

/// The attributes that hold dates.
pub(super) const ATTRIBUTES: [&str; 3] = ["creationdate", "changedate", "lastusagedate"];

/// Whether `date` is written as TMX wants it and exists.
pub(super) fn is_canonical(date: &str) -> bool {
    date.len() == 16 && date.ends_with('Z') && normalise(date).is_some_and(|same| same == date)
}

/// `date` as `YYYYMMDDThhmmssZ`. Read are the basic and the extended form of ISO 8601 with or
/// without time, fractions of seconds (cut off) and zone; `UTC` and `GMT` count as `Z`, and a date
/// without zone as UTC.
pub(super) fn normalise(date: &str) -> Option<String> {
    let date = date.trim();
    let mut scan = Scan { rest: date.as_bytes() };
    let year = scan.digits(4)?;
    scan.skip(b"-");
    let month = scan.digits(2)?;
    scan.skip(b"-");
    let day = scan.digits(2)?;
    let (mut hour, mut minute, mut second) = (0, 0, 0);
    if scan.skip(b"Tt ") {
        while scan.skip(b" ") {}
        hour = scan.digits(2)?;
        scan.skip(b":");
        minute = scan.digits(2)?;
        if scan.skip(b":") || scan.rest.first().is_some_and(u8::is_ascii_digit) {
            second = scan.digits(2)?;
            if scan.skip(b".,") {
                while scan.rest.first().is_some_and(u8::is_ascii_digit) {
                    scan.skip(b"0123456789");
                }
            }
        }
    }
    let ahead = scan.zone()?;
    let months = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let sound =
        usize::try_from(month - 1).ok().and_then(|m| months.get(m)).is_some_and(|d| day <= *d);
    // Second 60 is a leap second.
    if !sound || day == 0 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = days(year, month, day) * 1440 + hour * 60 + minute - ahead;
    let (year, month, day) = date_of(minutes.div_euclid(1440));
    let (hour, minute) = (minutes.rem_euclid(1440) / 60, minutes.rem_euclid(60));
    Some(format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"))
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.rest.split_at_checked(count)?;
        let number =
            std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        self.rest = rest;
        number.parse().ok()
    }

    fn skip(&mut self, any: &[u8]) -> bool {
        let found = self.rest.first().is_some_and(|byte| any.contains(byte));
        self.rest = &self.rest[usize::from(found)..];
        found
    }

    /// The minutes a zone is ahead of UTC; nothing may follow it.
    fn zone(&mut self) -> Option<i64> {
        while self.skip(b" ") {}
        if matches!(self.rest, b"" | b"Z" | b"z" | b"UTC" | b"GMT") {
            return Some(0);
        }
        let sign = if self.rest.first() == Some(&b'-') { -1 } else { 1 };
        if !self.skip(b"+-") {
            return None;
        }
        let hours = self.digits(2)?;
        self.skip(b":");
        let minutes = if self.rest.is_empty() { 0 } else { self.digits(2)? };
        (self.rest.is_empty() && hours < 24 && minutes < 60)
            .then_some(sign * (hours * 60 + minutes))
    }
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days before the year, in a calendar without end.
fn days_before(year: i64) -> i64 {
    let past = year - 1;
    365 * year + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
}

const MONTHS: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn before_month(year: i64, month: usize) -> i64 {
    MONTHS.get(month).map_or(0, |days| days + i64::from(month > 1 && leap(year)))
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    days_before(year) + before_month(year, month as usize - 1) + day - 1
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let mut year = days.div_euclid(366);
    while days_before(year + 1) <= days {
        year += 1;
    }
    let rest = days - days_before(year);
    let month = (0..12).rev().find(|month| before_month(year, *month) <= rest).unwrap_or(0);
    (year, month as i64 + 1, rest - before_month(year, month) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_dates() {
        for (given, wanted) in [
            ("20240503T100000Z", "20240503T100000Z"),
            ("2024-05-03T10:00:00Z", "20240503T100000Z"),
            ("2024-05-03T10:00:00.123+02:00", "20240503T080000Z"),
            ("2024-03-01 00:30:00 +0100", "20240229T233000Z"),
            ("2023-12-31T23:30-01", "20240101T003000Z"),
            ("2018-06-11 05:09:06 UTC", "20180611T050906Z"),
            ("20240503", "20240503T000000Z"),
            ("20240503T1000", "20240503T100000Z"),
            ("20000229T000000", "20000229T000000Z"),
        ] {
            assert_eq!(normalise(given).as_deref(), Some(wanted), "{given}");
            assert!(is_canonical(wanted));
        }
        for bad in [
            "",
            "yesterday",
            "2024-13-01",
            "20230229",
            "2024",
            "20240503T250000Z",
            "03/05/2024",
            "20240500",
            "20240503T100000Zulu",
            "2024-05-03T10:00:00+99:00",
        ] {
            assert_eq!(normalise(bad), None, "{bad}");
        }
        assert!(!is_canonical("2024-05-03T10:00:00Z"));
    }

    #[test]
    fn every_day_comes_back() {
        let mut day = days(1999, 1, 1);
        while day < days(2005, 1, 1) {
            let (y, m, d) = date_of(day);
            assert_eq!(days(y, m, d), day);
            day += 1;
        }
    }
}

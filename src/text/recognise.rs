//! Recognising encodings by the bytes alone: UTF-8 with a few broken bytes, UTF-16 without a mark.

use super::is_cjk;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use unicode_script::{Script, UnicodeScript};

/// How many bytes are looked at to recognise UTF-16.
const SAMPLE: usize = 8 << 10;

/// How UTF-8 some bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Utf8 {
    /// Whole characters of two bytes and more.
    pub characters: usize,
    /// Stretches that are no UTF-8.
    pub broken: usize,
    /// Where the first of them starts.
    pub first_broken: Option<usize>,
}

impl Utf8 {
    /// Counts in `bytes`.
    pub(super) fn count(bytes: &[u8]) -> Self {
        let (mut found, mut at) = (Self::default(), 0);
        // Most files are UTF-8 throughout, and are known for it much faster.
        if std::str::from_utf8(bytes).is_ok() {
            found.characters = bytes.iter().filter(|byte| **byte >= 0xC0).count();
            return found;
        }
        for chunk in bytes.utf8_chunks() {
            let valid = chunk.valid();
            // A character has one byte that is no continuation; those of one byte are ASCII.
            found.characters += valid.bytes().filter(|&byte| byte >= 0xC0).count();
            at += valid.len();
            if !chunk.invalid().is_empty() {
                found.broken += 1;
                found.first_broken.get_or_insert(at);
                at += chunk.invalid().len();
            }
        }
        found
    }

    /// Whether it is UTF-8 in which some bytes broke. Texts in other encodings form a whole character
    /// by chance only now and then, so whole characters must be in the majority by far; where the
    /// document declares UTF-8, a plain majority is enough.
    pub(super) fn is_damaged_utf8(self, declared: bool) -> bool {
        self.broken > 0 && self.characters >= self.broken * if declared { 1 } else { 4 }
    }
}

/// UTF-16 without a mark, in either byte order.
///
/// Text in an 8-bit encoding holds no NUL and next to no control bytes, UTF-16 does: half of every
/// ASCII character is NUL, and many scripts' high bytes are below 32. So bytes without them are not
/// UTF-16. For the others, that byte order wins which gives letters of one script.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(SAMPLE) & !1];
    let controls = head.iter().filter(|&&b| b < 0x20 && !matches!(b, 9 | 10 | 12 | 13 | 27));
    if head.len() < 4 || controls.count() * 100 < head.len() {
        return None;
    }
    let sane = |order: fn([u8; 2]) -> u16| {
        plausible(head.as_chunks::<2>().0.iter().map(|&pair| order(pair)))
    };
    match (sane(u16::from_le_bytes), sane(u16::from_be_bytes)) {
        (little, big) if little.max(big) < 0.9 => None,
        (little, big) if little >= big => Some(UTF_16LE),
        _ => Some(UTF_16BE),
    }
}

/// The share of characters that a text in one script (and ASCII) would have, 0–1.
fn plausible(units: impl Iterator<Item = u16>) -> f64 {
    let (mut total, mut common, mut latin) = (0_u32, 0_u32, 0_u32);
    let mut scripts: Vec<(Script, u32)> = Vec::new();
    for decoded in char::decode_utf16(units) {
        total += 1;
        let Ok(c) = decoded else { continue };
        let usual = matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{BF}')
            || matches!(c, '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF65}' | '\u{FEFF}');
        let script = if is_cjk(c) { Script::Han } else { c.script() };
        match scripts.iter_mut().find(|(known, _)| *known == script) {
            _ if usual => common += 1,
            _ if script == Script::Latin => latin += 1,
            _ if matches!(script, Script::Unknown | Script::Common | Script::Inherited) => {}
            Some((_, count)) => *count += 1,
            None => scripts.push((script, 1)),
        }
    }
    let main = scripts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    f64::from(common + latin + main) / f64::from(total.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_without_a_mark_is_told_in_either_order() {
        for text in [
            "اعتمدت اللجنة التقرير دون تصويت في اليوم الأخير",
            "委员会在最后一天未经表决通过了报告。",
            "委員會於最後一日通過報告\n第二條",
            "Комитет принял доклад без голосования",
            "The committee adopted the report.",
            "สำนักงานสหประชาชาติว่าด้วยยาเสพติด",
            "한국어 문장입니다.",
        ] {
            let units = || text.encode_utf16();
            let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
            assert_eq!(utf16(&little), Some(UTF_16LE), "{text}");
            assert_eq!(utf16(&big), Some(UTF_16BE), "{text}");
            assert_eq!(utf16(text.as_bytes()), None, "{text}");
        }
        let binary: Vec<u8> =
            (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(utf16(&binary), None);
    }
}

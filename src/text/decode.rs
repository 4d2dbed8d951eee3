//! From bytes to UTF-8, once: byte-order mark, then declaration, then detection.

use super::recognise::{self, Utf8};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
};

/// How an encoding was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingOrigin {
    /// The caller named it.
    Given,
    /// A byte-order mark says it.
    Mark,
    /// The document declares it (XML declaration, HTML meta element).
    Declared,
    /// The bytes are UTF-8 (perhaps with some broken ones), or look like UTF-16.
    Recognised,
    /// Statistics of the bytes suggest it: a guess, to be reported.
    Guessed,
}

/// A decoded text.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The text, without byte-order mark.
    pub text: String,
    /// The encoding's name as the WHATWG writes it (`UTF-8`, `windows-1252`).
    pub encoding: &'static str,
    /// How it was chosen.
    pub origin: EncodingOrigin,
    /// Whether some bytes were not of this encoding and became U+FFFD.
    pub malformed: bool,
    /// Where in the text the first of them became U+FFFD, in bytes.
    pub first_malformed: Option<usize>,
}

/// Decodes `bytes`. `given` is an encoding label the user forces, `declared` one the document
/// declares; unknown labels are passed over. A declaration that cannot be true gives way to the
/// bytes: UTF-16 declared in bytes that are plainly not, UTF-8 declared over bytes that are not,
/// another encoding declared over what is UTF-8 throughout or is full of bytes it does not have.
pub fn decode(bytes: &[u8], given: Option<&str>, declared: Option<&str>) -> Decoded {
    decode_vec(bytes.to_vec(), given, declared)
}

/// The same as [`decode`] for bytes that are no longer needed: UTF-8 is not copied.
pub fn decode_vec(bytes: Vec<u8>, given: Option<&str>, declared: Option<&str>) -> Decoded {
    let (encoding, origin) = choose(&bytes, label(given), label(declared));
    let mark = Encoding::for_bom(&bytes).filter(|(marked, _)| *marked == encoding);
    let (text, malformed) = if encoding == UTF_8 {
        utf8_text(bytes, mark.map_or(0, |(_, length)| length))
    } else {
        let (text, malformed) = encoding.decode_with_bom_removal(&bytes);
        (text.into_owned(), malformed)
    };
    let first_malformed = if malformed { text.find('\u{FFFD}') } else { None };
    Decoded { text, encoding: encoding.name(), origin, malformed, first_malformed }
}

fn label(label: Option<&str>) -> Option<&'static Encoding> {
    label.and_then(|l| Encoding::for_label(l.trim().as_bytes()))
}

fn choose(
    bytes: &[u8],
    given: Option<&'static Encoding>,
    declared: Option<&'static Encoding>,
) -> (&'static Encoding, EncodingOrigin) {
    if let Some(encoding) = given {
        return (encoding, EncodingOrigin::Given);
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, EncodingOrigin::Mark);
    }
    if let Some(encoding) = recognise::utf16(bytes) {
        return (encoding, EncodingOrigin::Recognised);
    }
    let utf8 = Utf8::count(bytes);
    let legacy = declared.filter(|&e| e != UTF_8 && e != UTF_16LE && e != UTF_16BE);
    if let Some(encoding) = legacy.filter(|encoding| may_be(encoding, bytes, utf8)) {
        return (encoding, EncodingOrigin::Declared);
    }
    let declares_utf8 = declared == Some(UTF_8);
    if utf8.broken == 0 || utf8.is_damaged_utf8(declares_utf8) {
        let origin =
            if declares_utf8 { EncodingOrigin::Declared } else { EncodingOrigin::Recognised };
        return (UTF_8, origin);
    }
    (guess(bytes), EncodingOrigin::Guessed)
}

/// Whether a declared encoding other than UTF can be true. Bytes that are UTF-8 throughout are
/// hardly anything else: by chance that happens to a few characters only, to a few more where
/// characters are pairs of high bytes.
fn may_be(encoding: &'static Encoding, bytes: &[u8], utf8: Utf8) -> bool {
    let paired = [GBK, GB18030, BIG5, EUC_JP, EUC_KR, SHIFT_JIS].contains(&encoding);
    if utf8.broken == 0 && utf8.characters >= if paired { 8 } else { 2 } {
        return false;
    }
    let head = &bytes[..bytes.len().min(1 << 20)];
    let (text, malformed) = encoding.decode_without_bom_handling(head);
    if !malformed {
        return true;
    }
    let high = head.iter().filter(|&&byte| byte >= 0x80).count();
    text.chars().filter(|&c| c == '\u{FFFD}').count() * 20 <= high
}

/// UTF-8 without its mark of `mark` bytes, broken bytes replaced.
fn utf8_text(bytes: Vec<u8>, mark: usize) -> (String, bool) {
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..mark);
            (text, false)
        }
        Err(error) => (String::from_utf8_lossy(&error.as_bytes()[mark..]).into_owned(), true),
    }
}

/// The encoding an XML declaration (`encoding="…"`) or an HTML meta element (`charset=…`) in the
/// first 1,024 bytes names.
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String =
        bytes.iter().take(1024).filter(|b| **b != 0).map(|&b| char::from(b)).collect();
    let lower = head.to_ascii_lowercase();
    let after = ["encoding=", "charset="].iter().find_map(|key| {
        let at = lower.find(key)? + key.len();
        let in_markup = lower[..at].rfind('<').is_some_and(|open| {
            !lower[open..at].contains('>')
                && (lower[open..].starts_with("<?xml") || lower[open..].starts_with("<meta"))
        });
        in_markup.then_some(at)
    })?;
    let rest = head[after..].trim_start_matches(['"', '\'', ' ']);
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && !"-_.:".contains(c))
        .unwrap_or(rest.len());
    (end > 0).then(|| rest[..end].to_owned())
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_declarations_and_guesses() {
        let utf16: Vec<u8> = "<a>é</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let decoded = decode(&utf16, None, None);
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("<a>é</a>", "UTF-16LE"));

        let declared = b"<?xml version='1.0' encoding='windows-1251'?><a>\xcf\xf0\xe8</a>";
        let label = declared_encoding(declared);
        assert_eq!(label.as_deref(), Some("windows-1251"));
        assert!(decode(declared, None, label.as_deref()).text.contains("При"));

        let lie = "<?xml version='1.0' encoding='UTF-16'?><a>é</a>".as_bytes();
        assert_eq!(decode(lie, None, declared_encoding(lie).as_deref()).encoding, "UTF-8");

        let latin = b"D\xe9j\xe0 vu : le comit\xe9 a \xe9t\xe9 cr\xe9\xe9 \xe0 Gen\xe8ve.";
        let guessed = decode(latin, None, None);
        assert_eq!(guessed.origin, EncodingOrigin::Guessed);
        assert!(guessed.text.contains("Déjà"));
        assert_eq!(decode(b"\xef\xbb\xbfabc", None, None).text, "abc");
    }

    #[test]
    fn a_few_broken_bytes_do_not_turn_utf8_into_mojibake() {
        let mut bytes = "Le comité a été créé à Genève l’été dernier.".as_bytes().to_vec();
        bytes.insert(3, 0xFF);
        let decoded = decode(&bytes, None, None);
        assert_eq!((decoded.encoding, decoded.malformed), ("UTF-8", true));
        assert_eq!(decoded.first_malformed, Some(3));
        assert!(decoded.text.ends_with("comité a été créé à Genève l’été dernier."));
    }

    #[test]
    fn a_wrong_declaration_gives_way() {
        let text = "<meta charset=iso-8859-1><p>Déjà créé : Женева</p>";
        let decoded = decode(text.as_bytes(), None, declared_encoding(text.as_bytes()).as_deref());
        assert_eq!((decoded.encoding, decoded.text.as_str()), ("UTF-8", text));
        let latin =
            b"<meta charset=utf-8><p>D\xe9j\xe0 vu : le comit\xe9 a \xe9t\xe9 cr\xe9\xe9</p>";
        let decoded = decode(latin, None, Some("utf-8"));
        assert_eq!(decoded.origin, EncodingOrigin::Guessed);
        assert!(decoded.text.contains("Déjà"));
        let (gbk, _, _) = GBK.encode("联合国大会通过了决议");
        assert_eq!(decode(&gbk, None, Some("gb2312")).text, "联合国大会通过了决议");
        let not_gbk = b"caf\xe9 cr\xe8me br\xfbl\xe9e, \xe0 No\xebl, d\xe9j\xe0 \xe9t\xe9 ";
        assert_ne!(decode(not_gbk, None, Some("shift_jis")).encoding, "Shift_JIS");
    }

    #[test]
    fn marks_are_removed_once() {
        assert_eq!(decode(b"\xef\xbb\xbf\xef\xbb\xbfx", None, None).text, "\u{feff}x");
        assert_eq!(decode(b"\xff\xfea\0", None, None).text, "a");
        assert_eq!(decode(b"", None, Some("utf-16")).text, "");
    }
}

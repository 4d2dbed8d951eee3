//! From bytes to UTF-8, once: byte-order mark, then declaration, then detection.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How an encoding was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingOrigin {
    /// The caller named it.
    Given,
    /// A byte-order mark says it.
    Mark,
    /// The document declares it (XML declaration, HTML meta element).
    Declared,
    /// The bytes are valid UTF-8, or look like UTF-16.
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
}

/// Decodes `bytes`. `given` is an encoding label the user forces, `declared` one the document
/// declares; unknown labels are passed over. A declaration that cannot be true (UTF-16 declared in
/// bytes that are plainly not, UTF-8 declared over bytes that are not) gives way to the bytes.
pub fn decode(bytes: &[u8], given: Option<&str>, declared: Option<&str>) -> Decoded {
    let label = |label: Option<&str>| label.and_then(|l| Encoding::for_label(l.trim().as_bytes()));
    let (encoding, origin) = if let Some(encoding) = label(given) {
        (encoding, EncodingOrigin::Given)
    } else if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        (encoding, EncodingOrigin::Mark)
    } else if let Some(encoding) = looks_like_utf16(bytes) {
        (encoding, EncodingOrigin::Recognised)
    } else if let Some(encoding) =
        label(declared).filter(|&e| e != UTF_8 && e != UTF_16LE && e != UTF_16BE)
    {
        (encoding, EncodingOrigin::Declared)
    } else if std::str::from_utf8(bytes).is_ok() {
        let declared_so = label(declared) == Some(UTF_8);
        (UTF_8, if declared_so { EncodingOrigin::Declared } else { EncodingOrigin::Recognised })
    } else {
        (guess(bytes), EncodingOrigin::Guessed)
    };
    let (text, malformed) = encoding.decode_with_bom_removal(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), origin, malformed }
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

/// UTF-16 without a mark: markup and Latin text leave every second byte zero.
fn looks_like_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    if head.len() < 4 {
        return None;
    }
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if even * 10 > half * 4 && odd * 20 < half {
        Some(UTF_16BE)
    } else if odd * 10 > half * 4 && even * 20 < half {
        Some(UTF_16LE)
    } else {
        None
    }
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
}

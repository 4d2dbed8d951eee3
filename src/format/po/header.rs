//! What a catalogue says of itself, in the translation of the empty text.

use crate::text::LangTag;

/// How far a charset is looked for, in bytes: comments may come before the header.
const HEAD: usize = 64 << 10;

/// What the header says.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) source: Option<LangTag>,
    pub(super) target: Option<LangTag>,
    /// How many plural forms the target has.
    pub(super) forms: Option<u32>,
    /// The rule by which they are chosen, as written.
    pub(super) rule: Option<String>,
}

impl Said {
    pub(super) fn parse(header: &str) -> Self {
        let mut said = Self::default();
        for (name, value) in header.lines().filter_map(|line| line.split_once(':')) {
            match &*name.trim().to_ascii_lowercase() {
                "language" => said.target = language(value),
                "x-source-language" => said.source = language(value),
                "plural-forms" => {
                    said.forms = forms(value);
                    said.rule = Some(value.trim().to_owned());
                }
                _ => {}
            }
        }
        said
    }
}

/// The charset that the bytes of a catalogue name in their header.
pub(super) fn charset(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let at = memchr::memmem::find(head, b"charset=")? + b"charset=".len();
    let label = head[at..]
        .iter()
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'));
    let label: String = label.map(|&byte| char::from(byte)).collect();
    // What a template has in its place.
    (!label.is_empty() && label != "CHARSET").then_some(label)
}

/// A language as gettext writes it: `pt_BR`, `sr@latin`, `ca@valencia`, `de_DE.UTF-8`.
fn language(written: &str) -> Option<LangTag> {
    let (base, modifier) = written.trim().split_once('@').unwrap_or((written.trim(), ""));
    let base = base.split('.').next().unwrap_or_default();
    let script = match &*modifier.to_ascii_lowercase() {
        "latin" => Some("Latn"),
        "cyrillic" => Some("Cyrl"),
        "arabic" => Some("Arab"),
        "devanagari" => Some("Deva"),
        _ => None,
    };
    let with = match (script, base.split_once(['_', '-'])) {
        (Some(script), Some((language, region))) => format!("{language}-{script}-{region}"),
        (Some(script), None) => format!("{base}-{script}"),
        // A modifier of four letters would be taken for a script: `euro`.
        (None, _) if modifier.len() < 5 => base.to_owned(),
        (None, _) => format!("{base}-{modifier}"),
    };
    LangTag::parse(&with).or_else(|_| LangTag::parse(base)).ok()
}

/// A language as gettext writes it, so that [`language`] gives it back.
pub(super) fn written(lang: &LangTag) -> String {
    let tag = lang.as_str();
    let scripts =
        [("-Latn", "latin"), ("-Cyrl", "cyrillic"), ("-Arab", "arabic"), ("-Deva", "devanagari")];
    for (script, modifier) in scripts {
        if let Some((before, behind)) = tag.split_once(script) {
            let plain = format!("{}{}@{modifier}", before, behind.replace('-', "_"));
            if language(&plain).as_ref() == Some(lang) {
                return plain;
            }
        }
    }
    let plain = tag.replacen('-', "_", 1);
    if language(&plain).as_ref() == Some(lang) { plain } else { tag.to_owned() }
}

fn forms(value: &str) -> Option<u32> {
    let digits = value.split("nplurals").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_as_gettext_writes_them() {
        for (written, wanted) in [
            (" pt_BR", "pt-BR"),
            ("sr@latin", "sr-Latn"),
            ("sr_RS@latin", "sr-Latn-RS"),
            ("ca@valencia", "ca-valencia"),
            ("de_DE.UTF-8", "de-DE"),
            ("de@euro", "de"),
        ] {
            assert_eq!(language(written).map(String::from).as_deref(), Some(wanted));
        }
        for tag in ["pt-BR", "sr-Latn-RS", "ca-valencia", "zh-Hant-TW", "sl-nedis", "de", "en-GB"] {
            let lang = LangTag::parse(tag).unwrap();
            assert_eq!(language(&written(&lang)), Some(lang), "{tag}");
        }
        assert_eq!(written(&LangTag::parse("sr-Latn-RS").unwrap()), "sr_RS@latin");
        assert_eq!(language(""), None);
        assert_eq!(language("LANGUAGE"), None);
    }

    #[test]
    fn the_header_is_read() {
        let said = Said::parse("Language: ru\nPlural-Forms: nplurals=3; plural=n%10==1;\nx\n");
        assert_eq!((said.target.as_ref().map(LangTag::as_str), said.forms), (Some("ru"), Some(3)));
        assert_eq!(
            charset(b"\"Content-Type: text/plain; charset=windows-1251\\n\""),
            Some("windows-1251".into())
        );
        assert_eq!(charset(b"charset=CHARSET\\n"), None);
        assert_eq!(charset(b"charset="), None);
    }
}

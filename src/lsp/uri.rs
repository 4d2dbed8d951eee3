//! File URIs and paths.

use lsp_types::Uri;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// The path of a `file` URI; `None` for other schemes.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let (scheme, rest) = uri.as_str().split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/')?),
        None => ("", rest),
    };
    let path = decoded(path)?;
    if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return Some(PathBuf::from(format!("//{host}{path}")));
    }
    // `/c:/folder` on Windows.
    let drive = path.as_bytes().get(2) == Some(&b':') && path.as_bytes()[1].is_ascii_alphabetic();
    Some(PathBuf::from(if drive { &path[1..] } else { &path }))
}

/// The `file` URI of an absolute path; `None` where it is none or no text.
pub(super) fn of(path: &Path) -> Option<Uri> {
    let path = std::path::absolute(path).ok()?;
    let path = path.to_str()?.replace('\\', "/");
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(byte as char),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri::from_str(&uri).ok()
}

/// A text with its percent-encoded bytes decoded; `None` where they are no UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).filter(|_| *first == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_lead_to_paths() {
        for (uri, wanted) in [
            ("file:///home/a%20b/%C3%A9.txt", Some("/home/a b/é.txt")),
            ("file:///c%3A/texts/x.md", Some("c:/texts/x.md")),
            ("file://localhost/x.md", Some("/x.md")),
            ("file://server/share/x.md", Some("//server/share/x.md")),
            ("untitled:Untitled-1", None),
            ("file:///%FF", None),
        ] {
            let found = path(&Uri::from_str(uri).unwrap());
            assert_eq!(found.as_deref(), wanted.map(Path::new), "{uri}");
        }
    }

    #[test]
    fn paths_lead_to_uris_and_back() {
        let start = Path::new("/a b/100 %/会员国.txt");
        let uri = of(start).unwrap();
        assert!(uri.as_str().starts_with("file:///a%20b/100%20%25/"), "{}", uri.as_str());
        assert_eq!(path(&uri).as_deref(), Some(start));
    }
}

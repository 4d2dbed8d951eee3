//! The placeholders of a text, in one pass.

use std::ops::Range;

/// A place a program fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeholder {
    /// Its bytes.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

/// What fills it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The next argument of C's printf: `%s`, by its conversion (`s`, `ld`). With stars for width and
    /// precision, which take arguments too.
    Next(Box<str>, usize),
    /// A numbered argument of it: `%2$s`.
    Numbered(usize, Box<str>),
    /// A number behind `%` or `$` that may be an amount as well: Qt's `%1`, `$1`.
    Amount(char, u64),
    /// One with a name: `{name}`, `%(name)s`, `${x}`.
    Named(Box<str>),
    /// `%%`: a percent sign.
    Percent,
}

/// The placeholders of a text, and whether some are in the branches of an ICU plural or select.
pub(super) fn scan(text: &str) -> (Vec<Placeholder>, bool) {
    if memchr::memchr3(b'%', b'{', b'$', text.as_bytes()).is_none() {
        return (Vec::new(), false);
    }
    let mut scanner = Scan { text, dates: is_date_format(text), ..Scan::default() };
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|b| b"%{}$".contains(b)) {
        at = scanner.read(at + next);
    }
    (scanner.found, scanner.branches)
}

/// What a brace is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The text of a branch, up to its closing brace.
    Branch,
    /// An ICU argument, between its branches.
    Argument,
}

#[derive(Default)]
struct Scan<'t> {
    text: &'t str,
    /// Whether `%d` and its like are parts of a date.
    dates: bool,
    levels: Vec<Level>,
    branches: bool,
    found: Vec<Placeholder>,
}

impl Scan<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Reads what starts at a mark, and gives where to go on.
    fn read(&mut self, at: usize) -> usize {
        let found = match (self.bytes()[at], self.levels.last()) {
            (b'{', Some(Level::Argument)) => {
                self.levels.push(Level::Branch);
                None
            }
            (b'{', _) => self.brace(at),
            (b'}', _) => {
                self.levels.pop();
                None
            }
            (b'$', _) => self.dollar(at),
            _ => self.percent(at),
        };
        let Some((kind, end)) = found else { return at + 1 };
        self.found.push(Placeholder { range: at..end, kind });
        end
    }

    fn percent(&mut self, at: usize) -> Option<(Kind, usize)> {
        let bytes = self.text.as_bytes();
        let rest = &bytes[at + 1..];
        match rest.first()? {
            b'%' => return Some((Kind::Percent, at + 2)),
            b'(' => return self.named(at),
            b'<' => {
                return self.named(at).or_else(|| printf(rest).map(|(kind, n)| (kind, at + 1 + n)));
            }
            // Lisp's end of a line: `~%`.
            _ if at > 0 && bytes[at - 1] == b'~' => return None,
            b'{' => return self.brace(at + 1),
            _ => {}
        }
        let variable = rest.iter().take_while(|b| b.is_ascii_uppercase() || **b == b'_').count();
        let closed = rest.get(variable) == Some(&b'%')
            && !rest.get(variable + 1).is_some_and(u8::is_ascii_alphanumeric);
        if variable > 1 && closed {
            let end = at + variable + 2;
            return Some((Kind::Named(self.text[at..end].into()), end));
        }
        // `50%` is no placeholder, whatever follows, but `%d%s` are two.
        let digit = at > 0 && bytes[at - 1].is_ascii_digit();
        if (digit && self.found.last().is_none_or(|last| last.range.end != at)) || self.dates {
            return None;
        }
        printf(rest).or_else(|| amount(rest)).map(|(kind, length)| (kind, at + 1 + length))
    }

    /// Python's `%(name)s`, Ruby's `%<name>s`.
    fn named(&self, at: usize) -> Option<(Kind, usize)> {
        let bytes = self.bytes();
        let close = if bytes[at + 1] == b'(' { b')' } else { b'>' };
        let name = bytes[at + 2..].iter().take(80).take_while(|b| is_name(**b)).count();
        let behind = at + 2 + name;
        if name == 0 || bytes.get(behind) != Some(&close) {
            return None;
        }
        let (kind, length) = printf(&bytes[behind + 1..])?;
        let Kind::Next(conversion, _) = kind else { return None };
        let key = format!("{}{conversion}", &self.text[at..=behind]);
        Some((Kind::Named(key.into()), behind + 1 + length))
    }

    fn dollar(&mut self, at: usize) -> Option<(Kind, usize)> {
        let bytes = self.text.as_bytes();
        let free = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        match *bytes.get(at + 1)? {
            b'{' => self.brace(at + 1),
            digit @ b'1'..=b'9' if free => {
                let (next, then) = (bytes.get(at + 2), bytes.get(at + 3));
                let decimal =
                    matches!(next, Some(b'.' | b',')) && then.is_some_and(u8::is_ascii_digit);
                let number = decimal || next.is_some_and(u8::is_ascii_digit);
                (!number).then(|| (Kind::Amount('$', u64::from(digit - b'0')), at + 2))
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' if free => {
                let name = bytes[at + 1..]
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                    .count();
                let end = at + 1 + name;
                // The same as `${name}`.
                let key = || format!("${{{}}}", &self.text[at + 1..end]);
                // `$Hello` is a word of a game's markup.
                let word = bytes[at + 1].is_ascii_uppercase()
                    && bytes[at + 2..end].iter().any(u8::is_ascii_lowercase);
                (name > 1 && !word).then(|| (Kind::Named(key().into()), end))
            }
            _ => None,
        }
    }

    /// `{name}`, `{0:d}`, `{{x}}`, and ICU arguments, with the mark before the brace.
    fn brace(&mut self, at: usize) -> Option<(Kind, usize)> {
        let bytes = self.text.as_bytes();
        let mark = at.checked_sub(1).map(|before| bytes[before]).filter(|b| b"$#%".contains(b));
        let double = bytes.get(at + 1) == Some(&b'{');
        let mut start = at + 1 + usize::from(double);
        let spaces = |from: usize| bytes[from..].iter().take(8).take_while(|b| **b == b' ').count();
        start += spaces(start);
        let length = bytes[start..].iter().take(80).take_while(|b| is_name(**b)).count();
        let name = &self.text[start..start + length];
        let behind = start + length + spaces(start + length);
        let opener = if double { "{{" } else { "{" };
        let closer = if double { "}}" } else { "}" };
        // `#{0}` is a number sign and a placeholder, `#{name}` one placeholder.
        let sign = |mark: &u8| *mark != b'#' || !name.bytes().all(|b| b.is_ascii_digit());
        let mark = mark.filter(sign).map(char::from).map(String::from).unwrap_or_default();
        let key = || Kind::Named(format!("{mark}{opener}{name}{closer}").into());
        if self.text[behind..].starts_with(closer) && (length > 0 || !double) {
            let fits =
                (length > 0 || behind == at + 1) && !self.is_command(at) && !name.starts_with('-');
            return fits.then(|| (key(), behind + closer.len()));
        }
        match bytes.get(behind)? {
            b':' | b'!' | b'|' if length > 0 => {
                let end = bytes[behind..].iter().take(80).position(|b| matches!(b, b'}' | b'{'))?;
                let end = behind + end;
                self.text[end..].starts_with(closer).then(|| (key(), end + closer.len()))
            }
            b',' if length > 0 && !double => {
                let kind = self.text[behind + 1..].trim_start_matches(' ');
                let word = kind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(kind.len());
                match &kind[..word] {
                    "plural" | "select" | "selectordinal" => {
                        self.branches = true;
                        self.levels.push(Level::Argument);
                        Some((key(), self.text.len() - kind.len() + word))
                    }
                    "number" | "date" | "time" | "choice" | "spellout" | "ordinal" | "duration"
                    | "list" => {
                        let end = kind.as_bytes().iter().take(200).position(|b| *b == b'}')?;
                        Some((key(), self.text.len() - kind.len() + end + 1))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a brace opens the argument of a TeX or Texinfo command: `\emph{word}`, `@var{word}`.
    fn is_command(&self, at: usize) -> bool {
        let letters = self.bytes()[..at]
            .iter()
            .rev()
            .take(32)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        at > letters && matches!(self.bytes()[at - letters - 1], b'\\' | b'@')
    }
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'$' | b'@')
}

/// A conversion of printf, of what is behind its percent sign, and its length.
fn printf(rest: &[u8]) -> Option<(Kind, usize)> {
    let digits =
        |from: usize| rest[from..].iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    let (mut at, mut stars, mut number) = (0, 0, None);
    let leading = digits(0);
    if leading > 0 && rest.get(leading) == Some(&b'$') {
        number = std::str::from_utf8(&rest[..leading]).ok()?.parse().ok();
        at = leading + 1;
    }
    at += rest[at..].iter().take(8).take_while(|b| b"-+#0'".contains(b)).count();
    let mut width = |at: usize| {
        let star = rest.get(at) == Some(&b'*');
        stars += usize::from(star);
        at + if star { 1 } else { digits(at) }
    };
    at = width(at);
    if rest.get(at) == Some(&b'.') {
        at = width(at + 1);
    }
    let length = rest[at..].iter().take(2).take_while(|b| b"hlqjztL".contains(b)).count();
    let conversion = *rest.get(at + length)?;
    if conversion == b'<' {
        // `%<PRIu64>` of messages extracted from C.
        if !rest[at..].starts_with(b"<PRI") {
            return None;
        }
        let name = rest[at..].iter().take(20).position(|b| *b == b'>')?;
        let name = std::str::from_utf8(&rest[at..=at + name]).ok()?;
        return Some((Kind::Next(name.into(), stars), at + name.len()));
    }
    if !b"diouxXeEfFgGcspvm@".contains(&conversion) {
        return None;
    }
    let end = at + length + 1;
    // One digit may be Qt's number as well (`%1days`), and is in both languages the same.
    if leading == 1 && rest[0] != b'0' && number.is_none() && end == 2 {
        return None;
    }
    let conversion = if conversion == b'i' { b'd' } else { conversion };
    let mut name = String::from_utf8_lossy(&rest[at..at + length]).into_owned();
    name.push(char::from(conversion));
    let kind = match number {
        Some(number) => Kind::Numbered(number, name.into()),
        None => Kind::Next(name.into(), stars),
    };
    Some((kind, end))
}

/// Qt's `%1`, `%L1` and `%n`, of what is behind the percent sign.
fn amount(rest: &[u8]) -> Option<(Kind, usize)> {
    if rest.first() == Some(&b'n') && !rest.get(1).is_some_and(u8::is_ascii_lowercase) {
        return Some((Kind::Named("%n".into()), 1));
    }
    let local = usize::from(rest.first() == Some(&b'L'));
    let digits = rest[local..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    if !matches!(digits, 1 | 2) || rest[local] == b'0' {
        return None;
    }
    let number = std::str::from_utf8(&rest[local..local + digits]).ok()?.parse().ok()?;
    Some((Kind::Amount('%', number), local + digits))
}

/// Whether the text has conversions of dates (strftime): each language has its own order of those.
fn is_date_format(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut month, mut day) = (false, false);
    for at in memchr::memchr_iter(b'%', bytes) {
        let flags = bytes[at + 1..].iter().take(2).take_while(|b| b"-_^EO".contains(b)).count();
        let Some(letter) = bytes.get(at + 1 + flags) else { continue };
        let digit = at > 0 && bytes[at - 1].is_ascii_digit();
        let word = bytes.get(at + 2 + flags).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        if b"aAbBHIjMSyYTR".contains(letter) && !digit && !word {
            return true;
        }
        month |= *letter == b'm';
        day |= *letter == b'd' || *letter == b'e';
    }
    month && day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        scan(text).0.into_iter().map(|one| &text[one.range]).collect()
    }

    #[test]
    fn placeholders_of_many_kinds_are_found() {
        assert_eq!(
            found("%s %1$s %-5d %% %5.2f%lu %*d"),
            ["%s", "%1$s", "%-5d", "%%", "%5.2f", "%lu", "%*d"]
        );
        assert_eq!(
            found("{0} {name} {{x}} {{ user.name }} {0:d} {}"),
            ["{0}", "{name}", "{{x}}", "{{ user.name }}", "{0:d}", "{}"]
        );
        assert_eq!(
            found("%(name)s %1 %L2 %n %@ %{name} %<n>d"),
            ["%(name)s", "%1", "%L2", "%n", "%@", "%{name}", "%<n>d"]
        );
        assert_eq!(found("$1 $name %APPDATA%"), ["$1", "$name", "%APPDATA%"]);
        assert_eq!(scan("${x} #{y}").0.len(), 2);
    }

    #[test]
    fn prose_is_no_placeholder() {
        for text in [
            "50%complete",
            "100% sure",
            "100 % de",
            "a {see below} b",
            "US$ 5",
            "$5.00 and $1,000",
            "\\emph{word}",
            "%Y-%m-%d %H:%M",
            "%d.%m.",
            "&amp; %",
            "{start|stop",
            "{a, b}",
            "{ungültig ä}",
            "$50",
            "@var{pitch} @{x}",
            ".~%File",
            "`$Hello $Hm",
        ] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn branches_of_plurals_are_texts() {
        let text = "{n, plural, one {file} other {# files in {folder}}} of {user}";
        let (found, branches) = scan(text);
        let names: Vec<_> = found.iter().map(|one| &one.kind).collect();
        let named = |name: &str| Kind::Named(name.into());
        assert!(branches);
        assert_eq!(names, [&named("{n}"), &named("{folder}"), &named("{user}")]);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for part in ["{", "{{", "%", "{a:", "%(", "{n,plural,", "$", "{ "] {
            scan(&part.repeat(100_000));
        }
    }
}

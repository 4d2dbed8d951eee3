//! Sets of characters, and characters written by escapes, properties and numbers.

use super::{LINE_ENDS, MAX_DEPTH, Translator, end_of_text};

impl Translator {
    /// A class behind its opening bracket.
    pub(super) fn class(&mut self, depth: usize) -> Result<String, String> {
        if depth >= MAX_DEPTH {
            return Err("classes nest too deep".into());
        }
        let mut out = String::from(if self.eat("^") { "[^" } else { "[" });
        let mut after_set = false;
        loop {
            let was_set = std::mem::take(&mut after_set);
            let c = self.next().ok_or("a class is not closed")?;
            match c {
                ']' => {
                    out.push(']');
                    return Ok(out);
                }
                '[' if self.eat(":") => {
                    let name: String = self.until(":]").ok_or("a class is not closed")?;
                    out.push_str(&property(&name, false));
                }
                '[' => {
                    let inner = self.class(depth + 1)?;
                    out.push_str(&inner);
                    after_set = true;
                }
                '&' if self.eat("&") => out.push_str("&&"),
                '&' if was_set && self.peek() == Some('[') => out.push_str("&&"),
                '-' if was_set && self.peek() == Some('[') => out.push_str("--"),
                _ => {
                    let first = self.class_item(c)?;
                    out.push_str(&first);
                    let next = self.chars.get(self.at + 1).copied();
                    if self.peek() == Some('-') && next.is_some_and(|next| !"[]".contains(next)) {
                        self.at += 1;
                        let c = self.next().ok_or("a class is not closed")?;
                        let last = self.class_item(c)?;
                        out.push('-');
                        out.push_str(&last);
                    }
                }
            }
        }
    }

    fn class_item(&mut self, c: char) -> Result<String, String> {
        if c == '\\' {
            return self.escape(true);
        }
        let mut item = String::new();
        push_literal(c, &mut item);
        Ok(item)
    }

    /// An escape behind its backslash.
    pub(super) fn escape(&mut self, in_class: bool) -> Result<String, String> {
        let c = self.next().ok_or("a backslash at the end")?;
        let class = |inside: &str| if in_class { inside.to_owned() } else { format!("[{inside}]") };
        Ok(match c {
            'b' if in_class => r"\x08".into(),
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'n' | 'r' | 't' | 'f' | 'a' => format!("\\{c}"),
            'b' | 'B' | 'A' | 'z' if !in_class => format!("\\{c}"),
            'Z' if !in_class => end_of_text(),
            'e' => r"\x1B".into(),
            'h' => class(r"\t\p{Zs}"),
            'v' => class(&format!(r"\x0B\x0C{LINE_ENDS}")),
            'H' => r"[^\t\p{Zs}]".into(),
            'V' => format!(r"[^\x0B\x0C{LINE_ENDS}]"),
            'R' if !in_class => format!(r"(?:\r\n|[\x0B\x0C{LINE_ENDS}])"),
            'X' if !in_class => r"(?:\P{M}\p{M}*|\p{M}+)".into(),
            'Q' => self.quoted(),
            'E' => String::new(),
            'p' | 'P' => self.property(c == 'P')?,
            'x' | 'u' | 'U' | '0' | 'c' => self.code_point(c)?,
            '1'..='9' | 'k' => self.reference(c)?,
            'N' => return Err("a character by its name".into()),
            'G' => return Err(r"\G".into()),
            c if c.is_ascii_alphanumeric() => return Err(format!("the unknown escape \\{c}")),
            c => {
                let mut out = String::new();
                push_literal(c, &mut out);
                out
            }
        })
    }

    fn property(&mut self, negated: bool) -> Result<String, String> {
        match self.next().ok_or("a property without a name")? {
            '{' => {
                let name = self.until("}").ok_or("a property that is not closed")?;
                Ok(property(&name, negated))
            }
            c => Ok(property(&c.to_string(), negated)),
        }
    }

    fn code_point(&mut self, kind: char) -> Result<String, String> {
        let braced = kind != 'c' && self.eat("{");
        let (radix, most) = match kind {
            'c' => {
                let c = self.next().filter(char::is_ascii).ok_or("an unknown control character")?;
                return Ok(format!(r"\x{{{:X}}}", u32::from(c.to_ascii_uppercase()) ^ 0x40));
            }
            '0' => (8, 3),
            'u' => (16, 4),
            'U' => (16, 8),
            _ => (16, if braced { 6 } else { 2 }),
        };
        let mut digits = String::new();
        while digits.len() < most {
            let Some(c) = self.peek().filter(|c| c.is_digit(radix)) else { break };
            digits.push(c);
            self.at += 1;
        }
        if braced && !self.eat("}") {
            return Err("a character number that is not closed".into());
        }
        let code =
            u32::from_str_radix(&digits, radix).ok().filter(|&code| char::from_u32(code).is_some());
        code.map(|code| format!(r"\x{{{code:X}}}"))
            .ok_or_else(|| format!("no character has the number {digits}"))
    }
}

/// A property class by its ICU or POSIX name.
fn property(name: &str, negated: bool) -> String {
    let (name, inverted) = match name.strip_prefix('^') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let known = match name.to_ascii_lowercase().as_str() {
        "alpha" => "Alphabetic",
        "digit" => "Nd",
        "upper" | "javauppercase" => "Uppercase",
        "lower" | "javalowercase" => "Lowercase",
        "punct" => "P",
        "space" | "javawhitespace" => "White_Space",
        "cntrl" => "Cc",
        "alnum" if negated != inverted => return r"[^\p{Alphabetic}\p{Nd}]".into(),
        "alnum" => return r"[\p{Alphabetic}\p{Nd}]".into(),
        _ => name,
    };
    format!("\\{}{{{known}}}", if negated == inverted { 'p' } else { 'P' })
}

/// A character that stands for itself, in a class or outside of one.
pub(super) fn push_literal(c: char, out: &mut String) {
    if c.is_ascii_punctuation() && c != '<' && c != '>' {
        out.push('\\');
    }
    out.push(c);
}

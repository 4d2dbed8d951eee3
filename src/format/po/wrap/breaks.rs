//! Where lines may end: UAX #14 as gettext has it (a line may end behind a comma without a space), for the
//! classes that are common in texts of programs. The others count as letters.

use crate::text::is_cjk;

/// A class of UAX #14, by its abbreviation there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Al,
    B2,
    Ba,
    Cl,
    Cp,
    Ex,
    Gl,
    Hy,
    Id,
    In,
    Is,
    Ns,
    Nu,
    Op,
    Po,
    Pr,
    Qu,
    Sp,
    Sy,
}

fn class(c: char) -> Class {
    use Class::{Al, B2, Ba, Cl, Cp, Ex, Gl, Hy, Id, In, Is, Ns, Nu, Op, Po, Pr, Qu, Sp, Sy};
    match c {
        ' ' => Sp,
        '-' => Hy,
        '\t' | '|' | '\u{AD}' | '\u{2010}' | '\u{2012}' | '\u{2013}' | '\u{3000}' => Ba,
        '\u{2014}' => B2,
        '!' | '?' | '！' | '？' => Ex,
        ',' | '.' | ':' | ';' => Is,
        '/' => Sy,
        c if "([{¡¿（「『【〈《〔［｛".contains(c) => Op,
        ')' | ']' => Cp,
        '}' | '、' | '。' | '，' | '．' | '）' | '」' | '』' | '】' | '〉' | '》' | '〕' | '］'
        | '｝' => Cl,
        c if "：；・ー々〻゛゜ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ".contains(c) => {
            Ns
        }
        '"' | '\'' | '«' | '»' | '‘' | '’' | '‚' | '“' | '”' | '„' | '‹' | '›' => {
            Qu
        }
        '\u{2025}' | '…' => In,
        '%' | '¢' | '°' | '‰' | '％' => Po,
        '$' | '+' | '\\' | '£' | '¥' | '€' | '№' | '±' => Pr,
        '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{2011}' => Gl,
        c if c.is_numeric() && c.is_ascii_digit() => Nu,
        c if is_cjk(c) || ('\u{FF01}'..='\u{FF5E}').contains(&c) => Id,
        c if ('\u{1F300}'..='\u{1FAFF}').contains(&c) => Id,
        _ => Al,
    }
}

/// Whether a line may end between `before` and `after`, where `last` is the last character up to `before`
/// that is no space.
pub(super) fn may_break(last: Option<char>, before: char, after: char) -> bool {
    use Class::{Al, B2, Ba, Cl, Cp, Ex, Gl, Hy, Id, In, Is, Ns, Nu, Op, Po, Pr, Qu, Sp, Sy};
    let (b, a) = (class(before), class(after));
    if a == Sp || after == '\n' || matches!(a, Cl | Cp | Ex | Is | Sy) {
        return false;
    }
    if b == Sp {
        let last = last.map_or(Sp, class);
        return !(last == Op
            || last == Qu && a == Op
            || matches!(last, Cl | Cp) && a == Ns
            || (last, a) == (B2, B2));
    }
    let joined = b == Op
        || (b, a) == (B2, B2)
        || b == Gl
        || a == Gl && !matches!(b, Ba | Hy)
        || a == Qu
        || b == Qu
        || matches!(a, Ba | Hy | Ns)
        || a == In
        || matches!((b, a), (Al, Nu) | (Nu, Al) | (Pr, Id) | (Id, Po))
        || matches!((b, a), (Pr | Po, Al) | (Al, Pr | Po))
        || matches!(
            (b, a),
            (Cl | Cp | Nu | Al, Po | Pr) | (Po | Pr, Op | Nu) | (Hy | Is | Nu | Sy, Nu)
        )
        || (b, a) == (Al, Al)
        || matches!((b, a), (Al | Nu, Op) | (Cp, Al | Nu));
    !joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> String {
        let (mut out, mut last, mut chars) = (String::new(), None, text.chars().peekable());
        while let Some(c) = chars.next() {
            out.push(c);
            last = if c == ' ' { last } else { Some(c) };
            if chars.peek().is_some_and(|next| may_break(last, c, *next)) {
                out.push('÷');
            }
        }
        out
    }

    #[test]
    fn lines_end_where_unicode_says() {
        for (text, wanted) in [
            ("one  two (three) \"four\"", "one  ÷two ÷(three) ÷\"four\""),
            ("well-known 10-12 --all", "well-÷known ÷10-12 ÷--÷all"),
            ("https://example.org/a?b=c", "https://÷example.÷org/÷a?÷b=c"),
            ("100% %s%d a,b;c no! x", "100% ÷%s%d ÷a,÷b;÷c ÷no! ÷x"),
            ("a\u{A0}b — c…d", "a\u{A0}b ÷— ÷c…÷d"),
            ("連「合」。会議ー（九）ab", "連÷「合」。÷会÷議ー÷（九）÷ab"),
        ] {
            assert_eq!(broken(text), wanted);
        }
    }
}

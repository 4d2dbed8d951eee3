//! What a word behind a number makes of it: `million`, `万`, `p.m.`

/// Words and characters that multiply the number before them, with the powers of ten they may mean:
/// a billion is 10⁹ or 10¹², by the language. Own compilation.
const POWERS: &[(i32, &str)] = &[
    (2, "hundred hundreds hundert cent cents cien сто сотен مئة مائة 百"),
    (
        3,
        "thousand thousands mille mil mila tausend тыс тысяча тысячи тысяч тысяче ألف الف آلاف الاف ألفا 千",
    ),
    (4, "万 萬"),
    (5, "lakh lakhs"),
    (
        6,
        "million millions millones millón milhão milhões milione milioni millionen mln mn mio млн миллион миллиона миллионов миллионами миллионам مليون ملايين مليونا 百万 百萬",
    ),
    (7, "crore crores 千万 千萬"),
    (8, "亿 億"),
    (
        9,
        "billion billions bn milliard milliards milliarde milliarden miliardo miliardi bilhão bilhões mrd млрд миллиард миллиарда миллиардов мільярд مليار مليارات بليون 十亿 十億",
    ),
    (
        12,
        "billion billions billón billones billionen trillion trillions трлн триллион триллиона триллионов تريليون 兆 万亿",
    ),
];

/// The longest word of the table, in bytes.
const LONGEST: usize = 32;

/// Calls `each` with the powers of ten of the words right behind a number.
pub(super) fn powers(behind: &str, mut each: impl FnMut(i32)) {
    let Some(word) = next_word(behind) else { return };
    let lower = word.to_lowercase();
    for (power, words) in POWERS {
        if words.split(' ').any(|one| one == lower) {
            each(*power);
        }
    }
    // `mil millones`: a thousand million.
    let rest = &behind[word.as_ptr() as usize - behind.as_ptr() as usize + word.len()..];
    if matches!(&*lower, "mil" | "тыс") && next_word(rest).is_some_and(|w| w.starts_with("mill"))
    {
        each(9);
    }
}

/// The word behind a number, over a space or a hyphen; of Chinese the characters of a numeral.
fn next_word(behind: &str) -> Option<&str> {
    let rest = behind.trim_start_matches([' ', '\u{A0}', '\u{202F}', '-']);
    let cjk = rest.chars().next().is_some_and(crate::text::is_cjk);
    let inside = |c: char| {
        if cjk {
            matches!(c, '十' | '百' | '千' | '万' | '萬' | '亿' | '億' | '兆')
        } else {
            c.is_alphabetic()
        }
    };
    let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
    (end > 0 && end <= LONGEST && behind.len() - rest.len() <= 3).then(|| &rest[..end])
}

/// The half of the day an hour is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HalfOfDay {
    Morning,
    Afternoon,
}

impl HalfOfDay {
    /// The hour of 24, where it is another number.
    pub(super) fn apply(self, hour: u64) -> Option<u64> {
        match (self, hour) {
            (Self::Afternoon, 1..=11) => Some(hour + 12),
            (Self::Morning, 12) => Some(0),
            _ => None,
        }
    }
}

/// `a.m.` and `p.m.` in their spellings, right behind a number.
pub(super) fn half_of_day(behind: &str) -> Option<HalfOfDay> {
    let rest = behind.trim_start_matches([' ', '\u{A0}', '\u{202F}']).as_bytes();
    let (half, rest) = match rest {
        [b'a' | b'A', rest @ ..] => (HalfOfDay::Morning, rest),
        [b'p' | b'P', rest @ ..] => (HalfOfDay::Afternoon, rest),
        _ => return None,
    };
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    match rest {
        [b'm' | b'M', next, ..] if next.is_ascii_alphanumeric() => None,
        [b'm' | b'M', ..] => Some(half),
        _ => None,
    }
}

/// Whether a number between these texts names a decade: the 1990s, 1990-е, les années 1990, 1990年代.
pub(super) fn decade(before: &str, behind: &str) -> bool {
    let mark = ["s", "'s", "’s", "er", "-х", "-е", "-ті", "年代"]
        .iter()
        .find_map(|mark| behind.strip_prefix(mark))
        .is_some_and(|rest| behind.starts_with('年') || !rest.starts_with(char::is_alphanumeric));
    let word = || {
        let before =
            before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        matches!(before, "années" | "anni" | "años" | "anos" | "lata" | "latach")
    };
    mark || word()
}

//! `placeholder-mismatch`

mod scan;

use super::{CheckedPair, CheckedText, Find, Group, Hit, PairSide, Rule, numbers};
use crate::model::Severity;
use scan::{Kind, Placeholder, scan};
use std::{cell::OnceCell, ops::Range};

pub(super) const RULE: Rule = Rule {
    id: "placeholder-mismatch",
    group: Group::Translation,
    default_on: true,
    severity: Severity::Error,
    title: "a placeholder that only one side has",
    documentation: "\
What it does: compares the placeholders of source and target: those of printf (%s, %1$s, %-5d, %%), named
and numbered ones in braces ({0}, {name}, {{x}}, ${x}, #{x}, %{x}), Python's %(name)s, Qt's %1, %L1 and
%n, $1 and $name, and the arguments of ICU messages. Their order is free, but for several unnumbered
ones of printf of different kinds. Of ICU plurals and selects only the names of the arguments count, as
languages have different branches.

Why: a lost or misspelt placeholder shows wrong text to users, or ends the program.

Example: \"Copied %d of %s\" – \"%s: %d copiés\": the order differs, write %2$s and %1$d.

Not reported: the conversions of dates (%Y-%m-%d), which each language orders its own way, and amounts
that look like a placeholder ($5 – 5 $).",
    find: Find::Pair(find),
};

/// The places of the placeholders in a text.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    scan(text).0.into_iter().map(|one| one.range).collect()
}

fn find(pair: &CheckedPair<'_>, hits: &mut Vec<Hit>) {
    let (source, target) = (pair.source.text(), pair.target.text());
    let ((sources, source_branches), (targets, target_branches)) = (scan(source), scan(target));
    if (sources.is_empty() && targets.is_empty()) || target.trim().is_empty() {
        return;
    }
    let branches = source_branches || target_branches;
    let numbered = [&sources, &targets]
        .iter()
        .any(|side| side.iter().any(|one| matches!(one.kind, Kind::Numbered(..))));
    let (source_keys, target_keys) = (keys(&sources, numbered), keys(&targets, numbered));
    let missing = lone(&source_keys, &target_keys, branches);
    let extra = lone(&target_keys, &source_keys, branches);
    let singular = is_singular(&sources, &missing);
    let (in_source, in_target) =
        (Side::new(&pair.source, &sources), Side::new(&pair.target, &targets));
    let missing = missing.into_iter().filter(|at| in_target.lacks(&sources[*at]));
    let extra = extra.into_iter().filter(|at| in_source.lacks(&targets[*at]));
    let before = hits.len();
    for at in missing {
        let range = sources[at].range.clone();
        let message =
            format!("the placeholder {} is missing in the target", &source[range.clone()]);
        // `%d byte` of a plural message: in its singular a language may write "one" or leave it out.
        let spelt = singular && in_target.has_number(1);
        let severity = if spelt { Severity::Info } else { RULE.severity };
        hits.push(Hit::new(&RULE, PairSide::Source, range, message).at_severity(severity));
    }
    for at in extra {
        let range = targets[at].range.clone();
        let message = format!("the placeholder {} is not in the source", &target[range.clone()]);
        hits.push(Hit::new(&RULE, PairSide::Target, range, message));
    }
    if hits.len() == before && !numbered {
        order(&sources, &targets, target, hits);
    }
}

/// What each placeholder is compared by. Where one side numbers its arguments, so are the others.
fn keys(placeholders: &[Placeholder], numbered: bool) -> Vec<String> {
    let mut argument = 0;
    let key = |one: &Placeholder| match &one.kind {
        Kind::Next(conversion, stars) => {
            argument += 1 + stars;
            if numbered { format!("%{argument}${conversion}") } else { format!("%{conversion}") }
        }
        Kind::Numbered(number, conversion) => format!("%{number}${conversion}"),
        Kind::Amount(mark, number) => format!("{mark}{number}"),
        Kind::Named(name) => name.to_string(),
        Kind::Percent => "%%".to_owned(),
    };
    placeholders.iter().map(key).collect()
}

/// The indices of the keys that the other side does not have, or not as often; with `once`, how often
/// does not count.
fn lone(keys: &[String], others: &[String], once: bool) -> Vec<usize> {
    let mut open: Vec<usize> = (0..keys.len()).collect();
    open.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    let mut known: Vec<&String> = others.iter().collect();
    known.sort_unstable();
    let mut at = 0;
    open.retain(|index| {
        let key = &keys[*index];
        while at < known.len() && known[at] < key {
            at += 1;
        }
        let found = at < known.len() && known[at] == key;
        // Arguments with a name or number may be used twice; printf's others are used up.
        let used_up =
            key.starts_with('%') && key[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        let again = found && (once || !used_up);
        at += usize::from(found && !again);
        !found
    });
    open.sort_unstable();
    open
}

/// Whether all that is missing is the only whole number of the source.
fn is_singular(sources: &[Placeholder], missing: &[usize]) -> bool {
    let whole = |one: &Placeholder| matches!(&one.kind, Kind::Next(conversion, _) if conversion.ends_with(['d', 'u']));
    let [at] = missing else { return false };
    whole(&sources[*at]) && sources.iter().filter(|one| whole(one)).count() == 1
}

/// A side, for what looks like a placeholder and may be something else on the other side.
struct Side<'a> {
    text: &'a CheckedText<'a>,
    placeholders: &'a [Placeholder],
    numbers: OnceCell<numbers::Known>,
    percent: OnceCell<bool>,
}

impl<'a> Side<'a> {
    fn new(text: &'a CheckedText<'a>, placeholders: &'a [Placeholder]) -> Self {
        Self { text, placeholders, numbers: OnceCell::new(), percent: OnceCell::new() }
    }

    /// Whether a placeholder it does not have is lacking indeed: `$5` may be an amount, and `%%` a
    /// percent sign that one language writes as a word.
    fn lacks(&self, one: &Placeholder) -> bool {
        match one.kind {
            Kind::Amount(_, number) => !self.has_number(number),
            Kind::Percent => *self.percent.get_or_init(|| self.has_percent_sign()),
            _ => true,
        }
    }

    fn has_number(&self, number: u64) -> bool {
        self.numbers.get_or_init(|| numbers::Known::of(self.text)).has(number)
    }

    fn has_percent_sign(&self) -> bool {
        memchr::memchr_iter(b'%', self.text.text().as_bytes()).any(|at| {
            let next = self.placeholders.partition_point(|one| one.range.end <= at);
            self.placeholders.get(next).is_none_or(|one| one.range.start > at)
        })
    }
}

/// Whether unnumbered arguments come in the order of the source.
fn order(sources: &[Placeholder], targets: &[Placeholder], target: &str, hits: &mut Vec<Hit>) {
    let conversions = |side: &[Placeholder]| -> Vec<(Box<str>, Range<usize>)> {
        let next = side.iter().filter_map(|one| match &one.kind {
            Kind::Next(conversion, _) => Some((conversion.clone(), one.range.clone())),
            _ => None,
        });
        next.collect()
    };
    let (wanted, found) = (conversions(sources), conversions(targets));
    let differs = wanted.iter().zip(&found).find(|(one, other)| one.0 != other.0);
    if let Some((_, (_, range))) = differs {
        let message = format!(
            "the placeholder {} stands in another order than in the source: number them (%1$s)",
            &target[range.clone()]
        );
        hits.push(Hit::new(&RULE, PairSide::Target, range.clone(), message));
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{pair_hits, pair_messages};
    use crate::model::Severity;

    fn messages(source: &str, target: &str) -> Vec<String> {
        pair_messages("placeholder-mismatch", ("en", source), ("fr", target))
    }

    #[test]
    fn the_same_placeholders_are_right() {
        for (source, target) in [
            ("%s of %s", "%s de %s"),
            ("%s has %d", "%2$d dans %1$s"),
            ("{a} and {b}", "{b} et {a}"),
            (
                "{n, plural, one {# file} other {# files}}",
                "{n, plural, one {# fichier} many {# de fichiers} other {# fichiers}}",
            ),
            ("{n, plural, one {{u} has one} other {{u} has #}}", "{n, plural, other {{u} en a #}}"),
            ("%1 of %2", "%2 : %1"),
            ("$5 left", "il reste 5 $"),
            ("$5 left", "il reste cinq dollars"),
            ("100%% done", "fait à cent pour cent"),
            ("100% sure of %s", "sûr à 100 % de %s"),
            ("on %Y-%m-%d", "le %d/%m/%Y"),
            ("%(a)s at %(b)d", "%(b)d : %(a)s"),
            ("%i and %d", "%d et %i"),
            ("%1d %2h %3m", "%1j %2h %3min"),
            ("%02us", "%02u s"),
            ("$NAME in $DIR", "${DIR} : $NAME"),
            ("pair #{0}", "paire n° {0}"),
            ("<b>%1</b>", "<i>%1</i>"),
            ("message%(s)s", "le%(s)s message%(s)s"),
        ] {
            assert!(messages(source, target).is_empty(), "{source} {:?}", messages(source, target));
        }
        let turkish =
            pair_messages("placeholder-mismatch", ("en", "50% of all"), ("tr", "tümünün %50'si"));
        assert!(turkish.is_empty());
    }

    #[test]
    fn others_are_told() {
        for (source, target, wanted) in [
            ("%s of %d", "%s de", vec!["source the placeholder %d is missing in the target"]),
            (
                "{name} left",
                "{nom} est parti",
                vec![
                    "source the placeholder {name} is missing in the target",
                    "target the placeholder {nom} is not in the source",
                ],
            ),
            (
                "%1 of %2",
                "%1 de %3",
                vec![
                    "source the placeholder %2 is missing in the target",
                    "target the placeholder %3 is not in the source",
                ],
            ),
            (
                "%(a)s",
                "%(a)d",
                vec![
                    "source the placeholder %(a)s is missing in the target",
                    "target the placeholder %(a)d is not in the source",
                ],
            ),
            (
                "100%% of %s",
                "100% de %s",
                vec!["source the placeholder %% is missing in the target"],
            ),
            (
                "{n, plural, other {# of {x}}}",
                "{n, plural, other {#}}",
                vec!["source the placeholder {x} is missing in the target"],
            ),
        ] {
            assert_eq!(messages(source, target), wanted);
        }
        assert!(messages("%d of %s", "%s : %d")[0].contains("order"));
        assert_eq!(messages("%s and %s", "%s").len(), 1);
        let singular = pair_hits("placeholder-mismatch", ("en", "%d byte"), ("fr", "un octet"));
        assert_eq!(singular[0].severity, Severity::Info);
    }
}

//! What matches are worth: penalties, by what the memory knows of their units.

use super::{Match, Session};
use crate::tm::score::{
    Approval, Facts, Origin, Percent, Surroundings, final_percent, full_years, other_region,
    penalties,
};
use crate::tm::store::Context;

impl Session<'_> {
    /// Takes the penalties off that are a match's own.
    pub(super) fn penalised(&self, mut found: Match) -> Match {
        self.take_off(&mut found, 1);
        found
    }

    /// Takes the penalties off, now that all matches are known.
    pub(super) fn weigh(&self, found: &mut [Match]) {
        let translations: Vec<u32> = found.iter().map(|one| translations(one, found)).collect();
        for (one, translations) in found.iter_mut().zip(translations) {
            self.take_off(one, translations);
        }
    }

    fn take_off(&self, found: &mut Match, translations: u32) {
        let facts = self.facts(found, translations);
        found.penalties = penalties(&facts, &found.difference, &self.options.penalties);
        found.percent = final_percent(found.explanation.score, found.context, &found.penalties);
    }

    fn facts(&self, found: &Match, translations: u32) -> Facts {
        let (entry, options) = (&found.entry, self.options);
        let settings = &self.memories.list[found.memory].settings;
        let asked = options.domain.as_deref();
        let wanted = options.target.as_ref();
        Facts {
            memory: Percent::from(f64::from(settings.penalty)),
            years: entry.date().and_then(|date| full_years(date, &self.today)),
            other_domain: asked.is_some_and(|domain| {
                entry.domain.as_deref().is_some_and(|known| !known.eq_ignore_ascii_case(domain))
            }),
            origin: origin(entry.origin.as_deref()),
            score: entry.score,
            approval: approval(entry.status.as_deref()),
            translations,
            source_region: other_region(&options.source, &found.source_lang),
            target_region: wanted.is_some_and(|lang| other_region(lang, &found.target_lang)),
        }
    }
}

pub(in crate::app) fn around(context: &Context) -> Surroundings<'_> {
    Surroundings {
        previous: context.previous,
        next: context.next,
        document: context.document.as_deref(),
        key: context.key.as_deref(),
    }
}

/// How many different translations the source of a match has among all.
fn translations(one: &Match, all: &[Match]) -> u32 {
    let same = all.iter().filter(|other| other.source.text == one.source.text);
    let mut targets: Vec<&str> = same.map(|other| other.target.text.as_str()).collect();
    targets.sort_unstable();
    targets.dedup();
    targets.len() as u32
}

pub(in crate::app) fn origin(word: Option<&str>) -> Origin {
    match word.map(str::to_ascii_lowercase).as_deref() {
        Some("machine" | "mt" | "machine-translation") => Origin::Machine,
        Some("alignment" | "aligned") => Origin::Alignment,
        _ => Origin::Human,
    }
}

fn approval(word: Option<&str>) -> Approval {
    match word.map(str::to_ascii_lowercase).as_deref() {
        Some("approved" | "final" | "signed-off" | "reviewed") => Approval::Approved,
        Some("draft" | "unapproved" | "fuzzy" | "new" | "initial" | "needs-review") => {
            Approval::Unapproved
        }
        Some("rejected") => Approval::Rejected,
        _ => Approval::Unknown,
    }
}

//! How far a segment is, in the words of each dialect.

use crate::format::fill::TargetState;
use crate::model::{Property, Unit};

/// What a unit and its translation say under a name.
fn said<'u>(unit: &'u Unit, name: &str) -> Option<&'u str> {
    let named = |props: &'u [Property]| props.iter().find(|prop| &*prop.name == name);
    let own = unit.variants.get(1).and_then(|target| named(&target.props));
    own.or_else(|| named(&unit.props)).map(|prop| &*prop.value)
}

/// How far the translation of a segment is.
pub(in crate::format::xliff) fn state(unit: &Unit) -> TargetState {
    use TargetState::{Draft, Final, Translated, Untranslated};
    let has_text = |text: &str| !text.trim().is_empty();
    if !unit.variants.get(1).is_some_and(|target| has_text(&target.content.text)) {
        return Untranslated;
    }
    if said(unit, "x-xliff-approved") == Some("yes") {
        return Final;
    }
    if let Some(conf) = said(unit, "x-sdl-conf") {
        return match conf {
            "Translated" => Translated,
            "ApprovedTranslation" | "ApprovedSignOff" => Final,
            _ => Draft,
        };
    }
    let full = |name, whole: f32| {
        let number = said(unit, name).and_then(|value| value.trim().parse::<f32>().ok());
        number.is_some_and(|number| number >= whole)
    };
    if let Some(status) = said(unit, "x-xliff-mq-status") {
        return match status {
            "Proofread" | "Reviewer1Confirmed" | "Reviewer2Confirmed" => Final,
            "ManuallyConfirmed" | "Confirmed" | "TranslatorConfirmed" => Translated,
            "Pretranslated" if full("x-xliff-mq-percent", 100.0) => Translated,
            _ => Draft,
        };
    }
    if let Some(confirmed) = said(unit, "x-xliff-m-confirmed") {
        let done = confirmed != "0" || full("x-xliff-m-score", 1.0);
        return if done { Translated } else { Draft };
    }
    match said(unit, "x-xliff-state") {
        None | Some("translated") => Translated,
        Some("final" | "signed-off" | "reviewed") => Final,
        Some(_) => Draft,
    }
}

/// Whether a segment is to stay as it is.
pub(in crate::format::xliff) fn is_locked(unit: &Unit) -> bool {
    let says = |name, value| said(unit, name) == Some(value);
    says("x-xliff-translate", "no")
        || says("x-sdl-locked", "true")
        || says("x-xliff-mq-locked", "locked")
        || says("x-xliff-m-locked", "true")
        || (says("x-xliff-approved", "yes") && state(unit) == TargetState::Final)
}

/// The state as XLIFF 1 writes it.
pub(super) fn of_old(state: TargetState) -> &'static str {
    match state {
        TargetState::Untranslated => "needs-translation",
        TargetState::Draft => "needs-review-translation",
        TargetState::Translated => "translated",
        TargetState::Final => "final",
    }
}

/// The state as XLIFF 2 writes it.
pub(super) fn of_new(state: TargetState) -> &'static str {
    match state {
        TargetState::Untranslated | TargetState::Draft => "initial",
        TargetState::Translated => "translated",
        TargetState::Final => "final",
    }
}

//! Termbases as JSON lines: an object a concept, in the words of the model; other fields are passed
//! over.

use super::findings::Findings;
use crate::glossary::Termbase;
use crate::model::{Concept, Position, Severity};
use std::io;

pub(super) fn read(text: &str, findings: &mut Findings<'_>) -> io::Result<Termbase> {
    let mut termbase = Termbase::default();
    let (mut terms, mut offset) = (0, 0);
    for (number, line) in text.split('\n').enumerate() {
        let number = number as u32 + 1;
        let place = |column: usize| Position { offset, line: number, column: column.max(1) as u32 };
        match serde_json::from_str::<Concept>(line.trim()) {
            _ if line.trim().is_empty() => {}
            Ok(concept) if concept.terms.is_empty() => {
                let message = "the concept has no term: nothing of it is kept".to_owned();
                findings.add("glossary-empty", Severity::Warning, Some(place(1)), message);
            }
            Ok(mut concept) => {
                concept.line = number;
                concept.terms.iter_mut().for_each(|term| term.line = number);
                terms += concept.terms.len();
                super::within(terms)?;
                termbase.concepts.push(concept);
            }
            Err(error) => {
                // The library counts bytes in its line, and names its line 1.
                let said = error.to_string();
                let reason = said.split(" at line ").next().unwrap_or_default();
                let message = format!("the line is no concept: {reason}");
                let at = Some(place(error.column()));
                findings.add("glossary-json", Severity::Error, at, message);
            }
        }
        offset += line.len() as u64 + 1;
    }
    Ok(termbase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_lines_are_left_out() {
        let mut findings = Findings::new("t.jsonl");
        let text = "{\"id\":\"1\",\"terms\":[{\"text\":\"flow\",\"lang\":\"en\"}],\"new\":1}\n\n{\"id\":\n{\"id\":\"2\"}\n";
        let termbase = read(text, &mut findings).unwrap();
        assert_eq!(termbase.concepts.len(), 1);
        assert_eq!(&*termbase.concepts[0].terms[0].text, "flow");
        let lines: Vec<u32> =
            findings.told().iter().map(|finding| finding.position.unwrap().line).collect();
        assert_eq!(lines, [3, 4]);
    }
}

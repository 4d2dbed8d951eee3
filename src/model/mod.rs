//! The data every stage shares. No input or output, no rules: plain values.

mod bitext;
mod concept;
mod content;
mod document;
mod finding;
mod origin;
mod unit;

pub use bitext::{Bead, Bitext, Link, Method, Side};
pub use concept::{CasePolicy, Concept, MatchMode, Term, TermStatus};
pub use content::{Code, CodeKind, Content, FormatHandles, Part, Sub};
pub use document::{Block, Document, Place, Segment};
pub use finding::{Edit, Excerpt, Finding, Fix, Position, Related, Severity};
pub use origin::{Origin, Stretch};
pub use unit::{Attributes, Header, Note, Property, Unit, Variant};

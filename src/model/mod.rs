//! The data every stage shares. No input or output, no rules: plain values.

mod bitext;
mod content;
mod document;
mod finding;
mod unit;

pub use bitext::{Bead, Bitext, Link, Method, Side};
pub use content::{Code, CodeKind, Content, FormatHandles, Part, Sub};
pub use document::{Block, Document, Place, Segment};
pub use finding::{Excerpt, Finding, Fix, Position, Related, Severity};
pub use unit::{Attributes, Header, Note, Property, Unit, Variant};

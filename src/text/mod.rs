//! Text as such: from bytes to UTF-8 once, places in it, its lines, scripts and language tags.
//!
//! Nothing here knows of documents, units or languages' rules.

mod decode;
mod identify;
mod lang;
mod lines;
mod recognise;
mod script;
mod span;
pub mod xml;

pub use decode::{Decoded, EncodingOrigin, declared_encoding, decode, decode_vec};
pub use identify::{Identified, identify_language};
pub use lang::{LangTag, LangTagError};
pub use lines::{LineColumn, LineIndex};
pub use script::{
    dominant_script, is_cjk, is_right_to_left, is_right_to_left_letter, joins_tight, without_gaps,
};
pub use span::Span;
pub use unicode_script::Script;

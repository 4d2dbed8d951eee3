//! What the DTD of TMX 1.4 allows.

/// The values of `segtype`.
pub(super) const SEGTYPES: [&str; 4] = ["block", "paragraph", "sentence", "phrase"];

/// The attributes a header must have.
pub(super) const REQUIRED: [&str; 7] =
    ["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"];

/// The attributes of `header`.
pub(super) const HEADER: &[&str] = &[
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
    "adminlang",
    "srclang",
    "datatype",
    "o-encoding",
    "creationdate",
    "creationid",
    "changedate",
    "changeid",
];

/// The attributes of `tu`.
pub(super) const TU: &[&str] = &[
    "tuid",
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "segtype",
    "changeid",
    "o-tmf",
    "srclang",
];

/// The attributes of `tuv`; `lang` is deprecated and gets a remark of its own.
pub(super) const TUV: &[&str] = &[
    "xml:lang",
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "o-tmf",
    "changeid",
    "lang",
];

/// The attributes of `prop`.
pub(super) const PROP: &[&str] = &["type", "xml:lang", "o-encoding", "lang"];

/// The attributes of `note`.
pub(super) const NOTE: &[&str] = &["xml:lang", "o-encoding", "lang"];

/// `seg` has none.
pub(super) const SEG: &[&str] = &[];

/// Whether the attribute may have that value, as far as TMX says.
pub(super) fn allows(attribute: &str, value: &str) -> bool {
    match attribute {
        "segtype" => SEGTYPES.contains(&value),
        "usagecount" => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
        _ => true,
    }
}

//! What a project says of its memories.

use crate::tm::score::{PenaltySettings, Weights};
use serde::{Deserialize, Serialize};

/// The part `[memory]` of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct MemorySettings {
    /// What is taken off a match for what.
    pub penalties: PenaltySettings,
    /// What words of each band are paid, in percent.
    pub weights: Weights,
}

impl MemorySettings {
    /// Whether all is as it is by default.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

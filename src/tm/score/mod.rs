//! What a match is worth: measures of likeness, what differs, penalties.

//! How far a long job is.

/// Told by a use case how far it is; a terminal shows it, everything else passes over it.
pub trait Progress: Sync {
    /// A stage begins, named for a person ("reading", "aligning en–fr").
    fn begin(&self, stage: &str);

    /// The current stage is done to this part, 0–1.
    fn done(&self, part: f32);

    /// The current stage is over.
    fn end(&self);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str) {}
    fn done(&self, _: f32) {}
    fn end(&self) {}
}

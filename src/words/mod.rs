//! Words, numbers and what stands for itself: the tokens that alignment and matching see.

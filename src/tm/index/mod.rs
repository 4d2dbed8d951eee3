//! The texts of one language of a memory, and the exact search for the nearest of them.

//! The use cases: what the command line, and later a server and an editor, ask for.

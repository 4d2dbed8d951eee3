//! Where units are kept, with their context and their history.

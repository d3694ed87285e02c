//! The only user of std::fs.

//! Packages: records, parts, relationships. Records are copied byte for byte.

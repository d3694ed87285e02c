//! Blank forms from the definitions.

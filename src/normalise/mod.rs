//! Text of a cell → typed value: the parsers of domain section 3.

//! A judged file → plans of the result sheets.

//! The share's folders and names.

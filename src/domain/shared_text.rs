//! A text that many places hold: a customer's name on each of its lines, a word in each cell of a
//! column. A copy costs a count, not the bytes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Text whose copies share their bytes. In JSON it is a string like any other.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SharedText(Arc<str>);

impl SharedText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Texts that were met, each once.
#[derive(Debug, Default)]
pub struct Texts(BTreeSet<SharedText>);

impl Texts {
    /// The text, sharing the bytes of an equal one that was met before.
    pub fn one(&mut self, text: &str) -> SharedText {
        if let Some(met) = self.0.get(text) {
            return met.clone();
        }
        let new = SharedText::from(text);
        self.0.insert(new.clone());
        new
    }
}

impl Borrow<str> for SharedText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Default for SharedText {
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        Self(Arc::from(text))
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Self(Arc::from(text))
    }
}

impl PartialEq<str> for SharedText {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for SharedText {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Display for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for SharedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for SharedText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_their_bytes_and_json_is_a_string() {
        let name = SharedText::from("甲公司");
        let copy = name.clone();
        assert!(std::ptr::eq(&*name, &*copy));
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"甲公司\"");
        let back: SharedText = serde_json::from_str("\"甲公司\"").unwrap();
        assert_eq!(back, name);
        assert_eq!(back, "甲公司");
    }

    #[test]
    fn equal_texts_are_kept_once() {
        let mut texts = Texts::default();
        let (one, two) = (texts.one("甲公司"), texts.one("甲公司"));
        assert!(std::ptr::eq(&*one, &*two));
        assert!(!std::ptr::eq(&*one, &*texts.one("乙公司")));
    }
}

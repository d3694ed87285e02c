//! In which language the command line speaks. Staff-facing texts are Chinese always.

use std::sync::OnceLock;

/// Whether the command line speaks Chinese: by `LC_ALL`, `LC_MESSAGES`, `LANG`, the first one set;
/// Chinese where none is (Windows), for that is who uses it.
pub fn chinese() -> bool {
    static CHINESE: OnceLock<bool> = OnceLock::new();
    *CHINESE.get_or_init(|| {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty())
            .is_none_or(|value| value.to_lowercase().starts_with("zh"))
    })
}

/// The text in the language of the command line.
pub fn say(zh: &'static str, en: &'static str) -> &'static str {
    if chinese() { zh } else { en }
}

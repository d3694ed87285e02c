//! Names that Excel takes for a sheet, and that the workbook does not have yet.

/// Longest sheet name, in UTF-16 units.
const LONGEST: usize = 31;

/// A valid name that is none of `taken` (lower-case names), as near to the wish as can be.
/// The name given is added to `taken`.
pub(super) fn free(wish: &str, taken: &mut Vec<String>) -> String {
    let cleaned: String = wish
        .chars()
        .map(|c| match c {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => '_',
            c => c,
        })
        .collect();
    let trimmed = trim(&cleaned);
    // "History" belongs to Excel's change tracking.
    let base = match trimmed {
        "" => "Sheet",
        history if history.eq_ignore_ascii_case("history") => "History_",
        name => name,
    };
    let mut name = cut(base, LONGEST).to_owned();
    let mut number = 2;
    while taken.contains(&name.to_lowercase()) {
        let suffix = format!(" ({number})");
        name = format!("{}{suffix}", cut(base, LONGEST - suffix.len()));
        number += 1;
    }
    taken.push(name.to_lowercase());
    name
}

/// Without blanks and apostrophes at its ends.
fn trim(name: &str) -> &str {
    name.trim_matches(|c: char| c == '\'' || c.is_whitespace())
}

/// At most so many UTF-16 units, never cut inside a character, and trimmed again.
fn cut(name: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in name.char_indices() {
        used += c.len_utf16();
        if used > units {
            return trim(name.get(..at).unwrap_or_default());
        }
    }
    name
}

/// The name quoted for a reference: `'it''s'`.
pub(super) fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_taken_gets_a_suffix_whatever_its_case() {
        let mut taken = vec!["审核结论".to_lowercase(), "abc".into()];
        assert_eq!(free("审核结论", &mut taken), "审核结论 (2)");
        assert_eq!(free("审核结论", &mut taken), "审核结论 (3)");
        assert_eq!(free("ABC", &mut taken), "ABC (2)");
    }

    #[test]
    fn names_are_always_valid() {
        let mut taken = Vec::new();
        assert_eq!(free("a[b]:c*d?e/f\\g", &mut taken), "a_b__c_d_e_f_g");
        assert_eq!(free("'quoted'", &mut taken), "quoted");
        assert_eq!(free(" ' ", &mut taken), "Sheet");
        assert_eq!(free("history", &mut taken), "History_");
        assert_eq!(free("", &mut taken), "Sheet (2)");
        // 31 UTF-16 units; a character outside the basic plane counts two and is never split.
        let long = "𠮷".repeat(20);
        let name = free(&long, &mut taken);
        assert_eq!(name, "𠮷".repeat(15));
        let name = free(&long, &mut taken);
        assert!(name.encode_utf16().count() <= 31 && name.ends_with("𠮷 (2)"));
        let name = free(&format!("{}'x", "a".repeat(30)), &mut taken);
        assert_eq!(name, "a".repeat(30));
    }
}

//! The committed blank forms are what the generator gives today.
//! `UPDATE_TEMPLATES=1 cargo test --test templates` writes them anew.

#![allow(clippy::unwrap_used)]

use shenbiao::opc::{Caps, Package};
use shenbiao::policy::Policy;
use shenbiao::templates::blank_forms;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_committed_blank_forms_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workbook-templates");
    let forms = blank_forms(Policy::built_in()).expect("built-in forms can be drawn");
    if std::env::var_os("UPDATE_TEMPLATES").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for form in &forms {
            std::fs::write(folder.join(&form.file_name), &form.bytes).unwrap();
        }
    }
    for form in &forms {
        let committed = std::fs::read(folder.join(&form.file_name)).unwrap_or_default();
        assert!(
            committed == form.bytes,
            "{} is stale: run UPDATE_TEMPLATES=1 cargo test --test templates",
            form.file_name
        );
    }
    let kept = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(
        kept,
        forms.len(),
        "a file in workbook-templates/ that no definition makes"
    );
}

/// Functions that Excel 2010, WPS and LibreOffice share.
const SHARED: &[&str] = &[
    "ABS",
    "AND",
    "CELL",
    "COUNT",
    "COUNTA",
    "EDATE",
    "IF",
    "IFERROR",
    "INDEX",
    "INT",
    "ISNUMBER",
    "LEFT",
    "LEN",
    "MAX",
    "MID",
    "MIN",
    "MONTH",
    "N",
    "NOT",
    "OR",
    "ROUND",
    "SUBSTITUTE",
    "SUMPRODUCT",
    "TEXT",
    "TODAY",
    "TRIM",
    "VALUE",
    "YEAR",
];

/// What stands between two marks of a text, each time.
fn all_between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    let parts = text.split(from).skip(1);
    parts.map(|p| p.split(to).next().unwrap()).collect()
}

/// The names before opening brackets, outside of quoted words.
fn functions(formula: &str) -> BTreeSet<String> {
    let outside: String = formula.split("&quot;").step_by(2).collect();
    let outside: String = outside.split('"').step_by(2).collect();
    let mut found = BTreeSet::new();
    for (at, _) in outside.match_indices('(') {
        let name: String = outside[..at]
            .chars()
            .rev()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        found.insert(name.chars().rev().collect());
    }
    found.remove("");
    found
}

#[test]
fn blank_forms_hold_formulas_that_every_program_knows_and_that_give_nothing_yet() {
    assert!(functions("IF(A1=&quot;LEN(&quot;,LET(x,1))").contains("LET"));
    let mut previews = 0;
    for form in blank_forms(Policy::built_in()).unwrap() {
        let package = Package::open(&form.bytes, &Caps::default()).unwrap();
        let sheet = package.text("xl/worksheets/sheet1.xml").unwrap();
        let formulas = all_between(&sheet, "<f>", "</f>");
        let rules = ["1", "2"]
            .map(|n| all_between(&sheet, &format!("<formula{n}>"), &format!("</formula{n}>")));
        for formula in formulas.iter().chain(rules.iter().flatten()) {
            let foreign: Vec<String> = functions(formula)
                .into_iter()
                .filter(|f| !SHARED.contains(&f.as_str()))
                .collect();
            assert!(
                foreign.is_empty(),
                "{}: {foreign:?} in {formula}",
                form.file_name
            );
            assert!(!formula.contains("#REF!"), "{}: {formula}", form.file_name);
            // Excel 2010 takes 8192 characters of a formula.
            assert!(
                formula.chars().count() < 8000,
                "{}: {formula}",
                form.file_name
            );
        }
        let blank = all_between(&sheet, "</f>", "</c>");
        assert!(
            blank.iter().all(|v| *v == "<v></v>" || *v == "<v/>"),
            "{blank:?}"
        );
        previews += usize::from(!formulas.is_empty());
    }
    assert_eq!(previews, 2, "the score form as card and as list");
}

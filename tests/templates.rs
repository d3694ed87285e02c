//! The committed blank forms are what the generator gives today.
//! `UPDATE_TEMPLATES=1 cargo test --test templates` writes them anew.

#![allow(clippy::unwrap_used)]

use shenbiao::policy::Policy;
use shenbiao::templates::blank_forms;
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

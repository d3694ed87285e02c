//! The generated pages of docs/ are what the program's own data give.
//! `UPDATE_DOCS=1 cargo test --test properties` writes them anew; read the diff before keeping it.

use shenbiao::forms::Forms;
use shenbiao::policy::Tables;
use shenbiao::reference;
use std::path::PathBuf;

fn holds(name: &str, fresh: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, fresh).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/{name} is stale: run UPDATE_DOCS=1 cargo test --test properties, and read the diff"
    );
}

#[test]
fn the_table_of_findings_is_fresh() {
    holds("findings.md", &reference::findings());
}

#[test]
fn the_form_reference_is_fresh() {
    holds("forms.md", &reference::forms(Forms::built_in()));
}

#[test]
fn the_policy_reference_is_fresh() {
    holds("policy.md", &reference::policy(&Tables::built_in()));
}

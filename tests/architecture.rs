//! House rules as tests: layers, third-party use, code map, file lengths, codes of findings.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which of our top modules may name a crate. Crates not listed are free.
const MAY_USE: &[(&str, &[&str])] = &[
    ("calamine", &["grid"]),
    ("umya_spreadsheet", &["sheet", "templates"]),
    ("zip", &["opc"]),
    ("flate2", &["opc"]),
    ("aes", &["grid"]),
    ("cbc", &["grid"]),
    ("sha1", &["grid"]),
    ("quick_xml", &["opc", "grid", "graft", "sheet"]),
    ("rusqlite", &["archive"]),
    ("icalendar", &["duties"]),
    ("notify", &["intake", "watch"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("csv", &["grid", "policy"]),
    ("encoding_rs", &["grid", "intake", "opc"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with its top module and its text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    files
        .into_iter()
        .filter(|path| !is_test(path))
        .map(|path| {
            let inside = path.strip_prefix(&src).unwrap().to_path_buf();
            let first = inside.iter().next().unwrap().to_string_lossy().into_owned();
            let module = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (module, inside, text)
        })
        .collect()
}

/// Files that only tests are made of.
fn is_test(path: &Path) -> bool {
    let only_tests = ["tests", "tests.rs", "fakes.rs", "testing.rs"];
    let of_render = path.ends_with("render/samples.rs");
    of_render
        || path
            .iter()
            .any(|part| only_tests.contains(&part.to_string_lossy().as_ref()))
            && path.starts_with(root().join("src"))
}

/// Code without `#[cfg(test)] mod tests { … }` at the end and without comments: tests may reach anywhere.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines()
        .filter(|l| !l.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Modules in the order of the code map of docs/architecture.md.
fn layers() -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let table = page
        .split("## Code map")
        .nth(1)
        .unwrap()
        .split("\n## ")
        .next()
        .unwrap();
    table
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|rest| rest.split('`').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_code_map_names_every_module_and_no_other() {
    let mapped: BTreeSet<String> = layers().into_iter().collect();
    let real: BTreeSet<String> = sources()
        .into_iter()
        .map(|(module, ..)| module)
        .filter(|m| m != "lib" && m != "main")
        .collect();
    assert_eq!(mapped, real);
}

#[test]
fn a_module_leans_only_on_modules_above_it() {
    let order: BTreeMap<String, usize> = layers()
        .into_iter()
        .enumerate()
        .map(|(i, m)| (m, i))
        .collect();
    let mut faults = Vec::new();
    for (module, path, text) in sources() {
        let Some(own) = order.get(&module) else {
            continue;
        };
        for piece in code_of(&text).split("crate::").skip(1) {
            let used: String = piece
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if order.get(&used).is_some_and(|theirs| theirs > own) {
                faults.push(format!("{}: crate::{used}", path.display()));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "edges that point down:\n{}",
        faults.join("\n")
    );
}

#[test]
fn a_third_party_crate_is_used_only_where_it_may_be() {
    let mut faults = Vec::new();
    for (module, path, text) in sources() {
        let code = code_of(&text);
        for (name, allowed) in MAY_USE {
            let named = [
                format!("use {name}::"),
                format!(" {name}::"),
                format!("({name}::"),
                format!("<{name}::"),
                format!("&{name}::"),
            ]
            .iter()
            .any(|pattern| code.contains(pattern.as_str()));
            if named && !allowed.contains(&module.as_str()) {
                faults.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// `println!` panics where nobody reads any more; `cli::output` does not.
#[test]
fn only_one_file_prints() {
    for (_, file, text) in sources() {
        let printing = ["println!(", "print!("]
            .iter()
            .any(|word| code_of(&text).contains(word));
        assert!(!printing, "{}: use cli::output", file.display());
    }
}

#[test]
fn the_core_asks_neither_disk_nor_clock() {
    let edges = [
        "disk", "clock", "share", "archive", "intake", "deliver", "watch", "cli", "main",
    ];
    let banned = [
        "std::fs",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "std::env::",
        "std::net",
        "thread::",
    ];
    let mut faults = Vec::new();
    for (module, path, text) in sources() {
        // The isolated reader is the one edge inside grid: a child process under a memory limit.
        if edges.contains(&module.as_str()) || path.ends_with("grid/isolated.rs") {
            continue;
        }
        let code = code_of(&text);
        faults.extend(
            banned
                .iter()
                .filter(|b| code.contains(**b))
                .map(|b| format!("{}: {b}", path.display())),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn money_is_never_a_float() {
    let mut faults = Vec::new();
    for (module, path, text) in sources() {
        // Column widths, row heights and chart sizes are measures of a page, seconds of time; not money.
        let page = [
            "grid",
            "sheet",
            "templates",
            "render",
            "policy",
            "ledger",
            "simulate",
            "cli",
        ];
        if page.contains(&module.as_str()) {
            continue;
        }
        if code_of(&text).contains("f64") {
            faults.push(path.display().to_string());
        }
    }
    assert!(
        faults.is_empty(),
        "f64 outside grid and page measures:\n{}",
        faults.join("\n")
    );
}

#[test]
fn every_file_says_what_it_is_for_and_a_long_one_why() {
    let mut faults = Vec::new();
    for (_, path, text) in sources() {
        if !text.starts_with("//!") {
            faults.push(format!("{}: does not begin with //!", path.display()));
        }
        let head: String = text.lines().take_while(|l| l.starts_with("//!")).collect();
        let lines = code_of(&text).lines().count();
        if lines > 500 && !head.contains("One file because") {
            faults.push(format!(
                "{}: {lines} lines of code and no «One file because …»",
                path.display()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Codes of findings in quotes: `"E-…"`.
fn quoted_codes(text: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for lead in ["\"E-", "\"W-", "\"I-"] {
        for (at, _) in text.match_indices(lead) {
            let code: String = text[at + 1..].chars().take_while(|c| *c != '"').collect();
            if code.len() > 3
                && code
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-')
            {
                codes.insert(code);
            }
        }
    }
    codes
}

#[test]
fn every_code_that_is_given_has_its_text_and_every_text_is_given() {
    let known: BTreeSet<String> = shenbiao::findings::catalogue().keys().cloned().collect();
    let mut given = BTreeSet::new();
    for (_, path, text) in sources() {
        if path.ends_with("findings/catalogue.rs") {
            continue;
        }
        given.extend(quoted_codes(&code_of(&text)));
    }
    // Policy tables name the codes that go with their own rows.
    let tables = root().join("src/policy/defaults");
    for entry in fs::read_dir(tables).unwrap() {
        given.extend(quoted_codes(
            &fs::read_to_string(entry.unwrap().path()).unwrap(),
        ));
    }
    let unnamed: Vec<_> = given.difference(&known).collect();
    let unused: Vec<_> = known.difference(&given).collect();
    assert!(
        unnamed.is_empty(),
        "codes without an entry in catalogue.toml: {unnamed:?}"
    );
    assert!(
        unused.is_empty(),
        "entries of catalogue.toml that nothing gives: {unused:?}"
    );
}

//! The graft held to real workbooks: every entry but the patched ones byte for byte, again and
//! again, and out again. `judges.sh` makes the corpus, runs this, and hands what comes out to
//! the Open XML SDK, LibreOffice and openpyxl.
//!
//! Folders come from the environment: `SHENBIAO_FIDELITY` (made by `corpus.py`; results go into
//! `grafted/` beside it), `SHENBIAO_CORPUS` (public workbooks). Without them, said so, only the
//! workbooks made here are taken.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bytes;
mod plans;

use shenbiao::graft::{Marks, Refusal, graft, remove};
use shenbiao::opc::{Caps, Package};
use std::fs;
use std::path::{Path, PathBuf};

/// A workbook to be grafted.
struct Submitted {
    name: String,
    bytes: Vec<u8>,
}

fn workbooks_in(folder: &Path, prefix: &str) -> Vec<Submitted> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|why| panic!("{}: {why}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            matches!(&*extension, "xlsx" | "xlsm")
        })
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| Submitted {
            name: format!("{prefix}{}", path.file_name().unwrap().to_string_lossy()),
            bytes: fs::read(path).unwrap(),
        })
        .collect()
}

/// A folder named by the environment, or a loud word that it is left out.
fn folder(variable: &str) -> Option<PathBuf> {
    match std::env::var_os(variable) {
        Some(path) => Some(PathBuf::from(path)),
        None => {
            eprintln!("fidelity: SKIPPED the workbooks of {variable}: it is not set");
            None
        }
    }
}

/// Grafts one workbook and checks all that bytes can tell. Gives the annotated bytes.
fn judged_by_bytes(submitted: &Submitted) -> Result<Vec<u8>, Refusal> {
    let donor = plans::donor();
    let annotated = graft(&submitted.bytes, &donor, &Marks::RESULTS)?;
    let name = &submitted.name;
    bytes::assert_untouched(name, &submitted.bytes, &annotated);
    bytes::assert_leads_somewhere(name, &annotated, donor.sheets.len());
    let again = graft(&submitted.bytes, &donor, &Marks::RESULTS).unwrap();
    assert!(annotated == again, "{name}: same input, same bytes");
    let replaced = graft(&annotated, &donor, &Marks::RESULTS).unwrap();
    assert!(annotated == replaced, "{name}: our sheets are replaced");
    let back = remove(&annotated, &Marks::RESULTS).unwrap().unwrap();
    bytes::assert_given_back(name, &submitted.bytes, &back);
    Ok(annotated)
}

#[test]
fn every_untouched_part_comes_back_byte_for_byte() {
    let made = folder("SHENBIAO_FIDELITY");
    let public = folder("SHENBIAO_CORPUS");
    let mut all: Vec<Submitted> = plans::workbooks_of_umya()
        .into_iter()
        .map(|(name, bytes)| Submitted { name, bytes })
        .collect();
    if let Some(made) = &made {
        all.extend(workbooks_in(&made.join("corpus"), ""));
    }
    if let Some(public) = &public {
        all.extend(workbooks_in(public, "public-"));
    }
    // For the judges behind: what was submitted and what came out, under one name.
    let results = made.map(|made| (made.join("submitted"), made.join("grafted")));
    if let Some((submitted, grafted)) = &results {
        for folder in [submitted, grafted] {
            let _ = fs::remove_dir_all(folder);
            fs::create_dir_all(folder).unwrap();
        }
    }
    let (mut count, mut refused) = (0, Vec::new());
    for submitted in &all {
        match judged_by_bytes(submitted) {
            Ok(annotated) => {
                count += 1;
                assert!(
                    !submitted.name.starts_with("refused-"),
                    "{} must be refused",
                    submitted.name
                );
                if let Some((before, after)) = &results {
                    fs::write(before.join(&submitted.name), &submitted.bytes).unwrap();
                    fs::write(after.join(&submitted.name), annotated).unwrap();
                }
            }
            Err(why) => refused.push((&submitted.name, why)),
        }
    }
    eprintln!("fidelity: {count} grafted, {} refused", refused.len());
    for (name, why) in &refused {
        eprintln!("  refused {name}: {why}");
        // Of our own corpus only what is made to be refused may be; public files are refused
        // for a damaged zip or a workbook that is none.
        assert!(
            name.starts_with("refused-") || name.starts_with("public-"),
            "{name} was refused: {why}"
        );
        assert!(
            !matches!(why, Refusal::Donor { .. }),
            "{name}: a fault of ours: {why}"
        );
    }
    let public = refused
        .iter()
        .filter(|(name, _)| name.starts_with("public-"));
    assert!(public.count() <= 8, "too many public workbooks refused");
}

#[test]
fn after_libreoffice_saved_them_our_sheets_are_known_again() {
    let Some(resaved) = folder("SHENBIAO_RESAVED") else {
        return;
    };
    let donor = plans::donor();
    for saved in workbooks_in(&resaved, "") {
        let name = &saved.name;
        let replaced = graft(&saved.bytes, &donor, &Marks::RESULTS).unwrap();
        let sheets = |bytes: &[u8]| {
            let package = Package::open(bytes, &Caps::default()).unwrap();
            let workbook = package.workbook_part().unwrap();
            let related = package.relationships(&workbook).unwrap();
            related.iter().filter(|one| one.is("worksheet")).count()
        };
        assert_eq!(
            sheets(&replaced),
            sheets(&saved.bytes),
            "{name}: replaced, not doubled"
        );
        let back = remove(&saved.bytes, &Marks::RESULTS);
        // Nothing is left where LibreOffice dropped a chart sheet that was the only other one.
        if let Ok(back) = back {
            let back = back.unwrap_or_else(|| panic!("{name}: our sheets are not known"));
            assert_eq!(
                sheets(&back) + donor.sheets.len(),
                sheets(&saved.bytes),
                "{name}"
            );
        }
    }
}

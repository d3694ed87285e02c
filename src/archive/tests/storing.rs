//! Committing, reopening, rebuilding, verifying, repeats.

use super::sample::{day, folder, open, record, returned, score, submission};
use crate::archive::{BlobHash, Filter, NotedHead, Repeat, record_hash};
use crate::domain::status::Status;
use std::fs;
use std::path::{Path, PathBuf};

fn three(dir: &Path) {
    let archive = open(dir);
    archive
        .commit(&[
            submission(
                "石家庄/a.xlsx",
                "2026-03-01",
                vec![score("甲公司", "2025", "100", "B")],
            ),
            submission(
                "石家庄/b.xlsx",
                "2026-03-02",
                vec![
                    score("乙公司", "2025", "200", "A"),
                    returned(score("丙公司", "2025", "1", "C")),
                ],
            ),
        ])
        .unwrap();
    archive
        .commit(&[submission("坏.xlsx", "2026-03-03", vec![])])
        .unwrap();
}

fn manifest(dir: &Path) -> PathBuf {
    dir.join("archive/manifest.jsonl")
}

fn damage(dir: &Path) -> Vec<String> {
    let found = open(dir).verify(&[]).unwrap();
    found.damage.into_iter().map(|d| d.id).collect()
}

#[test]
fn each_record_is_an_entry_and_a_file_without_records_is_one_too() {
    let dir = folder();
    three(dir.path());
    let entries = open(dir.path()).list(&Filter::default()).unwrap();
    let ids: Vec<_> = entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["3-1", "2-2", "2-1", "1-1"]);
    assert_eq!(entries[0].form, None);
    assert_eq!(entries[0].status, Status::Returned);
    assert_eq!(entries[2].grade.as_deref(), Some("A"));
    assert_eq!(entries[3].office, "石家庄");
    assert_eq!(damage(dir.path()), Vec::<String>::new());
}

#[test]
fn the_same_claim_makes_no_second_version() {
    let dir = folder();
    let archive = open(dir.path());
    let one = submission(
        "a.xlsx",
        "2026-03-01",
        vec![score("甲公司", "2025", "100", "B")],
    );
    let first = archive.commit(&[one.clone(), one.clone()]).unwrap();
    assert_eq!((first[0].known, first[1].known), (false, true));
    let again = open(dir.path());
    // The first still holds the lock; it alone writes.
    assert!(archive.commit(std::slice::from_ref(&one)).unwrap()[0].known);
    assert_eq!(again.list(&Filter::default()).unwrap().len(), 1);
    assert_eq!(archive.find_claim(&one.claim).unwrap(), Some(1));
}

#[test]
fn a_rebuild_gives_the_same_entries() {
    let dir = folder();
    three(dir.path());
    let before = open(dir.path()).list(&Filter::default()).unwrap();
    assert_eq!(open(dir.path()).rebuild().unwrap(), 3);
    assert_eq!(open(dir.path()).list(&Filter::default()).unwrap(), before);
    for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm"] {
        let _ = fs::remove_file(dir.path().join("archive").join(name));
    }
    assert_eq!(open(dir.path()).list(&Filter::default()).unwrap(), before);
    fs::write(dir.path().join("archive/index.sqlite"), "no database").unwrap();
    assert_eq!(open(dir.path()).list(&Filter::default()).unwrap(), before);
}

#[test]
fn an_altered_byte_and_a_removed_blob_are_found() {
    for alter in [true, false] {
        let dir = folder();
        three(dir.path());
        let hash = open(dir.path()).entry("2-1").unwrap().submitted_sha256;
        let path = dir
            .path()
            .join("archive/blobs")
            .join(&hash.to_string()[..2])
            .join(hash.to_string());
        if alter {
            let mut bytes = fs::read(&path).unwrap();
            bytes[3] ^= 1;
            fs::write(&path, bytes).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        assert_eq!(damage(dir.path()), ["2-1"]);
    }
}

#[test]
fn an_altered_removed_or_swapped_line_is_found() {
    let changes: [fn(&mut Vec<String>); 5] = [
        |lines| lines[1] = lines[1].replace("石家庄", "邯郸"),
        // The last line has none behind it: the index remembers its hash.
        |lines| lines[2] = lines[2].replace("坏.xlsx", "好.xlsx"),
        |lines| drop(lines.remove(1)),
        |lines| drop(lines.pop()),
        |lines| lines.swap(0, 1),
    ];
    for change in changes {
        let dir = folder();
        three(dir.path());
        let text = fs::read_to_string(manifest(dir.path())).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        fs::write(manifest(dir.path()), lines.join("\n") + "\n").unwrap();
        assert!(!damage(dir.path()).is_empty());
    }
}

#[test]
fn a_shortened_archive_with_its_index_rebuilt_is_found_by_the_head_noted_outside() {
    let dir = folder();
    three(dir.path());
    let head = open(dir.path()).head().unwrap();
    let text = fs::read_to_string(manifest(dir.path())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(manifest(dir.path()), lines[..2].join("\n") + "\n").unwrap();
    let archive = open(dir.path());
    archive.rebuild().unwrap();
    assert!(archive.verify(&[]).unwrap().damage.is_empty());
    for line in [Some(head.line), None] {
        let noted = NotedHead {
            line,
            hash: head.hash.clone(),
            source: "档案目录".into(),
        };
        assert_eq!(archive.verify(&[noted]).unwrap().damage.len(), 1);
    }
}

#[test]
fn a_torn_last_line_is_cut_off_and_the_claim_can_come_again() {
    let dir = folder();
    three(dir.path());
    let whole = fs::read(manifest(dir.path())).unwrap();
    let torn = [whole.as_slice(), b"{\"alg\":\"sha256\",\"line\":4"].concat();
    fs::write(manifest(dir.path()), torn).unwrap();
    let archive = open(dir.path());
    assert_eq!(fs::read(manifest(dir.path())).unwrap(), whole);
    let more = submission("d.xlsx", "2026-03-04", vec![]);
    assert_eq!(archive.commit(&[more]).unwrap()[0].seq, 4);
    assert_eq!(damage(dir.path()), Vec::<String>::new());
}

#[test]
fn a_shortened_manifest_stops_writing_and_not_reading() {
    let dir = folder();
    three(dir.path());
    fs::write(manifest(dir.path()), "").unwrap();
    let archive = open(dir.path());
    assert_eq!(archive.list(&Filter::default()).unwrap().len(), 4);
    assert!(
        archive
            .commit(&[submission("d.xlsx", "2026-03-04", vec![])])
            .is_err()
    );
}

#[test]
fn a_carried_row_is_no_entry_unless_nothing_else_is_there() {
    let dir = folder();
    let archive = open(dir.path());
    let good = score("甲公司", "2025", "100", "B");
    let bad = returned(score("乙公司", "2025", "1", "C"));
    archive
        .commit(&[submission("l.xlsx", "2026-03-01", vec![good.clone(), bad])])
        .unwrap();
    let hash = record_hash(&good.form, &good.fields);
    let found = archive.find_equal("", hash).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, "1-1");
    assert_eq!(found[0].file_status, Status::Returned);
    assert!(archive.find_equal("邯郸", hash).unwrap().is_empty());
    let mut carried = good.clone();
    carried.carried_from = Some("1-1".into());
    let mended = score("乙公司", "2025", "10", "C");
    archive
        .commit(&[submission(
            "l.xlsx",
            "2026-03-02",
            vec![carried.clone(), mended],
        )])
        .unwrap();
    archive
        .commit(&[submission("l.xlsx", "2026-03-03", vec![carried])])
        .unwrap();
    let entries = archive.list(&Filter::default()).unwrap();
    let ids: Vec<_> = entries.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(ids, ["3-1", "2-2", "1-2", "1-1"]);
    assert_eq!(entries[0].carried_from.as_deref(), Some("1-1"));
    // What is carried is no accepted record of its own.
    assert_eq!(archive.find_equal("", hash).unwrap().len(), 1);
}

#[test]
fn the_same_bytes_are_found_with_their_outcome_and_a_repeat_is_noted_once() {
    let dir = folder();
    let archive = open(dir.path());
    let one = submission(
        "石家庄/a.xlsx",
        "2026-03-01",
        vec![record("customer_summary", &[("customer_name", "甲公司")])],
    );
    archive.commit(std::slice::from_ref(&one)).unwrap();
    let same = archive.find_same(BlobHash::of(&one.submitted)).unwrap();
    assert_eq!(same.len(), 1);
    assert_eq!(same[0].id, "1-1");
    assert!(same[0].status.is_accepted());
    assert_eq!(same[0].policy, BlobHash::of(b"policy one"));
    assert_eq!(same[0].delivered.as_deref(), Some("审核结果/石家庄/a.xlsx"));
    assert_eq!(same[0].forms, ["customer_summary"]);
    assert_eq!(same[0].review_date, day("2026-03-01"));
    let repeat = Repeat {
        of: 1,
        claim: "second".into(),
        received_at: "2026-11-25T08:00:00+08:00".into(),
        file: "石家庄/a 副本.xlsx".into(),
        office: "石家庄".into(),
    };
    archive.note_repeat(&repeat).unwrap();
    archive.note_repeat(&repeat).unwrap();
    assert_eq!(archive.repeats(1).unwrap(), [repeat]);
    assert_eq!(archive.head().unwrap().line, 2);
    archive.rebuild().unwrap();
    assert_eq!(archive.repeats(1).unwrap().len(), 1);
    assert!(archive.verify(&[]).unwrap().damage.is_empty());
}

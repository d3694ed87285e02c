//! The archive when disks fail: every operation fails once, and the process dies in and right
//! after every operation. After each, nothing that was acknowledged is lost, nothing is doubled,
//! and `verify` finds the archive whole.

#![allow(clippy::unwrap_used)]

use shenbiao::archive::{Archive, Entry, Filter, Repeat, Submission};
use shenbiao::disk::{Disk, Fault, FaultyDisk, RealDisk};
use shenbiao::domain::status::Status;
use shenbiao::judged::{FieldReport, JudgedFile, JudgedRecord};
use std::path::Path;
use std::sync::Arc;

fn submission(n: u32) -> Submission {
    let customer = format!("客户{n}");
    let record = JudgedRecord {
        form: "customer_summary".into(),
        form_title: "客户概要信息登记表".into(),
        sheet: "Sheet1".into(),
        row: None,
        status: Status::Accepted,
        customer: Some(customer.clone()),
        findings: Vec::new(),
        fields: vec![FieldReport {
            label: "客户名称".into(),
            cell: None,
            raw: Some(customer.clone()),
            value: Some(customer),
            unit: None,
            extra: false,
            line: None,
        }],
        review: None,
        carried_from: None,
    };
    Submission {
        claim: format!("claim {n}"),
        received_at: "2026-11-24T08:00:00+08:00".into(),
        review_date: "2026-11-24".parse().unwrap(),
        file: format!("石家庄/{n}.xlsx"),
        office: "石家庄".into(),
        role: None,
        owner: None,
        submitted: Arc::new(format!("submitted {n}").into_bytes()),
        annotated: Some(Arc::new(format!("annotated {n}").into_bytes())),
        judged: JudgedFile {
            file: format!("{n}.xlsx"),
            status: Status::Accepted,
            findings: Vec::new(),
            records: vec![record],
            enclosed: Vec::new(),
        },
        policy_version: "1".into(),
        policy: Arc::new(b"policy".to_vec()),
        delivered: Some(format!("审核结果/{n}.xlsx")),
        circumstances: None,
        adopts: None,
    }
}

fn groups() -> [Vec<Submission>; 3] {
    [
        vec![submission(1), submission(2)],
        vec![submission(3)],
        vec![submission(4), submission(5), submission(6)],
    ]
}

fn repeat() -> Repeat {
    Repeat {
        of: 1,
        claim: "claim again".into(),
        received_at: "2026-11-25T08:00:00+08:00".into(),
        file: "石家庄/1 副本.xlsx".into(),
        office: "石家庄".into(),
    }
}

/// All that a watcher would do; each step again where it fails, `tries` times. Returns the claims
/// that were acknowledged.
fn work(data: &Path, disk: Arc<dyn Disk>, tries: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let Some(archive) = (0..tries).find_map(|_| Archive::open(data, Arc::clone(&disk)).ok()) else {
        return acknowledged;
    };
    for group in groups() {
        let Some(done) = (0..tries).find_map(|_| archive.commit(&group).ok()) else {
            return acknowledged;
        };
        assert_eq!(done.len(), group.len());
        acknowledged.extend(group.into_iter().map(|s| s.claim));
    }
    let _ = (0..tries).find_map(|_| archive.note_repeat(&repeat()).ok());
    let _ = (0..tries).find_map(|_| archive.rebuild().ok());
    acknowledged
}

/// A folder in memory where the system has one: the faults are injected, so no fsync need be real.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

fn everything(archive: &Archive) -> Vec<Entry> {
    archive.list(&Filter::default()).unwrap()
}

/// What must hold after any fault, and after the work is done again.
fn check(data: &Path, acknowledged: &[String], at: &str) {
    let archive = Archive::open(data, Arc::new(RealDisk)).unwrap();
    for claim in acknowledged {
        assert!(
            archive.find_claim(claim).unwrap().is_some(),
            "{at}: {claim} is lost"
        );
    }
    let whole = archive.verify(&[]).unwrap();
    assert_eq!(whole.damage, [], "{at}");
    drop(archive);
    work(data, Arc::new(RealDisk), 1);
    let archive = Archive::open(data, Arc::new(RealDisk)).unwrap();
    let entries = everything(&archive);
    let mut files: Vec<&str> = entries.iter().map(|e| e.file.as_str()).collect();
    files.sort_unstable();
    let expected: Vec<String> = (1..=6).map(|n| format!("石家庄/{n}.xlsx")).collect();
    assert_eq!(files, expected, "{at}: lost or doubled");
    assert_eq!(archive.repeats(1).unwrap(), [repeat()], "{at}");
    let whole = archive.verify(&[]).unwrap();
    assert_eq!(whole.damage, [], "{at}");
    archive.rebuild().unwrap();
    assert_eq!(everything(&archive), entries, "{at}: a rebuild differs");
}

fn through_all(fault: fn(usize) -> Fault, tries: usize) {
    for n in 1.. {
        let dir = folder();
        let disk = Arc::new(FaultyDisk::new(Arc::new(RealDisk), fault(n)));
        let acknowledged = work(dir.path(), Arc::clone(&disk) as Arc<dyn Disk>, tries);
        let struck = disk.struck();
        let step = disk.log().get(n - 1).cloned().unwrap_or_default();
        drop(disk);
        check(dir.path(), &acknowledged, &format!("operation {n}: {step}"));
        if !struck {
            assert!(n > 20, "the fault must reach into the work");
            break;
        }
    }
}

#[test]
fn every_operation_of_the_archive_may_fail_once() {
    through_all(Fault::FailOnce, 2);
}

#[test]
fn the_process_may_die_in_every_operation_of_the_archive() {
    through_all(Fault::KillIn, 1);
}

#[test]
fn the_process_may_die_after_every_operation_of_the_archive() {
    through_all(Fault::KillAfter, 1);
}

/// What a commit left unfinished must not be seen as finished by a reader that opens meanwhile.
#[test]
fn a_reader_beside_the_writer_sees_whole_versions_only() {
    let dir = folder();
    let writer = Archive::open(dir.path(), Arc::new(RealDisk)).unwrap();
    for group in groups() {
        writer.commit(&group).unwrap();
        let reader = Archive::open(dir.path(), Arc::new(RealDisk)).unwrap();
        assert_eq!(everything(&reader), everything(&writer));
        assert!(
            reader.commit(&[submission(9)]).is_err(),
            "one writer at a time"
        );
    }
}

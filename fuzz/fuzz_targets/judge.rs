//! Any bytes through the whole path, as `check` goes it: an answer that opens, the same each time;
//! every finding says what is the matter and how to mend it; the status is the records' worst.
//!
//! The first byte picks the extension.

#![no_main]

mod parts;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use shenbiao::domain::status::Status;
use shenbiao::findings::Severity;
use shenbiao::flow::{Answer, NoArchive, Submission, answer, judge};
use shenbiao::graft::{Marks, remove};
use shenbiao::grid::{Limits, read};
use shenbiao::policy::Policy;

fn limits() -> Limits {
    Limits {
        file_bytes: 1 << 20,
        part_bytes: 4 << 20,
        total_bytes: 8 << 20,
        filled_cells: 5_000,
        ..Limits::default()
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&pick, bytes)) = data.split_first() else {
        return;
    };
    // Compound files are read in a child process (see grid_read).
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return;
    }
    let file_name = ["表.xlsx", "表.csv", "表.xlsx", "表.ods"][usize::from(pick) % 4];
    let submission = Submission {
        file_name,
        bytes,
        office: "石家庄办事处",
    };
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 10).expect("a day");
    let policy = Policy::built_in();
    let run = || {
        let judged = judge(submission, policy, today, &limits(), &NoArchive);
        let made = answer(submission, &judged, policy, today, Vec::new()).expect("an answer");
        (judged, made)
    };
    let (judged, made) = run();
    assert_eq!(made, run().1, "the same input gives the same bytes");
    let file = &judged.file;
    let of_records = file.records.iter().flat_map(|r| &r.findings);
    for finding in file.findings.iter().chain(of_records) {
        assert!(!finding.message.is_empty() && !finding.fix.is_empty(), "{finding:?}");
        assert!(!finding.message.contains(['{', '}']), "{finding:?}");
    }
    for record in &file.records {
        let wrong = record.findings.iter().any(|f| f.severity == Severity::Error);
        assert_eq!(record.status == Status::Returned, wrong, "{:?}", record.status);
        assert!(!wrong || record.review.is_none());
    }
    assert!(!file.records.is_empty() || !file.status.is_accepted());
    let opened = read(made.bytes(), "答.xlsx", &Limits::default()).expect("our answer opens");
    assert!(opened.sheets.iter().any(|s| s.is_ours()));
    if let Answer::Annotated(annotated) = &made {
        let back = remove(annotated, &Marks::RESULTS);
        assert!(!matches!(back, Ok(None)), "our sheets are known again");
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    parts::mutate(data, size, max_size, seed, 1)
});

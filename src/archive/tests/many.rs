//! Look-ups over many versions find what a plain search of the names finds. How long they take is
//! reported, not asserted: `SHENBIAO_MANY=1000000 cargo test --lib archive::tests::many -- --nocapture`.

use super::sample::{day, folder, no_copies, open, score, submission};
use crate::archive::Filter;
use crate::archive::hash::BlobHash;
use crate::archive::index::sqlite::SqliteIndex;
use crate::archive::index::{Index, IndexedLine, entries_of};
use crate::archive::manifest::{Event, Tail, VersionLine};
use std::path::Path;
use std::time::Instant;

/// Versions without a wish in the environment.
const USUAL: u64 = 2_000;
const PLACES: [&str; 8] = [
    "石家庄",
    "保定",
    "邯郸",
    "唐山",
    "沧州",
    "廊坊",
    "衡水",
    "承德",
];
const WORDS: [&str; 10] = [
    "华北", "制药", "光电", "机械", "化工", "恒泰", "鑫源", "科技", "建材", "电缆",
];

fn name(n: u64) -> String {
    let pick = |list: &[&'static str], n: u64| list[(n % list.len() as u64) as usize];
    format!(
        "河北{}{}{}{}有限公司",
        pick(&PLACES, n),
        pick(&WORDS, n / 8),
        pick(&WORDS, n / 80 + n),
        n % 20_000
    )
}

fn grade(n: u64) -> &'static str {
    ["A", "B", "B", "C"][(n % 4) as usize]
}

/// Fills the index alone: what is measured reads no blob.
fn fill(dir: &Path, versions: u64) {
    std::fs::create_dir_all(dir.join("archive")).unwrap();
    let mut index = SqliteIndex::open(&dir.join("archive/index.sqlite")).unwrap();
    let mut tail = Tail::default();
    let mut batch = Vec::new();
    for n in 1..=versions {
        let s = submission(
            &format!("{n}.xlsx"),
            "2026-03-01",
            vec![score(&name(n), "2025", "1", grade(n))],
        );
        let hash = BlobHash::of(&s.submitted);
        let event = Event::Version(Box::new(VersionLine {
            seq: n,
            claim: s.claim.clone(),
            received_at: s.received_at.clone(),
            review_date: s.review_date,
            file: s.file.clone(),
            office: s.office.clone(),
            role: None,
            owner: None,
            status: s.judged.status,
            policy_version: s.policy_version.clone(),
            policy: hash,
            submitted: hash,
            annotated: None,
            judged: hash,
            delivered: s.delivered.clone(),
            adopts: None,
        }));
        let (line, _, next) = tail.next(event).unwrap();
        tail = next;
        batch.push(IndexedLine {
            line,
            hash: tail.head.clone(),
            entries: entries_of(&s.judged, crate::forms::Forms::built_in()),
        });
        if batch.len() == 1_000 || n == versions {
            index.add(&batch, &tail, &mut || Ok(())).unwrap();
            batch.clear();
        }
    }
}

#[test]
fn look_ups_over_many_versions_find_what_a_plain_search_finds() {
    let versions = std::env::var("SHENBIAO_MANY").map_or(USUAL, |many| many.parse().unwrap());
    let dir = folder();
    let start = Instant::now();
    fill(dir.path(), versions);
    println!("indexing {versions} versions: {:?}", start.elapsed());
    let archive = open(dir.path());
    let share = dir.path().join("share");
    let by_name = |name: &str| Filter {
        customer: Some(name.into()),
        ..Filter::default()
    };
    let by_grade = Filter {
        grade: Some("A".into()),
        form: Some("客户评分表".into()),
        ..Filter::default()
    };
    let asked = [
        ("one character in all names", by_name("河")),
        ("one rare character", by_name("承")),
        ("two characters in all names", by_name("有限")),
        ("three characters", by_name("石家庄")),
        ("a whole name", by_name(&name(77))),
        ("no such name", by_name("不存在")),
        ("form and grade", by_grade),
        ("everything", Filter::default()),
    ];
    for (what, filter) in asked {
        let fits = |n: &u64| {
            let named = filter.customer.as_ref();
            named.is_none_or(|part| name(*n).contains(part))
                && filter
                    .grade
                    .as_ref()
                    .is_none_or(|wanted| grade(*n) == wanted)
        };
        let wanted = (1..=versions).filter(fits).count() as u64;
        assert_eq!(archive.count(&filter, versions).unwrap(), wanted, "{what}");
        let start = Instant::now();
        let mut copies = no_copies();
        let plans = archive
            .answer(&filter, &share, day("2026-11-24"), &mut copies)
            .unwrap();
        let answered = start.elapsed();
        let bytes = crate::sheet::workbook(&plans).unwrap().len();
        println!(
            "{what}: answer {answered:?}, with workbook {:?} ({bytes} bytes)",
            start.elapsed()
        );
    }
    let start = Instant::now();
    let plans = archive.index_plans(&share, day("2026-11-24")).unwrap();
    let planned = start.elapsed();
    let bytes = crate::sheet::workbook(&plans).unwrap().len();
    println!(
        "档案目录: plans {planned:?}, with workbook {:?} ({bytes} bytes)",
        start.elapsed()
    );
}

//! How long the parts of the path take on a form of some 20 KB, and beside it the floor: the
//! same package unzipped and zipped again in process.
//!
//! `benches/compare.py` runs this and sets it against the same job written for openpyxl.

#![allow(clippy::unwrap_used, reason = "a benchmark may stop")]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::io::{Cursor, Read, Write};

#[path = "../tests/fidelity/plans.rs"]
mod plans;

/// A filled-in form with a picture, a chart, a comment, validations and rules, saved by
/// openpyxl (`tests/fidelity/corpus.py` makes it).
const FORM: &[u8] = include_bytes!("form.xlsx");

/// Every part inflated and deflated again at the usual level.
fn unzip_and_rezip(bytes: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut into = zip::ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() * 2)));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    let mut data = Vec::new();
    for i in 0..from.len() {
        let mut part = from.by_index(i).expect("a part");
        data.clear();
        part.read_to_end(&mut data).expect("whole data");
        let name = part.name().expect("a name").into_owned();
        into.start_file(name, options).expect("room");
        into.write_all(&data).expect("room");
    }
    into.finish().expect("room").into_inner()
}

fn whole_path(c: &mut Criterion) {
    let form = FORM;
    let plans = plans::plans();
    let donor = shenbiao::sheet::donor(&plans);
    let marks = shenbiao::graft::Marks::RESULTS;

    let mut group = c.benchmark_group("form");
    group.bench_function("floor: unzip and rezip", |b| {
        b.iter(|| unzip_and_rezip(black_box(form)));
    });
    group.bench_function("graft", |b| {
        b.iter(|| shenbiao::graft::graft(black_box(form), &donor, &marks).expect("grafts"));
    });
    group.bench_function("donor and graft", |b| {
        b.iter(|| {
            let donor = shenbiao::sheet::donor(black_box(&plans));
            shenbiao::graft::graft(form, &donor, &marks).expect("grafts")
        });
    });
    let annotated = shenbiao::graft::graft(form, &donor, &marks).expect("grafts");
    group.bench_function("graft again over our own", |b| {
        b.iter(|| shenbiao::graft::graft(black_box(&annotated), &donor, &marks).expect("grafts"));
    });
    group.bench_function("read", |b| {
        let limits = shenbiao::grid::Limits::default();
        b.iter(|| shenbiao::grid::read(black_box(form), "form.xlsx", &limits).expect("reads"));
    });
    group.bench_function("whole path", |b| {
        b.iter(|| annotated_by_flow(black_box(form)))
    });
    group.finish();
}

/// Bytes in, annotated bytes out: read, recognise, extract, validate, evaluate, render, graft.
fn annotated_by_flow(bytes: &[u8]) -> shenbiao::flow::Answer {
    use shenbiao::flow::{NoArchive, Submission, answer, judge};
    let submission = Submission {
        file_name: "form.xlsx",
        bytes,
        office: "石家庄办事处",
    };
    let policy = shenbiao::policy::Policy::built_in();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 10).expect("a day");
    let limits = shenbiao::grid::Limits::default();
    let judged = judge(submission, policy, today, &limits, &NoArchive);
    answer(submission, &judged, policy, today, Vec::new()).expect("an answer")
}

criterion_group!(benches, whole_path);
criterion_main!(benches);
